"""What a calendar shows ahead of an event: the days reminders fall on, and trainings that are still to be held."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, FromClause, func, select

from auditor.i18n import Twin, said
from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.services.context import Context
from auditor.services.lapsing import KINDS
from auditor.services.reminders import Ladders, ladders
from auditor.services.today.lapses import Found, ending, rows_of
from auditor.services.today.rows import NOBODY, Row, people
from auditor.services.today.seen import Seen

REMINDER, PLANNED = "reminder", "planned_training"


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many events by day, the first of them whole; ``more`` says that counting was stopped."""

    counts: Mapping[date, int]
    rows: tuple[Row, ...]
    more: bool = False


def reminded(context: Context, connection: Connection, at: Seen, first: date, last: date, limit: int) -> Ahead:
    """Each rung of each ladder as an event of its own, on the day it is come to."""
    low, high = day_of(first), day_of(last)
    counts: Counter[int] = Counter()
    falls: list[tuple[int, int, int, int]] = []
    parts: list[Found] = []
    for ladder in ladders(context, connection, Ladders()):
        for begin, end, rungs in _spans(low, high, ladder.days):
            found = ending(connection, at, begin, end, (ladder.kind,))
            parts.append(found)
            pairs = found.pairs[ladder.kind]
            days = [day for day, _ in pairs]
            for rung in rungs:
                here = slice(bisect_left(days, low + rung), bisect_right(days, high + rung))
                counts.update(day - rung for day in days[here])
                kind = KINDS.index(ladder.kind)
                falls += [(day - rung, kind, rung, number) for day, number in pairs[here][:limit]]
    chosen = sorted(falls)[:limit]
    rows = tuple(_reminders(connection, at, parts, chosen))
    return Ahead({date_of(day): many for day, many in sorted(counts.items())}, rows, any(one.more for one in parts))


def _spans(low: int, high: int, rungs: Sequence[int]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """The days on which something ends that is reminded of from ``low`` to ``high``; spans that touch are one walk."""
    begun: list[int] = []
    for rung in sorted(rungs):
        if begun and rung - begun[-1] > high - low + 1:
            yield low + begun[0], high + begun[-1], tuple(begun)
            begun = []
        begun.append(rung)
    if begun:
        yield low + begun[0], high + begun[-1], tuple(begun)


def _reminders(
    connection: Connection, at: Seen, parts: list[Found], chosen: list[tuple[int, int, int, int]]
) -> Iterator[Row]:
    """The rows of what ends, each said once for every rung that was chosen."""
    wanted = {(kind, number) for _, kind, _, number in chosen}
    read: dict[tuple[int, int], Row] = {}
    for part in parts:
        kept = {
            kind: [pair for pair in pairs if (KINDS.index(kind), pair[1]) in wanted]
            for kind, pairs in part.pairs.items()
        }
        for row in rows_of(connection, at, replace(part, pairs=kept), len(wanted), 0):
            if row.record is not None:
                read[KINDS.index(row.kind), row.record[1]] = row
    for day, kind, rung, number in chosen:
        yield _reminder(read[kind, number], date_of(day), rung)


def _reminder(row: Row, day: date, rung: int) -> Row:
    what = said("{n} d · {what}", n=rung, what=row.what)  # the days first: a line may be cut
    return replace(row, kind=REMINDER, group=str(rung), what=what, due=_whole(day))


def planned(connection: Connection, at: Seen, first: date, last: date, limit: int) -> Ahead:
    """Trainings that are entered for a day after the one that is looked from."""
    low, high = max(day_of(first), at.number + 1), day_of(last)
    table = at.table("training")
    where = (table.c.completed_on.between(low, high), table.c.learner_id.is_not(None))
    if low > high:
        return Ahead({}, ())
    counted = select(table.c.completed_on, func.count()).where(*where).group_by(table.c.completed_on)
    counts = {date_of(int(day)): many for day, many in connection.execute(counted)}
    return Ahead(counts, tuple(_planned(connection, table, where, limit)) if counts else ())


def _planned(connection: Connection, table: FromClause, where: tuple[Any, ...], limit: int) -> Iterator[Row]:
    course = MAIN["course"]
    asked = (
        select(table.c.id, table.c.completed_on, table.c.learner_id, course.c.title)
        .select_from(table.outerjoin(course, course.c.id == table.c.course_id))
        .where(*where)
        .order_by(table.c.completed_on, table.c.id)
        .limit(limit)
    )
    found = list(connection.execute(asked))
    known = people(connection, {row.learner_id for row in found})
    for row in found:
        who = known.get(row.learner_id, NOBODY)
        if who.code:
            what = said("Training {title} is to be held", title=Twin(row.title or "", row.title or ""))
            record = ("trainings", row.id)
            yield Row(
                PLANNED, "", who, what, who.owner, None, None, _whole(date_of(row.completed_on)), True, record=record
            )


def _whole(day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=1, seconds=-1)
