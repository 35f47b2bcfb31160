"""Chains of brand authorisations: from the owner of the mark through agents to the merchant, as the day sees them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, func, select

from auditor.model import tables
from auditor.rulebook.facts.rows import SINGLE, Row, Rows, row_of
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.compare import compare
from auditor.rulebook.sql.truth import Always, Test, Truth, Within, both, either
from auditor.rulebook.sql.values import Sql, Value

AGENTS = 3
"""Links looked at above an authorisation: the owner's own, and up to two agents' between."""

_ALIKE = (("（", "("), ("）", ")"), (" ", ""), ("　", ""))
"""What names of one company differ in: width of brackets, blanks."""


def chain_complete(row: Row) -> Truth:
    """Granted by the owner (level 1), or by somebody whose own authorisation for the brand, in force, may be passed
    on, covers its categories and platforms, stands higher and is itself complete. Unknown where a level is not given.
    """
    return _complete(row, AGENTS)


def _complete(row: Row, above: int) -> Truth:
    level = Value(row.col("level"), Simple.INT, True)
    one = row.scope.number(1)
    by_owner = Test(level.sql <= one, level.sql > one, False)
    if above == 0:
        return by_owner
    scope = row.scope
    table = scope.table(tables.MAIN["authorisation"], merchant_id=row.col("merchant_id"))
    upper = row_of(scope, "authorisation", table)
    where = (
        table.c.merchant_id == row.col("merchant_id"),
        table.c.brand == row.col("brand"),
        table.c.id != row.id,
        _name(row, upper.col("grantee")) == _name(row, row.col("grantor")),
    )
    body = both(
        (
            compare(scope, "<", Value(upper.col("level"), Simple.INT, True), level),
            upper.field("in_force"),
            upper.flag("may_sublicense"),
            _covers(row, upper, "categories"),
            _covers(row, upper, "platforms"),
            _complete(upper, above - 1),
        )
    )
    rows = Rows((table,), where, upper)
    return either((by_owner, Within(rows.exists, body, Always(True))))


def _name(row: Row, name: Sql) -> Sql:
    folded: Sql = func.lower(name)
    for pair in _ALIKE:
        one, other = (row.scope.constant(text, Simple.STRING).sql for text in pair)
        folded = func.replace(folded, one, other)
    return folded


def _covers(row: Row, upper: Row, field: str) -> Truth:
    """The upper one is not limited, or every entry of the lower one stands in it (an unlimited lower one fits)."""
    entry = tables.LISTS["authorisation", field].table
    limits = row.scope.table(entry, owner_id=upper.id)
    lower = row.scope.table(entry, owner_id=row.id)
    same = row.scope.table(entry, owner_id=upper.id)
    limited = _there(limits, limits.c.owner_id == upper.id)
    listed = _there(same, same.c.owner_id == upper.id, same.c.value == lower.c.value)
    beyond = _there(lower, lower.c.owner_id == row.id, ~listed)
    outside = case((and_(limited, beyond), row.scope.number(1)), else_=row.scope.number(0))
    return Test(outside == row.scope.number(0), outside == row.scope.number(1), True)


def _there(table: Any, *where: Sql) -> Sql:
    return exists(select(SINGLE).select_from(table).where(*where).correlate_except(table))


CHAIN_RECIPES: dict[tuple[str, str], Any] = {("authorisation", "chain_complete"): chain_complete}
