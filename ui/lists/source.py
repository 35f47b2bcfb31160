"""Where lists come from: a port that the core fills, and the list source of one kind."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from auditor.services.facets import FacetsOf
from auditor.services.lists import ListFilter
from ui.kit.chips import Chip
from ui.kit.source import Order, Row
from ui.profiles.shapes import Line

CODE, NAME, STATUS, VALUES = 1, 2, 3, 4
"""Where these stand in a row, behind its id; the last is a mapping by field."""


class Lists(Protocol):
    """What the screens of lists ask; called off the GUI thread."""

    def first(self, kind: str, wanted: ListFilter, order: Order, size: int, as_of: date) -> list[Row]:
        """The first rows in order: id, code, name, status, values."""

    def ids(self, kind: str, wanted: ListFilter, order: Order, as_of: date) -> array[int]:
        """Every id that matches, in order."""

    def rows(self, kind: str, ids: Sequence[int], as_of: date) -> list[Row]:
        """Rows by id."""

    def answers(self, kind: str, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        """The badges of these subjects on the day."""

    def facets(self, kind: str, wanted: ListFilter, as_of: date) -> FacetsOf:
        """What the list could be filtered by next, with how many there are of each."""

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        """What each rule says of a subject on the day; none where it is not selected."""


class OneList:
    """The list source of one kind; ``as_of`` is read when something is asked for."""

    def __init__(self, lists: Lists, kind: str, as_of: date, *, judged: bool) -> None:
        self._lists = lists
        self._kind = kind
        self._judged = judged
        self.as_of = as_of

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        return self._lists.first(self._kind, own(filter), order, size, self.as_of)

    def ids(self, filter: object, order: Order) -> array[int]:
        return self._lists.ids(self._kind, own(filter), order, self.as_of)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return self._lists.rows(self._kind, ids, self.as_of)

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        return self._lists.answers(self._kind, ids, self.as_of) if self._judged else dict.fromkeys(ids, ())


def own(filter: object) -> ListFilter:
    """The filter of a list's model, which takes any."""
    if not isinstance(filter, ListFilter):
        raise TypeError("a list is filtered by a ListFilter")
    return filter
