"""What a list is asked: its ids in order, its first rows at once, rows by id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from auditor.services.lists.filters import ListFilter
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from array import array  # noqa: F401 - named in a string below

Order = Literal["name", "code", "answer", "until", "new", "-name", "-code", "-answer", "-until", "-new"]
"""By an index each: an order without one would sort a million rows for every page. The worst answer comes first.

Subjects have name, code and answer. Records have code (a licence's number), new (as they were entered) and, where
``expires_within`` keeps them few, until."""


@dataclass(frozen=True, slots=True)
class ListIds(Query["array[int]"]):
    """All ids of a list in order (a million: 8 MB); ``as_of`` is the day of what depends on one (None: today)."""

    kind: str
    filter: ListFilter = field(default_factory=ListFilter)
    order: Order = "name"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list: code, public name, latest status, and a few telling values by field.

    A record's code is its number or code, its name that of the subject it belongs to, its status its state.
    """

    id: int
    code: str
    name: str
    status: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListFirst(Query[tuple[ListRow, ...]]):
    """The first rows of a list, before its ids are known."""

    kind: str
    filter: ListFilter = field(default_factory=ListFilter)
    order: Order = "name"
    size: int = 200
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ListRows(Query[tuple[ListRow, ...]]):
    """The rows of these ids, in their order."""

    kind: str
    ids: tuple[int, ...]
    as_of: date | None = None
