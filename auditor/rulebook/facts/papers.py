"""Licences looked at closer: the form of their number, their scope, and where their renewal stands on the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import and_, case, exists, func, null, or_, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Row
from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.compare import compare
from auditor.rulebook.sql.dialect import Piece, PlusMonths, Position
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import Shape, Sql, Value

DIGITS = "0123456789"
CHECKED = 14
"""Digits behind the two letters of a food permit's number; the last one is the check digit."""

UNITS = ("workdays", "months", "days")
"""Units of the windows in ``data.renewal_in_<unit>``."""

Record = Mapping[str, Any]


def _records(scope: Scope, name: str) -> tuple[Record, ...]:
    found = scope.data.get(name)
    return () if found is None else tuple(item for item in found.items if isinstance(item, Mapping))


def _text(scope: Scope, value: str) -> Sql:
    return scope.constant(value, Simple.STRING).sql


# Numbers


def passes_mod_11_10(scope: Scope, number: Sql) -> Sql:
    """Whether the digits from the third character on pass ISO 7064 MOD 11,10; thirteen levels deep, and no more.

    Each step uses the one before once, so the expression grows with the digits and not with their powers.
    """
    product: Sql = scope.number(10)
    for place in range(3, 2 + CHECKED):
        sum_ = (product + _digit(scope, number, place) + scope.number(9)) % scope.number(10) + scope.number(1)
        product = (sum_ * scope.number(2)) % scope.number(11)
    last = _digit(scope, number, 2 + CHECKED)
    return (product + last) % scope.number(10) == scope.number(1)


def _digit(scope: Scope, number: Sql, place: int) -> Sql:
    # Looked up instead of cast: a letter is then a wrong digit on every database, and an error on none.
    character = Piece(number, scope.number(place), scope.number(1))
    return Position(_text(scope, DIGITS), character) - scope.number(1)


def number_form(row: Row) -> Value:
    """well_formed, malformed, legacy or doubtful; unjudged for a kind whose form is not sure and a masked number."""
    scope, kind = row.scope, row.col("kind")
    number = func.replace(func.upper(row.col("number")), scope.text(" "), scope.text(""))
    judged = [one for one in _records(scope, "number_formats") if one["judged"] != "no"]
    if not judged:
        return Value(scope.text("unjudged"), Simple.STRING, False)
    kinds = [scope.text(one) for one in dict.fromkeys(str(one["kind"]) for one in judged)]
    soft = [scope.text(str(one["kind"])) for one in judged if one["judged"] == "soft"]
    fits = {
        how: or_(
            *(
                and_(kind == scope.text(str(one["kind"])), _digits_behind(scope, number, one["prefix"], one["digits"]))
                for one in judged
                if (one["judged"] == "legacy") is (how == "legacy") and (one["check"] == "none" or how == "well_formed")
            )
        )
        for how in ("legacy", "well_formed")
    }
    sure = case(
        (fits["legacy"], scope.text("legacy")),
        (and_(fits["well_formed"], passes_mod_11_10(scope, number)), scope.text("well_formed")),
        (kind.in_(soft), scope.text("doubtful")),
        else_=scope.text("malformed"),
    )
    masked = Position(number, scope.text("*")) > scope.number(0)
    form = case((and_(kind.in_(kinds), ~masked), sure), else_=scope.text("unjudged"))
    return Value(form, Simple.STRING, row.maybe)


def _digits_behind(scope: Scope, number: Sql, prefix: str, digits: int) -> Sql:
    """The prefix and nothing but digits behind it, so many of them (any number of them where 0 is given)."""
    size = scope.number(len(prefix))
    rest = Piece(number, size + scope.number(1))
    only = func.rtrim(rest, _text(scope, DIGITS)) == scope.text("")
    fits = and_(Piece(number, scope.number(1), size) == _text(scope, prefix), only)
    return and_(fits, func.length(rest) == scope.number(digits)) if digits else fits


# Scope


def scope_known(row: Row) -> Truth:
    """True where every entry of the scope is a known category, unknown where one is unmapped text."""
    table = row.scope.table(tables.LISTS["licence", "scope"].table, owner_id=row.id)
    unmapped = exists(
        select(SINGLE)
        .select_from(table)
        .where(table.c.owner_id == row.id, table.c.value == row.scope.text("other"))
        .correlate_except(table)
    )
    known = case((unmapped, null()), else_=row.scope.number(1))
    return Test(known == row.scope.number(1), known == row.scope.number(0), False)


# Renewal


def renewal_stage(row: Row) -> Value:
    """none (no window, or no end), early, open, near, closed; unknown where the working calendar is not published."""
    scope = row.scope
    whens: list[tuple[Sql, Sql]] = [(row.col("valid_until_long") == scope.number(1), scope.text("none"))]
    for unit in UNITS:
        for marks, kinds in _windows(scope, unit).items():
            stage = case(*_stages(row, unit, marks), else_=null())
            whens.append((row.col("kind").in_([scope.text(kind) for kind in kinds]), stage))
    return Value(case(*whens, else_=scope.text("none")), Simple.STRING, True)


def _windows(scope: Scope, unit: str) -> dict[tuple[int, int, int], list[str]]:
    """(opens, near, closes) to the kinds that share them."""
    found: dict[tuple[int, int, int], list[str]] = {}
    for one in _records(scope, f"renewal_in_{unit}"):
        found.setdefault((int(one["opens"]), int(one["near"]), int(one["closes"])), []).append(str(one["kind"]))
    return found


def _stages(row: Row, unit: str, marks: tuple[int, int, int]) -> Iterator[tuple[Sql, Sql]]:
    text = row.scope.text
    closed = _reached(row, unit, marks[2], "<")
    begun, pressing = (_reached(row, unit, mark, "<=") for mark in marks[:2])
    yield closed.true(), text("closed")
    yield and_(closed.false(), pressing.true()), text("near")
    yield and_(pressing.false(), begun.true()), text("open")
    yield begun.false(), text("early")


def _reached(row: Row, unit: str, count: int, op: str) -> Truth:
    """Whether the day so long before the last day of validity is before the day (or is the day)."""
    scope = row.scope
    end = Value(row.col("valid_until"), Simple.DATE, True)
    today = Value(scope.as_of, Simple.DATE, False, recipe=lambda given: given.moment.as_of)
    if unit == "days":
        back = Value(end.sql - scope.number(count), Simple.DATE, True)
        return compare(scope, op, back, today)
    if unit == "months":
        amount = scope.constant(-count, Simple.MONTHS)
        moved = Value(PlusMonths(end.sql, amount.sql), Simple.DATE, True, shape=Shape("months", end, amount))
        return compare(scope, op, moved, today)
    amount = scope.constant(-count, Simple.WORKDAYS)
    counted = compare(scope, op, Value(null(), Simple.DATE, True, shape=Shape("workdays", end, amount)), today)
    # What the days alone decide needs no calendar, which is not published for the years in which most licences end.
    least, most = days_of_workdays(count)
    near = end.sql < scope.day(least) if op == "<" else end.sql <= scope.day(least)
    far = end.sql > scope.day(most)
    return Test(or_(near, and_(~far, counted.true())), or_(far, and_(~near, counted.false())), False)


def days_of_workdays(count: int) -> tuple[int, int]:
    """The fewest and the most days that so many working days take: five a week but for holidays and make-up days.

    In no year since 2004 did more than twenty weekdays fall to holidays or more than nine weekends become working days.
    """
    return max(count, (count - 9) * 7 // 5 - 3), (count + 20) * 7 // 5 + 3


PAPER_RECIPES: dict[tuple[str, str], Any] = {
    ("licence", "number_form"): number_form,
    ("licence", "scope_known"): scope_known,
    ("licence", "renewal_stage"): renewal_stage,
}
