"""Scalar values of a compiled expression: SQL that is NULL when unknown, or a constant known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam
from sqlalchemy.types import TypeEngine

from auditor.model.types import day_of, second_of
from auditor.model.workdays import Calendar
from auditor.rulebook.language.types import Simple
from auditor.rulebook.supposed import Supposed, Supposing

Sql = ColumnElement[Any]
TEXT = Text()
WHOLE = BigInteger()
HUNDREDTHS = 2
"""Places of a stored decimal."""

NOT_YET = day_of(date(9999, 12, 31))
"""The day that stands for "not yet": later than any."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What an answer is for: the day, what was recorded up to a change (None: everything), what is supposed."""

    as_of: date
    known_change: int | None = None
    supposed: Supposed | None = None

    @property
    def supposing(self) -> Supposing | None:
        """What statements must be made for beyond the store; None where nothing is supposed."""
        return None if self.supposed is None else self.supposed.places


@dataclass(frozen=True)
class Given:
    """What bound values are computed from at execution: the moment, one rule's parameters, the working days."""

    moment: Moment
    params: Mapping[str, object] = field(default_factory=dict)
    calendar: Calendar | None = None
    """None: as shipped."""

    @property
    def day(self) -> int:
        """The day number of as_of."""
        return day_of(self.moment.as_of)


Recipe = Callable[[Given], object]


@dataclass(frozen=True, slots=True)
class OfSupposed:
    """The recipe of a value that depends on what is supposed, and on nothing else of the moment."""

    take: Callable[[Supposed], object]

    def __call__(self, given: Given) -> object:
        """The value under the moment's suppositions."""
        assert given.moment.supposed is not None
        return self.take(given.moment.supposed)


@dataclass(frozen=True, eq=False)
class Value:
    """A scalar. ``constant`` holds a literal's value; ``recipe`` computes one that depends on the day alone.

    ``scale`` is the number of decimal places of a decimal's whole number. ``shape`` remembers how the value was
    made where a comparison can be turned round (months added, year taken, age).
    """

    sql: Sql
    type: Simple
    nullable: bool
    constant: object = None
    recipe: Recipe | None = None
    scale: int = HUNDREDTHS
    shape: Shape | None = None

    @property
    def fixed(self) -> bool:
        """Whether it is the same for every subject."""
        return self.recipe is not None


@dataclass(frozen=True, eq=False)
class Shape:
    """A monotone function of one value: ``months`` added to it, its ``year``, its ``day``, the ``age`` since it."""

    kind: str
    of: Value
    amount: Value | None = None


def stored(value: object, kind: Simple, scale: int = HUNDREDTHS) -> object:
    """A Python value as it stands in the store; None stays None."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return second_of(value)
    if isinstance(value, date):
        return day_of(value)
    if isinstance(value, bool):
        return int(value)
    if kind is Simple.DOUBLE:
        # Stored decimals and literals fit; only a product of parameters can have more places, and is rounded.
        return int(Decimal(str(value)).scaleb(scale).to_integral_value())
    return value


def places(value: Decimal) -> int:
    """The decimal places a constant needs, at least two."""
    exponent = value.normalize().as_tuple().exponent
    return max(HUNDREDTHS, -exponent if isinstance(exponent, int) else 0)


def sql_type(kind: Simple) -> TypeEngine[Any]:
    """The column type a value of this kind is bound as."""
    return TEXT if kind is Simple.STRING else WHOLE


def bound(name: str, kind: Simple) -> Sql:
    """A named bound parameter whose value is given at execution."""
    return bindparam(name, type_=sql_type(kind))
