"""From an infraction to the course that teaches against it, the days of watching after it, and what they showed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.types import DAY_SECONDS, date_of, day_of
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.training.offences import Offence, Offences, Taught, courses_teaching, taught
from auditor.services.verbs import Query

State = Literal["untrained", "watching", "held", "repeated"]
STATES: tuple[State, ...] = ("untrained", "watching", "held", "repeated")
_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Remedy:
    """One substantiated case and what was done against a second.

    ``courses`` (codes) teach what it calls for, the closest first. ``trained_on`` and ``course``: the first training on
    it that was passed afterwards; then ``until`` is the last day of watching. ``repeated_by``: the case (on
    ``repeated_on``) by which it happened again, before any training or in the days of watching. ``lives``: broadcasts
    in these days; who was never live could not offend there. ``booked``: the planned session of such a course (its
    code) on whose list they are.
    """

    case: str
    learner_type: str
    learner: str
    name: str
    category: str
    offended_on: date
    topics: tuple[str, ...]
    courses: tuple[str, ...]
    state: State
    trained_on: date | None = None
    course: str = ""
    version: str = ""
    trainer: str = ""
    until: date | None = None
    repeated_by: str = ""
    repeated_on: date | None = None
    lives: int | None = None
    booked: str = ""


@dataclass(frozen=True, slots=True)
class FollowedCases(Query[tuple[Remedy, ...]]):
    """Substantiated cases with what followed, the latest first: of a ``subject`` (type:code) or all.

    ``days``: of watching after the training. ``since``: cases that happened from then on (None: a year back).
    ``states``: only these; none named: all.
    """

    subject: str = ""
    days: int = 90
    since: date | None = None
    states: tuple[str, ...] = ()


def remedies(context: Context, connection: Connection, query: FollowedCases) -> tuple[Remedy, ...]:
    """Worked out anew."""
    unknown = [state for state in query.states if state not in STATES]
    if unknown:
        raise CallerMistake(
            said("{word} is not known here.", word=unknown[0]), said("Known: {names}", names=enumerated(STATES))
        )
    if query.days < 1:
        raise CallerMistake(said("The days to watch are 1 or more."), said("Give a whole number such as 90."))
    whose = subject_id(connection, *reference(query.subject)) if query.subject else None
    since = context.today_number - 365 if query.since is None else day_of(query.since)
    offences = Offences(connection, whose)
    listed = [one for one in offences if since <= one.day <= context.today_number]
    later: dict[int, list[Taught]] = defaultdict(list)
    for lesson in taught(connection, whose):
        later[lesson.subject].append(lesson)
    desk = _Desk(context.today_number, query.days, offences, later, courses_teaching(connection), _codes(connection))
    found = [(one, desk.followed(one)) for one in listed]
    found = [(one, its) for one, its in found if not query.states or its.state in query.states]
    who = _names(connection, sorted({one.subject for one, _ in found}))
    lives = _lives(connection, [its for _, its in found])
    told = [_remedy(one, its, who[one.subject], desk, lives) for one, its in found if one.subject in who]
    seats = _seats(connection, list(who))
    told = [replace(one, booked=_booked(one, seats)) for one in told]
    return tuple(sorted(told, key=lambda one: (-one.offended_on.toordinal(), one.case)))


@dataclass(frozen=True, slots=True)
class _Followed:
    """What followed one case."""

    state: State
    lesson: Taught | None = None
    again: Offence | None = None
    last: int = 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all cases are held against."""

    today: int
    days: int
    offences: Offences
    lessons: dict[int, list[Taught]]
    taught: dict[int, frozenset[str]]
    codes: dict[int, str]

    def followed(self, one: Offence) -> _Followed:
        """The first training afterwards, and what came of it."""
        mine = self.lessons.get(one.subject, ())
        lesson = next((it for it in mine if it.day >= one.day and it.topics & one.topics), None)
        if lesson is None:
            again = self.offences.between(one.subject, one.day + 1, self.today, one.topics)
            return _Followed("untrained", None, again)
        last = lesson.day + self.days
        again = self.offences.between(one.subject, lesson.day + 1, min(last, self.today), one.topics & lesson.topics)
        if again is not None:
            return _Followed("repeated", lesson, again, last)
        return _Followed("watching" if self.today <= last else "held", lesson, None, last)

    def suggested(self, one: Offence) -> tuple[str, ...]:
        """Courses that teach what the case calls for: most of it first, then what teaches least besides."""
        fit = [(course, topics) for course, topics in self.taught.items() if topics & one.topics]
        fit.sort(key=lambda it: (-len(it[1] & one.topics), len(it[1]), self.codes[it[0]]))
        return tuple(self.codes[course] for course, _ in fit)


def _remedy(one: Offence, its: _Followed, who: Any, desk: _Desk, lives: dict[tuple[int, int], int]) -> Remedy:
    lesson, again = its.lesson, its.again
    told = Remedy(
        one.case, who.type, who.code, who.name, one.category, date_of(one.day), tuple(sorted(one.topics)),
        desk.suggested(one), its.state,
        repeated_by="" if again is None else again.case,
        repeated_on=None if again is None else date_of(again.day),
    )  # fmt: skip
    if lesson is None:
        return told
    return replace(
        told,
        trained_on=date_of(lesson.day),
        course=desk.codes.get(lesson.course, ""),
        version=lesson.version,
        trainer=lesson.trainer,
        until=date_of(its.last),
        lives=lives.get((lesson.subject, lesson.day), 0) if lesson.learner_type == "host" else None,
    )


def _seats(connection: Connection, ids: list[int]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Planned sessions and their courses, the soonest first, by those on their lists who come (type, code)."""
    one, session, course = MAIN["enrolment"], MAIN["session"], MAIN["course"]
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        wanted = (
            select(subject.c.type, subject.c.code, session.c.code.label("session"), course.c.code.label("course"))
            .select_from(one)
            .join(session, session.c.id == one.c.session_id)
            .join(course, course.c.id == session.c.course_id)
            .join(subject, subject.c.id == one.c.learner_id)
            .where(session.c.status == "planned", one.c.state.in_(("invited", "confirmed")))
            .where(one.c.learner_id.in_(ids[start : start + _AT_ONCE]))
            .order_by(session.c.planned_start, session.c.code)
        )
        for row in connection.execute(wanted):
            found[row.type, row.code].append((row.session, row.course))
    return found


def _booked(one: Remedy, seats: dict[tuple[str, str], list[tuple[str, str]]]) -> str:
    mine = seats.get((one.learner_type, one.learner), ())
    return next((session for session, course in mine if course in one.courses), "")


def _codes(connection: Connection) -> dict[int, str]:
    course = MAIN["course"]
    return {row.id: row.code for row in connection.execute(select(course.c.id, course.c.code))}


def _names(connection: Connection, ids: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        wanted = (
            select(
                subject.c.id,
                subject.c.type,
                subject.c.code,
                func.coalesce(listing.c.name, subject.c.code).label("name"),
            )
            .outerjoin(listing, listing.c.id == subject.c.id)
            .where(subject.c.id.in_(part))
        )
        found |= {row.id: row for row in connection.execute(wanted)}
    return found


def _lives(connection: Connection, listed: list[_Followed]) -> dict[tuple[int, int], int]:
    """Broadcasts that were held in the days of watching, by who was watched and from which day on."""
    watched: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for its in listed:
        if its.lesson is not None and its.lesson.learner_type == "host":
            watched[its.lesson.subject].append((its.lesson.day, its.last))
    broadcast = MAIN["broadcast"]
    hosts, assistants = (LISTS["broadcast", name].table for name in ("hosts", "assistants"))
    found: dict[tuple[int, int], int] = defaultdict(int)
    ids = sorted(watched)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        for table in (hosts, assistants):
            wanted = select(table.c.target_id, broadcast.c.started_at).join(
                broadcast, broadcast.c.id == table.c.owner_id
            )
            asked = wanted.where(table.c.target_id.in_(part), broadcast.c.started_at.is_not(None))
            for host, second in connection.execute(asked.where(broadcast.c.status == "aired")):
                day = second // DAY_SECONDS
                for first, last in watched[host]:
                    found[host, first] += first < day <= last
    return found
