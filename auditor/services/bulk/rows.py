"""The chosen rows as the write path takes them: their keys as they are stored, and what is to become of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.enums import OTHER, is_open
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import MAIN, subject
from auditor.model.values import CLEAR, FOREVER, Other, ParsedRow, Value
from auditor.services.editing.checking import Told, check_together
from auditor.services.lists.subjects import listed_values

AT_ONCE = 500
TOGETHER = frozenset({"valid_from", "valid_until"})
"""Fields that say something about each other; a row is refused where what is set does not go with what it has."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is to become of each row: values for fields, tags put on and taken off."""

    values: Mapping[str, Value]
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(slots=True)
class ChosenRows:
    """A stream of rows for the recorder, read from the store as it goes; each id once, so none repeats another."""

    connection: Connection
    kind: str
    ids: array[int]
    act: Act
    refuse: Callable[[int, Told], None]
    """Called with the row's number for one that is not to be stored; such a one is left out."""
    gone: list[int] = field(default_factory=list)

    repeats = False

    def __len__(self) -> int:
        return len(self.ids)

    def batches(self) -> Iterator[list[ParsedRow]]:
        """All rows from the first on; numbers are places among the chosen, from 1."""
        for start in range(0, len(self.ids), AT_ONCE):
            yield self._batch(start, self.ids[start : start + AT_ONCE].tolist())

    def _batch(self, start: int, ids: Sequence[int]) -> list[ParsedRow]:
        sheet, main = BY_TABLE[self.kind], MAIN[self.kind]
        asked = self.connection.execute(select(main).where(main.c.id.in_(ids))).mappings()
        found = {row["id"]: dict(row) for row in asked}
        codes = self._codes(sheet, found.values())
        tags = listed_values(self.connection, self.kind, ids).get("tags", {}) if self.act.on or self.act.off else {}
        rows = []
        for number, one in enumerate(ids, start + 1):
            row = found.get(one)
            if row is None:
                self.gone.append(one)
                continue
            wrong = self._wrong(sheet, row)
            if wrong is not None:
                self.refuse(number, wrong)
                continue
            values: dict[str, Value] = {**_key(sheet, row, codes), **self.act.values}
            if self.act.on or self.act.off:
                values["tags"] = retagged(tags.get(one, ()), self.act)
            rows.append(ParsedRow(number, values))
        return rows

    def _codes(self, sheet: Sheet, rows: Any) -> dict[int, str]:
        """The codes of whom the keys of these rows name."""
        named = [f"{name}_id" for name in sheet.key if sheet.field(name).kind is Kind.REF]
        ids = {row[name] for row in rows for name in named if row[name]}
        if not ids:
            return {}
        return {row.id: row.code for row in self.connection.execute(_coded(ids))}

    def _wrong(self, sheet: Sheet, row: Mapping[str, Any]) -> Told | None:
        """What speaks against storing the values beside what the row has already."""
        if TOGETHER.isdisjoint(self.act.values):
            return None
        beside = {name: row.get(name) for name in TOGETHER if name in row}
        given = {name: value for name, value in self.act.values.items() if name in TOGETHER and value is not FOREVER}
        return next((one for one in check_together(sheet, given, beside) if one.level == "error"), None)


def _coded(ids: set[int]) -> Any:
    return select(subject.c.id, subject.c.code).where(subject.c.id.in_(ids))


def retagged(before: Sequence[str], act: Act) -> tuple[str, ...]:
    """The tags of a row with some put on and some taken off; their order stays."""
    kept = [one for one in before if one not in act.off]
    return (*kept, *(one for one in act.on if one not in kept))


def _key(sheet: Sheet, row: Mapping[str, Any], codes: Mapping[int, str]) -> dict[str, Value]:
    """What tells a row from all others, as a file would say it."""
    made: dict[str, Value] = {}
    for name in sheet.key:
        one = sheet.field(name)
        value = _value(one, row, codes)
        if value is not None:
            made[name] = value
    return made


def _value(one: Field, row: Mapping[str, Any], codes: Mapping[int, str]) -> Value | None:
    if one.kind is Kind.REF:
        return codes.get(row[f"{one.name}_id"])
    value = row[one.name]
    if one.kind is Kind.ENUM and is_open(one.words) and value == OTHER and row[f"{one.name}_text"]:
        return Other(row[f"{one.name}_text"])
    return None if value is None or value is CLEAR else value
