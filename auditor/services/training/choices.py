"""What a trainer chooses from: requirements that a course fulfils, and the versions of a course."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

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
