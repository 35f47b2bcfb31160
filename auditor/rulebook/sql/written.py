"""Statements as SQLite is given them: what never changes is written out, what follows the day is bound by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Case
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from auditor.rulebook.facts.scope import Bound
from auditor.rulebook.sql.values import Given, Moment, stored

_LARGEST = 2**62


class _Writer(SQLiteCompiler):
    """Writes constants as literals: the driver looks every bound name up at each execution, one after the other."""

    dialect: Written

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kw: Any) -> str:
        """The constant, or the name of what is bound."""
        bounds, known = self.dialect.bounds, self.dialect.known
        text = known.get(bindparam.key)
        if text is None:
            bound = bounds.get(bindparam.key)
            if bound is not None:
                text = literal(stored(bound.recipe(_ANY), bound.type, bound.scale)) if bound.plain else ""
            else:
                text = "" if bindparam.required or bindparam.expanding else literal(bindparam.value)
            known[bindparam.key] = text
        if not text:
            text = str(super().visit_bindparam(bindparam, *args, **kw))  # type: ignore[no-untyped-call]
        return text

    def visit_select(self, select_stmt: Any, asfrom: Any = False, *args: Any, **kw: Any) -> str:
        """The subquery; what stands in several conditions is written once and then copied."""
        # What a subquery looks at outside itself it says itself, so where it stands changes nothing about its text.
        if not self.stack or asfrom:
            return str(super().visit_select(select_stmt, asfrom, *args, **kw))  # type: ignore[no-untyped-call]
        return self._once(select_stmt, lambda: super(_Writer, self).visit_select(select_stmt, asfrom, *args, **kw))  # type: ignore[no-untyped-call]

    def visit_case(self, clause: Case[Any], **kw: Any) -> str:
        """The same for a choice."""
        return self._once(clause, lambda: super(_Writer, self).visit_case(clause, **kw))  # type: ignore[no-untyped-call]

    def _once(self, element: Any, write: Callable[[], Any]) -> str:
        written = self.dialect.written
        if id(element) not in written:
            written[id(element)] = str(write())
        return written[id(element)]


class Written(SQLiteDialect_pysqlite):
    """SQLite with named parameters, so that a value that stands a hundred times is bound once."""

    supports_statement_cache = False
    statement_compiler = _Writer

    def __init__(self, bounds: Mapping[str, Bound]) -> None:
        super().__init__(paramstyle="named")
        self.bounds = bounds
        self.known: dict[str, str] = {}
        self.written: dict[int, str] = {}


def literal(value: object) -> str:
    """The value as SQL; empty where it had better be bound."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        # A minus of its own would make a comment of the one before it.
        return "" if abs(value) > _LARGEST else f"({value})" if value < 0 else str(value)
    if isinstance(value, str) and "\0" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return ""


def _some_moment() -> Given:
    from datetime import date

    return Given(Moment(date(2000, 1, 1)))


_ANY = _some_moment()
"""What is always the same is the same at this moment."""
