"""The reference: cel-python, fed the oracle's facts and taught the profile's dates and list functions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import celpy
from celpy import celtypes
from celpy.evaluation import CELEvalError, Evaluator

from auditor.model.validity import add_months
from auditor.model.workdays import shipped

# The library raises this limit when it first evaluates; done here, no test sees it change.
sys.setrecursionlimit(2500)


_member_dot_arg = Evaluator.member_dot_arg


def _absorbable(self: Any, tree: Any) -> Any:
    """The library raises an error of map, filter and exists_one past && and ||; the specification lets them absorb it."""
    try:
        return _member_dot_arg(self, tree)
    except CELEvalError as error:
        return error


Evaluator.member_dot_arg = _absorbable


class Months(int):
    """A length in calendar months."""


class Workdays(int):
    """A length in working days."""


def cel(value: Any) -> Any:
    """A Python value as CEL has it; empty fields are left out."""
    if isinstance(value, bool):
        return celtypes.BoolType(value)
    if isinstance(value, int):
        return celtypes.IntType(value)
    if isinstance(value, Decimal):
        return celtypes.DoubleType(float(value))
    if isinstance(value, str):
        return celtypes.StringType(value)
    if isinstance(value, datetime):
        return celtypes.TimestampType(value)
    if isinstance(value, date):
        return celtypes.TimestampType(datetime.combine(value, time()))
    if isinstance(value, Mapping):
        return celtypes.MapType({cel(key): cel(inner) for key, inner in value.items() if inner is not None})
    return celtypes.ListType([cel(inner) for inner in value])


def _moved(moment: Any, length: int, sign: int) -> Any:
    day = date(moment.year, moment.month, moment.day)
    if isinstance(length, Months):
        return cel(add_months(day, sign * int(length)))
    landed = shipped().moved(day, sign * int(length))
    return CELEvalError("no published calendar") if landed is None else cel(landed)


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, Months | Workdays):
        left, right = right, left
    return _moved(left, right, 1) if isinstance(right, Months | Workdays) else left + right


def _minus(left: Any, right: Any) -> Any:
    return _moved(left, right, -1) if isinstance(right, Months | Workdays) else left - right


def _sum(values: Any) -> Any:
    total = None
    for value in values:
        total = value if total is None else total + value
    return celtypes.IntType(0) if total is None else total


def _extreme(choose: Any) -> Any:
    return lambda values: choose(values) if len(values) else CELEvalError("none")


def _searched(text: Any, pattern: Any) -> Any:
    import re2

    return celtypes.BoolType(bool(re2.search(str(pattern), str(text))))


def _strict(function: Any) -> Any:
    """An error among the arguments is the answer."""

    def called(*args: Any) -> Any:
        for arg in args:
            if isinstance(arg, CELEvalError):
                return arg
        return function(*args)

    return called


_PLAIN = {
    "date": lambda text: cel(date.fromisoformat(str(text))),
    "days": lambda n: celtypes.DurationType(int(n) * 86_400),
    "hours": lambda n: celtypes.DurationType(int(n) * 3_600),
    "months": lambda n: Months(n),
    "years": lambda n: Months(int(n) * 12),
    "workdays": lambda n: Workdays(n),
    "year": lambda moment: celtypes.IntType(moment.year),
    "day": lambda moment: cel(date(moment.year, moment.month, moment.day)),
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "matches": _searched,
    "_+_": _plus,
    "_-_": _minus,
}
FUNCTIONS = {name: _strict(function) for name, function in _PLAIN.items()}


class Reference:
    """One expression, parsed once; answers True, False, a value, or None for unknown."""

    def __init__(self, text: str) -> None:
        environment = celpy.Environment()
        self._program = environment.program(environment.compile(text), functions=FUNCTIONS)

    def evaluate(self, activation: Mapping[str, Any]) -> Any:
        try:
            found = self._program.evaluate(dict(activation))
        except CELEvalError:
            return None
        if isinstance(found, celtypes.BoolType):
            return bool(found)
        return found


def activation(root: str, facts: Mapping[str, Any], as_of: date, end: datetime, params: Mapping[str, Any],
               data: Mapping[str, Any]) -> dict[str, Any]:  # fmt: skip
    """The variables an expression may name."""
    return {root: cel(facts), "as_of": cel(as_of), "as_of_end": cel(end), "params": cel(params), "data": cel(data)}
