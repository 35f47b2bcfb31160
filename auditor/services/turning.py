"""The days on which a subject's answers turn, in a stretch of time: from breakpoint to breakpoint, not day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.types import date_of, day_of
from auditor.services.answers import Standing, worst
from auditor.services.context import Context
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

LONGEST = 800
"""Days that are looked through at most."""
MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Turn:
    """How the subject stands from a day on (until the next turn), and the rules whose answer became another then."""

    day: date
    standing: Standing
    begun: tuple[str, ...]
    """Rules that begin to fail, or cannot be judged any more."""
    ended: tuple[str, ...]
    """Rules that no longer do."""


@dataclass(frozen=True, slots=True)
class TurningDays(Query[tuple[Turn, ...]]):
    """How ``type``'s subject ``id`` stands on ``first``, and each day up to ``last`` on which an answer turns."""

    type: str
    id: int
    first: date
    last: date


def turning_days(context: Context, connection: Connection, query: TurningDays) -> tuple[Turn, ...]:
    """Judge on the first day, then only where something can turn: breakpoints, and days on which rules change."""
    if (query.last - query.first).days > LONGEST:
        raise CallerMistake(
            said("{n} days are too many at once.", n=(query.last - query.first).days),
            said("Ask for {most} days at most.", most=LONGEST),
        )
    book = context.book(connection)
    turns: list[Turn] = []
    before: frozenset[tuple[str, str]] = frozenset()
    for day in _days(connection, book, query, context.today):
        found = _judged(connection, book, query, day)
        open_now = frozenset((one.rule_id, str(one.result)) for one in found if str(one.result) in _OPEN)
        if not turns or open_now != before:
            begun = tuple(sorted({rule for rule, _ in open_now - before})) if turns else ()
            ended = tuple(sorted({rule for rule, _ in before} - {rule for rule, _ in open_now}))
            turns.append(Turn(day, worst(found), begun, ended))
        before = open_now
    return tuple(turns)


_OPEN = frozenset({"fail", "unknown", "error"})


def _judged(connection: Connection, book: Book, query: TurningDays, day: date) -> list[Any]:
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    return list(judge_one(connection, book, Moment(day), query.type, query.id))


def _days(connection: Connection, book: Book, query: TurningDays, today: date) -> list[date]:
    """The first day, and every day after it on which an answer can turn."""
    from auditor.rulebook.forecasting import edges_between

    first, last = day_of(query.first), day_of(query.last)
    # One search serves the days behind it while the same rules are in force.
    starts = sorted({first, *edges_between(book, first, last)})
    found = set(starts)
    for start, end in zip(starts, [*starts[1:], last + 1], strict=True):
        aside = "" if start == day_of(today) else f"turning {start}"
        found |= _between(connection, book, query, start, end, aside)
    return [date_of(day) for day in sorted(found)]


def _between(connection: Connection, book: Book, query: TurningDays, start: int, end: int, aside: str) -> set[int]:
    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.sql.values import Moment

    found: set[int] = set()
    day = start
    for _ in range(MOST_STEPS):
        moment, of = Moment(date_of(day)), (query.id,)
        asked = next_changes(connection, book, moment, query.type, of, searched_on=date_of(start), aside=aside)
        turns = [number for _, number in asked]
        if not turns or not day < turns[0] < end:
            break
        day = turns[0]
        found.add(day)
    return found
