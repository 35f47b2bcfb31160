"""Cases as the day sees them: what was decided by then, and what of it still holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, func, null, or_

from auditor.rulebook.facts.rows import Row
from auditor.rulebook.facts.visible import by_day, by_time, empty_after, time_empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import Sql, Value

DISMISSED = ("unsubstantiated", "malicious", "overturned")
DAY_SECONDS = 86_400


def _pending(row: Row) -> Sql:
    return row.col("decided_on") > row.scope.as_of


def outcome(row: Row) -> Value:
    """The stored outcome, ``open`` while it was not yet decided."""
    return Value(case((_pending(row), row.scope.text("open")), else_=row.col("outcome")), Simple.STRING, False)


def outcome_then(row: Row) -> Value:
    """The outcome on the day, an appeal granted counted."""
    granted = row.col("appeal") == row.scope.text("granted")
    value = case(
        (_pending(row), row.scope.text("open")),
        (granted, row.scope.text("overturned")),
        else_=row.col("outcome"),
    )
    return Value(value, Simple.STRING, False)


def occurred_day(row: Row) -> Sql:
    """The day of occurred_at."""
    from auditor.rulebook.sql.dates import day_of_time

    return day_of_time(row.scope, row.col("occurred_at"))


def decided_day(row: Row) -> Value:
    """decided_on as the day sees it, else the day of occurred_at."""
    return Value(func.coalesce(by_day(row, "decided_on"), occurred_day(row)), Simple.DATE, False)


def effective(row: Row) -> Truth:
    """The outcome on the day is substantiated."""
    then, word = outcome_then(row).sql, row.scope.text("substantiated")
    return Test(then == word, then != word, True)


def dismissed(row: Row) -> Truth:
    """The case counts against nobody."""
    then, words = outcome_then(row).sql, [row.scope.text(word) for word in DISMISSED]
    return Test(then.in_(words), then.not_in(words), True)


def sanction_in_force(row: Row) -> Truth:
    """A sanction runs on the day: begun, not ended, of a case that was not dismissed."""
    as_of = row.scope.as_of
    begun = func.coalesce(row.col("sanction_from"), decided_day(row).sql) <= as_of
    running = or_(
        row.col("sanction_until_long") == row.scope.number(1),
        row.col("sanction_until").is_(null()),
        row.col("sanction_until") >= as_of,
    )
    whole = and_(row.col("sanction").is_not(null()), begun, running, dismissed(row).false())
    return Test(whole, ~whole, True)


def points_of(row: Row) -> Value:
    """The points taken, 0 when empty."""
    return Value(func.coalesce(row.col("points"), row.scope.number(0)), Simple.DOUBLE, False)


def asked_at(row: Row) -> Value:
    """accepted_at, else occurred_at."""
    return Value(func.coalesce(by_time(row, "accepted_at"), row.col("occurred_at")), Simple.TIME, False)


def answered_at(row: Row) -> Value:
    """first_response_at, else closed_at."""
    value = func.coalesce(by_time(row, "first_response_at"), by_time(row, "closed_at"))
    return Value(value, Simple.TIME, True)


def _day(name: str) -> Any:
    return lambda row: empty_after(row, name)


def _time(name: str) -> Any:
    return lambda row: time_empty_after(row, name)


CASE_RECIPES: dict[tuple[str, str], Any] = {
    ("case", "outcome"): outcome,
    ("case", "outcome_then"): outcome_then,
    ("case", "decided_day"): decided_day,
    ("case", "effective"): effective,
    ("case", "dismissed"): dismissed,
    ("case", "sanction_in_force"): sanction_in_force,
    ("case", "points"): points_of,
    ("case", "asked_at"): asked_at,
    ("case", "answered_at"): answered_at,
    **{
        ("case", name): _day(name)
        for name in ("decided_on", "refunded_on", "compensated_on", "corrected_on", "goods_returned_on")
    },
    **{("case", name): _time(name) for name in ("accepted_at", "first_response_at", "closed_at")},
}
