"""What happened in a case as one ordered list, and the state that follows from it; nothing of the state is stored."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from auditor.i18n import N_
from auditor.model.enums import words
from auditor.model.types import DAY_SECONDS

OCCURRED = "occurred"
RECEIVED, ACCEPTED, RESPONDED, WAITING, RESUMED = "received", "accepted", "responded", "waiting", "resumed"
DECIDED, SANCTIONED, APPEALED, APPEAL_DECIDED = "decided", "sanctioned", "appealed", "appeal_decided"
CORRECTED, VERIFIED, CLOSED, REOPENED = "corrected", "verified", "closed", "reopened"
MESSAGE, NOTE = "message", "note"

KINDS = (OCCURRED, *(one.code for one in words("case_event")))
"""What can happen, in the order in which it is told where two things have the same moment."""

STAGES = {
    RECEIVED: N_("received"),
    ACCEPTED: N_("accepted"),
    RESPONDED: N_("answered"),
    DECIDED: N_("decided"),
    SANCTIONED: N_("sanctioned"),
    APPEALED: N_("under appeal"),
    CORRECTED: N_("corrected"),
    CLOSED: N_("closed"),
}
"""How far a case has come."""

CASE, EVENT, APPEAL, SANCTION, ACTION = "cases", "case_events", "appeals", "sanctions", "actions"
"""Where an entry of the story stands: the sheet."""

_RANK = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``at`` and ``due`` are seconds of wall time; with ``all_day`` only the day is known.

    ``number``: of the appeal or the action that it belongs to, else 0. ``row``: the id in its sheet.
    """

    at: int
    kind: str
    sheet: str = EVENT
    all_day: bool = False
    by: str = ""
    party: str = ""
    text: str = ""
    due: int | None = None
    number: int = 0
    row: int = 0

    @property
    def place(self) -> tuple[Any, ...]:
        """By which the story is ordered; it leaves nothing to the order in which entries came."""
        return (self.at, _RANK[self.kind], self.sheet, self.number, self.row, self.by, self.text, self.due or 0)


@dataclass(frozen=True, slots=True)
class State:
    """What follows from a story up to some moment: first moments (seconds), open appeals, times of waiting."""

    occurred: int | None = None
    received: int | None = None
    accepted: int | None = None
    responded: int | None = None
    decided: int | None = None
    sanctioned: int | None = None
    appealed: int | None = None
    corrected: int | None = None
    verified: int | None = None
    closed: int | None = None
    """None after the case was taken up again."""
    reopened: int | None = None
    appeals: frozenset[int] = frozenset()
    """Numbers of the appeals that are open; 0 is one that only an event tells of."""
    waiting: int | None = None
    """Since when the clocks stand still for the other side."""
    pauses: tuple[tuple[int, int], ...] = ()
    """Times of waiting that are over: from, to; in order, apart from each other."""

    @property
    def asked(self) -> int | None:
        """When the clocks of the case began: when it reached us or was accepted, else when it happened."""
        known = [moment for moment in (self.received, self.accepted) if moment is not None]
        return min(known, default=self.occurred)

    @property
    def stage(self) -> str:
        """How far the case has come."""
        if self.closed is not None:
            return CLOSED
        if self.appeals:
            return APPEALED
        reached = (
            (CORRECTED, self.corrected),
            (SANCTIONED, self.sanctioned),
            (DECIDED, self.decided),
            (RESPONDED, self.responded),
            (ACCEPTED, self.accepted),
        )
        return next((name for name, moment in reached if moment is not None), RECEIVED)

    def stood(self, now: int) -> tuple[tuple[int, int], ...]:
        """The times of waiting up to ``now``, the one that still lasts included."""
        if self.waiting is None or self.waiting >= now:
            return self.pauses
        return (*self.pauses, (self.waiting, now))


_FIRST = frozenset({OCCURRED, RECEIVED, ACCEPTED, RESPONDED, DECIDED, SANCTIONED, CORRECTED, VERIFIED})


def step(state: State, event: Event) -> State:
    """The state after one more entry that is not earlier than those before."""
    kind, at = event.kind, event.at
    if kind in _FIRST:
        # What is done about one of several actions is not yet the correction of the case.
        known = getattr(state, kind) is not None or event.sheet == ACTION
        if known:
            return state
        changed: dict[str, Any] = {kind: at}
        return replace(state, **changed)
    if kind == WAITING:
        return replace(state, waiting=at) if state.waiting is None and state.closed is None else state
    if kind == RESUMED:
        return _resumed(state, at)
    if kind == APPEALED:
        first = at if state.appealed is None else state.appealed
        return replace(state, appealed=first, appeals=state.appeals | {event.number})
    if kind == APPEAL_DECIDED:
        return replace(state, appeals=state.appeals - {event.number, 0})
    if kind == CLOSED:
        return replace(_resumed(state, at), closed=at if state.closed is None else state.closed)
    if kind == REOPENED:
        return replace(state, closed=None, reopened=at)
    return state


def _resumed(state: State, at: int) -> State:
    if state.waiting is None:
        return state
    pauses = state.pauses if at == state.waiting else (*state.pauses, (state.waiting, at))
    return replace(state, waiting=None, pauses=pauses)


def folded(story: Iterable[Event]) -> State:
    """The state after an ordered story."""
    return reduce(step, story, State())


def ordered(events: Iterable[Event]) -> tuple[Event, ...]:
    """Entries in the order of the story, whatever order they came in."""
    return tuple(sorted(events, key=lambda one: one.place))


def until(story: Iterable[Event], end: int) -> tuple[Event, ...]:
    """What had happened before the second ``end``."""
    return tuple(one for one in story if one.at < end)


@dataclass(slots=True)
class Folding:
    """A state kept while entries come in, in any order: one step for the newest, all of them for a late one."""

    story: list[Event] = field(default_factory=list)
    state: State = field(default_factory=State)

    def add(self, event: Event) -> State:
        """The state with this entry."""
        newest = not self.story or self.story[-1].place <= event.place
        insort(self.story, event, key=lambda one: one.place)
        self.state = step(self.state, event) if newest else folded(self.story)
        return self.state


def milestones(row: Any) -> tuple[Event, ...]:
    """What the columns of the case itself tell; a day without an hour lies behind what else the row has of that day."""
    found = [Event(row.occurred_at, OCCURRED, CASE)]
    moments = ((ACCEPTED, row.accepted_at), (RESPONDED, row.first_response_at))
    found += [Event(at, kind, CASE) for kind, at in moments if at is not None]
    decided = None if row.outcome == "open" else row.decided_on  # a day without a decision decides nothing
    for kind, day in ((DECIDED, decided), (CORRECTED, row.corrected_on)):
        if day is not None:
            same = [one.at for one in found if one.at // DAY_SECONDS == day]
            found.append(Event(max((day * DAY_SECONDS, *same)), kind, CASE, all_day=True))
    if row.closed_at is not None:
        found.append(Event(row.closed_at, CLOSED, CASE))
    return tuple(found)


def of_events(rows: Iterable[Any]) -> tuple[Event, ...]:
    """Rows of the sheet of events; of kinds this program does not know they stand as notes."""
    return tuple(
        Event(
            one.at, one.kind if one.kind in _RANK else NOTE, EVENT, False,
            one.by_whom or "", one.party or "", one.text or "", one.due, 0, one.id,
        )
        for one in rows
    )  # fmt: skip


def of_appeals(rows: Iterable[Any]) -> tuple[Event, ...]:
    """Appeals: filed, and answered; one that is over without a moment counts as answered when it was filed."""
    found = []
    for one in rows:
        filed = Event(one.filed_at, APPEALED, APPEAL, number=one.number, row=one.id)
        found.append(replace(filed, text=one.reason or "", due=one.due_at))
        if one.decided_at is not None or one.result != "pending":
            at = one.filed_at if one.decided_at is None else one.decided_at
            unsaid = one.decided_at is None
            found.append(replace(filed, at=at, kind=APPEAL_DECIDED, all_day=unsaid, text=one.result or ""))
    return tuple(found)


def of_sanctions(rows: Iterable[Any]) -> tuple[Event, ...]:
    """Sanctions from the day on which they begin."""
    return tuple(
        Event(one.valid_from * DAY_SECONDS, SANCTIONED, SANCTION, True, text=one.kind or "", row=one.id) for one in rows
    )


def of_actions(rows: Iterable[Any]) -> tuple[Event, ...]:
    """Actions: carried out, and verified."""
    found = []
    for one in rows:
        told = ((CORRECTED, one.done_on, one.done_by), (VERIFIED, one.verified_on, one.verified_by))
        for kind, day, who in told:
            if day is not None:
                at = day * DAY_SECONDS
                found.append(Event(at, kind, ACTION, True, who or "", "", one.action, None, one.number, one.id))
    return tuple(found)


def story_of(*parts: Iterable[Event]) -> tuple[Event, ...]:
    """Columns, events, appeals, sanctions and actions as one ordered list.

    Where an event tells the moment, the column that knows only its day says nothing.
    """
    entries = [one for part in parts for one in part]
    exact = {(one.kind, one.at // DAY_SECONDS) for one in entries if one.sheet == EVENT}
    return ordered(
        one for one in entries if not (one.sheet == CASE and one.all_day and (one.kind, one.at // DAY_SECONDS) in exact)
    )


def told_once(story: Iterable[Event]) -> tuple[Event, ...]:
    """The story for reading: what a column or another sheet tells again beside an event is left out."""
    entries = tuple(story)
    moments = {(one.kind, one.at) for one in entries if one.sheet == EVENT}
    days = {(kind, at // DAY_SECONDS) for kind, at in moments}
    return tuple(
        one
        for one in entries
        if one.sheet == EVENT
        or ((one.kind, one.at // DAY_SECONDS) not in days if one.all_day else (one.kind, one.at) not in moments)
    )
