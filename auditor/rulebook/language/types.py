"""The types of the rule language: scalars, lists, objects and literal maps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Simple(StrEnum):
    """A scalar type; its value is the word that error messages use."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "decimal"
    STRING = "text"
    DATE = "date"
    TIME = "time"
    DAYS = "days(n)"
    HOURS = "hours(n)"
    MONTHS = "months(n)"
    WORKDAYS = "workdays(n)"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; ``element`` is the type of each member."""

    element: Type

    def __str__(self) -> str:
        return f"list of {self.element}"


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """A record or subject; ``name`` is looked up in the fact schema."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class MapOf:
    """A literal map from constants to scalars of one type."""

    key: Type
    value: Type

    def __str__(self) -> str:
        return f"map of {self.key} to {self.value}"


Type = Simple | ListOf | ObjectOf | MapOf

NUMBERS = (Simple.INT, Simple.DOUBLE)
ORDERED = (Simple.INT, Simple.DOUBLE, Simple.DATE, Simple.TIME, Simple.STRING, Simple.DAYS, Simple.HOURS)
SUMMABLE = (Simple.INT, Simple.DOUBLE)
RANKED = (Simple.INT, Simple.DOUBLE, Simple.DATE, Simple.TIME)
