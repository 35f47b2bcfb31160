"""SQLite as every engine of this process speaks it: what one of them has put into SQL none puts into SQL again.

A workspace has an engine to write, one to read and one to look back, and SQLAlchemy keeps what it compiled by engine
and dialect. All of ours speak the same.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

NAME = "sqlite+alike"

_KEPT = 1_000
"""So many statements at least; half as many again are there before the ones used least recently go."""

COMPILED: MutableMapping[Any, Any] = LRUCache(_KEPT)
"""Statements in SQL, for the engines of any workspace."""


class Alike(SQLiteDialect_pysqlite):
    """The dialect of one engine, equal to that of any other."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register(NAME.replace("+", "."), __name__, Alike.__name__)
