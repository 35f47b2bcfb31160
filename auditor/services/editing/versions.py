"""The versions of rows with what hangs on them (lists, personal values, periods): as they stood after each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.masking import masked_value
from auditor.model.tables import HISTORY, LISTS, MAIN, PERIODS, UNSTORED, VAULTS
from auditor.services.shown import LONG_TERM
from auditor.storage.naming import code_named, subject_name

_BATCH = 900


@dataclass(frozen=True, slots=True)
class Held:
    """What a field held: ``raw`` to compare, ``shown`` as a person may see it (a store value, personal masked)."""

    raw: Any
    shown: Any


State = Mapping[str, Held]
"""A row's fields after a change."""


@dataclass(slots=True)
class _Row:
    since: int
    until: int | None
    values: Mapping[str, Any]

    def stood(self, change: int) -> bool:
        return self.since <= change and (self.until is None or self.until > change)


@dataclass(slots=True)
class Versions:
    """All versions of one row of a sheet."""

    sheet: Sheet
    id: int
    main: list[_Row] = field(default_factory=list)
    lists: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    vault: list[_Row] = field(default_factory=list)

    def changes(self) -> list[int]:
        """The numbers of the changes that altered anything of it, rising."""
        rows = [*self.main, *self.vault, *(row for rows in self.lists.values() for row in rows)]
        found = {row.since for row in rows} | {row.until for row in rows if row.until is not None}
        return sorted(found)

    def state(self, change: int, names: Names) -> State | None:
        """The fields as they stood after a change; None where the row did not stand."""
        row = next((one.values for one in self.main if one.stood(change)), None)
        if row is None:
            return None
        vault = next((one.values for one in self.vault if one.stood(change)), {})
        state: dict[str, Held] = {}
        for one in self.sheet.fields:
            if (self.sheet.table, one.name) in UNSTORED:
                continue
            if one.personal:
                value = vault.get(one.name) or None
                state[one.name] = Held(value, masked_value(one.name, value) if value else None)
            elif one.kind is Kind.LIST:
                state[one.name] = self._list(one, change, names)
            else:
                state[one.name] = _plain(one, row, names)
        return state

    def _list(self, one: Field, change: int, names: Names) -> Held:
        rows = sorted((r.values for r in self.lists[one.name] if r.stood(change)), key=lambda r: r["ordinal"])
        if one.of is Kind.REF:
            raw: tuple[Any, ...] = tuple(row["target_id"] for row in rows)
            return Held(raw, tuple(names.code(number) for number in raw))
        raw = tuple((row["value"], row.get("text")) for row in rows)
        return Held(raw, tuple(text or value for value, text in raw))


class Names:
    """Codes of subjects and courses by id, also of those that are gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._codes: dict[tuple[str, int], str] = {}

    def code(self, number: int, coded: str = "") -> str:
        """The code behind an id: of a subject, or of a record of the table ``coded``."""
        key = (coded, number)
        if key not in self._codes:
            self._codes[key] = self._record(coded, number) if coded else self._subject(number)
        return self._codes[key]

    def _subject(self, number: int) -> str:
        return subject_name(self._connection, number).partition(":")[2] or f"#{number}"

    def _record(self, table: str, number: int) -> str:
        return code_named(self._connection, table, number) or f"#{number}"


def versions_of(connection: Connection, sheet: Sheet, ids: Iterable[int]) -> dict[int, Versions]:
    """Every version of these rows, whether they still stand or not."""
    wanted = sorted(set(ids))
    found = {number: Versions(sheet, number) for number in wanted}
    for row in _rows(connection, MAIN[sheet.table], "id", wanted):
        found[row.values["id"]].main.append(row)
    for one in sheet.fields:
        if one.kind is Kind.LIST:
            for row in _rows(connection, LISTS[sheet.table, one.name].table, "owner_id", wanted):
                found[row.values["owner_id"]].lists[one.name].append(row)
    if sheet.table in VAULTS:
        for row in _rows(connection, VAULTS[sheet.table], "owner_id", wanted):
            found[row.values["owner_id"]].vault.append(row)
    return found


def _rows(connection: Connection, table: Table, column: str, ids: Sequence[int]) -> Iterator[_Row]:
    history = HISTORY[table.name]
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        for row in connection.execute(select(table).where(table.c[column].in_(part))).mappings():
            yield _Row(row["change_id"], None, dict(row))
        for row in connection.execute(select(history).where(history.c[column].in_(part))).mappings():
            yield _Row(row["change_id"], row["gone_by"], dict(row))


def _plain(one: Field, row: Mapping[str, Any], names: Names) -> Held:
    if one.kind is Kind.REF:
        number = row.get(f"{one.name}_id")
        if number is None:
            name = row.get(f"{one.name}_name") if one.may_be_staff else None
            return Held(name, name)
        return Held(number, names.code(number, one.coded))
    value, text = row.get(one.name), row.get(f"{one.name}_text")
    if one.kind is Kind.END and row.get(f"{one.name}_long"):
        return Held(LONG_TERM, LONG_TERM)
    if one.name in PERIODS and value == BEGINNING:
        return Held(None, None)
    return Held((value, text), text or value) if text else Held(value, value)
