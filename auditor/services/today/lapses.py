"""What lapses in the days to come: licences, trainings, authorisations, contracts that nothing succeeds yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Integer, and_, case, exists, func, or_, select
from sqlalchemy import cast as as_type

from auditor.i18n import Message, Twin, said
from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.services.context import Context
from auditor.services.today.rows import NOBODY, SHOWN, Part, Row, enum_word, people
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query

DAYS = 30
WINDOWS = (1, 7, 14, 30)
"""Days by which lapses are grouped; a line stands in the narrowest it fits."""

KINDS = ("licence", "authorisation", "contract", "training")

MOST = 200_000
"""Records of a kind that are counted; beyond, the numbers say "more than"."""

_LAST_DAY = day_of(date.max) - 1


@dataclass(frozen=True, slots=True)
class Lapsing:
    """The lines of the page, and how many lapse by day (the last day of validity) and kind."""

    part: Part
    by_day: Mapping[tuple[date, str], int]


@dataclass(frozen=True, slots=True)
class Lapses(Query[Lapsing]):
    """What is valid on ``as_of`` and ends on it or within ``days`` after it, by kind; ``kinds`` narrows it."""

    as_of: date
    known: datetime | None = None
    days: int = DAYS
    limit: int = SHOWN
    kinds: tuple[str, ...] = KINDS


@dataclass(frozen=True, slots=True)
class _Ends:
    """One kind of record: its table, its last day, what keeps a row on the list, whom it concerns and what is told."""

    kind: str
    table: FromClause
    end: ColumnElement[Any]
    where: tuple[ColumnElement[bool], ...]
    holder: ColumnElement[Any]
    told: tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What ends within some days: (last day, id) of each record by kind, in order; whether there are more."""

    ends: tuple[_Ends, ...]
    pairs: Mapping[str, list[tuple[int, int]]]
    more: bool

    def by_day(self) -> dict[tuple[date, str], int]:
        """How many end on each day, by kind."""
        counted = Counter((day, kind) for kind, pairs in self.pairs.items() for day, _ in pairs)
        return {(date_of(day), kind): number for (day, kind), number in sorted(counted.items())}


def lapses(context: Context, connection: Connection, query: Lapses) -> Lapsing:
    """One walk along each kind; only what is shown is read whole."""
    at = seen(context, connection, query.as_of, query.known)
    found = ending(connection, at, at.number, at.number + query.days, query.kinds)
    by_day = found.by_day()
    groups: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for (day, kind), number in by_day.items():
        group = window_of((day - query.as_of).days, query.days)
        groups[group] = groups.get(group, 0) + number
        kinds[kind] = kinds.get(kind, 0) + number
    rows = tuple(rows_of(connection, at, found, query.limit, query.days))
    return Lapsing(Part(groups, kinds, rows, None, found.more), by_day)


def window_of(days: int, most: int) -> str:
    """The narrowest window in which something lies that ends so many days from now."""
    return str(next((one for one in WINDOWS if days <= one), most))


def ending(connection: Connection, at: Seen, first: int, last: int, kinds: Collection[str]) -> Found:
    """What ends from one day (by number) to another."""
    last = min(last, _LAST_DAY)
    made = tuple(one for one in _ends(connection, at, first, last) if one.kind in kinds)
    pairs: dict[str, list[tuple[int, int]]] = {}
    more = False
    for one in made:
        # Both columns stand in the index that the walk goes along, so no row is touched.
        asked = select(one.end, one.table.c.id).select_from(one.table).where(*one.where).limit(MOST + 1)
        found = sorted((int(day), int(number)) for day, number in connection.execute(asked))
        more = more or len(found) > MOST
        pairs[one.kind] = found[:MOST]
    return Found(made, pairs, more)


def rows_of(connection: Connection, at: Seen, found: Found, limit: int, days: int) -> list[Row]:
    """The first that end, over all kinds, read whole."""
    listed = ((day, KINDS.index(kind), one) for kind, pairs in found.pairs.items() for day, one in pairs[:limit])
    kept = sorted(listed)[:limit]
    read: dict[tuple[int, int], Any] = {}
    for one in found.ends:
        place = KINDS.index(one.kind)
        ids = [number for _, kind, number in kept if kind == place]
        columns = (one.table.c.id, one.holder.label("holder"), *one.told)
        for row in connection.execute(select(*columns).select_from(one.table).where(one.table.c.id.in_(ids))):
            read[place, row.id] = row
    known = people(connection, {who for (place, _), row in read.items() for who in _whom(KINDS[place], row)})
    return [_row(at, day, KINDS[kind], read[kind, number], known, days) for day, kind, number in kept]


def _whom(kind: str, row: Any) -> tuple[int | None, ...]:
    return (row.holder, row.counterparty_id) if kind == "contract" else (row.holder,)


def _row(at: Seen, end: int, kind: str, row: Any, known: Mapping[int, Any], days: int) -> Row:
    who = known.get(row.holder, NOBODY)
    what, hand_in = _words(kind, row, known)
    last = date_of(end)
    due = datetime.combine(last + timedelta(days=1), time()) - timedelta(seconds=1)
    sheet = {"licence": "licences", "authorisation": "authorisations", "contract": "contracts"}.get(kind, "trainings")
    group = window_of((last - at.day).days, days)
    return Row(kind, group, who, what, who.owner, None, hand_in, due, True, record=(sheet, row.id))


def _words(kind: str, row: Any, known: Mapping[int, Any]) -> tuple[Message, Message]:
    if kind == "licence":
        word = enum_word("licence_kind", row.kind, row.kind_text)
        return said("{kind} lapses", kind=word), said("the renewed {kind} (scan of the original)", kind=word)
    if kind == "authorisation":
        return (
            said("Authorisation for {brand} lapses", brand=row.brand),
            said("the renewed authorisation for {brand}, each link of the chain", brand=row.brand),
        )
    if kind == "training":
        title = Twin(row.title, row.title)
        return said("Training {title} lapses", title=title), said("proof of the refresher: {title}", title=title)
    name = known.get(row.counterparty_id, NOBODY).name
    what = said("Contract with {name} ends", name=name)
    if row.kind:
        what = said("Contract ({kind}) with {name} ends", kind=enum_word("contract_kind", row.kind), name=name)
    return what, said("the new contract with {name}, signed, or word that it ends", name=name)


def _ends(connection: Connection, at: Seen, first: int, last: int) -> Iterator[_Ends]:
    """The four kinds, each with the rows that end from the first day on."""
    yield _licences(at, first, last)
    yield _authorisations(at, first, last)
    yield _contracts(at, first, last)
    yield _trainings(connection, at, first, last)


def _licences(at: Seen, first: int, last: int) -> _Ends:
    table, other = at.table("licence"), at.table("licence").alias()
    succeeded = exists(
        select(1)
        .select_from(other)
        .where(
            other.c.owner_id == table.c.owner_id,
            other.c.kind == table.c.kind,
            other.c.state == "in_force",
            or_(other.c.valid_until_long == 1, other.c.valid_until > table.c.valid_until),
            func.coalesce(other.c.valid_from, 0) <= table.c.valid_until + 1,
        )
    )
    where = (
        table.c.valid_until.between(first, last),
        table.c.valid_until_long == 0,
        table.c.state == "in_force",
        or_(table.c.ended_on.is_(None), table.c.ended_on > table.c.valid_until),
        ~succeeded,
    )
    return _Ends("licence", table, table.c.valid_until, where, table.c.owner_id, (table.c.kind, table.c.kind_text))


def _has_successor(table: Any, other: Any, *same: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether another record in force, the same by these conditions, goes on without a gap and ends later."""
    later = or_(other.c.valid_until_long == 1, other.c.valid_until > table.c.valid_until)
    without_gap = other.c.valid_from <= table.c.valid_until + 1
    return exists(select(1).select_from(other).where(*same, other.c.state == "in_force", later, without_gap))


def _authorisations(at: Seen, first: int, last: int) -> _Ends:
    table, other = at.table("authorisation"), at.table("authorisation").alias()
    succeeded = _has_successor(
        table,
        other,
        other.c.merchant_id == table.c.merchant_id,
        other.c.brand == table.c.brand,
        other.c.grantee_folded == table.c.grantee_folded,
    )
    where = (
        table.c.valid_until.between(first, last),
        table.c.valid_until_long == 0,
        table.c.state == "in_force",
        ~succeeded,
    )
    return _Ends("authorisation", table, table.c.valid_until, where, table.c.merchant_id, (table.c.brand,))


def _contracts(at: Seen, first: int, last: int) -> _Ends:
    table, other = at.table("contract"), at.table("contract").alias()
    succeeded = _has_successor(
        table,
        other,
        other.c.counterparty_id == table.c.counterparty_id,
        other.c.party_id == table.c.party_id,
        func.coalesce(other.c.kind, "") == func.coalesce(table.c.kind, ""),
    )
    where = (
        table.c.valid_until.between(first, last),
        table.c.valid_until_long == 0,
        table.c.state == "in_force",
        func.coalesce(table.c.auto_renew, 0) == 0,
        or_(table.c.terminated_on.is_(None), table.c.terminated_on > table.c.valid_until),
        ~succeeded,
    )
    told = (table.c.kind, table.c.counterparty_id)
    return _Ends("contract", table, table.c.valid_until, where, table.c.party_id, told)


def _trainings(connection: Connection, at: Seen, first: int, last: int) -> _Ends:
    """Their own end, else the course's months after completion: the days of completion are worked out per course."""
    table, other, course = at.table("training"), at.table("training").alias(), MAIN["course"]
    listed = connection.execute(select(course.c.id, course.c.valid_months).where(course.c.valid_months > 0))
    terms = {int(number): int(months) for number, months in listed}
    spans = {number: _completed(months, first, last) for number, months in terms.items()}
    own = and_(table.c.valid_until.between(first, last), table.c.valid_until_long == 0)
    by_course = [
        and_(table.c.course_id == number, table.c.completed_on.between(*span), table.c.valid_until.is_(None))
        for number, span in spans.items()
        if span is not None
    ]
    end = case(
        (table.c.valid_until.is_not(None), table.c.valid_until),
        else_=_months_after(connection, table, terms),
    )
    again = exists(
        select(1)
        .select_from(other)
        .where(
            other.c.learner_id == table.c.learner_id,
            other.c.course_id == table.c.course_id,
            other.c.completed_on > table.c.completed_on,
            other.c.result == "passed",
            other.c.revoked_on.is_(None),
        )
    )
    where = (
        or_(own, and_(table.c.valid_until_long == 0, or_(*by_course))) if by_course else own,
        table.c.result == "passed",
        table.c.revoked_on.is_(None),
        table.c.learner_id.is_not(None),
        ~again,
    )
    title = select(course.c.title).where(course.c.id == table.c.course_id).scalar_subquery().label("title")
    return _Ends("training", table, end, where, table.c.learner_id, (title,))


def _completed(months: int, first: int, last: int) -> tuple[int, int] | None:
    """The days of completion whose months end from the first day to the last."""
    from auditor.model.validity import first_day_reaching

    low = day_of(first_day_reaching(date_of(first), months))
    high = day_of(first_day_reaching(date_of(last + 1), months)) - 1
    return (low, high) if low <= high else None


def _months_after(connection: Connection, table: FromClause, months: Mapping[int, int]) -> ColumnElement[Any]:
    from auditor.rulebook.sql.dialect import PlusMonths

    if not months:
        return as_type(table.c.completed_on, Integer)
    return PlusMonths(table.c.completed_on, case(dict(months), value=table.c.course_id))
