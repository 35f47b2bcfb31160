"""Which columns of the workbook the statements of an audit look at, whatever derived field they stand behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.model import tables
from auditor.model.fields import Field, Sheet
from auditor.model.sheets import SHEETS
from auditor.rulebook.facts.schema import TABLES

_ALIAS = re.compile(r"\b([a-z_]+) AS ([a-z]+_[0-9]+)\b")
_COLUMN = re.compile(r"\b([a-z]+_[0-9]+)\.([a-z_0-9]+)\b")

Place = tuple[str, str]
"""(sheet, field) of the workbook, or (table, column) of the store."""


def looked_at(statements: Iterable[str]) -> set[Place]:
    """(table, column) of everything that the texts of statements read."""
    found: set[Place] = set()
    for text in statements:
        named = {alias: table for table, alias in _ALIAS.findall(text)}
        found |= {(named[alias], column) for alias, column in _COLUMN.findall(text) if alias in named}
    return found


def unread(statements: Iterable[str], also: set[Place]) -> tuple[Place, ...]:
    """The columns that no statement looks at, in the order of the workbook, but for those ``also`` read.

    Left out are the columns that say which record it is, or whose: nobody could judge by them.
    """
    seen = looked_at(statements)
    judged = [sheet for sheet in SHEETS if sheet.table in {*TABLES.values(), "course"}]
    return tuple(
        (sheet.name, one.name)
        for sheet in judged
        for one in sheet.fields
        if (sheet.name, one.name) not in also and one.name not in _naming(sheet) and not _in(seen, sheet, one)
    )


def _naming(sheet: Sheet) -> set[str]:
    return {*sheet.key, *sheet.owner, "code"} | {one.type_field for one in sheet.fields}


def _in(seen: set[Place], sheet: Sheet, field: Field) -> bool:
    """Whether any column in which the store keeps the field is among those seen."""
    entry = tables.LISTS.get((sheet.table, field.name))
    if entry is not None and any(table == entry.table.name for table, _column in seen):
        return True
    kept = {field.name, *(f"{field.name}_{ending}" for ending in ("id", "long", "text", "folded")), f"has_{field.name}"}
    return any((tables.MAIN[sheet.table].name, column) in seen for column in kept)
