"""The port of lists, filled by the core's queries."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.services import answers, lists
from auditor.services.facets import Facets, FacetsOf
from auditor.services.lists import ListFilter
from ui.kit.chips import Answer, Chip
from ui.kit.source import Order, Row
from ui.kit.tasks import Core
from ui.profiles.asked import AskedProfiles
from ui.profiles.shapes import Line


@dataclass(frozen=True, slots=True)
class AskedLists:
    """Asks the core; every method runs off the GUI thread."""

    core: Core | None

    def first(self, kind: str, wanted: ListFilter, order: Order, size: int, as_of: date) -> list[Row]:
        return [_row(row) for row in self._ask(lists.ListFirst(kind, wanted, order_of(order), size, as_of))]

    def ids(self, kind: str, wanted: ListFilter, order: Order, as_of: date) -> array[int]:
        ids: array[int] = self._ask(lists.ListIds(kind, wanted, order_of(order), as_of))
        return ids

    def rows(self, kind: str, ids: Sequence[int], as_of: date) -> list[Row]:
        return [_row(row) for row in self._ask(lists.ListRows(kind, tuple(ids), as_of))]

    def answers(self, kind: str, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        found: Mapping[int, answers.Standing] = self._ask(answers.StandingOf(kind, tuple(ids), as_of))
        return {one: _badges(found[one]) if one in found else () for one in ids}

    def facets(self, kind: str, wanted: ListFilter, as_of: date) -> FacetsOf:
        found: FacetsOf = self._ask(Facets(kind, wanted, as_of))
        return found

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        return AskedProfiles(self.core).lines(type, id, as_of)

    def _ask(self, query: Any) -> Any:
        if self.core is None:
            raise RuntimeError("no workspace is open")
        return self.core.ask(query)


def order_of(order: Order) -> lists.Order:
    """The core's word for an order; by name where it knows none of that key."""
    key = order.key if order.key in ("name", "code", "answer", "until", "new") else "name"
    made: Any = f"-{key}" if order.descending else key  # Any: the literal is built from its parts
    return made  # type: ignore[no-any-return]


def _row(row: lists.ListRow) -> Row:
    return (row.id, row.code, row.name, row.status, row.values)


def _badges(standing: answers.Standing) -> tuple[Chip, ...]:
    made = [Chip(Answer[severity.upper()], count) for severity, count in standing.counts]
    if standing.unknown:
        made.append(Chip(Answer.UNKNOWN, standing.unknown))
    return tuple(made) or (Chip(Answer.PASS),)
