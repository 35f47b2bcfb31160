"""What exists on the day: which records are seen at all, and which of their dated fields read as empty."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import case, null, or_

from auditor.rulebook.facts.rows import Row
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.values import Sql, Value


def by_day(row: Row, name: str) -> Sql:
    """A day column that reads as empty where it lies after the day."""
    column = row.col(name)
    return case((column <= row.scope.as_of, column), else_=null())


def by_time(row: Row, name: str) -> Sql:
    """A time column that reads as empty where it lies after the end of the day."""
    column = row.col(name)
    return case((column < row.scope.as_of_end, column), else_=null())


def empty_after(row: Row, name: str) -> Value:
    """A day field that reads as empty where it lies after the day."""
    return Value(by_day(row, name), Simple.DATE, True)


def time_empty_after(row: Row, name: str) -> Value:
    """A time field that reads as empty where it lies after the end of the day."""
    return Value(by_time(row, name), Simple.TIME, True)


def _licence(row: Row) -> list[Sql]:
    return [or_(row.col("issued_on").is_(null()), row.col("issued_on") <= row.scope.as_of)]


def _contract(row: Row) -> list[Sql]:
    return [or_(row.col("signed_on").is_(null()), row.col("signed_on") <= row.scope.as_of)]


def _training(row: Row) -> list[Sql]:
    return [row.col("completed_on") <= row.scope.as_of]


def _case(row: Row) -> list[Sql]:
    return [row.col("occurred_at") < row.scope.as_of_end]


def _review(row: Row) -> list[Sql]:
    return [row.col("reviewed_at") < row.scope.as_of_end]


def _broadcast(row: Row) -> list[Sql]:
    from auditor.rulebook.facts.broadcasts import start_of

    aired = row.col("status") == row.scope.text("aired")
    return [or_(~aired, start_of(row) < row.scope.as_of_end, start_of(row).is_(null()))]


VISIBLE: dict[str, Callable[[Row], list[Sql]]] = {
    "licence": _licence,
    "contract": _contract,
    "training": _training,
    "case": _case,
    "review": _review,
    "broadcast": _broadcast,
}
"""Records born after the day are not seen; kinds that are not listed always are."""
