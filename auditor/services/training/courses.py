"""Courses, for choosing one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from auditor.model.tables import MAIN
from auditor.services.context import Context
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class Course:
    """A course to choose: code, title, pass mark in hundredths (None: no mark), trainings logged so far."""

    code: str
    title: str
    pass_mark: int | None
    trainings: int


@dataclass(frozen=True, slots=True)
class Courses(Query[tuple[Course, ...]]):
    """Every course, the most used first."""


def courses(context: Context, connection: Connection, query: Courses) -> tuple[Course, ...]:
    """Every course with how often it was logged."""
    course, training = MAIN["course"], MAIN["training"]
    used = select(training.c.course_id, func.count().label("n")).group_by(training.c.course_id).subquery()
    statement = (
        select(course.c.code, course.c.title, course.c.pass_mark, func.coalesce(used.c.n, 0).label("n"))
        .outerjoin(used, used.c.course_id == course.c.id)
        .order_by(func.coalesce(used.c.n, 0).desc(), course.c.code)
    )
    return tuple(Course(*row) for row in connection.execute(statement))
