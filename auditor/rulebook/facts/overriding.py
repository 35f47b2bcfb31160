"""Derived fields that an example states outright: read from a temporary table instead of being computed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import BigInteger, Column, FromClause, MetaData, Table, Text, case, exists, select

from auditor.rulebook.facts.rows import SINGLE, Listing, Row, Rows, Seen, reached
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.truth import Test, Truth, as_number
from auditor.rulebook.sql.values import Sql, Value

temporary = MetaData()
override = Table(
    "example_override",
    temporary,
    Column("object", Text, nullable=False),
    Column("row_id", BigInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("whole", BigInteger),
    Column("words", Text),
    prefixes=["TEMPORARY"],
)


def overridden(row: Row, name: str, seen: Seen) -> Seen:
    """The field with what an example states about it, else as computed."""
    if isinstance(seen, tuple):
        return _listing(row, name, seen)
    if isinstance(seen, Row):
        return reached(row.scope, seen.kind, _value(row, name, "whole", seen.id), maybe=True)
    if isinstance(seen, Truth):
        number = _value(row, name, "whole", as_number(seen))
        return Test(number == row.scope.number(1), number == row.scope.number(0), False)
    assert isinstance(seen, Value)
    column = "words" if seen.type is Simple.STRING else "whole"
    return Value(_value(row, name, column, seen.sql), seen.type, True, scale=seen.scale)


def _alias(row: Row) -> FromClause:
    row.scope.shared.counter += 1
    return override.alias(f"eo_{row.scope.shared.counter}")


def _tie(row: Row, name: str, table: FromClause) -> tuple[Sql, ...]:
    text = row.scope.text
    return table.c.object == text(row.kind), table.c.row_id == row.id, table.c.field == text(name)


def _stated(row: Row, name: str) -> Sql:
    table = _alias(row)
    return exists(select(SINGLE).select_from(table).where(*_tie(row, name, table)).correlate_except(table))


def _value(row: Row, name: str, column: str, computed: Sql) -> Sql:
    table = _alias(row)
    found = select(table.c[column]).where(*_tie(row, name, table)).correlate_except(table).scalar_subquery()
    return case((_stated(row, name), found), else_=computed)


def _listing(row: Row, name: str, seen: Listing) -> Listing:
    table = _alias(row)
    where = (*_tie(row, name, table), table.c.words.is_not(None))
    own = Rows((table,), where, Value(table.c.words, Simple.STRING, False), known=row.there())
    stated = _stated(row, name)
    rest = tuple(replace(part, where=(*part.where, ~stated)) for part in seen if isinstance(part, Rows))
    return own, *rest
