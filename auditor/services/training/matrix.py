"""Who has to learn what: requirements by group with their gaps, the people in them, seats needed by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, enumerated, said
from auditor.model.folding import folded_code
from auditor.model.tables import MAIN
from auditor.model.types import date_of, datetime_of, day_of
from auditor.monitor import Monitor, Silent
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed
from auditor.services.lists.views import MOST_DAYS
from auditor.services.training.demands import (
    AT_ONCE,
    Attained,
    Learner,
    Person,
    Requirement,
    people,
    requirements_on,
)
from auditor.services.training.sessions import roster_of
from auditor.services.training.terms import terms_of
from auditor.services.training.windows import GAPS, Window, WindowState, window
from auditor.services.verbs import Query

GROUPS = ("unit", "owner")


@dataclass(frozen=True, slots=True)
class Cell:
    """One group under one requirement: how many stand how."""

    group: str
    counts: Mapping[WindowState, int]

    @property
    def people(self) -> int:
        """Everybody of the group whom it concerns."""
        return sum(self.counts.values())

    @property
    def gaps(self) -> int:
        """Those who need a seat."""
        return sum(self.counts.get(one, 0) for one in GAPS)


@dataclass(frozen=True, slots=True)
class WeekNeed:
    """A week from its Monday: seats needed for who is due in it (overdue: in the first), those booked or still free."""

    monday: date
    needed: int
    booked: int
    free: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One requirement: its courses (codes), a cell a group, its weeks; ``problem``: why it cannot be worked out."""

    code: str
    title: str
    audience: str
    courses: tuple[str, ...]
    cells: tuple[Cell, ...]
    weeks: tuple[WeekNeed, ...]
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Requirements(Query[tuple[MatrixRow, ...]]):
    """Every requirement in force on a day (None: today), by ``unit`` or ``owner``, with the next ``weeks``."""

    day: date | None = None
    by: str = "unit"
    weeks: int = 8
    monitor: Monitor = field(default_factory=Silent, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LearnerWindow:
    """One person under one requirement. ``booked``: on the list of a planned session that teaches it."""

    learner_type: str
    learner: str
    name: str
    unit: str
    owner: str
    state: WindowState
    opens: date | None
    due: date | None
    lapses: date | None
    booked: bool


@dataclass(frozen=True, slots=True)
class LearnersOf(Query[tuple[LearnerWindow, ...]]):
    """The people of a requirement who stand so (none named: who needs a seat), the most urgent first.

    ``within``: instead of these, whose having learnt it lapses on the day or within so many days after it; who never
    learnt it, and of whom it has lapsed before, is not among them. ``among``: of them only those of this list.
    """

    code: str
    day: date | None = None
    states: tuple[WindowState, ...] = GAPS
    within: int | None = None
    among: Listed | None = None
    monitor: Monitor = field(default_factory=Silent, compare=False, repr=False)
    """Told how many people were looked at; may stop the question."""


def requirements(context: Context, connection: Connection, query: Requirements) -> tuple[MatrixRow, ...]:
    """The matrix, worked out anew."""
    if query.by not in GROUPS:
        raise CallerMistake(
            said("{word} is not known here.", word=query.by), said("Known: {names}", names=enumerated(GROUPS))
        )
    day = query.day or context.today
    return tuple(_row(context, connection, one, query, day) for one in requirements_on(connection, day_of(day)))


def learners_of(context: Context, connection: Connection, query: LearnersOf) -> tuple[LearnerWindow, ...]:
    """Those who stand so."""
    if query.within is not None and not 0 <= query.within <= MOST_DAYS:
        raise CallerMistake(
            said("Days are a number from 0 to {most}.", most=MOST_DAYS),
            said("Days count from the day on screen, such as 30."),
        )
    day = query.day or context.today
    (one,) = requirements_on(connection, day_of(day), folded_code(query.code))
    booked = _booked(connection, one)
    found = []
    for person, its in _windows(context, connection, one, day, query.monitor, query.among):
        state = its.state(day_of(day))
        if state in query.states if query.within is None else its.lapses_within(day_of(day), query.within):
            days = (_date(its.opens), _date(its.due), _date(its.lapses))
            whom = (one.audience, person.code, person.name, person.unit, person.owner)
            found.append(LearnerWindow(*whom, state, *days, person.learner in booked))
    return tuple(sorted(found, key=lambda line: (line.due is not None, line.due or day, line.learner)))


def _row(context: Context, connection: Connection, one: Requirement, query: Requirements, day: date) -> MatrixRow:
    courses = tuple(terms.code for terms in terms_of(connection, one.courses).values())
    head = (one.code, one.title, one.audience, courses)
    if not courses:
        return MatrixRow(*head, (), (), said("No course teaches this."))
    counts: dict[str, Counter[WindowState]] = {}
    due: Counter[date] = Counter()
    held: Counter[date] = Counter()
    booked = _booked(connection, one)
    last = _monday(day) + timedelta(weeks=query.weeks)
    try:
        for person, its in _windows(context, connection, one, day, query.monitor):
            state = its.state(day_of(day))
            counts.setdefault(getattr(person, query.by), Counter())[state] += 1
            monday = _needed(its, state, day)
            if monday is not None and monday < last:
                due[monday] += 1
                held[monday] += person.learner in booked
    except CallerMistake as problem:
        return MatrixRow(*head, (), (), problem.message)
    free = _free(connection, one)
    mondays = [_monday(day) + timedelta(weeks=at) for at in range(query.weeks)]
    weeks = tuple(WeekNeed(at, due[at], held[at], free[at]) for at in mondays)
    return MatrixRow(*head, tuple(Cell(group, dict(counts[group])) for group in sorted(counts)), weeks)


def _windows(
    context: Context,
    connection: Connection,
    one: Requirement,
    day: date,
    monitor: Monitor,
    among: Listed | None = None,
) -> Iterator[tuple[Person, Window]]:
    attained = Attained(connection, one, day_of(day))
    listed = people(context, connection, one, day, among)
    done = 0
    while part := list(islice(listed, AT_ONCE)):
        done += len(part)
        monitor.step(done, None, said("Whom requirements concern"))
        passed = attained.of(part)
        for person in part:
            yield person, window(one.demand, passed.get(person.learner, ()), person.first_live)


def _needed(its: Window, state: WindowState, day: date) -> date | None:
    """The Monday of the week in which somebody needs a seat at the latest."""
    if its.due is None:
        return _monday(day) if state == "missing" else None
    return _monday(max(day, date_of(its.due)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _date(day: int | None) -> date | None:
    return None if day is None else date_of(day)


def _booked(connection: Connection, one: Requirement) -> set[Learner]:
    """Who is on the list of a planned session of these courses, and comes."""
    session, enrolment = MAIN["session"], MAIN["enrolment"]
    wanted = (
        select(enrolment.c.learner_id, enrolment.c.learner_name)
        .join(session, session.c.id == enrolment.c.session_id)
        .where(session.c.course_id.in_(one.courses), session.c.status == "planned")
        .where(enrolment.c.state.in_(("invited", "confirmed")))
    )
    return {(row.learner_id, row.learner_name) for row in connection.execute(wanted)}


def _free(connection: Connection, one: Requirement) -> Counter[date]:
    """Seats left in planned sessions of these courses, by the week in which they are."""
    session = MAIN["session"]
    wanted = select(session.c.id, session.c.planned_start, session.c.seats).where(
        session.c.course_id.in_(one.courses), session.c.status == "planned", session.c.seats.is_not(None)
    )
    found: Counter[date] = Counter()
    for row in connection.execute(wanted):
        taken = sum(1 for line in roster_of(connection, row.id) if line.state in ("invited", "confirmed"))
        found[_monday(datetime_of(row.planned_start).date())] += max(0, row.seats - taken)
    return found
