"""Quantifiers and folds over lists: EXISTS and aggregates for rows, unrolled conditions for constants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import and_, case, func, null, or_

from auditor.rulebook.facts.rows import Constants, Listing, Rows
from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.compare import compare
from auditor.rulebook.sql.truth import (
    Always,
    Branch,
    Test,
    Truth,
    Within,
    both,
    either,
    opposite,
    unknown,
)
from auditor.rulebook.sql.values import Sql, Value

Body = Callable[[Any], Truth]


def decided(truth: Truth) -> Truth:
    """Whether a condition is known: itself always known."""
    if truth.total:
        return Always(True)
    doubt = unknown(truth)
    return Test(~doubt, doubt, True)


def if_known(known: Truth, truth: Truth) -> Truth:
    """The truth where the list is known, else unknown."""
    return truth if isinstance(known, Always) and known.value is True else Branch(known, truth, Always(None))


def certain(listing: Listing) -> Truth:
    """Whether the whole list is known."""
    return both(_certain(part) for part in listing)


def _certain(part: Rows | Constants) -> Truth:
    if isinstance(part, Rows):
        return part.certain()
    doubts = [decided(condition) for _member, condition in part.items]
    missing = [
        _there(member, condition) for member, condition in part.items if isinstance(member, Value) and member.nullable
    ]
    return both((*doubts, *missing))


def _there(member: Value, condition: Truth) -> Truth:
    gap = and_(condition.true(), member.sql.is_(null()))
    return Test(~gap, gap, True)


def exists(listing: Listing, body: Body) -> Truth:
    """``list.exists``."""
    if len(listing) == 1 and isinstance(listing[0], Rows):
        rows = listing[0]
        return Within(rows.exists, body(rows.member), rows.certain())
    return if_known(certain(listing), either(_some(part, body) for part in listing))


def _some(part: Rows | Constants, body: Body) -> Truth:
    if isinstance(part, Rows):
        return Within(part.exists, body(part.member), Always(True))
    return either(both((condition, body(member))) for member, condition in part.items)


def contains(scope: Scope, listing: Listing, value: Value) -> Truth:
    """``value in list``, for a value that is there."""

    def is_it(member: Any) -> Truth:
        return compare(scope, "==", value, member)

    if value.recipe is None or not any(isinstance(part, Rows) and part.holds for part in listing):
        return exists(listing, is_it)
    found: list[Truth] = []
    for part in listing:
        if isinstance(part, Rows) and part.holds is not None and not part.filters:
            quick = part.holds(value.sql)
            found.append(Test(quick, ~quick, True))
        else:
            found.append(_some(part, is_it))
    return if_known(certain(listing), either(found))


def every(listing: Listing, body: Body) -> Truth:
    """``list.all``."""
    if len(listing) == 1 and isinstance(listing[0], Rows):
        rows = listing[0]
        return Within(rows.exists, body(rows.member), rows.certain(), every=True)
    return if_known(certain(listing), both(_each(part, body) for part in listing))


def _each(part: Rows | Constants, body: Body) -> Truth:
    if isinstance(part, Rows):
        return Within(part.exists, body(part.member), Always(True), every=True)
    return both(either((opposite(condition), body(member))) for member, condition in part.items)


def exactly_one(scope: Scope, listing: Listing, body: Body) -> Truth:
    """``list.exists_one``: unknown when any element is."""
    counts: list[Sql] = []
    known: list[Truth] = [certain(listing)]
    for part in listing:
        if isinstance(part, Rows):
            truth = body(part.member)
            known.append(Within(part.exists, decided(truth), Always(True), every=True))
            counts.append(_filtered(part, truth).scalar(func.count()))
        else:
            for member, condition in part.items:
                truth = body(member)
                known.append(either((opposite(condition), decided(truth))))
                counts.append(_one_if(scope, both((condition, truth))))
    total = _sum(scope, counts)
    one = scope.number(1)
    return if_known(both(known), Test(total == one, total != one, True))


def _filtered(rows: Rows, truth: Truth) -> Rows:
    return Rows(rows.tables, rows.where, rows.member, (*rows.filters, truth), rows.known)


def _one_if(scope: Scope, truth: Truth) -> Sql:
    return case((truth.true(), scope.number(1)), else_=scope.number(0))


def _sum(scope: Scope, parts: Iterable[Sql]) -> Sql:
    found: Sql | None = None
    for part in parts:
        found = part if found is None else found + part
    return scope.number(0) if found is None else found


def size(scope: Scope, listing: Listing) -> Value:
    """The number of members."""
    counts: list[Sql] = []
    for part in listing:
        if isinstance(part, Rows):
            counts.append(part.scalar(func.count()))
        else:
            counts.extend(_one_if(scope, condition) for _member, condition in part.items)
    return _known(listing, _sum(scope, counts), Simple.INT)


def _known(listing: Listing, value: Sql, kind: Simple, scale: int = 2) -> Value:
    known = certain(listing)
    if isinstance(known, Always) and known.value is True:
        return Value(value, kind, False, scale=scale)
    return Value(case((known.true(), value), else_=null()), kind, True, scale=scale)


def total(scope: Scope, listing: Listing, kind: Simple) -> Value:
    """The sum of the members, 0 of none."""
    zero = scope.number(0)
    parts: list[Sql] = []
    scale = _scale(listing)
    for part in listing:
        if isinstance(part, Rows):
            assert isinstance(part.member, Value)
            parts.append(func.coalesce(part.scalar(func.sum(part.member.sql)), zero))
        else:
            parts.extend(
                case((condition.true(), member.sql), else_=zero)
                for member, condition in part.items
                if isinstance(member, Value)
            )
    return _known(listing, _sum(scope, parts), kind, scale)


def _scale(listing: Listing) -> int:
    scales = {part.member.scale for part in listing if isinstance(part, Rows) and isinstance(part.member, Value)}
    scales |= {
        m.scale for part in listing if isinstance(part, Constants) for m, _c in part.items if isinstance(m, Value)
    }
    return max(scales, default=2)


def extreme(listing: Listing, kind: Simple, name: str) -> Value:
    """The least or greatest member; unknown of none."""
    aggregate = func.min if name == "min" else func.max
    parts: list[Sql] = []
    for part in listing:
        if isinstance(part, Rows):
            assert isinstance(part.member, Value)
            parts.append(part.scalar(aggregate(part.member.sql)))
        else:
            parts.extend(
                case((condition.true(), member.sql), else_=null())
                for member, condition in part.items
                if isinstance(member, Value)
            )
    best = parts[0]
    for other in parts[1:]:
        better = other < best if name == "min" else other > best
        best = case((or_(best.is_(null()), better), other), else_=best)
    found = _known(listing, best, kind, _scale(listing))
    return Value(found.sql, kind, True, scale=found.scale)
