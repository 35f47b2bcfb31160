"""Rules as SQL for engines that we do not run on ourselves: DuckDB and Spark, for whoever audits data where it lies."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler

from auditor.rulebook.sql.dialect import AmongRows, CalendarPart, Matching, PlusMonths

_EPOCH = "DATE '1970-01-01'"


class _Whole(SQLCompiler):
    """Whole numbers are divided as SQLite divides them: towards zero."""

    divides = "//"

    def visit_floordiv_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"({self.process(binary.left, **kw)} {self.divides} {self.process(binary.right, **kw)})"


class _Div(_Whole):
    divides = "DIV"


class DuckDb(DefaultDialect):
    """DuckDB 1.x and 2.x."""

    name = "duckdb"
    supports_statement_cache = False
    supports_native_boolean = True
    default_paramstyle = "named"
    statement_compiler = _Whole


class _Backticks(IdentifierPreparer):
    def __init__(self, dialect: Any, **_kw: Any) -> None:
        super().__init__(dialect, initial_quote="`")


class Spark(DefaultDialect):
    """Spark SQL 3.4 and later, with named parameter markers."""

    name = "spark"
    supports_statement_cache = False
    supports_native_boolean = True
    default_paramstyle = "named"
    statement_compiler = _Div
    preparer = _Backticks  # type: ignore[assignment]  # the stubs know one preparer alone


def dollars(text: str) -> str:
    """Named parameters as DuckDB writes them: ``$name``."""
    return re.sub(r"(?<![:\w]):([A-Za-z_]\w*)", r"$\1", text)


@compiles(Matching, "duckdb")
def _matching_duckdb(element: Matching, compiler: Any, **kw: Any) -> str:
    text, pattern = (compiler.process(part, **kw) for part in element.clauses)
    return f"regexp_matches({text}, {pattern})"


@compiles(Matching, "spark")
def _matching_spark(element: Matching, compiler: Any, **kw: Any) -> str:
    text, pattern = (compiler.process(part, **kw) for part in element.clauses)
    return f"({text} RLIKE {pattern})"


@compiles(PlusMonths, "duckdb")
def _plus_months_duckdb(element: PlusMonths, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    moved = f"{_EPOCH} + CAST({day} AS INTEGER) + to_months(CAST({months} AS INTEGER))"
    return f"date_diff('day', {_EPOCH}, CAST({moved} AS DATE))"


@compiles(PlusMonths, "spark")
def _plus_months_spark(element: PlusMonths, compiler: Any, **kw: Any) -> str:
    day, months = (compiler.process(part, **kw) for part in element.clauses)
    return f"datediff(add_months(date_add({_EPOCH}, CAST({day} AS INT)), CAST({months} AS INT)), {_EPOCH})"


@compiles(CalendarPart, "duckdb")
def _calendar_part_duckdb(element: CalendarPart, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(strftime({_EPOCH} + CAST({day} AS INTEGER), '%Y%m%d') AS BIGINT)"


@compiles(CalendarPart, "spark")
def _calendar_part_spark(element: CalendarPart, compiler: Any, **kw: Any) -> str:
    (day,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(date_format(date_add({_EPOCH}, CAST({day} AS INT)), 'yyyyMMdd') AS BIGINT)"


@compiles(AmongRows, "duckdb")
@compiles(AmongRows, "spark")
def _among_rows(element: AmongRows, compiler: Any, **kw: Any) -> str:
    """Equality spelled out: a row's own three-valued logic differs from engine to engine."""
    parts = [compiler.process(part, **kw) for part in element.parts]
    rows = [[compiler.process(cell, **kw) for cell in row] for row in element.rows]
    same = (" AND ".join(f"{part} = {cell}" for part, cell in zip(parts, row, strict=True)) for row in rows)
    whole = " OR ".join(f"({one})" for one in same)
    return f"(NOT ({whole}))" if element.negated else f"({whole})"
