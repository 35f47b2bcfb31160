"""Whether a condition can hold on any day to come: what hangs on the day is taken as it would have to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Case, Exists, Select, Subquery, and_, exists, func, not_, null, or_, select, true
from sqlalchemy.sql import operators as op
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping, UnaryExpression
from sqlalchemy.sql.functions import count
from sqlalchemy.sql.selectable import ScalarSelect

from auditor.rulebook.facts.rows import SINGLE
from auditor.rulebook.sql.values import Sql

Hangs = Callable[[Any], bool]
"""Whether anything in an expression moves with the day."""


def possible(condition: Any, hangs: Hangs, *, wanted: bool = True) -> Sql:
    """Holds whenever the condition can be ``wanted`` on some day, whichever that is; never stricter than that."""
    if isinstance(condition, Grouping):
        return possible(condition.element, hangs, wanted=wanted)
    if not hangs(condition):
        stands: Sql = condition
        return stands if wanted else or_(not_(stands), stands.is_(None))
    if isinstance(condition, BooleanClauseList):
        parts = [possible(one, hangs, wanted=wanted) for one in condition.clauses]
        return and_(*parts) if (condition.operator is op.and_) is wanted else or_(*parts)
    if isinstance(condition, UnaryExpression) and condition.operator is op.inv:
        return possible(condition.element, hangs, wanted=not wanted)
    if wanted and isinstance(condition, Exists):
        query = rows_of(condition)
        return true() if _has_subquery(query) else exists(_relaxed(query, SINGLE, hangs))
    if wanted and isinstance(condition, BinaryExpression):
        if condition.operator in (op.ge, op.gt):
            return _reached(condition, hangs)
        decided = condition.operator in (op.eq, op.ne) and not hangs(condition.right)
        if decided and isinstance(condition.left, Case) and condition.left.value is None:
            return _chosen(condition, condition.left, hangs)
    return true()


def _chosen(comparison: BinaryExpression[Any], case: Case[Any], hangs: Hangs) -> Sql:
    """Of several values one can be chosen for which the comparison holds."""
    found: list[Sql] = []
    for when, then in (*case.whens, (true(), null() if case.else_ is None else case.else_)):
        meets: Sql = comparison.operator(then, comparison.right)
        found.append(and_(possible(when, hangs), possible(meets, hangs)))
    return or_(*found)


def _reached(comparison: BinaryExpression[Any], hangs: Hangs) -> Sql:
    """A number of rows reaches a bound that stands still only where all rows that can ever count do."""
    query: Any = comparison.left
    while isinstance(query, Grouping | ScalarSelect):
        query = query.element
    if hangs(comparison.right) or not isinstance(query, Select) or _has_subquery(query):
        return true()
    if not isinstance(query._raw_columns[0], count):  # noqa: SLF001 - there is no other way to ask
        return true()
    most = _relaxed(query, func.count(), hangs).scalar_subquery()
    made: Sql = comparison.operator(most, comparison.right)
    return made


def _relaxed(query: Select[Any], column: Any, hangs: Hangs) -> Select[Any]:
    tables = tuple(query._correlate_except or ())  # noqa: SLF001 - what the statement itself says its rows are
    where = [possible(one, hangs) for one in query._where_criteria]  # noqa: SLF001
    return select(column).select_from(*tables).where(*where).correlate_except(*tables)


def _has_subquery(query: Select[Any]) -> bool:
    return any(isinstance(one, Subquery) for one in query._correlate_except or ())  # noqa: SLF001


def rows_of(there_is: Exists) -> Select[Any]:
    """The query of an EXISTS."""
    found: Any = there_is
    while not isinstance(found, Select):
        found = found.element
    return found
