"""Trainings as the day sees them: passed, valid, and the course's topics and hours where the row has none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, func, null, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Listing, Row, Rows, text_list
from auditor.rulebook.facts.visible import empty_after
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dates import earliest_for
from auditor.rulebook.sql.dialect import PlusMonths
from auditor.rulebook.sql.truth import Test, Truth, both
from auditor.rulebook.sql.values import Sql, Value

USUAL_MONTHS = (6, 12, 18, 24, 36, 48, 60)
"""Lengths of validity for which the bound is computed once instead of row by row."""


def _of_course(row: Row, column: str) -> Sql:
    course = row.scope.table(tables.MAIN["course"], id=row.col("course_id"))
    found = select(course.c[column]).where(course.c.id == row.col("course_id"))
    return found.correlate_except(course).scalar_subquery()


def passed(row: Row) -> Truth:
    """Result passed and not revoked by the day; unknown without a result."""
    result, word = row.col("result"), row.scope.text("passed")
    revoked = row.col("revoked_on") <= row.scope.as_of
    gone = and_(row.col("revoked_on").is_not(null()), revoked)
    return both((Test(result == word, result != word, not row.needs("result")), Test(~gone, gone, True)))


def valid(row: Row) -> Truth:
    """Passed and not lapsed on the day."""
    return both((passed(row), _not_lapsed(row)))


def _not_lapsed(row: Row) -> Truth:
    scope = row.scope
    lasts = case(
        (row.col("valid_until_long") == scope.number(1), scope.number(1)),
        (row.col("valid_until") >= scope.as_of, scope.number(1)),
        (row.col("valid_until").is_not(null()), scope.number(0)),
        else_=_by_course(row),
    )
    return Test(lasts == scope.number(1), lasts == scope.number(0), True)


def _by_course(row: Row) -> Sql:
    """1 while the course's months after completion cover the day or the course knows none: one look at the course."""
    scope = row.scope
    course = scope.table(tables.MAIN["course"], id=row.col("course_id"))
    months, done = course.c.valid_months, row.col("completed_on")
    bound = case({n: earliest_for(scope, n) for n in USUAL_MONTHS}, value=months)
    lasts = case(
        (months.is_(null()), scope.number(1)),
        (bound <= done, scope.number(1)),
        (bound.is_not(null()), scope.number(0)),
        (PlusMonths(done, months) >= scope.as_of, scope.number(1)),
        else_=scope.number(0),
    )
    found = select(lasts).where(course.c.id == row.col("course_id"))
    return func.coalesce(found.correlate_except(course).scalar_subquery(), scope.number(1))


def hours(row: Row) -> Value:
    """The row's own hours, else the course's."""
    return Value(func.coalesce(row.col("hours"), _of_course(row, "hours")), Simple.DOUBLE, True)


def topics(row: Row) -> Listing:
    """The row's own topics, else the course's."""
    (own,) = text_list(row, "topics")
    entry = tables.LISTS["training", "topics"].table
    mine = row.scope.table(entry, owner_id=row.id)
    none = ~exists(select(SINGLE).select_from(mine).where(mine.c.owner_id == row.id).correlate_except(mine))
    course = row.scope.table(tables.LISTS["course", "topics"].table, owner_id=row.col("course_id"))

    def taught(word: Sql) -> Sql:
        # The courses that teach a word are found once for the whole statement, not once per training.
        teaching = row.scope.table(tables.LISTS["course", "topics"].table)
        courses = select(teaching.c.owner_id).where(teaching.c.value == word).correlate_except(teaching)
        return and_(row.col("course_id").in_(courses), none)

    theirs = Rows(
        (course,),
        (course.c.owner_id == row.col("course_id"), none),
        Value(course.c.value, Simple.STRING, False),
        known=row.there(),
        holds=taught,
    )
    return theirs, own


TRAINING_RECIPES: dict[tuple[str, str], Any] = {
    ("training", "passed"): passed,
    ("training", "valid"): valid,
    ("training", "hours"): hours,
    ("training", "topics"): topics,
    ("training", "revoked_on"): lambda row: empty_after(row, "revoked_on"),
}
