"""Arithmetic of compiled values: numbers, texts, days and times."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import null

from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.compare import rescaled, seconds
from auditor.rulebook.sql.dialect import PlusMonths, StillWhole
from auditor.rulebook.sql.values import Shape, Sql, Value

LENGTHS = (Simple.DAYS, Simple.HOURS, Simple.MONTHS, Simple.WORKDAYS)


def apply(scope: Scope, tree: t.Operation, args: tuple[Value, ...]) -> Value:
    """An arithmetic operator of values whose types the checker let through."""
    if tree.op == "neg":
        return _computed(-_bare(args[0].sql), args[0].type, args[0].nullable, args[0].scale)
    left, right = args
    if left.type in LENGTHS and right.type in (Simple.DATE, Simple.TIME):
        left, right = right, left
    if left.type in (Simple.DATE, Simple.TIME) and right.type in LENGTHS:
        return _moved(scope, tree.op, left, right)
    nullable = left.nullable or right.nullable
    assert isinstance(tree.type, Simple)
    if tree.op == "*":
        scale = left.scale + right.scale if tree.type is Simple.DOUBLE else left.scale
        return _computed(_bare(left.sql) * _bare(right.sql), tree.type, nullable, scale)
    left, right = one_scale(scope, left, right)
    one, other = _bare(left.sql), _bare(right.sql)
    sql = one + other if tree.op == "+" else one - other
    return _computed(sql, tree.type, nullable, left.scale)


def _computed(sql: Sql, kind: Simple, nullable: bool, scale: int) -> Value:
    if kind is Simple.INT:
        return Value(StillWhole(sql), kind, True, scale=scale)
    return Value(sql, kind, nullable, scale=scale)


def _bare(sql: Sql) -> Sql:
    """The number within: what went astray below shows in what is computed from it, so it is asked about once."""
    if isinstance(sql, StillWhole):
        (inner,) = sql.clauses
        return inner
    return sql


def one_scale(scope: Scope, left: Value, right: Value) -> tuple[Value, Value]:
    """Both decimals at the same number of places."""
    if left.type is not Simple.DOUBLE:
        return left, right
    scale = max(left.scale, right.scale)
    return rescaled(scope, left, scale), rescaled(scope, right, scale)


def _moved(scope: Scope, op: str, base: Value, length: Value) -> Value:
    nullable = base.nullable or length.nullable
    if length.type in (Simple.MONTHS, Simple.WORKDAYS):
        return _by_calendar(op, base, length)
    amount: Sql = length.sql
    if base.type is Simple.TIME:
        amount = seconds(scope, length).sql
    return Value(base.sql + amount if op == "+" else base.sql - amount, base.type, nullable)


def _by_calendar(op: str, base: Value, length: Value) -> Value:
    signed = length if op == "+" else _negated(length)
    if length.type is Simple.WORKDAYS:
        # Only a comparison with the day can be decided; see sql/compare.py.
        return Value(null(), base.type, True, shape=Shape("workdays", base, signed))
    # A day beyond the calendar is no day.
    return Value(PlusMonths(base.sql, signed.sql), base.type, True, shape=Shape("months", base, signed))


def _negated(length: Value) -> Value:
    recipe = length.recipe
    if recipe is None:
        return Value(-length.sql, length.type, length.nullable)

    def negative(given: object) -> object:
        value = recipe(given)  # type: ignore[arg-type]
        return None if value is None else -value  # type: ignore[operator]

    return Value(-length.sql, length.type, length.nullable, recipe=negative)


@dataclass(frozen=True, slots=True)
class Emptiness:
    """A comparison that only asks whether a list has members."""

    source: t.Tree
    some: bool


def emptiness(tree: t.Operation) -> Emptiness | None:
    """``size(list) > 0`` and its kin, which need no counting."""
    left, right = tree.args
    if not (isinstance(left, t.Folded) and left.name == "size" and isinstance(right, t.Literal)):
        return None
    some = {(">", 0): True, ("!=", 0): True, (">=", 1): True, ("==", 0): False, ("<", 1): False, ("<=", 0): False}
    found = some.get((tree.op, right.value))  # type: ignore[arg-type]
    return None if found is None else Emptiness(left.source, found)
