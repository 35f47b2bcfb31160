"""The typed tree: every name resolved, every node with its type and the character it stands at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditor.rulebook.language.types import ListOf, MapOf, ObjectOf, Type

Plain = bool | int | Decimal | str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant of the text; dates are written ``date("...")``."""

    at: int
    type: Type
    value: object


@dataclass(frozen=True, slots=True)
class Day:
    """``as_of`` or ``as_of_end``."""

    at: int
    type: Type
    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """``params.<name>``."""

    at: int
    type: Type
    name: str


@dataclass(frozen=True, slots=True)
class DataList:
    """``data.<name>``: constants that the pack brings along."""

    at: int
    type: ListOf
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject judged."""

    at: int
    type: ObjectOf


@dataclass(frozen=True, slots=True)
class Member:
    """The variable of an enclosing quantifier."""

    at: int
    type: Type
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """``object.field``."""

    at: int
    type: Type
    object: Tree
    field: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Has:
    """``has(object.field)``."""

    at: int
    type: Type
    object: Tree
    field: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A logical operator, comparison, ``in``, arithmetic or the conditional."""

    at: int
    type: Type
    op: str
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of scalars: dates, durations, texts."""

    at: int
    type: Type
    name: str
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """``list.exists(x, p)``, ``all`` or ``exists_one``."""

    at: int
    type: Type
    kind: str
    source: Tree
    var: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Filtered:
    """``list.filter(x, p)``."""

    at: int
    type: ListOf
    source: Tree
    var: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Mapped:
    """``list.map(x, e)``."""

    at: int
    type: ListOf
    source: Tree
    var: str
    body: Tree


@dataclass(frozen=True, slots=True)
class Folded:
    """``sum``, ``min``, ``max`` or ``size`` of a list."""

    at: int
    type: Type
    name: str
    source: Tree


@dataclass(frozen=True, slots=True)
class Listed:
    """A literal list of constants."""

    at: int
    type: ListOf
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A literal map read by a key."""

    at: int
    type: Type
    map: MapOf
    items: tuple[tuple[object, object], ...]
    key: Tree


Tree = (
    Literal
    | Day
    | Parameter
    | DataList
    | Subject
    | Member
    | Pick
    | Has
    | Operation
    | Function
    | Quantified
    | Filtered
    | Mapped
    | Folded
    | Listed
    | Looked
)


def parts(tree: Tree) -> tuple[Tree, ...]:
    """The direct subtrees, in the order written."""
    if isinstance(tree, Operation | Function):
        return tree.args
    if isinstance(tree, Quantified | Filtered | Mapped):
        return tree.source, tree.body
    if isinstance(tree, Pick | Has):
        return (tree.object,)
    if isinstance(tree, Folded):
        return (tree.source,)
    if isinstance(tree, Looked):
        return (tree.key,)
    return ()
