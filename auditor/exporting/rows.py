"""The rows of every sheet as they stand in the store, in the values that a file's rows are read to.

Rows are streamed in the order of their ids; lists and personal values come along on cursors of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, func, select

from auditor.exporting.chosen import chosen_rows, parts
from auditor.exporting.layout import sheets, shown_fields
from auditor.model.coded import shown_code
from auditor.model.enums import OTHER, is_open
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.tables import LISTS, MAIN, PERIODS, UNSTORED, VAULTS, ListTable, subject
from auditor.model.values import CLEAR, FOREVER, Element, Other, Value

Row = dict[str, Value]
_FETCHED = 2_000
_NOTHING = (None, "", ())


def export_rows(
    connection: Connection, subjects: Collection[int] | None = None, *, masked: bool = False
) -> Iterator[tuple[Sheet, Iterator[Row]]]:
    """Each sheet with its rows, in the workbook's order; ``subjects`` (ids) limit them, masked: nothing personal.

    The rows of a sheet must be taken before the next sheet is asked for.
    """
    chosen = None if subjects is None else chosen_rows(connection, subjects)
    for sheet in sheets():
        yield sheet, rows_of(connection, sheet, None if chosen is None else chosen[sheet.name], masked=masked)


def rows_of(connection: Connection, sheet: Sheet, ids: Collection[int] | None, *, masked: bool) -> Iterator[Row]:
    """The rows of one sheet, of all or of these ids; a field without a value is left out."""
    fields = shown_fields(sheet, masked=masked)
    if ids is None:
        yield from _streamed(connection, sheet, fields, None)
        return
    for part in parts(ids):
        yield from _streamed(connection, sheet, fields, part)


def _streamed(connection: Connection, sheet: Sheet, fields: tuple[Field, ...], ids: list[int] | None) -> Iterator[Row]:
    plain = [field for field in fields if field.kind is not Kind.LIST]
    lists = [
        (field, _Elements(connection, LISTS[sheet.table, field.name], ids))
        for field in fields
        if field.kind is Kind.LIST
    ]
    statement, readers = _selected(sheet, plain, ids)
    for stored in connection.execute(statement.execution_options(yield_per=_FETCHED)):
        row: Row = {}
        at = 1
        for field, width, read in readers:
            value = read(*stored[at : at + width])
            at += width
            if value not in _NOTHING:
                row[field.name] = value
        for field, elements in lists:
            found = elements.of(stored[0])
            if found:
                row[field.name] = found
            elif field.default is not None:
                # An empty cell of a new row would take the default.
                row[field.name] = CLEAR
        yield _apart_from_agency(sheet, row)


def _apart_from_agency(sheet: Sheet, row: Row) -> Row:
    """Whoever left an agency on a day says so: an empty cell would mean that nothing is told."""
    if sheet.table == "host" and "agency_from" in row and "agency" not in row:
        row["agency"] = CLEAR
    return row


Reader = Callable[..., Any]


def _selected(
    sheet: Sheet, fields: list[Field], ids: list[int] | None
) -> tuple[Select[Any], list[tuple[Field, int, Reader]]]:
    """The statement, and per field how many of its columns are whose and how they become its value."""
    main = MAIN[sheet.table]
    source: FromClause = main
    columns: list[ColumnElement[Any]] = [main.c.id]
    readers: list[tuple[Field, int, Reader]] = []
    vault = VAULTS.get(sheet.table)
    if vault is not None and any(field.personal for field in fields):
        source = source.outerjoin(vault, vault.c.owner_id == main.c.id)
    course = MAIN["course"].alias()
    if any((sheet.table, field.name) in UNSTORED for field in fields):
        source = source.join(course, course.c.id == main.c.course_id)
    for field in fields:
        if field.kind is Kind.REF:
            meant = (MAIN[field.coded] if field.coded else subject).alias()
            source = source.outerjoin(meant, meant.c.id == main.c[f"{field.name}_id"])
            own: list[ColumnElement[Any]] = [_code(field, main, meant)]
        elif (sheet.table, field.name) in UNSTORED:
            own = [course.c.title]
        else:
            own = _own_columns(field, vault if field.personal and vault is not None else main)
        columns += own
        readers.append((field, len(own), _reader(field)))
    statement = select(*columns).select_from(source).order_by(main.c.id)
    return (statement if ids is None else statement.where(main.c.id.in_(ids))), readers


def _code(field: Field, main: Table, meant: FromClause) -> ColumnElement[Any]:
    """The code of whom a reference means; staff are known by name alone."""
    if field.may_be_staff:
        return func.coalesce(meant.c.code, main.c[f"{field.name}_name"])
    return shown_code(field.coded, meant)


def _own_columns(field: Field, table: Table) -> list[ColumnElement[Any]]:
    own: list[ColumnElement[Any]] = [table.c[field.name]]
    if field.kind is Kind.END:
        own.append(table.c[f"{field.name}_long"])
    elif field.kind is Kind.ENUM and is_open(field.words):
        own.append(table.c[f"{field.name}_text"])
    return own


def _reader(field: Field) -> Reader:
    if field.kind is Kind.END:
        return lambda day, endless: FOREVER if endless else day
    if field.kind is Kind.ENUM and is_open(field.words):
        return _word
    if field.name in PERIODS:
        return lambda day: None if day == BEGINNING else day
    return lambda value: value


def _word(code: str | None, text: str | None) -> str | Other | None:
    return Other(text) if code == OTHER and text else code


class _Elements:
    """The elements of a list field, row after row, on a cursor of their own."""

    def __init__(self, connection: Connection, listed: ListTable, ids: list[int] | None) -> None:
        self._rows = iter(connection.execute(_elements(listed, ids).execution_options(yield_per=_FETCHED)))
        self._next = next(self._rows, None)

    def of(self, owner: int) -> tuple[Element, ...]:
        """The elements of the row of this id; ids must be asked for in ascending order."""
        found: list[Element] = []
        while self._next is not None and self._next[0] <= owner:
            if self._next[0] == owner:
                found.append(self._element(*self._next[1:]))
            self._next = next(self._rows, None)
        return tuple(found)

    @staticmethod
    def _element(value: str, beside: str | None) -> Element:
        return Other(beside) if value == OTHER and beside else value


def _elements(listed: ListTable, ids: list[int] | None) -> Select[Any]:
    table = listed.table
    if listed.field.of is Kind.REF:
        many = len(listed.field.refs) > 1
        code: ColumnElement[Any] = subject.c.type + ":" + subject.c.code if many else subject.c.code
        statement: Select[Any] = select(table.c.owner_id, code, func.nullif("", "")).join(
            subject, subject.c.id == table.c.target_id
        )
    else:
        beside: ColumnElement[Any] = table.c.text if "text" in table.c else func.nullif("", "")
        statement = select(table.c.owner_id, table.c.value, beside)
    if ids is not None:
        statement = statement.where(table.c.owner_id.in_(ids))
    return statement.order_by(table.c.owner_id, table.c.ordinal)
