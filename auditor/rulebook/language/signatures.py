"""The functions and arithmetic of the rule language: what each takes and gives."""

from __future__ import annotations

from auditor.rulebook.language.types import Simple, Type

PERIODS = {
    "days": Simple.DAYS,
    "hours": Simple.HOURS,
    "months": Simple.MONTHS,
    "years": Simple.MONTHS,
    "workdays": Simple.WORKDAYS,
}
"""Functions of one int that give a length of time."""

TEXT_TESTS = ("contains", "startsWith", "endsWith", "matches")
MACROS = ("exists", "all", "exists_one", "filter", "map")
FOLDS = ("sum", "min", "max")
FREE = ("has", "date", "year", "day", "size", *PERIODS)
METHODS = (*MACROS, *FOLDS, *TEXT_TESTS, "size")

_D, _T = Simple.DATE, Simple.TIME

ARITHMETIC: dict[tuple[str, Type, Type], Type] = {
    **{(op, kind, kind): kind for op in "+-*" for kind in (Simple.INT, Simple.DOUBLE)},
    ("+", Simple.STRING, Simple.STRING): Simple.STRING,
    **{(op, _D, length): _D for op in "+-" for length in (Simple.DAYS, Simple.MONTHS, Simple.WORKDAYS)},
    **{("+", length, _D): _D for length in (Simple.DAYS, Simple.MONTHS, Simple.WORKDAYS)},
    **{(op, _T, length): _T for op in "+-" for length in (Simple.DAYS, Simple.HOURS)},
    **{("+", length, _T): _T for length in (Simple.DAYS, Simple.HOURS)},
    ("-", _D, _D): Simple.DAYS,
    ("-", _T, _T): Simple.HOURS,
    **{(op, kind, kind): kind for op in "+-" for kind in (Simple.DAYS, Simple.HOURS)},
}
"""(operator, left, right) to the type of the result."""
