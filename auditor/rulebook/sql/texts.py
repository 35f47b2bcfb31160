"""Tests on texts: exact and case-sensitive on both databases."""

from __future__ import annotations

from sqlalchemy import func

from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.sql.dialect import Matching, Piece, Position
from auditor.rulebook.sql.truth import Test, Truth
from auditor.rulebook.sql.values import Sql, Value


def text_test(scope: Scope, name: str, text: Value, part: Value) -> Truth:
    """contains, startsWith, endsWith, matches."""
    found = _TESTS[name](scope, text.sql, part.sql)
    return Test(found, ~found, not (text.nullable or part.nullable))


def _contains(scope: Scope, text: Sql, part: Sql) -> Sql:
    return Position(text, part) > scope.number(0)


def _starts(scope: Scope, text: Sql, part: Sql) -> Sql:
    return Piece(text, scope.number(1), func.length(part)) == part


def _ends(scope: Scope, text: Sql, part: Sql) -> Sql:
    begin = func.length(text) - func.length(part) + scope.number(1)
    fits = func.length(text) >= func.length(part)
    return fits & (Piece(text, begin) == part)


def _matches(_scope: Scope, text: Sql, part: Sql) -> Sql:
    return Matching(text, part)


_TESTS = {"contains": _contains, "startsWith": _starts, "endsWith": _ends, "matches": _matches}
