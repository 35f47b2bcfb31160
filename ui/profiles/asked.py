"""The port of profiles, filled by the core's queries."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.model.types import datetime_of
from auditor.services import lists
from auditor.services import profiles as stored
from ui.kit.chips import Chip
from ui.kit.source import Order, Row
from ui.kit.tasks import Core
from ui.profiles.shapes import ListFilter, Profile
from ui.profiles.source import Found


@dataclass(frozen=True, slots=True)
class AskedProfiles:
    """Asks the core; every method runs off the GUI thread."""

    core: Core | None

    def first(self, wanted: ListFilter, fields: Sequence[str], order: Order, size: int) -> list[Row]:
        found = self._ask(lists.ListFirst(wanted.kind, _filter(wanted), _order(order), size))
        return [_row(row, fields) for row in found]

    def ids(self, wanted: ListFilter, order: Order) -> array[int]:
        ids: array[int] = self._ask(lists.ListIds(wanted.kind, _filter(wanted), _order(order)))
        return ids

    def rows(self, kind: str, fields: Sequence[str], ids: Sequence[int]) -> list[Row]:
        return [_row(row, fields) for row in self._ask(lists.ListRows(kind, tuple(ids)))]

    def answers(self, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        return {}

    def profile(self, type: str, code: str, as_of: date) -> Profile:
        found: stored.Profile = self._ask(stored.ProfileOf(type, code))
        facts = {"code": found.code, **{one.field.name: one.value for one in found.fields}}
        records = {sheet: [record.values for record in rows] for sheet, rows in found.records.items()}
        return Profile(found.id, type, found.code, found.name, as_of, facts, (), records)

    def find(self, text: str, limit: int) -> Sequence[Found]:
        return [Found(hit.type, hit.id, hit.code, hit.name) for hit in self._ask(lists.Find(text, limit))]

    def _ask(self, query: Any) -> Any:
        if self.core is None:
            raise RuntimeError("no workspace is open")
        return self.core.ask(query)


def _filter(wanted: ListFilter) -> lists.ListFilter:
    return lists.ListFilter(wanted.text, (wanted.status,) if wanted.status else ())


def _order(order: Order) -> lists.Order:
    key = order.key if order.key in ("name", "code", "status") else "name"
    made: Any = f"-{key}" if order.descending else key  # Any: the literal is built from its parts
    return made  # type: ignore[no-any-return]


def _row(row: lists.ListRow, fields: Sequence[str]) -> Row:
    return (row.id, *(_value(row, name) for name in fields))


def _value(row: lists.ListRow, name: str) -> object:
    if name in ("code", "name", "status"):
        return getattr(row, name)
    if name == "start":
        seconds = row.values.get("started_at") or row.values.get("planned_start")
        return "" if seconds is None else f"{datetime_of(seconds):%Y-%m-%d %H:%M}"
    value = row.values.get(name)
    return "、".join(map(str, value)) if isinstance(value, tuple) else value
