"""What stands on the trainer's desk by its number or title: sessions, courses, certificates, requirements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select

from auditor.model.folding import folded_code
from auditor.model.ledger import listing
from auditor.model.tables import MAIN
from auditor.model.types import date_of, datetime_of
from auditor.services.context import Context
from auditor.services.training.demands import requirements_on
from auditor.services.verbs import Query

Desk = Literal["session", "course", "award", "requirement"]
LAST = "\U0010ffff"
LATELY = 2_000
"""So many sessions, from the one planned last, are looked through for a title."""
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """One of these: its number, what it is called, whom or when it is about; ``exact``: the text is its number."""

    kind: Desk
    code: str
    title: str
    name: str
    day: date | None
    exact: bool


@dataclass(frozen=True, slots=True)
class FindTraining(Query[tuple[Numbered, ...]]):
    """Whose number begins with ``text`` in either case, or whose title holds it: of each kind at most ``limit``."""

    text: str
    limit: int = 4


def find_training(context: Context, connection: Connection, query: FindTraining) -> tuple[Numbered, ...]:
    """Numbers along their indexes; titles of courses and requirements, and of the latest sessions."""
    text = folded_code(query.text)
    if not text or len(text) > LONGEST:
        return ()
    found = [
        *_sessions(connection, text, query.limit),
        *_courses(connection, text, query.limit),
        *_awards(connection, text, query.limit),
        *_requirements(context, connection, text, query.limit),
    ]
    return tuple(sorted(found, key=lambda one: not one.exact))


def begins(code: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether a number begins with the text in either case, told so that an index of numbers serves."""
    return or_(*(and_(code >= one, code < one + LAST) for one in sorted({text, text.upper(), text.lower()})))


def _holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return column.like("%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%", escape="\\")


def _is(code: str, text: str) -> bool:
    return code.casefold() == text.casefold()


def _sessions(connection: Connection, text: str, limit: int) -> Iterator[Numbered]:
    session, course = MAIN["session"], MAIN["course"]
    named = func.coalesce(func.nullif(session.c.title, ""), course.c.title, course.c.code)

    def of(table: FromClause) -> Select[Any]:
        columns = (session.c.id, session.c.code, named, session.c.planned_start)
        return select(*columns).select_from(table).join(course, course.c.id == session.c.course_id)

    rows = list(connection.execute(of(session).where(begins(session.c.code, text)).limit(limit)))
    if len(rows) < limit:
        lately = select(session.c.id).order_by(session.c.planned_start.desc()).limit(LATELY).subquery()
        titled = of(session.join(lately, lately.c.id == session.c.id)).where(_holds(named, text))
        rows += connection.execute(titled.order_by(session.c.planned_start.desc()).limit(limit)).all()
    for _, code, title, start in list(dict.fromkeys(map(tuple, rows)))[:limit]:
        yield Numbered("session", code, title, "", datetime_of(start).date(), _is(code, text))


def _courses(connection: Connection, text: str, limit: int) -> Iterator[Numbered]:
    course = MAIN["course"]
    wanted = or_(begins(course.c.code, text), _holds(course.c.title, text))
    asked = select(course.c.code, course.c.title).where(wanted).order_by(course.c.code).limit(limit)
    for row in connection.execute(asked):
        yield Numbered("course", row.code, row.title or row.code, "", None, _is(row.code, text))


def _awards(connection: Connection, text: str, limit: int) -> Iterator[Numbered]:
    award, course = MAIN["award"], MAIN["course"]
    wanted = (
        select(award.c.number, course.c.title, func.coalesce(award.c.learner_name, listing.c.name), award.c.issued_on)
        .join(course, course.c.id == award.c.course_id)
        .outerjoin(listing, listing.c.id == award.c.learner_id)
        .where(begins(award.c.number, text))
        .order_by(award.c.number.desc())
        .limit(limit)
    )
    for number, title, name, issued in connection.execute(wanted):
        yield Numbered("award", number, title or "", name or "", date_of(issued), _is(number, text))


def _requirements(context: Context, connection: Connection, text: str, limit: int) -> Iterator[Numbered]:
    """Those in force today, which are the ones that a page shows."""
    wanted = text.casefold()
    every = requirements_on(connection, context.today_number)
    found = (one for one in every if one.code.casefold().startswith(wanted) or wanted in one.title.casefold())
    for one in islice(found, limit):
        yield Numbered("requirement", one.code, one.title or one.code, "", None, _is(one.code, text))
