"""What lapses: which records in force end within some days with nothing that succeeds them; asked of every screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Integer, and_, case, func, or_, select
from sqlalchemy import cast as as_type

from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.rulebook.facts.rows import Row, row_of
from auditor.rulebook.facts.succession import Fixed, succeeded
from auditor.rulebook.facts.visible import VISIBLE

KINDS = ("licence", "authorisation", "contract", "training")

_LAST_DAY = day_of(date.max) - 1


@dataclass(frozen=True, slots=True)
class Ends:
    """One kind of record: its table, its last day, what keeps a row on the list, whom it concerns and what is told."""

    kind: str
    table: FromClause
    end: ColumnElement[Any]
    where: tuple[ColumnElement[bool], ...]
    holder: ColumnElement[Any]
    told: tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which something is to end, looked at from a day, as known after a change (None: now)."""

    day: date
    first: int
    last: int
    change: int | None = None


def ends(connection: Connection, span: Span, kind: str, table: FromClause | None = None) -> Ends:
    """The records of a kind that end in the span and are succeeded by none, as the rules' ``succeeded`` decides it.

    ``table``: where the caller reads them from already.
    """
    scope = Fixed(span.day, span.change)
    source: Any = scope.table(MAIN[kind]) if table is None else table
    row = row_of(scope, kind, source)
    if kind == "training":
        return _trainings(connection, row, source, span)
    where, told = _RECORDS[kind](source)
    where = [
        *(VISIBLE[kind](row) if kind in VISIBLE else ()),
        source.c.valid_until.between(span.first, min(span.last, _LAST_DAY)),
        source.c.valid_until_long == 0,
        source.c.state == "in_force",
        *where,
        ~succeeded(row).true(),
    ]
    holder = {"licence": "owner_id", "authorisation": "merchant_id", "contract": "party_id"}[kind]
    return Ends(kind, source, source.c.valid_until, tuple(where), source.c[holder], tuple(told))


def _licences(table: Any) -> tuple[list[ColumnElement[bool]], list[ColumnElement[Any]]]:
    lasted = or_(table.c.ended_on.is_(None), table.c.ended_on > table.c.valid_until)
    return [lasted], [table.c.kind, table.c.kind_text]


def _authorisations(table: Any) -> tuple[list[ColumnElement[bool]], list[ColumnElement[Any]]]:
    return [], [table.c.brand]


def _contracts(table: Any) -> tuple[list[ColumnElement[bool]], list[ColumnElement[Any]]]:
    lasted = or_(table.c.terminated_on.is_(None), table.c.terminated_on > table.c.valid_until)
    return [func.coalesce(table.c.auto_renew, 0) == 0, lasted], [table.c.kind, table.c.counterparty_id]


_RECORDS: Mapping[str, Any] = {"licence": _licences, "authorisation": _authorisations, "contract": _contracts}


def _trainings(connection: Connection, row: Row, table: Any, span: Span) -> Ends:
    """Their own end, else the course's months after completion: the days of completion are worked out per course."""
    course = MAIN["course"]
    listed = connection.execute(select(course.c.id, course.c.valid_months).where(course.c.valid_months > 0))
    terms = {int(number): int(months) for number, months in listed}
    own = and_(table.c.valid_until.between(span.first, min(span.last, _LAST_DAY)), table.c.valid_until_long == 0)
    by_course = list(_by_course(table, terms, span))
    end = case(
        (table.c.valid_until.is_not(None), table.c.valid_until),
        else_=_months_after(table, terms),
    )
    where = (
        *VISIBLE["training"](row),
        or_(own, and_(table.c.valid_until_long == 0, or_(*by_course))) if by_course else own,
        table.c.result == "passed",
        table.c.revoked_on.is_(None),
        table.c.learner_id.is_not(None),
        ~succeeded(row).true(),
    )
    title = select(course.c.title).where(course.c.id == table.c.course_id).scalar_subquery().label("title")
    return Ends("training", table, end, where, table.c.learner_id, (title,))


def _by_course(table: Any, terms: Mapping[int, int], span: Span) -> Iterator[ColumnElement[bool]]:
    for number, months in terms.items():
        completed = _completed(months, span.first, min(span.last, _LAST_DAY))
        if completed is not None:
            done = table.c.completed_on.between(*completed)
            yield and_(table.c.course_id == number, done, table.c.valid_until.is_(None))


def _completed(months: int, first: int, last: int) -> tuple[int, int] | None:
    """The days of completion whose months end from the first day to the last."""
    from auditor.model.validity import first_day_reaching

    low = day_of(first_day_reaching(date_of(first), months))
    high = day_of(first_day_reaching(date_of(last + 1), months)) - 1
    return (low, high) if low <= high else None


def _months_after(table: Any, months: Mapping[int, int]) -> ColumnElement[Any]:
    from auditor.rulebook.sql.dialect import PlusMonths

    if not months:
        return as_type(table.c.completed_on, Integer)
    return PlusMonths(table.c.completed_on, case(dict(months), value=table.c.course_id))
