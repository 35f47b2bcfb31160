"""The versioned tables as undo sees them: keys, whose rows hang on whom, references, natural keys as SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Table, Text, UniqueConstraint

from auditor.model.ledger import metadata
from auditor.model.sheets import BY_TABLE, SHEETS
from auditor.model.tables import HISTORY, LISTS, VAULTS, VERSIONED

_OWNERS = {entry.table.name: entry.owner for entry in LISTS.values()} | {
    table.name: owner for owner, table in VAULTS.items()
}
_LISTS = frozenset(entry.table.name for entry in LISTS.values())
_UNDECLARED = (("past_agency", "agency_id", "subject"),)
"""References without a foreign key of their own."""


@dataclass(frozen=True, slots=True)
class Versions:
    """A versioned table: its key, its columns, and the row that people know its rows by (``owner``.``owner_key``)."""

    name: str
    history: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    """Without the number of the change."""
    owner: str
    """The table whose row is named: a record's own, else the subject's."""
    owner_key: str
    is_list: bool

    def same(self, left: str, right: str) -> str:
        """SQL: two aliases mean the same row."""
        return " AND ".join(f'{left}."{name}" = {right}."{name}"' for name in self.key)

    def keys(self, alias: str) -> str:
        """SQL: the key columns of an alias."""
        return ", ".join(f'{alias}."{name}"' for name in self.key)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of ``child`` that holds the number of a row of ``parent``; ``only``: the other column that says so."""

    child: str
    column: str
    parent: str
    only: str = ""

    def where(self, alias: str) -> str:
        """SQL: the row of this alias refers to ``parent`` at all."""
        return f" AND {alias}.{self.only}" if self.only else ""


@cache
def tables() -> dict[str, Versions]:
    """By name, in an order in which what is referred to comes before what refers."""
    versioned = {table.name for table in VERSIONED}
    return {table.name: _described(table) for table in metadata.sorted_tables if table.name in versioned}


def _described(table: Table) -> Versions:
    name = table.name
    key = tuple(column.name for column in table.primary_key.columns)
    columns = tuple(column.name for column in table.columns if column.name != "change_id")
    owner = _OWNERS.get(name, name)
    if name.startswith("past_") or owner == "workspace" or (owner in BY_TABLE and BY_TABLE[owner].subject):
        owner = "subject"
    owner_key = key[0]
    if name == "attachment":
        owner, owner_key = "subject", "subject_id"
    return Versions(name, HISTORY[name].name, key, columns, owner, owner_key, name in _LISTS)


@cache
def references() -> tuple[Reference, ...]:
    """Every reference between versioned tables."""
    found = [Reference(child, column, parent) for child, column, parent in _UNDECLARED]
    records = [sheet.table for sheet in SHEETS if not sheet.subject]
    found += [Reference("attachment", "record_id", table, f"record_table = '{table}'") for table in records]
    for name in tables():
        keys = metadata.tables[name].foreign_key_constraints
        found += [Reference(name, key.column_keys[0], key.referred_table.name) for key in keys]
    return tuple(sorted(found, key=lambda one: (one.child, one.column, one.parent)))


def natural_keys(name: str, left: str, right: str) -> Iterator[str]:
    """SQL conditions, one for each unique key beside the primary one: two aliases hold the same key."""
    table = metadata.tables[name]
    for constraint in table.constraints:
        columns = [column.name for column in constraint.columns] if isinstance(constraint, UniqueConstraint) else []
        if columns and columns != ["id", "type"]:
            yield " AND ".join(f'{left}."{column}" = {right}."{column}"' for column in columns)
    for index in table.indexes:
        if index.unique:
            yield " AND ".join(_equal(expression, left, right) for expression in index.expressions)


def _equal(expression: object, left: str, right: str) -> str:
    column = getattr(expression, "clauses", None)
    if column is None:
        name = getattr(expression, "name", "")
        return f'{left}."{name}" = {right}."{name}"'
    inner = next(iter(column))
    blank = "''" if isinstance(inner.type, Text) else str(-(10**9))
    return f'coalesce({left}."{inner.name}", {blank}) = coalesce({right}."{inner.name}", {blank})'


def written_by(connection: Connection, number: int) -> list[Versions]:
    """The tables that a change wrote to or removed from, in the order of ``tables``."""
    asked = []
    for one in tables().values():
        conditions = (
            f'EXISTS (SELECT 1 FROM "{one.name}" WHERE change_id = {number:d})',
            f'EXISTS (SELECT 1 FROM "{one.history}" WHERE change_id = {number:d})',
            f'EXISTS (SELECT 1 FROM "{one.history}" WHERE gone_by = {number:d})',
        )
        asked.append(f"SELECT '{one.name}' WHERE {' OR '.join(conditions)}")
    names = {row[0] for row in connection.exec_driver_sql(" UNION ALL ".join(asked))}
    return [one for name, one in tables().items() if name in names]
