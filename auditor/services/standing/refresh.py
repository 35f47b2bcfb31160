"""Brings the standing up to today and to the last change: whom a write or a day can have turned, or everybody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from auditor.i18n import said
from auditor.model.types import date_of
from auditor.monitor import Monitor
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.standing import stored
from auditor.services.standing.judged import Line, lines
from auditor.services.standing.overnight import Night
from auditor.services.standing.state import KINDS, State, book_key, head_change, wanted_day
from auditor.services.standing.touched import touched_since
from auditor.services.verbs import Job, Query
from auditor.storage.caching import caching

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

TOGETHER = 100_000
"""So many are judged and written in one go; more are written in parts, and nothing holds meanwhile."""

_PART = 20_000
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class StandingHolds:
    """For which day and change the lists' answers hold (no day: for none), and whether that is today and the last."""

    day: int | None
    change: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class StandingNow(Query[StandingHolds]):
    """What the lists' answers hold for."""


@dataclass(frozen=True, slots=True)
class RefreshStanding(Job[StandingHolds]):
    """Make the lists' answers hold for today and the last change; ``anew`` judges everybody, whatever is stored."""

    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Whom:
    """Whom something that was written can have turned, and of the others whom the day can."""

    touched: frozenset[int]
    due: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """From which state to which."""

    start: State
    goal: State


def standing_now(context: Context, connection: Connection, query: StandingNow) -> StandingHolds:
    """Compare what is stored with today, the last change and the rule book."""
    return _holds(State.stored(connection), _goal(context, connection))


def _holds(state: State, goal: State) -> StandingHolds:
    return StandingHolds(state.day, state.change, state == goal)


def _goal(context: Context, connection: Connection) -> State:
    day = context.today
    return State(wanted_day(day), head_change(connection), book_key(context.book(connection), day))


@seldom_collected()
def refresh_standing(context: Context, job: RefreshStanding, monitor: Monitor, who: str) -> StandingHolds:
    """Until nothing is left to do; somebody else who writes meanwhile only makes one more round."""
    anew = job.anew
    for _ in range(_ROUNDS):
        with context.store.reading() as connection:
            state, goal = State.stored(connection), _goal(context, connection)
            if state == goal and not anew:
                break
            whom = None if anew else _whom(connection, context.book(connection), state, goal)
            plan = _Plan(state, goal)
            if whom is not None:
                _some(context, connection, plan, whom, monitor)
        if whom is None:
            _everybody(context, monitor)
        anew = False
    with context.store.reading() as connection:
        return standing_now(context, connection, StandingNow())


def _whom(connection: Connection, book: Book, state: State, goal: State) -> _Whom | None:
    """Who can stand differently; None for anybody: another book, a day gone back, too large a change, too many."""
    assert goal.day is not None
    if state.day is None or state.filling or state.book != goal.book or state.day > goal.day:
        return None
    if state.change > goal.change:
        return None
    touched = touched_since(connection, book, state.change)
    if touched is None:
        return None
    due = stored.due(connection, goal.day, KINDS) - touched
    return _Whom(frozenset(touched), frozenset(due)) if len(touched) + len(due) <= TOGETHER else None


def _some(context: Context, connection: Connection, plan: _Plan, whom: _Whom, monitor: Monitor) -> None:
    """Judge the few and write them, unless somebody has written in between: then it is all to be looked at again."""
    groups, due = stored.by_type(connection, whom.touched), stored.by_type(connection, whom.due)
    rows = list(_judged(context, connection, groups, monitor))
    assert plan.start.day is not None
    night = Night(connection, context.book(connection), date_of(plan.start.day), context.today)
    for kind in KINDS:
        rows += night.lines(kind, due.get(kind, ()), monitor)
    gone = (whom.touched | whom.due) - {row.subject_id for row in rows}
    with caching(context.store) as writing:
        if State.stored(writing) == plan.start:
            stored.put(writing, rows)
            stored.drop(writing, gone)
            plan.goal.put(writing)


def _judged(
    context: Context, connection: Connection, groups: Mapping[str, Sequence[int] | None], monitor: Monitor
) -> Iterator[Line]:
    for kind in KINDS:
        if kind in groups:
            yield from lines(connection, context.book(connection), context.today, kind, groups[kind], monitor)


def _everybody(context: Context, monitor: Monitor) -> None:
    """Judge all on one moment of the store and write them in parts that keep nobody waiting.

    Meanwhile the standing holds for nothing; whoever begins after us takes over, and we leave it to him.
    """
    mine = secrets.token_hex(8)
    with caching(context.store) as writing:
        State(None, 0, "", mine).put(writing)
        stored.empty(writing)
    with context.store.reading() as connection:
        goal = _goal(context, connection)
        part: list[Line] = []
        written = 0
        for row in _judged(context, connection, dict.fromkeys(KINDS), monitor):
            part.append(row)
            if len(part) >= _PART:
                if not _written(context, part, mine):
                    return
                written += len(part)
                part = []
                monitor.step(written, None, said("Storing how everybody stands"))
    if _written(context, part, mine):
        monitor.step(written, None, said("Storing how everybody stands"))
        with caching(context.store) as writing:
            if State.stored(writing).filling == mine:
                stored.show_all(writing)
                goal.put(writing)


def _written(context: Context, part: Sequence[Line], mine: str) -> bool:
    with caching(context.store) as writing:
        if State.stored(writing).filling != mine:
            return False
        stored.keep(writing, part)
    return True
