"""What the two databases say differently: text positions, patterns, calendar months, tuples in a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from auditor.rulebook.register import MATCHES


class Position(FunctionElement[int]):
    """Where a text stands in another, 0 when nowhere; exact, case-sensitive."""

    type = BigInteger()
    inherit_cache = True
    name = "position"


@compiles(Position)
def _position(element: Position, compiler: Any, **kw: Any) -> str:
    text, part = element.clauses
    return f"instr({compiler.process(text, **kw)}, {compiler.process(part, **kw)})"


@compiles(Position, "postgresql")
def _position_postgresql(element: Position, compiler: Any, **kw: Any) -> str:
    text, part = element.clauses
    return f"strpos({compiler.process(text, **kw)}, {compiler.process(part, **kw)})"


class Piece(FunctionElement[str]):
    """The part of a text from a place on (the first is 1), of so many characters or to its end."""

    type = Text()
    inherit_cache = True
    name = "piece"


@compiles(Piece)
def _piece(element: Piece, compiler: Any, **kw: Any) -> str:
    return f"substr({', '.join(compiler.process(part, **kw) for part in element.clauses)})"


@compiles(Piece, "postgresql")
def _piece_postgresql(element: Piece, compiler: Any, **kw: Any) -> str:
    text, *numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"substr({', '.join((text, *(f'({number})::int' for number in numbers)))})"


class Matching(FunctionElement[bool]):
    """Whether a text holds a match of a pattern (RE2's syntax, searched anywhere)."""

    type = Boolean()
    inherit_cache = True
    name = "matching"


@compiles(Matching)
def _matching(element: Matching, compiler: Any, **kw: Any) -> str:
    text, pattern = element.clauses
    return f"({MATCHES}({compiler.process(pattern, **kw)}, {compiler.process(text, **kw)}) = 1)"


@compiles(Matching, "postgresql")
def _matching_postgresql(element: Matching, compiler: Any, **kw: Any) -> str:
    text, pattern = element.clauses
    return f"({compiler.process(text, **kw)} ~ {compiler.process(pattern, **kw)})"


class StillWhole(FunctionElement[int]):
    """A whole number that was computed; no value where it left the range of the database."""

    type = BigInteger()
    inherit_cache = True
    name = "still_whole"


@compiles(StillWhole)
def _still_whole(element: StillWhole, compiler: Any, **kw: Any) -> str:
    (number,) = (compiler.process(part, **kw) for part in element.clauses)
    # SQLite goes on in floating point, where everybody else stops; the number is written out once alone.
    return f"(SELECT n FROM (SELECT {number} AS n) AS still_whole WHERE typeof(n) = 'integer')"


@compiles(StillWhole, "postgresql")
def _still_whole_postgresql(element: StillWhole, compiler: Any, **kw: Any) -> str:
    (number,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"({number})"


class PlusMonths(FunctionElement[int]):
    """A day number moved by calendar months, clipped to the month's end."""

    type = BigInteger()
    inherit_cache = True
    name = "plus_months"


@compiles(PlusMonths)
def _plus_months(element: PlusMonths, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    # 'floor' clips to the month's end (SQLite 3.46); an exact half day is added and taken, so the cast is exact.
    moved = f"date(2440587.5 + ({day}), ({months}) || ' months', 'floor')"
    return f"CAST(julianday({moved}) - 2440587.5 AS INTEGER)"


@compiles(PlusMonths, "postgresql")
def _plus_months_postgresql(element: PlusMonths, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    moved = f"DATE '1970-01-01' + ({day})::int + make_interval(months => ({months})::int)"
    return f"(({moved})::date - DATE '1970-01-01')"


class CalendarPart(FunctionElement[int]):
    """A day number as year * 10000 + month * 100 + day."""

    type = BigInteger()
    inherit_cache = True
    name = "calendar_part"


@compiles(CalendarPart)
def _calendar_part(element: CalendarPart, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(strftime('%Y%m%d', 2440587.5 + ({day})) AS INTEGER)"


@compiles(CalendarPart, "postgresql")
def _calendar_part_postgresql(element: CalendarPart, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"to_char(DATE '1970-01-01' + ({day})::int, 'YYYYMMDD')::bigint"


class CodePoints(FunctionElement[str]):
    """A text as it is compared: by code point, whatever the database's collation."""

    type = Text()
    inherit_cache = True
    name = "code_points"


@compiles(CodePoints)
def _code_points(element: CodePoints, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"({text})"


@compiles(CodePoints, "postgresql")
def _code_points_postgresql(element: CodePoints, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(part, **kw) for part in element.clauses)
    return f'({text}) COLLATE "C"'


class AmongRows(ColumnElement[bool]):
    """Whether a row of expressions equals one of the listed rows of constants."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, parts: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...], *, negated: bool = False) -> None:
        self.parts = parts
        self.rows = rows
        self.negated = negated

    @property
    def _from_objects(self) -> list[Any]:
        return [found for part in self.parts for found in part._from_objects]  # noqa: SLF001 - how SQLAlchemy asks for tables


@compiles(AmongRows)
def _among_rows(element: AmongRows, compiler: Any, **kw: Any) -> str:
    left = ", ".join(compiler.process(part, **kw) for part in element.parts)
    rows = ", ".join("(" + ", ".join(compiler.process(cell, **kw) for cell in row) + ")" for row in element.rows)
    word = "NOT IN" if element.negated else "IN"
    return f"(({left}) {word} (VALUES {rows}))"


class ListedIds(ColumnElement[bool]):
    """Whether an id is in a list bound as one parameter (JSON text on SQLite, an array on PostgreSQL)."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.bound = bindparam(name, type_=Text())

    def self_group(self, against: Any = None) -> ListedIds:
        """As it stands: SQLAlchemy would compare it with 1, and no index serves that."""
        return self

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.column._from_objects)  # noqa: SLF001 - how SQLAlchemy asks for tables


@compiles(ListedIds)
def _listed_ids(element: ListedIds, compiler: Any, **kw: Any) -> str:
    column, given = compiler.process(element.column, **kw), compiler.process(element.bound, **kw)
    return f"({column} IN (SELECT value FROM json_each({given})))"


@compiles(ListedIds, "postgresql")
def _listed_ids_postgresql(element: ListedIds, compiler: Any, **kw: Any) -> str:
    column, given = compiler.process(element.column, **kw), compiler.process(element.bound, **kw)
    return f"({column} IN (SELECT value::bigint FROM json_array_elements_text({given}::json) AS ids(value)))"
