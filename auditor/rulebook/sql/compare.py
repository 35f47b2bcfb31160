"""Comparisons: turned round where one side is fixed, by id where references meet, exact for decimals."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, null, or_

from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dates import DAY_SECONDS, first_of_year, reaching, workday_bounds, youngest
from auditor.rulebook.sql.dialect import CodePoints
from auditor.rulebook.sql.truth import Always, Among, Test, Truth, opposite
from auditor.rulebook.sql.values import Given, Recipe, Shape, Sql, Value, stored

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def compare(scope: Scope, op: str, left: Value, right: Value) -> Truth:
    """The truth of ``left op right``; both of one type (days and hours may mix)."""
    if left.constant is not None and right.constant is not None:
        return Always(bool(OPERATORS[op](left.constant, right.constant)))
    turned = _turned(scope, op, left, right) or _turned(scope, MIRROR[op], right, left)
    if turned is not None:
        return turned
    mixed = _mixed_references(op, left, right)
    if mixed is not None:
        return mixed
    left, right = _by_id(left, right)
    left, right = aligned(scope, left, right)
    sure = not (left.nullable or right.nullable)
    if op in ("==", "!="):
        return _equality(op, left, right, sure)
    first, second = left.sql, right.sql
    if left.type is Simple.STRING:
        first, second = CodePoints(first), CodePoints(second)
    return Test(OPERATORS[op](first, second), OPERATORS[OPPOSITE[op]](first, second), sure)


def _equality(op: str, left: Value, right: Value, sure: bool) -> Truth:
    if right.constant is not None or left.constant is not None:
        expression, constant = (left, right) if right.constant is not None else (right, left)
        found: Truth = Among((expression.sql,), ((constant.sql,),), sure)
    else:
        found = Test(left.sql == right.sql, left.sql != right.sql, sure)
    return opposite(found) if op == "!=" else found


def _by_id(left: Value, right: Value) -> tuple[Value, Value]:
    """References to one type of subject are compared by key: no code needs to be looked up."""
    first, second = left.shape, right.shape
    if first and second and first.kind == second.kind and first.kind.startswith("ref:") and "|" not in first.kind:
        return first.of, second.of
    return left, right


def _mixed_references(op: str, left: Value, right: Value) -> Truth | None:
    """References that may point to several types: equal keys are equal codes, unequal keys still need the codes."""
    first, second = left.shape, right.shape
    if op not in ("==", "!=") or first is None or second is None or first.kind == second.kind:
        return None
    if not (first.kind.startswith("ref:") and second.kind.startswith("ref:")):
        return None
    sure = not (left.nullable or right.nullable)
    same = or_(first.of.sql == second.of.sql, left.sql == right.sql)
    other = and_(first.of.sql != second.of.sql, left.sql != right.sql)
    found = Test(same, other, sure)
    return opposite(found) if op == "!=" else found


def aligned(scope: Scope, left: Value, right: Value) -> tuple[Value, Value]:
    """Both values in one unit: decimals at one scale, days and hours both in seconds."""
    if {left.type, right.type} == {Simple.DAYS, Simple.HOURS}:
        return seconds(scope, left), seconds(scope, right)
    if left.type is Simple.DOUBLE and left.scale != right.scale:
        scale = max(left.scale, right.scale)
        return rescaled(scope, left, scale), rescaled(scope, right, scale)
    return left, right


def seconds(scope: Scope, value: Value) -> Value:
    """A length of time in seconds."""
    if value.type is Simple.HOURS:
        return value
    return Value(value.sql * scope.number(DAY_SECONDS), Simple.HOURS, value.nullable)


def rescaled(scope: Scope, value: Value, scale: int) -> Value:
    """A decimal as a whole number of more places."""
    if value.scale == scale:
        return value
    factor = scope.number(10 ** (scale - value.scale))
    return Value(value.sql * factor, value.type, value.nullable, value.constant, value.recipe, scale)


def _turned(scope: Scope, op: str, shaped: Value, fixed: Value) -> Truth | None:
    """``g(f) op C`` as a bound on f, for the monotone g that a value's shape remembers."""
    shape = shaped.shape
    if shape is None or fixed.recipe is None or shape.kind not in _BOUNDS:
        return None
    if shape.amount is not None and shape.amount.recipe is None:
        return None
    if shape.kind == "workdays":
        return _workdays(scope, op, shape, fixed)
    bound = _Bounds(scope, shape, fixed)
    return bound.truth(op)


@dataclass(frozen=True)
class _Bounds:
    scope: Scope
    shape: Shape
    fixed: Value

    def truth(self, op: str) -> Truth:
        base, sure = self.shape.of.sql, not (self.shape.of.nullable or self.fixed.nullable)
        if op in ("==", "!="):
            low, high = self._at_least(0), self._at_least(1)
            both = and_(low, ~high)
            decided = (
                both if sure else case((and_(base.is_not(null()), self.fixed.sql.is_not(null())), both), else_=null())
            )
            found: Truth = Test(decided, ~decided, sure)
            return opposite(found) if op == "!=" else found
        above = self._at_least(0 if op in (">=", "<") else 1)
        found = Test(above, ~above, sure)
        return found if op in (">=", ">") else opposite(found)

    def _at_least(self, step: int) -> Sql:
        """g(f) >= C + step."""
        bound, falling = _BOUNDS[self.shape.kind]
        amount = self.shape.amount.recipe if self.shape.amount else None
        wanted = self.fixed.recipe
        assert wanted is not None

        def recipe(given: Given) -> object:
            target = stored(wanted(given), self.fixed.type)
            if target is None:
                return None
            assert isinstance(target, int)
            return bound(given, target + step, amount)

        alike = ("bound", self.shape.kind, amount, wanted, self.fixed.type, step)
        limit = self.scope.bind(recipe, Simple.INT, alike=alike)
        return self.shape.of.sql <= limit if falling else self.shape.of.sql >= limit


def _months_bound(given: Given, target: int, amount: Recipe | None) -> int | None:
    assert amount is not None
    months = amount(given)
    assert months is None or isinstance(months, int)
    return reaching(target, months)


def _year_bound(_given: Given, target: int, _amount: Recipe | None) -> int:
    return first_of_year(target)


def _day_bound(_given: Given, target: int, _amount: Recipe | None) -> int:
    return target * DAY_SECONDS


def _age_bound(given: Given, target: int, _amount: Recipe | None) -> int:
    return youngest(given.moment.as_of, target)


_BOUNDS: dict[str, tuple[Callable[[Given, int, Recipe | None], int | None], bool]] = {
    "months": (_months_bound, False),
    "year": (_year_bound, False),
    "day": (_day_bound, False),
    "age": (_age_bound, True),
    "workdays": (_months_bound, False),
}
"""Shape to (bound of f for g(f) >= C, whether g falls as f grows)."""


def _workdays(scope: Scope, op: str, shape: Shape, fixed: Value) -> Truth:
    assert shape.amount is not None
    amount, wanted = shape.amount.recipe, fixed.recipe
    assert amount is not None
    assert wanted is not None

    def part(index: int, step: int) -> Sql:
        def recipe(given: Given) -> object:
            target, count = stored(wanted(given), Simple.DATE), amount(given)
            if target is None or count is None:
                return None
            return workday_bounds(int(str(target)) + step, int(str(count)), given.calendar)[index]

        return scope.bind(recipe, Simple.INT, alike=("workdays", amount, wanted, index, step))

    base = shape.of.sql
    published = and_(base >= part(1, 0), base <= part(2, 0))
    steps = {">=": 0, "<": 0, ">": 1, "<=": 1}
    if op in steps:
        above = base >= part(0, steps[op])
        yes = above if op in (">=", ">") else ~above
    else:
        inside = and_(base >= part(0, 0), base < part(0, 1))
        yes = inside if op == "==" else ~inside
    decided = case((published, yes), else_=null())
    return Test(decided, ~decided, False)
