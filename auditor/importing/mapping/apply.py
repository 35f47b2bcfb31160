"""Applying a sheet's mapping: words translated before a column is read, values made of constants and other columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.importing import wording
from auditor.importing.cells import SPLIT, Context, cleaned, reader_for, shown
from auditor.importing.columns import read_column
from auditor.importing.grid import BadCell, Raw, cell_of, column_letters
from auditor.importing.header import Header, header_key
from auditor.importing.mapping.codes import stable_code
from auditor.importing.mapping.shape import ColumnRule, NewCodes, ReferenceRule, SheetMapping
from auditor.importing.wording import Fault, error
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.lookups import Compared, Lookup, NewCode, Told
from auditor.model.types import datetime_of
from auditor.model.values import Other, Value

Columns = dict[str, list[Value | None]]
Faults = list[tuple[int, str, Fault]]
"""(row index, field, fault) each."""


def translated(cells: Sequence[Raw], rule: ColumnRule, field: Field) -> list[Raw]:
    """The cells of a column in our words."""
    if not rule.values:
        return list(cells)
    memo: dict[Raw, Raw] = {}
    for cell in set(cells):
        memo[cell] = _translated(cell, rule, field)
    return [memo.get(cell, cell) for cell in cells]


def _translated(cell: Raw, rule: ColumnRule, field: Field) -> Raw:
    if isinstance(cell, BadCell) or cell == "":
        return cell
    text = cleaned(shown(cell))
    ours = rule.translated(text)
    if ours is not None:
        return ours
    if field.kind is not Kind.LIST:
        return cell
    parts = [part.strip() for part in SPLIT.split(text) if part.strip()]
    told = [rule.translated(part) for part in parts]
    if all(one is None for one in told):
        return cell
    return "、".join(part if ours is None else ours for part, ours in zip(parts, told, strict=True) if ours != "")


@dataclass(slots=True)
class Made:
    """Values that are not a column's own: by field, where each field is to be located, what is wrong with them."""

    columns: Columns = field(default_factory=dict)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Per field the column and the headers it is made of."""
    faults: Faults = field(default_factory=list)


def available(mapping: SheetMapping, header: Header) -> frozenset[str]:
    """Our fields that the mapping makes and whose columns are there."""
    found = {name for name, _ in mapping.constants}
    found |= {rule.field for rule in mapping.references if all(_at(header, h) is not None for _, h in rule.columns)}
    if mapping.code is not None and all(_at(header, one) is not None for one in mapping.code.headers):
        found.add("code")
    if mapping.new_codes is not None and _identifies(mapping.new_codes, header):
        found.add("code")
    return frozenset(found)


def lacking(mapping: SheetMapping, header: Header, name: str) -> tuple[str, ...]:
    """The headers of theirs without which a field of ours cannot be made."""
    wanted = [h for rule in mapping.references if rule.field == name for _, h in rule.columns]
    if name == "code":
        wanted += mapping.code.headers if mapping.code else ()
        wanted += [h for _, h in mapping.new_codes.columns] if mapping.new_codes else ()
    wanted += [rule.header for rule in mapping.columns if rule.field == name]
    return tuple(dict.fromkeys(h for h in wanted if _at(header, h) is None))


def _identifies(rule: NewCodes, header: Header) -> bool:
    columns = all(_at(header, h) is not None for _, h in rule.columns)
    return any((columns if name == "account" else name in header.fields) for name in rule.by)


def _at(header: Header, text: str) -> int | None:
    return header.places.get(header_key(text))


class Maker:
    """Makes the values of one sheet's mapping, for rows whose own columns are read already."""

    def __init__(
        self,
        sheet: Sheet,
        mapping: SheetMapping,
        header: Header,
        rows: list[list[Raw]],
        read: Columns,
        context: Context,
    ) -> None:
        self._sheet = sheet
        self._mapping = mapping
        self._header = header
        self._context = context
        self._rows = rows
        self._read = read
        self._made = Made()
        self._told_of = set(header.fields.values())
        """Columns whose unreadable cells are told of already."""
        self._unreadable: set[int] = set()

    def made(self, attempts: Mapping[int, int], numbers: Sequence[int]) -> Made:
        """All values of the mapping; ``attempts`` gives the number of a row's attempt."""
        there = available(self._mapping, self._header)
        for name, text in self._mapping.constants:
            self._constant(self._sheet.field(name), text)
        for rule in self._mapping.references:
            if rule.field in there:
                self._reference(rule)
        for held, at in self._header.compared:
            self._compare(held, at)
        if "code" in there and self._mapping.code is not None:
            self._stable_code()
        if "code" in there and self._mapping.new_codes is not None:
            self._new_code(self._mapping.new_codes)
        if self._mapping.attempts is not None:
            self._made.columns["attempt"] = [attempts.get(number) for number in numbers]
            if "evidence" not in self._read and "evidence" not in self._made.columns:
                self._made.columns["evidence"] = self._times(self._mapping.attempts.time)
        return self._made

    def _constant(self, described: Field, text: str) -> None:
        value = reader_for(described, self._context)(text)
        self._made.columns[described.name] = [None if isinstance(value, Fault) else value] * len(self._rows)

    def _texts(self, header: str, blamed: str = "") -> list[str]:
        """The texts of a column as they tell or identify; what cannot be read is empty, and a fault of ``blamed``."""
        at = _at(self._header, header)
        assert at is not None
        described = Field(blamed, self._header.all_texts[at], Kind.REF)
        read = read_column([cell_of(row, at) for row in self._rows], described, self._context)
        if blamed and at not in self._told_of:
            self._told_of.add(at)
            self._made.faults += [(index, blamed, fault) for index, fault in read.faults]
            self._unreadable |= {index for index, _ in read.faults}
        return [value if isinstance(value, str) else "" for value in read.values]

    def _locate(self, name: str, headers: Sequence[str]) -> None:
        at = _at(self._header, headers[0])
        assert at is not None
        texts = [self._header.all_texts[place] for h in headers if (place := _at(self._header, h)) is not None]
        self._made.places[name] = (at, " + ".join(dict.fromkeys(texts)))

    def _reference(self, rule: ReferenceRule) -> None:
        described = self._sheet.field(rule.field)
        self._locate(rule.field, [header for _, header in rule.columns])
        texts = [self._texts(header, rule.field) for _, header in rule.columns]
        names = [what for what, _ in rule.columns]
        values: list[Value | None] = []
        for index, row in enumerate(zip(*texts, strict=True)):
            told = tuple((what, text) for what, text in zip(names, row, strict=True) if text)
            if len(told) < len(names):
                self._incomplete(index, rule, described, told)
                values.append(None)
            elif described.kind is Kind.LIST and len(told) == 1:
                parts = [part.strip() for part in SPLIT.split(told[0][1]) if part.strip()]
                values.append(tuple(Lookup(rule.by, ((names[0], part), *rule.fixed)) for part in parts) or None)
            else:
                one = Lookup(rule.by, (*told, *rule.fixed))
                values.append((one,) if described.kind is Kind.LIST else one)
        self._made.columns[rule.field] = values

    def _incomplete(self, index: int, rule: ReferenceRule, described: Field, told: Told) -> None:
        """A reference of which only a part is told cannot be looked for; a required one must be there."""
        if (told or described.required) and index not in self._unreadable:
            there = {what for what, _ in told}
            missing = "、".join(header for what, header in rule.columns if what not in there)
            self._made.faults.append((index, rule.field, error("missing_value", wording.MISSING_VALUE, column=missing)))

    def _compare(self, rule: ColumnRule, at: int) -> None:
        """Hang the text to compare on the reference; a list's only when it names one."""
        column = column_letters(at)
        held = self._made.columns.get(rule.of) or self._read.get(rule.of)
        if held is None:
            return
        texts = self._texts(rule.header)
        self._made.columns[rule.of] = [
            _compared(value, Compared(rule.compare, text, column)) if text else value
            for value, text in zip(held, texts, strict=True)
        ]
        if rule.of not in self._made.places and rule.of in self._header.fields:
            self._made.places[rule.of] = (self._header.fields[rule.of], self._header.texts[rule.of])

    def _times(self, header: str) -> list[Value | None]:
        """The times of attempts as the evidence that they were: by them an attempt is known again."""
        at = _at(self._header, header)
        if at is None:
            return [None] * len(self._rows)
        described = Field("started_at", header, Kind.DATETIME)
        read = read_column([cell_of(row, at) for row in self._rows], described, self._context)
        return [
            Lookup("attempt", (("time", datetime_of(value).isoformat(" ", "seconds")),))
            if isinstance(value, int)
            else None
            for value in read.values
        ]

    def _stable_code(self) -> None:
        rule = self._mapping.code
        assert rule is not None
        self._locate("code", rule.headers)
        parts = [self._identifying(header) for header in rule.headers]
        values: list[Value | None] = []
        for index, row in enumerate(zip(*parts, strict=True)):
            if any(row):
                values.append(rule.prefix + stable_code(self._sheet.name, row))
            else:
                self._nameless(index, rule.headers)
                values.append(None)
        self._made.columns["code"] = values

    def _nameless(self, index: int, headers: Sequence[str]) -> None:
        """A row in which nothing stands that identifies it."""
        if index not in self._unreadable:
            fault = error("missing_value", wording.MISSING_VALUE, column="、".join(headers))
            self._made.faults.append((index, "code", fault))

    def _identifying(self, header: str) -> list[str]:
        """A column as it identifies: days, times and numbers by what they say, whatever their form."""
        at = _at(self._header, header)
        for name, place in self._header.fields.items():
            kind = self._sheet.field(name).kind
            if place == at and kind in (Kind.DATE, Kind.DATETIME, Kind.INT, Kind.DECIMAL):
                return ["" if value is None else str(value) for value in self._read[name]]
        return self._texts(header, "code")

    def _new_code(self, rule: NewCodes) -> None:
        sources = [*(header for _, header in rule.columns)]
        sources += [self._header.texts[name] for name in rule.by if name in self._header.fields]
        self._locate("code", sources)
        told: list[list[tuple[str, str]]] = [[] for _ in self._rows]
        for name in rule.by:
            for index, text in enumerate(self._told(rule, name)):
                if text:
                    told[index].append((name, text))
        values: list[Value | None] = []
        for index, pairs in enumerate(told):
            if not pairs:
                self._nameless(index, sources)
            values.append(NewCode(rule.prefix, rule.digits, tuple(pairs)) if pairs else None)
        self._made.columns["code"] = values

    def _told(self, rule: NewCodes, name: str) -> list[str]:
        if name != "account":
            return [value if isinstance(value, str) else "" for value in self._read.get(name, [None] * len(self._rows))]
        columns = {what: self._texts(header, "code") for what, header in rule.columns}
        fixed = dict(rule.fixed)
        platforms = columns.get("platform", [fixed.get("platform", "")] * len(self._rows))
        return [f"{p}:{a}" if p and a else a for p, a in zip(platforms, columns["account_id"], strict=True)]


def _compared(value: Value | None, one: Compared) -> Value | None:
    if isinstance(value, tuple):
        return (_held(value[0], one),) if len(value) == 1 else value
    return value if value is None or isinstance(value, int) else _held(value, one)


def _held(value: object, one: Compared) -> Lookup | Other:
    if isinstance(value, Lookup):
        return replace(value, compare=(*value.compare, one))
    return value if isinstance(value, Other) else Lookup("code", (("code", str(value)),), (one,))
