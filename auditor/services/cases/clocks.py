"""The clocks of one case on one day: which run, when they end without the waiting, what stopped them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auditor.model.types import DAY_SECONDS, date_of, datetime_of
from auditor.model.workdays import Calendar
from auditor.services.cases import terms as t
from auditor.services.cases.story import RESUMED, WAITING, Event, State
from auditor.services.cases.timing import days_end, hours_end, paused

DISMISSED = ("unsubstantiated", "malicious", "overturned")

RUNNING, STANDING, MET, LATE, OVERDUE, UNKNOWN = "running", "standing", "met", "late", "overdue", "unknown"

PAUSING = frozenset({t.ANSWER, t.SETTLE, t.MEDIATION})
"""Clocks that stand still while the case waits for the other side; money owed and given moments wait for nobody."""

Bound = Callable[[Event], str]
"""The code of the contract by which the party of an entry is bound on its day; "" where there is none."""


def unbound(event: Event) -> str:
    """Nobody looked for contracts."""
    return ""


_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The day as it is looked at: now, the first second after the day, and the working calendar."""

    now: int
    end: int
    calendar: Calendar | None = None

    @property
    def day(self) -> int:
        """The day's number."""
        return self.end // DAY_SECONDS - 1


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one case. Moments are naive wall time; with ``all_day`` the whole of the last day still counts.

    ``due`` None: no calendar reaches so far. ``straight``: when it would end had nobody waited; rules judge by that.
    ``paused``: seconds in which it stood still; ``standing``: it stands still now. ``stopped``: when what it waits
    for happened. ``number``: of the appeal or action it belongs to.
    """

    term: t.Term
    since: int | None
    due: datetime | None
    all_day: bool
    straight: datetime | None = None
    paused: int = 0
    standing: bool = False
    stopped: int | None = None
    number: int = 0

    @property
    def open(self) -> bool:
        """Whether what it waits for has not happened."""
        return self.stopped is None

    def state(self, now: datetime) -> str:
        """How it stands at a moment."""
        if self.stopped is not None:
            return UNKNOWN if self.due is None else MET if datetime_of(self.stopped) <= self.due else LATE
        if self.due is None:
            return UNKNOWN
        if self.due < now:
            return OVERDUE
        return STANDING if self.standing else RUNNING


def clock_on(row: Any, state: State, term: t.Term, at: Moment) -> Clock | None:
    """The clock on this case, running or stopped; None where the term does not concern the case on the day.

    ``row`` has the columns of a case; ``state`` is folded from what had happened by the end of the day.
    """
    if term.kind in (t.APPEAL, t.CORRECTION, t.REFUND, t.DELAY):
        return _of_columns(row, state, term, at)
    asked = state.asked
    if asked is None or asked >= at.end or (term.sources and row.source not in term.sources) or row.source in term.but:
        return None
    outcome = outcome_on(row, at)
    stopped = _first(state.closed, state.decided)
    if term.kind == t.EXIT:
        stopped = _first(stopped, state.responded)
        if not wants_to_leave(row) or (stopped is None and outcome != "open"):
            return None
    elif term.kind == t.NOTICE:
        if row.kind != "ip_report" or (stopped is None and outcome != "open"):
            return None
    elif row.kind != "complaint" or row.subject_type != "merchant":
        return None
    elif term.kind == t.ANSWER:
        if outcome in ("malicious", "overturned"):
            return None
        stopped = _first(state.responded, state.closed)
    elif stopped is None and outcome != "open":
        return None
    # The law counts mediation from the acceptance; everything else from when it reached us.
    begun = state.accepted if term.kind == t.MEDIATION and state.accepted is not None else asked
    return _counted(state, term, at, begun, stopped)


def wants_to_leave(row: Any) -> bool:
    """Whether the case is a merchant's request to leave the platform."""
    return bool(row.kind == "merchant_request" and row.category == "store_exit")


def own_fault(clocks: Iterable[Clock], now: datetime) -> Clock | None:
    """The clock of a request to leave that ran out, answered since then or not: that is the platform's own fault."""
    late = (one for one in clocks if one.term.kind == t.EXIT and one.state(now) in (LATE, OVERDUE))
    return next(late, None)


def outcome_on(row: Any, at: Moment) -> str | None:
    """What the case was held to be on the day: a later decision is not known yet, an appeal that won undoes it."""
    if row.appeal == "granted":
        return "overturned"
    later = row.decided_on is not None and row.decided_on > at.day
    return "open" if later else row.outcome


def _of_columns(row: Any, state: State, term: t.Term, at: Moment) -> Clock | None:
    """Clocks whose end stands on the case, or is so many days after the goods came back."""
    if outcome_on(row, at) in DISMISSED:
        return None
    if term.kind == t.APPEAL:
        if row.appeal_until is None or (row.appeal != "none" and state.appealed is None):
            return None
        due = datetime_of(row.appeal_until)
        return Clock(term, state.decided, due, False, due, stopped=state.appealed)
    if term.kind == t.CORRECTION:
        if row.correct_by is None:
            return None
        due = last_second(row.correct_by)
        return Clock(term, state.decided, due, True, due, stopped=state.corrected)
    if row.goods_returned_on is None:
        return None
    due = last_second(row.goods_returned_on + term.length)
    back = None if row.refunded_on is None or row.refunded_on > at.day else row.refunded_on * DAY_SECONDS
    return Clock(term, row.goods_returned_on * DAY_SECONDS, due, True, due, stopped=back)


def _counted(state: State, term: t.Term, at: Moment, asked: int, stopped: int | None) -> Clock:
    until = at.now if stopped is None else stopped
    pauses = state.stood(until) if term.kind in PAUSING else ()
    stands = term.kind in PAUSING and state.waiting is not None and stopped is None
    due, straight = (_end(term, asked, given, at) for given in (pauses, ()))
    waited = paused(asked, until, pauses)
    return Clock(term, asked, due, term.unit != t.HOURS, straight, waited, stands, stopped)


def _end(term: t.Term, asked: int, pauses: tuple[tuple[int, int], ...], at: Moment) -> datetime | None:
    if term.unit == t.HOURS:
        return datetime_of(hours_end(term.length, asked, pauses))
    day = days_end(term.unit, term.length, asked // DAY_SECONDS, pauses, at.calendar)
    return None if day is None else last_second(day)


def last_second(day: int) -> datetime:
    """The last second of a day number."""
    return datetime.combine(date_of(day + 1), datetime.min.time()) - _SECOND


def _first(*moments: int | None) -> int | None:
    return min((one for one in moments if one is not None), default=None)


def clocks_of(row: Any, state: State, known: Iterable[t.Term], at: Moment) -> list[Clock]:
    """Every clock that the rule packs and the case's own columns run."""
    return [clock for term in known if (clock := clock_on(row, state, term, at)) is not None]


def own_clocks(
    story: tuple[Event, ...], appeals: Iterable[Any], actions: Iterable[Any], at: Moment, bound: Bound = unbound
) -> Iterator[Clock]:
    """Clocks that were entered: answers to appeals, days of actions, answers agreed with an entry of the story.

    ``bound`` tells the contract by which a party of an entry is bound on its day.
    """
    reply, action = (t.Term(kind, t.GIVEN) for kind in (t.REPLY, t.ACTION))
    for one in appeals:
        if one.due_at is not None and one.filed_at < at.end:
            over = one.decided_at if one.decided_at is not None else None if one.result == "pending" else one.filed_at
            due = datetime_of(one.due_at)
            stopped = over if over is None or over < at.end else None
            yield Clock(reply, one.filed_at, due, False, due, stopped=stopped, number=one.number)
    for one in actions:
        if one.due_on is not None:
            done = None if one.done_on is None or one.done_on > at.day else one.done_on * DAY_SECONDS
            due = last_second(one.due_on)
            yield Clock(action, None, due, True, due, stopped=done, number=one.number)
    for place, event in enumerate(story):
        if event.due is not None and event.sheet == "case_events":
            answers = (RESUMED, "closed") if event.kind == WAITING else ("responded", "message", "decided", "closed")
            stopped = next((one.at for one in story[place + 1 :] if one.kind in answers), None)
            due = datetime_of(event.due)
            contract = bound(event)
            agreed = t.Term(t.AGREED, t.GIVEN, basis=contract, origin=t.CONTRACT if contract else t.ENTERED)
            yield Clock(agreed, event.at, due, False, due, stopped=stopped)


def in_order(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """Open ones before those that are over, appeals first of all, then the one that ends first."""
    never = datetime.max
    return tuple(sorted(clocks, key=lambda one: (not one.open, one.term.kind != t.APPEAL, one.due or never)))


def next_of(clocks: Iterable[Clock]) -> Clock | None:
    """The open clock that ends first."""
    running = [one for one in clocks if one.open and one.due is not None]
    return min(running, key=lambda one: one.due or datetime.max, default=None)
