"""The calendar: broadcasts, trainings, clocks, lapses and reminders of some days, counted; the first are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.model.types import DAY_SECONDS, date_of, day_of, second_of
from auditor.services.agenda_ahead import PLANNED, REMINDER, Ahead, planned, reminded
from auditor.services.context import Context
from auditor.services.lapsing import KINDS as LAPSES
from auditor.services.today import clocks, lapses, tonight
from auditor.services.today.rows import Row
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query
from auditor.storage.anchor import identity_of

BROADCAST, CLOCK = "broadcast", "clock"
KINDS = (BROADCAST, PLANNED, CLOCK, *LAPSES, REMINDER)

KIND_WORDS = {
    BROADCAST: N_("Broadcasts"),
    PLANNED: N_("Planned trainings"),
    CLOCK: N_("Clocks"),
    "licence": N_("Licences"),
    "authorisation": N_("Authorisations"),
    "contract": N_("Contracts"),
    "training": N_("Trainings"),
    REMINDER: N_("Reminders"),
}
"""Kinds of events in words."""

MOST_DAYS = 400
SHOWN = 500
"""Events that are read at once; the others are counted."""


@dataclass(frozen=True, slots=True)
class Events:
    """Counts by (day, kind), the first events in the order of time, and which workspace it is (for identities).

    ``more`` says that counting was stopped somewhere. ``unknown`` cases have a clock that no working calendar reaches.
    """

    first: date
    last: date
    counts: Mapping[tuple[date, str], int]
    rows: tuple[Row, ...]
    workspace: str
    more: bool = False
    unknown: int = 0

    @property
    def count(self) -> int:
        """All events, shown or not."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Agenda(Query[Events]):
    """The events from ``first`` to ``last``, looked at from the day ``as_of``; the first ``limit`` of them whole.

    Clocks that ran out before the moment and broadcasts that are over stand there too: a calendar looks back as well.
    """

    first: date
    last: date
    as_of: date
    known: datetime | None = None
    kinds: tuple[str, ...] = KINDS
    limit: int = SHOWN
    after: datetime | None = None
    """Clocks that end before it and broadcasts that are over at it are left out (naive wall time)."""
    until: datetime | None = None
    """Clocks that end after it are left out."""


def agenda(context: Context, connection: Connection, query: Agenda) -> Events:
    """Each kind by one walk; the rows of all kinds together in the order of time."""
    days = (query.last - query.first).days
    if not 0 <= days <= MOST_DAYS:
        raise CallerMistake(
            said("From {first} to {last} is no span a calendar shows.", first=query.first, last=query.last),
            said("Give at most {n} days, the first one first.", n=MOST_DAYS),
        )
    at = seen(context, connection, query.as_of, query.known)
    counts: Counter[tuple[date, str]] = Counter()
    rows: list[Row] = []
    if BROADCAST in query.kinds:
        counted, read = _broadcasts(connection, at, query)
        counts.update(counted)
        rows += read
    more, unknown = False, 0
    if CLOCK in query.kinds:
        found, unknown, more = _clocks(context, connection, at, query)
        counts.update((one.due.date(), CLOCK) for one in found)
        rows += clocks.as_rows(connection, at, found[: query.limit])
    chosen = [kind for kind in query.kinds if kind in LAPSES]
    if chosen:
        ends = lapses.ending(connection, at, day_of(query.first), day_of(query.last), chosen)
        counts.update(ends.by_day())
        more = more or ends.more
        rows += lapses.rows_of(connection, at, ends, query.limit, days)
    for kind, ahead in _ahead(context, connection, at, query):
        counts.update({(day, kind): number for day, number in ahead.counts.items()})
        more = more or ahead.more
        rows += ahead.rows
    rows.sort(key=lambda row: (row.due or datetime.max, row.kind, row.who.code))
    return Events(
        query.first, query.last, dict(counts), tuple(rows[: query.limit]), identity_of(connection), more, unknown
    )


def _ahead(context: Context, connection: Connection, at: Seen, query: Agenda) -> Iterator[tuple[str, Ahead]]:
    if PLANNED in query.kinds:
        yield PLANNED, planned(connection, at, query.first, query.last, query.limit)
    if REMINDER in query.kinds:
        yield REMINDER, reminded(context, connection, at, query.first, query.last, query.limit)


def _broadcasts(connection: Connection, at: Seen, query: Agenda) -> tuple[dict[tuple[date, str], int], list[Row]]:
    table = at.table("broadcast")
    day = table.c.planned_start // DAY_SECONDS
    where = (
        table.c.planned_start >= day_of(query.first) * DAY_SECONDS,
        table.c.planned_start < (day_of(query.last) + 1) * DAY_SECONDS,
        table.c.status != "cancelled",
        *([] if query.after is None else [tonight.over(table) > second_of(query.after)]),
    )
    counted = select(day, func.count()).select_from(table).where(*where).group_by(day)
    counts = {(date_of(int(number)), BROADCAST): many for number, many in connection.execute(counted)}
    return counts, tonight.rows_of(connection, table, where, query.limit)


def _clocks(context: Context, connection: Connection, at: Seen, query: Agenda) -> tuple[list[Any], int, bool]:
    first = datetime.combine(query.first, time())
    last = datetime.combine(query.last, time()) + timedelta(days=1) - timedelta(seconds=1)
    first, last = max(first, query.after or first), min(last, query.until or last)
    found, unknown, more = clocks.running(context, connection, at, first, last)
    return sorted(found, key=lambda one: (one.due, one.case.code)), unknown, more
