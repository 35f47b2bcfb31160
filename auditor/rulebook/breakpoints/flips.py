"""The day on which one comparison turns, as SQL: worked out from how the bound side moves with the day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal_column, null, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators as op
from sqlalchemy.sql.functions import FunctionElement

from auditor.rulebook.breakpoints.clock import Course, Grows, Otherwise, Steps
from auditor.rulebook.sql.values import Sql

MIRROR = {op.lt: op.gt, op.gt: op.lt, op.le: op.ge, op.ge: op.le, op.eq: op.eq, op.ne: op.ne}
"""Comparisons that are understood, each with its like when the sides change places."""

_NEVER = "4000000"
"""A day after all days."""


class Earliest(FunctionElement[int]):
    """The least of its arguments, missing ones left out; a far day where all are missing."""

    type = BigInteger()
    inherit_cache = True
    name = "earliest"


@compiles(Earliest)
def _earliest(element: Earliest, compiler: Any, **kw: Any) -> str:
    made = [f"ifnull({compiler.process(one, **kw)}, {_NEVER})" for one in element.clauses]
    return made[0] if len(made) == 1 else f"min({', '.join(made)})"


@compiles(Earliest, "postgresql")
def _earliest_postgresql(element: Earliest, compiler: Any, **kw: Any) -> str:
    return f"least({', '.join([*(compiler.process(one, **kw) for one in element.clauses), _NEVER])})"


class Later(FunctionElement[int]):
    """The greater of two days; NULL where one is missing."""

    type = BigInteger()
    inherit_cache = True
    name = "later"


@compiles(Later)
def _later(element: Later, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"max({first}, {second})"


@compiles(Later, "postgresql")
def _later_postgresql(element: Later, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"CASE WHEN ({first}) < {second} THEN {second} ELSE {first} END"


def day(number: int) -> Sql:
    """A day number as it stands in the statement."""
    return literal_column(str(number), BigInteger())


def flip(value: Sql, operator: Any, bound: Sql, moves: Course, tomorrow: Sql) -> Sql:
    """The first day from ``tomorrow`` on which ``value operator bound`` can turn; NULL when never (again).

    ``bound`` is the side that moves, as it stands today. Earlier than the truth is allowed, later is not.
    """
    if isinstance(moves, Otherwise):
        return first_turn(moves, tomorrow)
    if operator in (op.lt, op.ge):
        return case((bound > value, null()), else_=_beyond(value, moves, tomorrow))
    if operator in (op.le, op.gt):
        return case((bound >= value, null()), else_=_beyond(value - day(1), moves, tomorrow))
    return case(
        (bound > value, null()),
        (bound < value, _beyond(value - day(1), moves, tomorrow)),
        else_=_beyond(value, moves, tomorrow),
    )


def first_turn(moves: Course, tomorrow: Sql) -> Sql:
    """The first day from ``tomorrow`` on which a value that moves so is another, whatever it is compared with."""
    if isinstance(moves, Otherwise):
        return Later(day(moves.day), tomorrow)
    if isinstance(moves, Steps):
        return case(*((tomorrow <= day(at), day(at)) for at, _after in moves.at), else_=null())
    return tomorrow


def _beyond(value: Sql, moves: Grows | Steps, tomorrow: Sql) -> ColumnElement[Any]:
    """A day by which the moving side is not yet greater than ``value`` on the day before."""
    if isinstance(moves, Steps):
        return case(*((value < day(after), day(at)) for at, after in moves.at), else_=null())
    # The first stretch whose last value is beyond is the one in which it comes about; before the first is never.
    first, *others = moves.stretches
    turns = [_within(value, first.offset, moves.slope)]
    turns += [Later(_within(value, one.offset, moves.slope), day(one.first)) for one in others]
    *sooner, furthest = (Later(turn, tomorrow) for turn in turns)
    if not sooner:
        return furthest
    ends = (value < day(one.last) for one in moves.stretches)
    return case(*zip(ends, sooner, strict=False), else_=furthest)


def _within(value: Sql, offset: int, slope: int) -> ColumnElement[Any]:
    """The first day on which slope * day + offset is greater than ``value``."""
    over: Sql = type_coerce(value - day(offset), BigInteger())
    return (over if slope == 1 else over // day(slope)) + day(1)
