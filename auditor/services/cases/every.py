"""The list of all cases, closed ones included, page by page: the queues know the open ones alone."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.ledger import listing
from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS, datetime_of, day_of
from auditor.services.cases.finding import LAST
from auditor.services.cases.moments import Moments, is_among, moments
from auditor.services.context import Context
from auditor.services.lists.marked import raw
from auditor.services.lists.searching import searched
from auditor.services.records.coded import CodedRecords
from auditor.services.today.rows import NOBODY, Who, people
from auditor.services.verbs import Query

CaseOrder = Literal["new", "-new", "happened", "-happened", "closed", "-closed"]
AHEAD = 6_000
"""So many of the cases entered last are looked at for the first page before all are gone through."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are shown; empty texts let everything through.

    ``closed``: only closed ones, and ``since`` and ``until`` (days, both included) are about their closing; otherwise
    about when they happened. ``category`` is a code, a word or what stood there; ``who`` the handler, or where there is
    none the one in charge of the subject; ``text`` begins the number or finds the subject.
    """

    closed: bool = True
    since: date | None = None
    until: date | None = None
    category: str = ""
    kind: str = ""
    who: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a line: ``name`` is how others refer to it; ``closed`` None: it is not."""

    id: int
    name: str
    kind: str
    category: str
    category_text: str | None
    who: Who
    handler: str
    outcome: str
    happened: datetime
    closed: datetime | None


@dataclass(frozen=True, slots=True)
class CaseIds(Query["array[int]"]):
    """The ids of all cases that a filter leaves, in order (``new``: as they were entered, the last first)."""

    filter: CaseFilter = field(default_factory=CaseFilter)
    order: CaseOrder = "new"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFirst(Query[tuple[CaseLine, ...]]):
    """The first lines, before the ids are known."""

    filter: CaseFilter = field(default_factory=CaseFilter)
    order: CaseOrder = "new"
    size: int = 200
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class CaseLines(Query[tuple[CaseLine, ...]]):
    """Lines by id; one that is gone is left out."""

    ids: tuple[int, ...]
    as_of: date | None = None


def case_ids(context: Context, connection: Connection, query: CaseIds) -> array[int]:
    """All of them in order."""
    return array("q", raw(connection, _ordered(connection, moments(), query.filter, query.order, _end(context, query))))


def case_first(context: Context, connection: Connection, query: CaseFirst) -> tuple[CaseLine, ...]:
    """Those entered last are looked at first; where too few of them are meant, all are gone through."""
    chosen, order, end = query.filter, query.order, _end(context, query)
    main, found = MAIN["case_record"], list[int]()
    if order in ("new", "-new") and not chosen.text.strip():
        key = main.c.id.desc() if order == "new" else main.c.id
        ahead = list(raw(connection, select(main.c.id).order_by(key).limit(AHEAD)))
        near = range(min(ahead, default=0), max(ahead, default=0) + 1)
        asked = _ordered(connection, moments(near), chosen, order, end).where(is_among(main.c.id, near))
        found = list(raw(connection, asked.limit(query.size)))
    if len(found) < query.size:
        found = list(raw(connection, _ordered(connection, moments(), chosen, order, end).limit(query.size)))
    return _lines(connection, found, end)


def case_lines(context: Context, connection: Connection, query: CaseLines) -> tuple[CaseLine, ...]:
    """In the order of the ids."""
    return _lines(connection, query.ids, _end(context, query))


def _end(context: Context, query: CaseIds | CaseFirst | CaseLines) -> int:
    """The first second after the day."""
    return (day_of(query.as_of or context.today) + 1) * DAY_SECONDS


def _ordered(connection: Connection, at: Moments, chosen: CaseFilter, order: CaseOrder, end: int) -> Select[tuple[int]]:
    main = MAIN["case_record"]
    if order in ("closed", "-closed"):
        key: ColumnElement[Any] = at.closed
    else:
        key = main.c.id if order in ("new", "-new") else main.c.occurred_at
    newest = not order.startswith("-")  # the last first is how such a list begins
    statement = select(main.c.id).select_from(at.source).where(*_wanted(connection, at, chosen, end))
    return statement.order_by(key.desc().nulls_last() if newest else key.nulls_last(), main.c.id.desc())


def _wanted(connection: Connection, at: Moments, chosen: CaseFilter, end: int) -> list[ColumnElement[bool]]:
    main = MAIN["case_record"]
    if chosen.since is not None and chosen.until is not None and chosen.until < chosen.since:
        raise CallerMistake(said("The last day lies before the first."), said("Check both days."))
    moment: ColumnElement[int] = at.closed if chosen.closed else main.c.occurred_at
    found: list[ColumnElement[bool]] = [main.c.occurred_at < end, moment < end]
    if chosen.since is not None:
        found.append(moment >= day_of(chosen.since) * DAY_SECONDS)
    if chosen.until is not None:
        found.append(moment < (day_of(chosen.until) + 1) * DAY_SECONDS)
    if chosen.category:
        code = category_code(chosen.category)
        found.append(or_(main.c.category == code, main.c.category_text == chosen.category))
    if chosen.kind:
        found.append(main.c.kind == chosen.kind)
    if chosen.who.strip():
        who = chosen.who.strip()
        theirs = select(listing.c.id).where(listing.c.owner == who)
        nobody = or_(main.c.handler.is_(None), main.c.handler == "")
        found.append(or_(main.c.handler == who, and_(nobody, main.c.subject_id.in_(theirs))))
    if chosen.text.strip():
        found.append(_typed(connection, folded_code(chosen.text)))
    return found


def category_code(value: str) -> str:
    """The code of a category of cases named by its code or a word for it; else the value."""
    return next((one.code for one in words("case_category") if value in (one.code, one.zh, *one.aliases)), value)


def _typed(connection: Connection, text: str) -> ColumnElement[bool]:
    """The number begins with it, or it finds whom the case is about."""
    main = MAIN["case_record"]
    forms = sorted({text, text.upper(), text.lower()})
    begins = or_(*(and_(main.c.code >= one, main.c.code < one + LAST) for one in forms))
    whose = searched(connection, text)
    return begins if whose is None or whose == [] else or_(begins, main.c.subject_id.in_(whose))


def _lines(connection: Connection, ids: Sequence[int], end: int) -> tuple[CaseLine, ...]:
    main, at = MAIN["case_record"], moments(ids)
    asked = select(main, at.closed.label("closed")).select_from(at.source).where(main.c.id.in_(ids))
    rows = {row.id: row for row in connection.execute(asked)}
    who = people(connection, {row.subject_id for row in rows.values()})
    names = _names(connection, [row.code for row in rows.values()])
    coded = CodedRecords(connection)
    return tuple(
        _line(row, coded.name("case_record", one) if row.code in names else row.code, who, end)
        for one in ids
        if (row := rows.get(one)) is not None
    )


def _names(connection: Connection, codes: Sequence[str]) -> frozenset[str]:
    """Numbers that several cases have."""
    main = MAIN["case_record"]
    found = connection.execute(select(main.c.code).where(main.c.code.in_(set(codes)))).scalars()
    return frozenset(code for code, count in Counter(found).items() if count > 1)


def _line(row: Any, name: str, who: dict[int, Who], end: int) -> CaseLine:
    closed = None if row.closed is None or row.closed >= end else datetime_of(row.closed)
    return CaseLine(
        row.id, name, row.kind, row.category, row.category_text, who.get(row.subject_id, NOBODY), row.handler or "",
        row.outcome, datetime_of(row.occurred_at), closed,
    )  # fmt: skip
