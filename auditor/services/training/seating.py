"""From an infraction to a seat: whom a case calls to a course is put on the list of a session of it, in one change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN, subject
from auditor.services.context import Context
from auditor.services.training.planning import PlanSession, plan_session
from auditor.services.training.remedies import FollowedCases, Remedy, remedies
from auditor.services.training.roster import Enrol, enrol
from auditor.services.training.sessions import SessionLine, SessionOf, Sessions, session_of, sessions
from auditor.services.verbs import Command
from auditor.storage.work import Work

LEAD = timedelta(days=7)
BEGINS = time(9, 0)
"""A session that is planned for somebody is offered for a week later, at this hour."""
_EVER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Seated:
    """The session on whose list the learner is now, and whether it was planned for that."""

    session: str
    planned: bool
    learner: str
    """By name."""


@dataclass(frozen=True, slots=True)
class SeatAfterCase(Command[Seated]):
    """Put whom a substantiated ``case`` calls to a course on the list of a session of such a course.

    ``session``: this one; ``course``: only this of the courses that fit. Otherwise the next planned session with a free
    seat, of the course that fits best; where there is none, or ``new`` is said, one is planned, at ``start`` (None: in
    a week at nine).
    """

    case: str
    session: str = ""
    course: str = ""
    new: bool = False
    start: datetime | None = None


def seat_after_case(context: Context, work: Work, command: SeatAfterCase) -> Seated:
    """One change: an enrolment, and perhaps the session before it."""
    one = _called_for(context, work.connection, command)
    whom = (f"{one.learner_type}:{one.learner}",)
    session = _session(context, work.connection, one, command)
    if session:
        enrol(context, work, Enrol(session, learners=whom))
        work.record.why = f"{one.case} {session}"
        return Seated(session, planned=False, learner=one.name)
    start = command.start or datetime.combine(context.today + LEAD, BEGINS)
    values = (("course", one.courses[0]), ("planned_start", f"{start:%Y-%m-%d %H:%M}"))
    made = plan_session(context, work, PlanSession(values, Enrol("", learners=whom)))
    work.record.why = f"{one.case} {made.session}"
    return Seated(made.session, planned=True, learner=one.name)


def fitting(one: Remedy, planned: tuple[SessionLine, ...], today: date) -> tuple[SessionLine, ...]:
    """Of the planned sessions those with a free seat that teach what the case calls for: best and soonest first."""
    free = [
        line for line in planned
        if line.course in one.courses and line.planned_start.date() >= today
        and (line.seats_left is None or line.seats_left > 0)
    ]  # fmt: skip
    return tuple(sorted(free, key=lambda line: (one.courses.index(line.course), line.planned_start, line.code)))


def _called_for(context: Context, connection: Connection, command: SeatAfterCase) -> Remedy:
    """The case with the courses that are meant."""
    code, case = folded_code(command.case), MAIN["case_record"]
    whose = select(subject.c.type, subject.c.code).join(case, case.c.subject_id == subject.c.id)
    who = connection.execute(whose.where(case.c.code == code)).first()
    asked = None if who is None else FollowedCases(f"{who.type}:{who.code}", since=_EVER)
    told = () if asked is None else remedies(context, connection, asked)
    found = next((one for one in told if one.case == code), None)
    if found is None:
        raise CallerMistake(
            said("No substantiated case {code} calls for a training.", code=command.case),
            said("Those that do: auditor train remedies"),
        )
    wanted = folded_code(command.course)
    courses = tuple(one for one in found.courses if wanted in ("", one))
    if not courses:
        names = enumerated(found.courses or ("–",))
        raise CallerMistake(
            said("No such course teaches what case {code} calls for.", code=found.case),
            said("Courses that do: {names}", names=names),
        )
    return replace(found, courses=courses)


def _session(context: Context, connection: Connection, one: Remedy, command: SeatAfterCase) -> str:
    """The session that is meant; empty where one is to be planned."""
    if command.session:
        line = session_of(context, connection, SessionOf(command.session)).line
        if line.course not in one.courses:
            raise CallerMistake(
                said("Session {code} does not teach what case {case} calls for.", code=line.code, case=one.case),
                said("Courses that do: {names}", names=enumerated(one.courses)),
            )
        return line.code
    if one.booked:
        raise CallerMistake(
            said("{name} is on the list of session {code} already.", name=one.name, code=one.booked),
            said("Name another session, or leave it at that."),
        )
    if command.new:
        return ""
    found = fitting(one, sessions(context, connection, Sessions("planned")), context.today)
    return found[0].code if found else ""
