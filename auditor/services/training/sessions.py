"""Sessions: which there are, and one of them with everybody on its list and the seats that are left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.folding import folded_code
from auditor.model.ledger import listing
from auditor.model.tables import MAIN, subject
from auditor.model.types import datetime_of, day_of
from auditor.services.context import Context
from auditor.services.records.checks import scale_of
from auditor.services.training.terms import Terms, Version, terms_of
from auditor.services.verbs import Query

AWAY = ("excused", "no_show", "refused")
"""Who takes no seat."""


@dataclass(frozen=True, slots=True)
class OnList:
    """Somebody on the list of a session: code (of the staff the name), what they are called, how it went.

    ``score`` is in hundredths; ``attempt`` is the number of the last attempt that the session logged.
    """

    learner_type: str
    learner: str
    name: str
    state: str
    minutes: int | None
    score: int | None
    attempt: int | None
    remark: str
    result: str = ""
    """How that attempt ended (a word of ``training_result``); empty where none was logged."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list of them; ``seats`` None: as many as come; ``taken`` leaves out who does not come."""

    code: str
    title: str
    course: str
    course_title: str
    planned_start: datetime
    status: str
    seats: int | None
    taken: int
    trainer: str = ""
    place: str = ""

    @property
    def seats_left(self) -> int | None:
        """Below nothing where more are on the list than there are seats; None: as many as come."""
        return None if self.seats is None else self.seats - self.taken


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session whole. ``version`` is its own or the one in force; ``pass_mark`` and ``scale`` in hundredths."""

    line: SessionLine
    id: int
    version: str
    co_trainer: str
    mode: str
    planned_end: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    pass_mark: int | None
    scale: int | None
    roster: tuple[OnList, ...]


@dataclass(frozen=True, slots=True)
class Sessions(Query[tuple[SessionLine, ...]]):
    """Sessions, the latest first: all, or those of a status (planned, held, cancelled) or of a course (code)."""

    status: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class SessionOf(Query[SessionShown]):
    """The session of that code with its roster; CallerMistake where there is none."""

    code: str


def sessions(context: Context, connection: Connection, query: Sessions) -> tuple[SessionLine, ...]:
    """Every session that is asked for."""
    session, course = MAIN["session"], MAIN["course"]
    statement = _lines().order_by(session.c.planned_start.desc(), session.c.code)
    if query.status:
        statement = statement.where(session.c.status == query.status)
    if query.course:
        statement = statement.where(course.c.code == folded_code(query.course))
    return tuple(_line(row) for row in connection.execute(statement).mappings())


def session_of(context: Context, connection: Connection, query: SessionOf) -> SessionShown:
    """The one session."""
    row = session_row(connection, query.code)
    line = connection.execute(_lines().where(MAIN["session"].c.id == row["id"])).mappings().one()
    terms, version = taught(connection, row)
    mark = terms.mark(version)
    return SessionShown(
        line=_line(line),
        id=row["id"],
        version=row["version"] or ("" if version is None else version.version),
        co_trainer=row["co_trainer"] or "",
        mode=row["mode"] or "",
        planned_end=_moment(row["planned_end"]),
        started_at=_moment(row["started_at"]),
        ended_at=_moment(row["ended_at"]),
        pass_mark=mark,
        scale=None if mark is None else scale_of(mark) * 100,
        roster=_with_results(connection, row["id"]),
    )


def _with_results(connection: Connection, session: int) -> tuple[OnList, ...]:
    """The roster, with how the last attempt that the session logged ended for each."""
    training = MAIN["training"]
    called = func.coalesce(subject.c.code, training.c.learner_name)
    logged = (
        select(training.c.learner_type, called, training.c.attempt, training.c.result)
        .outerjoin(subject, subject.c.id == training.c.learner_id)
        .where(training.c.session_id == session)
    )
    results = {tuple(row[:3]): row.result or "" for row in connection.execute(logged)}
    listed = roster_of(connection, session)
    return tuple(replace(one, result=results.get((one.learner_type, one.learner, one.attempt), "")) for one in listed)


def session_row(connection: Connection, code: str) -> dict[str, Any]:
    """The stored session of that code; CallerMistake where there is none."""
    session = MAIN["session"]
    row = connection.execute(select(session).where(session.c.code == folded_code(code))).mappings().first()
    if row is None:
        raise CallerMistake(
            said("There is no session {code}.", code=code),
            said("Plan it: auditor add sessions code=… course=… planned_start=…"),
        )
    return dict(row)


def taught(connection: Connection, row: dict[str, Any]) -> tuple[Terms, Version | None]:
    """The course of a stored session, and the version that is taught there."""
    terms = terms_of(connection, [row["course_id"]])[row["course_id"]]
    return terms, terms.named(row["version"], session_day(row))


def session_day(row: dict[str, Any]) -> int:
    """The day (number) on which the session ended, began or is planned."""
    second = row["ended_at"] or row["started_at"] or row["planned_start"]
    return day_of(datetime_of(second).date())


def roster_of(connection: Connection, session: int) -> tuple[OnList, ...]:
    """Everybody on the list of the session with that id: subjects by code, then staff by name."""
    one = MAIN["enrolment"]
    called = func.coalesce(listing.c.name, subject.c.code, one.c.learner_name)
    statement = (
        select(
            one.c.learner_type,
            func.coalesce(subject.c.code, one.c.learner_name).label("learner"),
            called.label("name"),
            one.c.state, one.c.minutes, one.c.score, one.c.attempt,
            func.coalesce(one.c.remark, "").label("remark"),
        )
        .outerjoin(subject, subject.c.id == one.c.learner_id)
        .outerjoin(listing, listing.c.id == one.c.learner_id)
        .where(one.c.session_id == session)
        .order_by(one.c.learner_id.is_(None), subject.c.code, one.c.learner_name)
    )  # fmt: skip
    return tuple(OnList(*row) for row in connection.execute(statement))


def _lines() -> Any:
    session, course, one = MAIN["session"], MAIN["course"], MAIN["enrolment"]
    there = func.sum(case((one.c.state.in_(AWAY), 0), else_=1))
    taken = select(one.c.session_id, there.label("taken")).group_by(one.c.session_id).subquery()
    return (
        select(
            session.c.code, session.c.title, course.c.code.label("course"), course.c.title.label("course_title"),
            session.c.planned_start, session.c.status, session.c.seats,
            func.coalesce(taken.c.taken, 0).label("taken"), session.c.trainer, session.c.place,
        )
        .join(course, course.c.id == session.c.course_id)
        .outerjoin(taken, taken.c.session_id == session.c.id)
    )  # fmt: skip


def _line(row: Any) -> SessionLine:
    told = {**row, "planned_start": datetime_of(row["planned_start"])}
    return SessionLine(**told | {name: row[name] or "" for name in ("title", "trainer", "place")})


def _moment(second: int | None) -> datetime | None:
    return None if second is None else datetime_of(second)
