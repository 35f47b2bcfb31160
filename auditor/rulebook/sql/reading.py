"""A table under a name of its own, whose columns are made as they are asked for: a rule reads few of very many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import Alias, Subquery


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

    def asked(self) -> list[str]:
        """The names of those that were made."""
        return list(self._made)

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


class ReadOf(Read):
    """Rows put together of several selects, of which only the columns asked for are written."""

    inherit_cache = False

    def query(self) -> Subquery:
        """The selects, as it is known by now what is read of them."""
        known = self.__dict__
        names = tuple(known["_few"].asked()) or (next(iter(self.element.c)).name,)
        if names not in known["_queries"]:
            known["_queries"][names] = known["_make"](names).subquery(self.name)
        found: Subquery = known["_queries"][names]
        return found


@compiles(ReadOf)
def _read_of(element: ReadOf, compiler: Any, **kw: Any) -> str:
    # Where the compiler copies what it has written (written.py), this is copied too.
    query, written = element.query(), getattr(compiler.dialect, "written", {})
    if id(query) not in written:
        written[id(query)] = compiler.process(query, **kw)
    text: str = written[id(query)]
    return text


def read_of(table: Table, name: str, make: Callable[[Sequence[str]], CompoundSelect[Any]]) -> ReadOf:
    """Rows with the columns of a table; ``make`` gives the selects for those of its columns that are named."""
    made = ReadOf._construct(table, name=name)  # noqa: SLF001 - as above
    made.__dict__["_few"] = _Columns(made, table)
    made.__dict__["_make"] = make
    made.__dict__["_queries"] = {}
    return made


def read_as(table: Table, name: str) -> Read:
    """The table's rows, called so within a statement."""
    made = Read._construct(table, name=name)  # noqa: SLF001 - how SQLAlchemy itself makes aliases
    made.__dict__["_few"] = _Columns(made, table)
    return made
