"""Putting people on the list of a planned session: some by name, or all that a filter of a list leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.sheets import BY_NAME
from auditor.model.tables import subject
from auditor.model.values import ParsedRow
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed, ids_chosen
from auditor.services.records import Counts, Recorder
from auditor.services.training.lines import LinesRefused, LineTold, numbered, told_of, whom
from auditor.services.training.matrix import LearnersOf, learners_of
from auditor.services.training.sessions import AWAY, roster_of, session_row
from auditor.services.verbs import Command
from auditor.storage.work import Work

LEARNERS = ("host", "merchant", "agency")
"""Kinds of lists whose lines can learn."""
_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of the roster: rows new, changed or there already; what was said of which line; seats then left."""

    counts: Counts
    told: tuple[LineTold, ...]
    seats_left: int | None


@dataclass(frozen=True, slots=True)
class Enrol(Command[Enrolled]):
    """Put learners on the list of a planned session: everybody ``listed``, and ``learners`` (code, name, staff:NAME).

    ``requirement`` (code): who needs a seat for it today and is on no list of a planned session yet, or with ``within``
    whose having learnt it lapses within so many days; of those ``listed`` only, where both are given.

    Who is on it stays as they are, unless ``state`` is given. ``over``: even beyond the seats. ``partly``: store the
    good lines and tell the refused ones; otherwise one that is refused refuses all.
    """

    session: str
    listed: Listed | None = None
    learners: tuple[str, ...] = ()
    learner_type: str = "host"
    state: str = ""
    requirement: str = ""
    over: bool = False
    partly: bool = False
    within: int | None = None


@seldom_collected()
def enrol(context: Context, work: Work, command: Enrol) -> Enrolled:
    """One change of enrolments."""
    row = planned_row(work.connection, command.session)
    learners = asked(context, work.connection, command)
    if not learners:
        raise nobody()
    done = put_on_list(context, work, row, learners, command)
    work.record.why = f"{row['code']} +{done.counts.created}"
    return done


def put_on_list(
    context: Context, work: Work, row: Mapping[str, Any], learners: Sequence[tuple[str, str]], command: Enrol
) -> Enrolled:
    """Put these (type, name) on the list of the stored session, within its seats."""
    rows = [
        ParsedRow(number, {"session": row["code"], "learner_type": kind, "learner": name})
        for number, (kind, name) in enumerate(learners, start=1)
    ]
    for one in rows if command.state else ():
        one.values["state"] = command.state
    problems = numbered("enrolments")
    counts = Recorder(work, context.today_number, origin="desk").apply(BY_NAME["enrolments"], rows, problems)
    told = tuple(told_of(problems))
    if counts.refused and not command.partly:
        raise LinesRefused(told)
    left = seats_left(work.connection, row["id"], row["seats"])
    if left is not None and left < 0 and counts.created and not command.over:
        raise CallerMistake(
            said("Seats that session {code} lacks for that: {n}", code=row["code"], n=-left),
            said("Name fewer, plan another session, or say --over. Nothing was stored."),
        )
    return Enrolled(counts, told, left)


def planned_row(connection: Connection, code: str) -> dict[str, Any]:
    """The stored session of that code; CallerMistake where it was held or cancelled."""
    row = session_row(connection, code)
    if row["status"] != "planned":
        raise CallerMistake(
            said("Session {code} is not planned any more.", code=row["code"]),
            said("Who came to a session that was held is logged: auditor session {code} log …", code=row["code"]),
        )
    return row


def nobody() -> CallerMistake:
    """Why a list is not made."""
    return CallerMistake(said("There is nobody to put on the list."), said("Name learners, or a filter."))


def seats_left(connection: Connection, session: int, seats: int | None) -> int | None:
    """Of so many seats those that nobody takes; None: as many as come."""
    if seats is None:
        return None
    return seats - sum(1 for one in roster_of(connection, session) if one.state not in AWAY)


def asked(context: Context, connection: Connection, command: Enrol) -> list[tuple[str, str]]:
    """Type and name of everybody who is asked for, each once."""
    return list(dict.fromkeys(_asked(context, connection, command)))


def _asked(context: Context, connection: Connection, command: Enrol) -> Iterator[tuple[str, str]]:
    if command.requirement:
        due = learners_of(
            context, connection, LearnersOf(command.requirement, within=command.within, among=command.listed)
        )
        yield from ((one.learner_type, one.learner) for one in due if not one.booked)
    elif command.within is not None:
        raise CallerMistake(
            said("Say for which requirement."), said("For example: --requirement R1 --lapses-within 60")
        )
    elif command.listed is not None:
        kind = command.listed.type
        if kind not in LEARNERS:
            raise CallerMistake(
                said("A list of {kind} holds nobody who learns.", kind=kind),
                said("Lists: {names}", names=enumerated(LEARNERS)),
            )
        ids = list(ids_chosen(context, connection, command.listed))
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            codes = dict(connection.execute(select(subject.c.id, subject.c.code).where(subject.c.id.in_(part))).all())
            yield from ((kind, codes[one]) for one in part if one in codes)
    yield from (whom(text, command.learner_type) for text in command.learners if text.strip())
