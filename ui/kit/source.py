"""What a big list needs from whoever answers it: a first page, the ids in order, rows by id, marks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

Row = tuple[Any, ...]
"""One row as it will be shown; its first item is the id. Any: each list has its own columns."""


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by a column's key, ties by id."""

    key: str
    descending: bool = False


class ListSource(Protocol):
    """Answers a list; called off the GUI thread, so it must not touch widgets."""

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        """The first rows in order, painted while the ids are still on their way."""

    def ids(self, filter: object, order: Order) -> array[int]:
        """Every id that matches, in order (typecode q)."""

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """The rows of these ids, in the order asked; an id that is gone is left out."""

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        """What is costly and wanted only for visible rows (verdict badges); empty where a list has none."""


class Look(Enum):
    """How the cells of a column are painted."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    NUMBER = "number"
    CODE = "code"
    CHIPS = "chips"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column's text function may look at: the row, the mark (None: on its way) and the language."""

    row: Row
    mark: object
    translate: Callable[..., str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; ``title`` is a msgid, ``sort`` the source's order key (None: not sortable)."""

    key: str
    title: str
    text: Callable[[Cell], str]
    width: int = 120
    sort: str | None = None
    look: Look = Look.PLAIN
    chips: Callable[[Cell], Sequence[Any]] | None = None
    """For Look.CHIPS: the chips to paint (ui.kit.chips.Chip); Any because this module knows no widgets."""
    stretch: bool = False
    tip: Callable[[Cell], str] | None = None
    """What its tool tip says where that is not its text."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection of these ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AllMatching:
    """A selection of everything that matches a filter, but these: a value of a few bytes, however many rows."""

    filter: object
    but: tuple[int, ...] = field(default=())


Selection = Chosen | AllMatching
