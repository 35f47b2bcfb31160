"""The untyped syntax tree of one expression: what was written, and at which character."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: bool, int, Decimal or str; None stands for ``null``, which the checker refuses."""

    at: int
    value: bool | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A bare identifier."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Select:
    """``operand.field``; ``at`` is where the field's name stands."""

    at: int
    operand: Syntax
    field: str


@dataclass(frozen=True, slots=True)
class Call:
    """``target.function(args)`` or ``function(args)``."""

    at: int
    target: Syntax | None
    function: str
    args: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator with its operands; chains of ``&&`` and ``||`` are flat. ``?:`` is the conditional."""

    at: int
    op: str
    args: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """``operand[key]``."""

    at: int
    operand: Syntax
    key: Syntax


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """``[a, b]``."""

    at: int
    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral:
    """``{a: b}``."""

    at: int
    items: tuple[tuple[Syntax, Syntax], ...]


Syntax = Constant | Name | Select | Call | Operator | Index | ListLiteral | MapLiteral
