"""Where lists and profiles come from: a port that the core fills, and the list source of one kind of subject."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from auditor.services.facets import FacetsOf
from ui.kit.chips import Chip
from ui.kit.source import Order, Row
from ui.profiles.columns import Kind
from ui.profiles.shapes import Line, ListFilter, Profile


@dataclass(frozen=True, slots=True)
class Found:
    """A subject found by a text."""

    type: str
    id: int
    code: str
    name: str


class Profiles(Protocol):
    """What the screens of profiles ask; called off the GUI thread."""

    def first(self, wanted: ListFilter, fields: Sequence[str], order: Order, size: int) -> list[Row]:
        """The first rows in order: id, then the fields."""

    def ids(self, wanted: ListFilter, order: Order) -> array[int]:
        """Every id that matches, in order."""

    def rows(self, kind: str, fields: Sequence[str], ids: Sequence[int]) -> list[Row]:
        """Rows by id: id, then the fields."""

    def answers(self, kind: str, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        """The badges of these subjects on the day."""

    def facets(self, wanted: ListFilter) -> FacetsOf:
        """What the list could be filtered by next, with how many there are of each."""

    def profile(self, type: str, code: str) -> Profile:
        """One subject whole."""

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        """What each rule says of it on the day; none where it is not selected."""

    def find(self, text: str, limit: int) -> Sequence[Found]:
        """Subjects by Chinese, pinyin, initials, code or number."""


class SubjectList:
    """The list source of one kind of subject; ``as_of`` is read when the marks are asked for."""

    def __init__(self, profiles: Profiles, kind: Kind, as_of: date) -> None:
        self._profiles = profiles
        self._kind = kind
        self.as_of = as_of

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        return self._profiles.first(_own(filter), self._kind.fields, order, size)

    def ids(self, filter: object, order: Order) -> array[int]:
        return self._profiles.ids(_own(filter), order)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return self._profiles.rows(self._kind.type, self._kind.fields, ids)

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        return self._profiles.answers(self._kind.type, ids, self.as_of)


def _own(filter: object) -> ListFilter:
    if not isinstance(filter, ListFilter):
        raise TypeError("a subject list is filtered by a ListFilter")
    return filter
