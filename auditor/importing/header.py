"""Finding a sheet's header: whichever row it stands in, however its names are decorated."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from auditor.importing.grid import Grid, Raw, cell_of, put
from auditor.model.fields import Sheet
from auditor.model.folding import folded_name
from auditor.model.sheets import BY_NAME, SHEETS

if TYPE_CHECKING:
    from auditor.importing.mapping.shape import ColumnRule
    from auditor.importing.read import MatchedColumn

LOOKED_AT = 60
"""Rows from the top (blank ones not counted) among which a header is sought."""

_UNIT = re.compile(r"\([^()]*\)$")
_SIGNS = "*:·•✱＊"
_LONGEST_NAME = 40
_VALUE = re.compile(r"[\d\s.,:/%年月日时分秒*-]+")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its index among the grid's rows, the field of each column, further headers, repeated fields.

    ``matched`` says of every column what became of it, ``places`` where each header (by its key) stands first;
    ``rules`` and ``scales`` go by field; ``compared`` columns are held against what is stored.
    """

    index: int
    fields: dict[str, int]
    texts: dict[str, str]
    extra: tuple[str, ...] = ()
    repeated: tuple[tuple[str, int], ...] = field(default=())
    matched: tuple[MatchedColumn, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    all_texts: tuple[str, ...] = ()
    rules: dict[str, ColumnRule] = field(default_factory=dict)
    scales: dict[str, Decimal] = field(default_factory=dict)
    compared: tuple[tuple[ColumnRule, int], ...] = ()


def sheet_named(title: str) -> Sheet | None:
    """The sheet of the workbook that a title names in Chinese or English."""
    wanted = folded_name(title)
    for sheet in SHEETS:
        if wanted in (folded_name(sheet.zh), sheet.name):
            return sheet
    return None


def header_key(text: str) -> str:
    """A header as headers are compared: folded, without stars, colons and units in brackets."""
    key = folded_name(text).replace("_", "")
    while True:
        shorter = _UNIT.sub("", key.strip(_SIGNS))
        if not shorter or shorter == key:
            return key
        key = shorter


@cache
def names_of(sheet: str) -> dict[str, str]:
    """The field of every header key of a sheet; Chinese names before aliases, aliases before English names."""
    fields = BY_NAME[sheet].fields
    found: dict[str, str] = {}
    ranked = [
        *((f.zh, f.name) for f in fields),
        *((alias, f.name) for f in fields for alias in f.aliases),
        *((f.name, f.name) for f in fields),
    ]
    for name, column in ranked:
        found.setdefault(header_key(name), column)
    return found


def find_header(grid: Grid, sheet: Sheet, known: Collection[str] = ()) -> Header | None:
    """The row among the first that names most fields, the first of equals; None where no row names any.

    ``known`` are keys of further headers that speak for a row.
    """
    best, score = -1, 0
    names = names_of(sheet.name)
    for index, row in enumerate(candidates(grid)):
        keys = set(map(_key, row))
        named = len({names[key] for key in keys if key in names} | {key for key in keys if key in known})
        if named > score:
            best, score = index, named
    return None if best < 0 else _header(candidates(grid)[best], best, names)


def likely_header(grid: Grid) -> int | None:
    """The row that looks most like a header whatever its words: most cells, all different texts; None without one."""
    best, most = None, 0
    for index, row in enumerate(candidates(grid)):
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        filled = sum(cell != "" for cell in row)
        if len(texts) == filled == len(set(texts)) and filled > most and not any(map(_says_a_value, texts)):
            best, most = index, filled
    return best


def _says_a_value(text: str) -> bool:
    """Whether a text is a number or a date rather than a name."""
    return len(text) > _LONGEST_NAME or _VALUE.fullmatch(text) is not None


def _key(cell: Raw) -> str:
    return header_key(cell) if isinstance(cell, str) and cell else ""


def candidates(grid: Grid) -> list[list[Raw]]:
    """The first rows, the cells of vertical merges filled: a header of two rows has its names in both."""
    rows = [list(row) for row in grid.rows[:LOOKED_AT]]
    at = {number: index for index, number in enumerate(grid.numbers[:LOOKED_AT])}
    for merge in grid.merges:
        if merge.top not in at or merge.bottom == merge.top:
            continue
        value = cell_of(rows[at[merge.top]], merge.left)
        for number, index in at.items():
            if value != "" and merge.top < number <= merge.bottom and not cell_of(rows[index], merge.left):
                put(rows[index], merge.left, value)
    return rows


def _header(row: Sequence[Raw], index: int, names: dict[str, str]) -> Header:
    fields: dict[str, int] = {}
    texts: dict[str, str] = {}
    extra: list[str] = []
    repeated: list[tuple[str, int]] = []
    for column, cell in enumerate(row):
        text = " ".join(str(cell).split()) if isinstance(cell, str) else str(cell)
        name = names.get(_key(cell))
        if name is None:
            extra += [text] if text else []
        elif name in fields:
            repeated.append((name, column))
        else:
            fields[name] = column
            texts[name] = text
    return Header(index, fields, texts, tuple(extra), tuple(repeated))


def repeats_header(row: list[Raw], header: Header, sheet: Sheet) -> bool:
    """Whether a row only names the columns once more, as in exports with Chinese names above English ones."""
    names = names_of(sheet.name)
    cells = [(name, cell_of(row, column)) for name, column in header.fields.items()]
    said = [(name, _key(cell)) for name, cell in cells if cell != ""]
    return bool(said) and all(names.get(key) == name for name, key in said)


def sheet_by_columns(grid: Grid) -> Sheet | None:
    """The sheet that a table's own columns speak for: all required ones there, then most fields named."""
    best: tuple[int, int, int] = (0, 0, 0)
    chosen: Sheet | None = None
    for sheet in SHEETS:
        header = find_header(grid, sheet)
        if header is None:
            continue
        required = [f.name for f in sheet.fields if f.required]
        missing = sum(name not in header.fields for name in required)
        score = (-missing, len(header.fields), -len(sheet.fields))
        if chosen is None or score > best:
            best, chosen = score, sheet
    return chosen
