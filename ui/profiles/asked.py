"""The port of profiles, filled by the core's queries."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.model.types import datetime_of
from auditor.services import answers, lists
from auditor.services import profiles as stored
from auditor.services.facets import Facets, FacetsOf
from ui.kit.chips import Answer, Chip
from ui.kit.source import Order, Row
from ui.kit.tasks import Core
from ui.profiles.shapes import RECORD_ID, Basis, Both, Line, ListFilter, Profile
from ui.profiles.source import Found


@dataclass(frozen=True, slots=True)
class AskedProfiles:
    """Asks the core; every method runs off the GUI thread."""

    core: Core | None

    def first(self, wanted: ListFilter, fields: Sequence[str], order: Order, size: int) -> list[Row]:
        found = self._ask(lists.ListFirst(wanted.kind, filter_of(wanted), _order(order), size))
        return [_row(row, fields) for row in found]

    def ids(self, wanted: ListFilter, order: Order) -> array[int]:
        ids: array[int] = self._ask(lists.ListIds(wanted.kind, filter_of(wanted), _order(order)))
        return ids

    def rows(self, kind: str, fields: Sequence[str], ids: Sequence[int]) -> list[Row]:
        return [_row(row, fields) for row in self._ask(lists.ListRows(kind, tuple(ids)))]

    def answers(self, kind: str, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        found: Mapping[int, answers.Standing] = self._ask(answers.StandingOf(kind, tuple(ids), as_of))
        return {one: _badges(found[one]) if one in found else () for one in ids}

    def facets(self, wanted: ListFilter) -> FacetsOf:
        found: FacetsOf = self._ask(Facets(wanted.kind, filter_of(wanted)))
        return found

    def profile(self, type: str, code: str) -> Profile:
        found: stored.Profile = self._ask(stored.ProfileOf(type, code))
        facts = {"code": found.code, **{one.field.name: one.value for one in found.fields}}
        records = {
            sheet: [{**record.values, RECORD_ID: record.id} for record in rows] for sheet, rows in found.records.items()
        }
        return Profile(found.id, type, found.code, found.name, facts, records)

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        found: Sequence[answers.Answer] = self._ask(answers.Judged(type, id, as_of, passed=True))
        return tuple(_line(one) for one in found)

    def find(self, text: str, limit: int) -> Sequence[Found]:
        return [Found(hit.type, hit.id, hit.code, hit.name) for hit in self._ask(lists.Find(text, limit))]

    def _ask(self, query: Any) -> Any:
        if self.core is None:
            raise RuntimeError("no workspace is open")
        return self.core.ask(query)


def filter_of(wanted: ListFilter) -> lists.ListFilter:
    """The core's filter that lets the same through."""
    return lists.ListFilter(wanted.text, **{name: wanted.values(name) for name in lists.FILTERS})


def _order(order: Order) -> lists.Order:
    key = order.key if order.key in ("name", "code", "answer") else "name"
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


_RESULTS = {
    "pass": Answer.PASS,
    "unknown": Answer.UNKNOWN,
    "notapplicable": Answer.NOT_APPLICABLE,
    "error": Answer.ERROR,
}


def _badges(standing: answers.Standing) -> tuple[Chip, ...]:
    made = [Chip(Answer[severity.upper()], count) for severity, count in standing.counts]
    if standing.unknown:
        made.append(Chip(Answer.UNKNOWN, standing.unknown))
    return tuple(made) or (Chip(Answer.PASS),)


def _line(one: answers.Answer) -> Line:
    answer = _RESULTS.get(one.result) or Answer[(one.severity or "info").upper()]
    return Line(
        one.rule,
        Both(*one.title),
        answer,
        Both(*one.message),
        Both(*one.remedy),
        one.remedy_key,
        tuple(Basis(law.instrument, law.article) for law in one.basis),
        one.effect or "note",
        one.curable,
        missing=one.missing,
        evidence=one.evidence,
    )
