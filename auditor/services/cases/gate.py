"""What keeps a case from being closed, and what may not be opened beneath a closed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, said
from auditor.model.tables import MAIN
from auditor.model.types import DAY_SECONDS
from auditor.services.cases import story as s
from auditor.services.cases.records import rows_of

OPEN_OUTCOME = "open"
UNDECIDED, APPEALED, UNVERIFIED = "closed_undecided", "appeal_open", "unverified_action"

BENEATH = ("case_event", "sanction", "appeal", "action")
"""What hangs on a case: the tables, in the order of ``Parts``."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is stored of one case, as rows."""

    case: Any
    events: tuple[Any, ...]
    sanctions: tuple[Any, ...]
    appeals: tuple[Any, ...]
    actions: tuple[Any, ...]

    def story(self) -> tuple[s.Event, ...]:
        """Everything that is told of the case, in order."""
        return s.story_of(
            s.milestones(self.case),
            s.of_events(self.events),
            s.of_appeals(self.appeals),
            s.of_sanctions(self.sanctions),
            s.of_actions(self.actions),
        )


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that closing lacks; ``code`` for programs."""

    code: str
    message: Message


def parts_of(connection: Connection, number: int, case: Any = None) -> Parts:
    """Read one case with what hangs on it; ``case`` where its own row is known, or is to be another."""
    main = MAIN["case_record"]
    row = case or connection.execute(select(main).where(main.c.id == number)).one()
    beneath = (rows_of(connection, MAIN[name], [number]).get(number, ()) for name in BENEATH)
    return Parts(row, *(tuple(rows) for rows in beneath))


def lacks(parts: Parts, state: s.State) -> Iterator[Lack]:
    """What keeps a case from being closed: no decision, an appeal without an answer, an action nobody else verified."""
    if not decided(parts.case, state):
        yield Lack(UNDECIDED, said("It was not decided yet."))
    yield from open_beneath(parts, state)


def open_beneath(parts: Parts, state: s.State) -> Iterator[Lack]:
    """Of that, what stands open beside the decision."""
    if state.appeals or parts.case.appeal == "pending":
        yield Lack(APPEALED, said("An appeal waits for its answer."))
    undone = [str(one.number) for one in parts.actions if one.verified_on is None]
    if undone:
        yield Lack(UNVERIFIED, said("Not verified by another person: action {numbers}.", numbers=", ".join(undone)))


def decided(case: Any, state: s.State) -> bool:
    """Whether there is a decision, with its moment or without."""
    held = case.outcome not in (None, OPEN_OUTCOME)  # an event alone does not say what the case was held to be
    return held and (state.decided is not None or case.decided_on is None)


def decided_after(case: Any, events: Iterable[Any], closed: int) -> bool:
    """Whether every known moment of a decision lies behind the closing.

    What is known by its day alone, on either side, is held against the day: a date in a column of moments is midnight.
    """
    moments = [one.at for one in events if one.kind == s.DECIDED]
    exact = {at // DAY_SECONDS for at in moments}
    ends = closed + (DAY_SECONDS - 1 if closed % DAY_SECONDS == 0 else 0)
    known = [*moments]
    if case.decided_on is not None and case.decided_on not in exact:
        known.append(min(case.decided_on * DAY_SECONDS, ends) if case.decided_on <= closed // DAY_SECONDS else ends + 1)
    return bool(known) and min(known) > ends


def lacking(parts: Parts, state: s.State) -> Iterator[Message]:
    """What keeps a case from being closed, in words."""
    return (one.message for one in lacks(parts, state))


def undone(actions: Iterable[Any], *, verified: bool) -> list[Any]:
    """Actions that were not carried out, or (``verified``) carried out and not verified."""
    if verified:
        return [one for one in actions if one.done_on is not None and one.verified_on is None]
    return [one for one in actions if one.done_on is None]
