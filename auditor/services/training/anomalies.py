"""Evidence of trainings that is to be looked at: too short, too early, shared, late, one's own; a sign, no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, enumerated, said
from auditor.model.folding import folded_code
from auditor.model.ledger import change, listing
from auditor.model.tables import HISTORY, MAIN, subject
from auditor.model.types import date_of, datetime_of, day_of
from auditor.services.context import Context
from auditor.services.training.sharing import shared_evidence
from auditor.services.training.signs import Sign, of_days, of_people, of_time
from auditor.services.verbs import Query

Kind = Literal[
    "too_short", "before_start", "before_version", "same_evidence", "same_certificate", "entered_late",
    "own_trainer", "too_much", "two_places",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "too_short", "before_start", "before_version", "same_evidence", "same_certificate", "entered_late",
    "own_trainer", "too_much", "two_places",
)  # fmt: skip
_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is told.

    ``short_percent``: present for less than this share of the course's hours. ``late_days``: entered more than so many
    days after completion. ``hours_a_day``: more hours of courses completed on one day. ``sharing``: a text on more
    people than this is a phrase and no evidence of any of them. ``imports``: what an import brought may be late too.
    """

    short_percent: int = 80
    late_days: int = 30
    hours_a_day: int = 10
    sharing: int = 20
    imports: bool = False


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One sign on one training that was passed. ``record`` is its id; ``others``: whom it shares the evidence with."""

    kind: Kind
    record: int
    learner_type: str
    learner: str
    name: str
    course: str
    course_title: str
    completed_on: date
    session: str
    trainer: str
    told: Message
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingAnomalies(Query[tuple[Anomaly, ...]]):
    """What is to be looked at among the passed trainings: of a ``session``, a ``course``, completed ``since`` a day.

    ``kinds``: only these; none named: all.
    """

    session: str = ""
    course: str = ""
    since: date | None = None
    kinds: tuple[str, ...] = ()
    limits: Limits = Limits()


def training_anomalies(context: Context, connection: Connection, query: TrainingAnomalies) -> tuple[Anomaly, ...]:
    """The latest completions first."""
    unknown = [kind for kind in query.kinds if kind not in KINDS]
    if unknown:
        raise CallerMistake(
            said("{word} is not known here.", word=unknown[0]), said("Known: {names}", names=enumerated(KINDS))
        )
    where = _asked(query)
    signs = [one for one in _signs(connection, where, query.limits) if not query.kinds or one.kind in query.kinds]
    rows = _rows(connection, sorted({one.training for one in signs}))
    found = [_anomaly(one, rows[one.training]) for one in signs if one.training in rows]
    return tuple(sorted(found, key=lambda one: (-one.completed_on.toordinal(), one.learner, KINDS.index(one.kind))))


def _asked(query: TrainingAnomalies) -> ColumnElement[bool]:
    training, session, course = MAIN["training"], MAIN["session"], MAIN["course"]
    where = [training.c.result == "passed", training.c.revoked_on.is_(None)]
    if query.session:
        mine = select(session.c.id).where(session.c.code == folded_code(query.session))
        where.append(training.c.session_id.in_(mine))
    if query.course:
        mine = select(course.c.id).where(course.c.code == folded_code(query.course))
        where.append(training.c.course_id.in_(mine))
    if query.since is not None:
        where.append(training.c.completed_on >= day_of(query.since))
    return and_(*where)


def _signs(connection: Connection, where: ColumnElement[bool], limits: Limits) -> Iterator[Sign]:
    yield from of_time(connection, where, limits.short_percent, limits.hours_a_day)
    yield from of_days(connection, where)
    yield from of_people(connection, where)
    yield from shared_evidence(connection, where, limits.sharing)
    yield from _late(connection, where, limits)


def _late(connection: Connection, where: ColumnElement[bool], limits: Limits) -> Iterator[Sign]:
    """By the change that brought the training first."""
    training, past = MAIN["training"], HISTORY["training"]
    before = select(func.min(past.c.change_id)).where(past.c.id == training.c.id).scalar_subquery()
    first = func.coalesce(before, training.c.change_id)
    wanted = (
        select(training.c.id, training.c.completed_on, training.c.late_reason, change.c.at)
        .select_from(training)
        .join(change, change.c.id == first)
        .where(where)
    )
    if not limits.imports:
        wanted = wanted.where(change.c.kind.not_in(("import", "demo")))
    for row in connection.execute(wanted):
        days = day_of(datetime_of(row.at).date()) - row.completed_on
        if days <= limits.late_days:
            continue
        told = said("Entered {n} days after it was completed.", n=days)
        if row.late_reason:
            told = said("Entered {n} days after it was completed: {why}", n=days, why=row.late_reason)
        yield Sign("entered_late", row.id, told)


def _rows(connection: Connection, ids: list[int]) -> dict[int, Any]:
    training, course, session = MAIN["training"], MAIN["course"], MAIN["session"]
    wanted = (
        select(
            training.c.id, training.c.learner_type, training.c.completed_on, training.c.trainer,
            func.coalesce(subject.c.code, training.c.learner_name).label("learner"),
            func.coalesce(listing.c.name, subject.c.code, training.c.learner_name).label("name"),
            course.c.code.label("course"), course.c.title.label("course_title"), session.c.code.label("session"),
        )
        .select_from(training)
        .join(course, course.c.id == training.c.course_id)
        .outerjoin(session, session.c.id == training.c.session_id)
        .outerjoin(subject, subject.c.id == training.c.learner_id)
        .outerjoin(listing, listing.c.id == training.c.learner_id)
    )  # fmt: skip
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        found |= {row.id: row for row in connection.execute(wanted.where(training.c.id.in_(part)))}
    return found


def _anomaly(one: Sign, row: Any) -> Anomaly:
    return Anomaly(
        one.kind,
        row.id,
        row.learner_type,
        row.learner or "",
        row.name or "",
        row.course,
        row.course_title or row.course,
        date_of(row.completed_on),
        row.session or "",
        row.trainer or "",
        one.told,
        one.others,
    )
