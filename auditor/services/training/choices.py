"""What a trainer chooses from: requirements that a course fulfils, and the versions of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import MAIN
from auditor.model.types import date_of
from auditor.services.context import Context
from auditor.services.training.demands import requirements_on
from auditor.services.training.terms import terms_of
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class RequirementChoice:
    """A requirement in force: code, title, whom it concerns, the courses (codes) of which any fulfils it."""

    code: str
    title: str
    audience: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementChoices(Query[tuple[RequirementChoice, ...]]):
    """The requirements in force today that a course (code) fulfils; without one all of them, by code."""

    course: str = ""


def requirement_choices(
    context: Context, connection: Connection, query: RequirementChoices
) -> tuple[RequirementChoice, ...]:
    """Each with its courses; nobody is counted."""
    found = []
    for one in requirements_on(connection, context.today_number):
        courses = tuple(terms.code for terms in terms_of(connection, one.courses).values())
        if not query.course or query.course in courses:
            found.append(RequirementChoice(one.code, one.title, one.audience, courses))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version of a course: days (None: since ever, open), hours and pass mark in hundredths, how long it counts."""

    version: str
    effective_from: date
    effective_until: date | None
    hours: int | None
    pass_mark: int | None
    validity: str
    valid_months: int | None
    fixed_day: str
    rule: str
    changes: str
    in_force: bool
    """Today."""


@dataclass(frozen=True, slots=True)
class CourseVersions(Query[tuple[VersionShown, ...]]):
    """The versions of the course of that code, the latest first; CallerMistake where there is no such course."""

    course: str


def course_versions(context: Context, connection: Connection, query: CourseVersions) -> tuple[VersionShown, ...]:
    """Each as stored."""
    course, one = MAIN["course"], MAIN["course_version"]
    number = connection.execute(select(course.c.id).where(course.c.code == query.course)).scalar()
    if number is None:
        raise CallerMistake(said("There is no course {code}.", code=query.course), said("Choose one from the list."))
    now = terms_of(connection, [number])[number].on(context.today_number)
    asked = select(one).where(one.c.course_id == number).order_by(one.c.effective_from.desc(), one.c.version)
    rows = connection.execute(asked).mappings()
    return tuple(_version(row, now is not None and now.version == row["version"]) for row in rows)


def _version(row: RowMapping, in_force: bool) -> VersionShown:
    until = row["effective_until"]
    return VersionShown(
        row["version"],
        date_of(row["effective_from"]),
        None if until is None else date_of(until),
        row["hours"],
        row["pass_mark"],
        row["validity"] or "",
        row["valid_months"],
        row["fixed_day"] or "",
        row["rule"] or "",
        row["changes"] or "",
        in_force,
    )
