"""The queues of the case desk: open cases, those of somebody, overdue, due today; first what ends first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.model.folding import folded_name
from auditor.model.types import datetime_of
from auditor.services.cases import story as s
from auditor.services.cases.clocks import Clock, Moment, clocks_of, next_of, own_clocks, own_fault
from auditor.services.cases.every import category_code
from auditor.services.cases.gate import Parts, lacking
from auditor.services.cases.records import rows_of
from auditor.services.cases.recurrence import repeating
from auditor.services.cases.terms import Term, terms
from auditor.services.context import Context
from auditor.services.records.coded import CodedRecords
from auditor.services.today.rows import NOBODY, Who, people
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query

ALL, MINE, OVERDUE, TODAY, CATEGORY, OWNER = "all", "mine", "overdue", "today", "category", "owner"
APPEAL = "appeal"
QUEUES = {
    ALL: N_("everything open"),
    MINE: N_("those I handle"),
    APPEAL: N_("an appeal can still be filed"),
    OVERDUE: N_("a clock ran out"),
    TODAY: N_("a clock ends today"),
    CATEGORY: N_("of a category"),
    OWNER: N_("handled by, or about subjects in charge of, somebody"),
}

MOST = 20_000
"""Open cases that are looked through; beyond, the numbers say "more than"."""

UNTIMED = ("infraction", "penalty", "inspection")
"""Kinds of cases that nobody waits for an answer to."""

SHOWN = 100

AGO = 7
"""Days for which an appeal that was not filed is still told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in a queue, with the open clock that ends first (None: none runs)."""

    id: int
    name: str
    kind: str
    category: str
    category_text: str | None
    who: Who
    handler: str
    stage: str
    waiting: bool
    clock: Clock | None
    appeal: Clock | None
    """The clock of an appeal that is still to be filed."""
    own_fault: bool = False
    """A merchant's request to leave that was not answered in time: the platform itself has to answer for it."""
    repeats: str = ""
    """The case that this one repeats, within the days in which an action was to keep it from happening."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: its cases in order (the first ``limit``), how many there are, and how many by queue, category, owner."""

    rows: tuple[Waiting, ...]
    count: int
    queues: Mapping[str, int]
    categories: Mapping[str, int]
    owners: Mapping[str, int]
    now: datetime
    more: bool = False


@dataclass(frozen=True, slots=True)
class CaseQueue(Query[Queue]):
    """A queue of open cases on a day. ``value``: the name for mine and owner, the category's code or word."""

    queue: str = ALL
    value: str = ""
    as_of: date | None = None
    limit: int = SHOWN


def cases(context: Context, connection: Connection, query: CaseQueue) -> Queue:
    """Work out the clocks of every open case, then choose and order."""
    chosen = _choice(query)
    at = seen(context, connection, query.as_of or context.today, None)
    found, more = _open_cases(context, connection, at)
    kept = sorted((one for one in found if chosen(one, at)), key=_appeal_first if query.queue == APPEAL else _urgency)
    queues = {name: sum(1 for one in found if test(one, at)) for name, test in _BY_CLOCK.items()}
    return Queue(
        tuple(kept[: query.limit]),
        len(kept),
        {ALL: len(found)} | queues,
        dict(Counter(one.category for one in kept)),
        dict(Counter(_owner(one) for one in kept)),
        at.now,
        more,
    )


def _urgency(one: Waiting) -> tuple[Any, ...]:
    due = None if one.clock is None else one.clock.due
    return (due is None, due or datetime.max, one.name)


def _appeal_first(one: Waiting) -> tuple[Any, ...]:
    due = None if one.appeal is None else one.appeal.due
    return (due or datetime.max, one.name)


def appealable(one: Waiting, now: datetime) -> bool:
    """Whether an appeal can still be filed: of all that is missed, that alone never comes back."""
    return one.appeal is not None and one.appeal.due is not None and one.appeal.due >= now


def _overdue(one: Waiting, at: Seen) -> bool:
    return one.clock is not None and one.clock.due is not None and one.clock.due < at.now


def _today(one: Waiting, at: Seen) -> bool:
    due = None if one.clock is None else one.clock.due
    return due is not None and due >= at.now and due.date() == at.day


_BY_CLOCK: Mapping[str, Callable[[Waiting, Seen], bool]] = {
    APPEAL: lambda one, at: appealable(one, at.now),
    OVERDUE: _overdue,
    TODAY: _today,
}


def _owner(one: Waiting) -> str:
    return one.handler or one.who.owner


def _choice(query: CaseQueue) -> Callable[[Waiting, Seen], bool]:
    if query.queue not in QUEUES:
        raise CallerMistake(
            said("There is no queue {name}.", name=query.queue),
            said("Queues: {names}; or statistics", names=", ".join(QUEUES)),
        )
    if query.queue in _BY_CLOCK:
        return _BY_CLOCK[query.queue]
    if query.queue == ALL:
        return lambda one, at: True
    value = query.value.strip()
    if not value:
        raise CallerMistake(said("Say whose cases, or of which category."), said("For example: cases owner 王经理"))
    if query.queue == CATEGORY:
        code = category_code(value)
        return lambda one, at: code in (one.category, one.category_text)
    name = folded_name(value)
    if query.queue == MINE:
        return lambda one, at: folded_name(one.handler) == name
    return lambda one, at: name in (folded_name(one.handler), folded_name(one.who.owner))


def _open_cases(context: Context, connection: Connection, at: Seen) -> tuple[list[Waiting], bool]:
    table = at.table("case_record")
    open_ = select(table).where(_waiting(table, at)).order_by(_unhurried(table), table.c.occurred_at)
    rows = list(connection.execute(open_.limit(MOST + 1)))
    kept = rows[:MOST]
    ids = [row.id for row in kept]
    beneath = [rows_of(connection, at.table(name), ids) for name in ("case_event", "sanction", "appeal", "action")]
    book = context.book(connection, at.change)
    known, moment = terms(book, at.day), Moment(at.second, at.end, book.calendar)
    who = people(connection, {row.subject_id for row in kept})
    names = _names(connection, kept)
    found = []
    for row in kept:
        parts = Parts(row, *(tuple(rows.get(row.id, ())) for rows in beneath))
        one = _standing(parts, who.get(row.subject_id, NOBODY), names[row.id], known, moment)
        if one is not None:
            found.append(one)
    waiting = {one.id for one in found}
    again = repeating(connection, [row for row in kept if row.id in waiting])
    return [replace(one, repeats=again[one.id]) if one.id in again else one for one in found], len(rows) > MOST


def _waiting(table: FromClause, at: Seen) -> ColumnElement[bool]:
    """Cases on which something can be left to do; the clocks have the last word."""
    told, appeal, action = (at.table(name) for name in ("case_event", "appeal", "action"))
    beneath = [select(one.c.id).where(one.c.case_id == table.c.id).exists() for one in (told, appeal, action)]
    return and_(
        table.c.occurred_at < at.end,
        or_(table.c.closed_at.is_(None), table.c.closed_at >= at.end),
        or_(
            table.c.outcome == "open",
            table.c.decided_on > at.number,
            and_(table.c.kind == "complaint", table.c.first_response_at.is_(None)),
            table.c.appeal == "pending",
            and_(table.c.appeal == "none", table.c.appeal_until >= at.second),
            and_(table.c.correct_by.is_not(None), table.c.corrected_on.is_(None)),
            and_(table.c.goods_returned_on.is_not(None), table.c.refunded_on.is_(None)),
            *beneath,
        ),
    )


def _unhurried(table: FromClause) -> ColumnElement[bool]:
    """Cases that no clock runs on unless something says so; where not all can be looked through, they come last."""
    given = (table.c.appeal_until, table.c.correct_by, table.c.goods_returned_on)
    return and_(table.c.kind.in_(UNTIMED), *(one.is_(None) for one in given))


def _standing(parts: Parts, who: Who, name: str, known: tuple[Term, ...], at: Moment) -> Waiting | None:
    """The case as it waits; None where nothing is left to do."""
    row = parts.case
    told = s.until(parts.story(), at.end)
    state = s.folded(told)
    if state.closed is not None:
        return None
    clocks = [*clocks_of(row, state, known, at), *own_clocks(told, parts.appeals, parts.actions, at)]
    first = next_of(one for one in clocks if not _long_over(one, datetime_of(at.now)))
    # Most cases that platforms impose are never closed; one that was taken up again waits for its closing.
    if first is None and state.reopened is None and next(lacking(parts, state), None) is None:
        return None
    appeal = next_of(one for one in clocks if one.term.kind == "appeal")
    waits = state.waiting is not None
    category, fault = (row.category, row.category_text), own_fault(clocks, datetime_of(at.now)) is not None
    return Waiting(row.id, name, row.kind, *category, who, row.handler or "", state.stage, waits, first, appeal, fault)


def _long_over(clock: Clock, now: datetime) -> bool:
    """A time to appeal that ran out longer ago than the page of the day tells of: nothing is left to do about it."""
    return clock.term.kind == "appeal" and clock.due is not None and clock.due < now - timedelta(days=AGO)


def _names(connection: Connection, rows: list[Any]) -> dict[int, str]:
    """What the cases are called; only those whose number stands twice need to be asked for."""
    shared = Counter(row.code for row in rows)
    names = CodedRecords(connection)
    return {row.id: names.name("case_record", row.id) if shared[row.code] > 1 else row.code for row in rows}
