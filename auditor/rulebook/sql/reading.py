"""A table under a name of its own, whose columns are made as they are asked for: a rule reads few of very many."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import Alias


class _Columns:
    """The columns of an alias by name, each made once."""

    def __init__(self, read: Read, table: Table) -> None:
        self._read = read
        self._table = table
        self._made: dict[str, ColumnClause[Any]] = {}

    def __getitem__(self, name: str) -> ColumnClause[Any]:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = ColumnClause(name, self._table.c[name].type)
            found.table = self._read
        return found

    def __getattr__(self, name: str) -> ColumnClause[Any]:
        if name.startswith("__") or name not in self._table.c:
            raise AttributeError(name)
        return self[name]

    def __contains__(self, name: str) -> bool:
        return name in self._table.c


class Read(Alias):
    """An alias of a table."""

    inherit_cache = False

    @property
    def c(self) -> Any:
        """The columns."""
        return self.__dict__["_few"]

    @property
    def columns(self) -> Any:
        """The same."""
        return self.c


def read_as(table: Table, name: str) -> Read:
    """The table's rows, called so within a statement."""
    made = Read._construct(table, name=name)  # noqa: SLF001 - how SQLAlchemy itself makes aliases
    made.__dict__["_few"] = _Columns(made, table)
    return made
