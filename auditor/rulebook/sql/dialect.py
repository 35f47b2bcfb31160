"""What the two databases say differently: text positions, patterns, calendar months, tuples in a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

MATCHES = "auditor_matches"
"""The name of the pattern function that ``register_functions`` adds to a SQLite connection."""


class position(FunctionElement[int]):
    """Where a text stands in another, 0 when nowhere; exact, case-sensitive."""

    type = BigInteger()
    inherit_cache = True
    name = "position"


@compiles(position)
def _position(element: position, compiler: Any, **kw: Any) -> str:
    text, part = element.clauses
    return f"instr({compiler.process(text, **kw)}, {compiler.process(part, **kw)})"


@compiles(position, "postgresql")
def _position_postgresql(element: position, compiler: Any, **kw: Any) -> str:
    text, part = element.clauses
    return f"strpos({compiler.process(text, **kw)}, {compiler.process(part, **kw)})"


class matching(FunctionElement[bool]):
    """Whether a text holds a match of a pattern (RE2's syntax, searched anywhere)."""

    type = Boolean()
    inherit_cache = True
    name = "matching"


@compiles(matching)
def _matching(element: matching, compiler: Any, **kw: Any) -> str:
    text, pattern = element.clauses
    return f"({MATCHES}({compiler.process(pattern, **kw)}, {compiler.process(text, **kw)}) = 1)"


@compiles(matching, "postgresql")
def _matching_postgresql(element: matching, compiler: Any, **kw: Any) -> str:
    text, pattern = element.clauses
    return f"({compiler.process(text, **kw)} ~ {compiler.process(pattern, **kw)})"


class plus_months(FunctionElement[int]):
    """A day number moved by calendar months, clipped to the month's end."""

    type = BigInteger()
    inherit_cache = True
    name = "plus_months"


@compiles(plus_months)
def _plus_months(element: plus_months, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    # 'floor' clips to the month's end (SQLite 3.46); an exact half day is added and taken, so the cast is exact.
    moved = f"date(2440587.5 + ({day}), ({months}) || ' months', 'floor')"
    return f"CAST(julianday({moved}) - 2440587.5 AS INTEGER)"


@compiles(plus_months, "postgresql")
def _plus_months_postgresql(element: plus_months, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    moved = f"DATE '1970-01-01' + ({day})::int + make_interval(months => ({months})::int)"
    return f"(({moved})::date - DATE '1970-01-01')"


class calendar_part(FunctionElement[int]):
    """A day number as year * 10000 + month * 100 + day."""

    type = BigInteger()
    inherit_cache = True
    name = "calendar_part"


@compiles(calendar_part)
def _calendar_part(element: calendar_part, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(strftime('%Y%m%d', 2440587.5 + ({day})) AS INTEGER)"


@compiles(calendar_part, "postgresql")
def _calendar_part_postgresql(element: calendar_part, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"to_char(DATE '1970-01-01' + ({day})::int, 'YYYYMMDD')::bigint"


class code_points(FunctionElement[str]):
    """A text as it is compared: by code point, whatever the database's collation."""

    type = Text()
    inherit_cache = True
    name = "code_points"


@compiles(code_points)
def _code_points(element: code_points, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"({text})"


@compiles(code_points, "postgresql")
def _code_points_postgresql(element: code_points, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(part, **kw) for part in element.clauses)
    return f'({text}) COLLATE "C"'


class among_rows(ColumnElement[bool]):
    """Whether a row of expressions equals one of the listed rows of constants."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, parts: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...], *, negated: bool = False) -> None:
        self.parts = parts
        self.rows = rows
        self.negated = negated

    @property
    def _from_objects(self) -> list[Any]:
        return [found for part in self.parts for found in part._from_objects]


@compiles(among_rows)
def _among_rows(element: among_rows, compiler: Any, **kw: Any) -> str:
    left = ", ".join(compiler.process(part, **kw) for part in element.parts)
    rows = ", ".join("(" + ", ".join(compiler.process(cell, **kw) for cell in row) + ")" for row in element.rows)
    word = "NOT IN" if element.negated else "IN"
    return f"(({left}) {word} (VALUES {rows}))"


class listed_ids(ColumnElement[bool]):
    """Whether an id is in a list bound as one parameter (JSON text on SQLite, an array on PostgreSQL)."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.bound = bindparam(name, type_=Text())

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.column._from_objects)


@compiles(listed_ids)
def _listed_ids(element: listed_ids, compiler: Any, **kw: Any) -> str:
    column, given = compiler.process(element.column, **kw), compiler.process(element.bound, **kw)
    return f"({column} IN (SELECT value FROM json_each({given})))"


@compiles(listed_ids, "postgresql")
def _listed_ids_postgresql(element: listed_ids, compiler: Any, **kw: Any) -> str:
    column, given = compiler.process(element.column, **kw), compiler.process(element.bound, **kw)
    return f"({column} IN (SELECT value::bigint FROM json_array_elements_text({given}::json) AS ids(value)))"


def register_functions(connection: Any) -> None:
    """Teach a SQLite connection (the driver's own object) what rules need; nothing to do on PostgreSQL."""
    create = getattr(connection, "create_function", None)
    if create is None:
        return
    create(MATCHES, 2, _searched, deterministic=True)


def _searched(pattern: str | None, text: str | None) -> int | None:
    if pattern is None or text is None:
        return None
    return 1 if compiled(pattern).search(text) else 0


def compiled(pattern: str) -> Any:
    """The RE2 pattern, kept by the library's own cache."""
    import re2

    return re2.compile(pattern)
