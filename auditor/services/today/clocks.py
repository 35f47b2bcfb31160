"""Clocks that end soon: appeals, complaints, refunds, reports of infringement; one walk over the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, or_, select

from auditor.i18n import N_, Message, said
from auditor.model.types import DAY_SECONDS, date_of, datetime_of, day_of
from auditor.services.cases import terms as t
from auditor.services.cases.clocks import Moment, clock_on
from auditor.services.cases.records import events_of
from auditor.services.cases.story import folded, milestones, story_of, until
from auditor.services.context import Context
from auditor.services.today.rows import (
    LATER,
    NOBODY,
    OVERDUE,
    SHOWN,
    WITHIN_DAY,
    WITHIN_THREE,
    Part,
    Row,
    enum_word,
    people,
)
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query

MOST = 20_000
"""Cases that are looked through; beyond, the numbers say "more than"."""

AGO = 7
"""Days for which a clock that has run out stays on the page."""

OWN_FAULT = said("The platform's own fault: a merchant's request to leave is not answered")

HAND_IN = {
    t.APPEAL: said("the appeal with its evidence (recording, chat, delivery, licences)"),
    t.ANSWER: said("the answer that was given, and when"),
    t.SETTLE: said("the outcome agreed with the consumer, or the reasons"),
    t.MEDIATION: said("the outcome of the mediation"),
    t.REFUND: said("proof of the refund with its date"),
    t.DELAY: said("proof of the refund with its date"),
    t.NOTICE: said("whether the rights holder complained or sued"),
    t.CORRECTION: said("what was done, with proof"),
    t.EXIT: said("the answer to the merchant, and when it was given"),
}


@dataclass(frozen=True, slots=True)
class Clocks(Query[Part]):
    """Clocks on open cases that end within ``hours`` of the moment, or ran out in the week before it."""

    as_of: date
    known: datetime | None = None
    hours: int = 72
    limit: int = SHOWN


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of one case: when it ends (naive wall time), and whether the whole of that day still counts."""

    case: Any
    term: t.Term
    due: datetime
    all_day: bool
    since: int | None = None


def clocks(context: Context, connection: Connection, query: Clocks) -> Part:
    """Find the cases whose clocks can end in the window, then work out each clock."""
    at = seen(context, connection, query.as_of, query.known)
    first, last = moved(at.now, timedelta(days=-AGO)), moved(at.now, timedelta(hours=query.hours))
    found, unknown, more = running(context, connection, at, first, last)
    groups = Counter(group_of(one.due, at.now) for one in found)
    kinds = Counter(one.term.kind for one in found)
    # What can still be met comes first; what has run out stands behind it.
    found.sort(key=lambda one: (one.due < at.now, one.due, one.case.code))
    rows = as_rows(connection, at, found[: query.limit])
    note = None
    if unknown:
        note = said("For {n} cases working days would have to be counted through a year without a calendar.", n=unknown)
    return Part({name: groups[name] for name in GROUPS if groups[name]}, dict(kinds), tuple(rows), note, more)


def moved(moment: datetime, by: timedelta) -> datetime:
    """A moment moved, within the days there are."""
    try:
        return moment + by
    except OverflowError:
        return LAST if by > timedelta() else datetime.min


LAST = datetime.max.replace(microsecond=0) - timedelta(days=1)
GROUPS = (WITHIN_DAY, WITHIN_THREE, LATER, OVERDUE)


def group_of(due: datetime, now: datetime) -> str:
    """Under which number a clock is counted."""
    if due < now:
        return OVERDUE
    left = due - now
    return WITHIN_DAY if left <= timedelta(hours=24) else WITHIN_THREE if left <= timedelta(hours=72) else LATER


def running(
    context: Context, connection: Connection, at: Seen, first: datetime, last: datetime
) -> tuple[list[Running], int, bool]:
    """Clocks that end from ``first`` to ``last``, how many cases no calendar reaches, whether there are more."""
    book = context.book(connection, at.change)
    known = t.terms(book, at.day)
    table = at.table("case_record")
    conditions = [_candidates(table, at, one, first, last, book.calendar) for one in known]
    told = at.table("case_event")
    # Waiting can move any of them into the window. Asked for by id, so that the whole stays a matter of indexes.
    conditions.append(and_(table.c.id.in_(select(told.c.case_id)), _not_over(table, at)))
    asked = select(*(table.c[name] for name in _COLUMNS)).where(or_(*conditions)).limit(MOST + 1)
    cases = list(connection.execute(asked))
    events = events_of(connection, at.table("case_event"), [row.id for row in cases[:MOST]])
    moment = Moment(at.second, at.end, book.calendar)
    found, unknown = [], set()
    for row in cases[:MOST]:
        state = folded(until(story_of(milestones(row), events.get(row.id, ())), at.end))
        for term in known:
            clock = clock_on(row, state, term, moment)
            if clock is None or not clock.open:
                continue
            if clock.due is None:
                unknown.add(row.id)
            elif first <= clock.due <= last:
                found.append(Running(row, term, clock.due, clock.all_day, clock.since))
    return found, len(unknown), len(cases) > MOST


_COLUMNS = (
    "id", "code", "kind", "subject_type", "subject_id", "category", "category_text", "source", "source_text", "outcome",
    "occurred_at", "accepted_at", "first_response_at", "decided_on", "closed_at", "appeal", "appeal_until",
    "correct_by", "corrected_on", "goods_returned_on", "refunded_on", "handler", "severity",
)  # fmt: skip


def _asked(table: FromClause, at: Seen) -> ColumnElement[Any]:
    """When the case was taken up, as the day knows it, else when it happened."""
    return func.coalesce(case((table.c.accepted_at < at.end, table.c.accepted_at)), table.c.occurred_at)


def _candidates(
    table: FromClause, at: Seen, term: t.Term, first: datetime, last: datetime, calendar: Any
) -> ColumnElement[bool]:
    """Cases on which this clock can end in the window; ``_open`` has the last word."""
    low, high = day_of(first.date()), day_of(last.date())
    if term.kind == t.APPEAL:
        ends = table.c.appeal_until.between(low * DAY_SECONDS, (high + 1) * DAY_SECONDS)
        return and_(ends, table.c.appeal == "none")
    if term.kind == t.CORRECTION:
        return and_(table.c.correct_by.between(low, high), _not_by(table.c.corrected_on, at))
    if term.kind in (t.REFUND, t.DELAY):
        back = table.c.goods_returned_on.between(low - term.length, high - term.length)
        return and_(back, _not_by(table.c.refunded_on, at))
    asked = _asked(table, at)
    kind = {t.NOTICE: "ip_report", t.EXIT: "merchant_request"}.get(term.kind, "complaint")
    parts = [table.c.kind == kind, _not_over(table, at)]
    if term.kind == t.EXIT:
        parts.append(table.c.category == "store_exit")
    if term.unit == t.HOURS:
        seconds = term.length * 3600
        parts.append(asked.between(_second(first) - seconds, _second(last) - seconds))
    elif term.unit == t.DAYS:
        parts.append(asked.between((low - term.length) * DAY_SECONDS, (high - term.length + 1) * DAY_SECONDS))
    else:
        span = t.workday_span(calendar, term.length, first.date(), last.date())
        begin = span.first if span.last >= span.first else low - 2 * term.length
        until = high if span.unknown else span.last
        parts.append(asked.between(begin * DAY_SECONDS, (until + 1) * DAY_SECONDS))
    if term.sources:
        parts.append(table.c.source.in_(term.sources))
    if term.kind == t.ANSWER:
        parts.append(table.c.first_response_at.is_(None) | (table.c.first_response_at >= at.end))
    return and_(*parts)


def _not_over(table: FromClause, at: Seen) -> ColumnElement[bool]:
    return or_(table.c.closed_at.is_(None), table.c.closed_at >= at.end)


def _not_by(day: ColumnElement[Any], at: Seen) -> ColumnElement[bool]:
    return or_(day.is_(None), day > at.number)


def _second(moment: datetime) -> int:
    from auditor.model.types import second_of

    return second_of(moment)


def as_rows(connection: Connection, at: Seen, found: Sequence[Running]) -> Iterator[Row]:
    """These clocks as lines."""
    known = people(connection, {one.case.subject_id for one in found})
    for one in found:
        row, who = one.case, known.get(one.case.subject_id, NOBODY)
        yield Row(
            one.term.kind,
            group_of(one.due, at.now),
            who,
            OWN_FAULT if one.term.kind == t.EXIT and one.due < at.now else said(t.TITLES[one.term.kind]),
            row.handler or who.owner,
            _why(row, one),
            HAND_IN[one.term.kind],
            one.due,
            one.all_day,
            rule=one.term.rule,
            record=("cases", row.id),
        )


def _why(row: Any, one: Running) -> Message:
    term = one.term
    category = enum_word("case_category", row.category, row.category_text)
    source = enum_word("case_source", row.source, row.source_text)
    told = {"code": row.code, "category": category, "source": source}
    if term.unit == t.GIVEN:
        return said("case {code}, {category}, from {source}", **told)
    asked = "" if one.since is None else datetime_of(one.since).strftime("%m-%d %H:%M")
    if term.kind in (t.REFUND, t.DELAY):
        asked = date_of(row.goods_returned_on).strftime("%m-%d")
        text = N_("case {code}, {category}: goods came back on {asked}, {n} days")
    elif term.unit == t.HOURS:
        text = N_("case {code}, {category}, from {source} on {asked}, {n} hours")
    elif term.unit == t.WORKDAYS:
        text = N_("case {code}, {category}, from {source} on {asked}, {n} working days")
    else:
        text = N_("case {code}, {category}, from {source} on {asked}, {n} days")
    return said(text, **told, asked=asked, n=term.length)
