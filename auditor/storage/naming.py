"""Names a stored row as people know it: its codes and natural key, never a personal value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, select

from auditor.model.coded import shown_code
from auditor.model.fields import Kind
from auditor.model.ledger import run, verdict
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import HISTORY, LISTS, MAIN, VAULTS, VERSIONED, attachment, key_columns, subject
from auditor.model.types import date_of, datetime_of

_OWNED = {entry.table.name: (entry.owner, entry.field.name) for entry in LISTS.values()} | {
    table.name: (owner, "") for owner, table in VAULTS.items()
}


@cache
def table_named(name: str) -> Table:
    """The live table of that name; KeyError when the chain knows none."""
    return {table.name: table for table in (*VERSIONED, run, verdict)}[name]


def row_name(connection: Connection, table: Table, key: Mapping[str, Any]) -> str:
    """The row of these key columns, told by codes: ``host:H0007``, ``licence host:H0007 SC10644…``."""
    if table.name in _OWNED:
        return _owned_name(connection, table, key)
    if "subject_id" in key and table.name.startswith("past_"):
        return f"{subject_name(connection, key['subject_id'])} {_day(key['from_day'])}"
    if table is verdict:
        return f"run {key['run_id']}, {key['rule']} {subject_name(connection, key['subject_id'])}"
    if table is subject or (table.name in BY_TABLE and BY_TABLE[table.name].subject) or table.name == "workspace":
        return subject_name(connection, key["id"])
    if table.name in MAIN:
        return record_name(connection, table.name, key["id"])
    if table is attachment:
        return _attachment_name(connection, key["id"])
    return ", ".join(f"{table.name} {value}" for value in key.values())


def subject_name(connection: Connection, number: int) -> str:
    """``type:code`` of a subject, from its row or its last former one; else its number."""
    for table in (subject, HISTORY["subject"]):
        found = connection.execute(select(table.c.type, table.c.code).where(table.c.id == number).limit(1)).first()
        if found is not None:
            return f"{found.type}:{found.code}"
    return f"#{number}"


def _owned_name(connection: Connection, table: Table, key: Mapping[str, Any]) -> str:
    owner, field = _OWNED[table.name]
    name = row_name(connection, table_named(owner), {"id": key["owner_id"]})
    return f"{name} {field}[{key['ordinal'] + 1}]" if field else name


def _attachment_name(connection: Connection, number: int) -> str:
    """By its owner and the beginning of its hash, never by the name it came under."""
    row = row_of(connection, "attachment", number)
    if row is None:
        return f"attachment #{number}"
    return f"attachment {subject_name(connection, row['subject_id'])} {row['sha256'][:12]}"


def record_name(connection: Connection, table: str, number: int) -> str:
    """A record by its sheet's table and natural key, from its row or its last former one; else its number."""
    row = row_of(connection, table, number)
    return f"{table} #{number}" if row is None else " ".join((table, *_key_words(connection, table, row)))


def row_of(connection: Connection, table: str, number: int) -> Mapping[Any, Any] | None:
    """The row of that id, or its last former version; None where there never was one."""
    for source in (table_named(table), HISTORY[table]):
        row = connection.execute(select(source).where(source.c.id == number).limit(1)).mappings().first()
        if row is not None:
            return row
    return None


def _key_words(connection: Connection, table: str, row: Mapping[Any, Any]) -> list[str]:
    sheet = BY_TABLE[table]
    kinds = {field.name: field.kind for field in sheet.fields}
    said = []
    for column, _ in key_columns(sheet):
        value = row[column]
        if value is None:
            continue
        kind = kinds.get(column)
        if column.endswith("_id") and kinds.get(column[:-3]) is Kind.REF:
            coded = sheet.field(column[:-3]).coded
            said.append(_coded_name(connection, coded, value) if coded else subject_name(connection, value))
        elif kind is Kind.DATE:
            said.append(_day(value))
        elif kind is Kind.DATETIME:
            said.append(datetime_of(value).isoformat(" "))
        else:
            said.append(str(value))
    return said


def code_named(connection: Connection, table: str, number: int) -> str | None:
    """The code of a coded record, from its row or its last former one; None where none is known."""
    main, former = MAIN[table], HISTORY[table]
    statement = select(shown_code(table, main)).where(main.c.id == number)
    code = connection.execute(statement).scalar()
    if code is None:
        code = connection.execute(select(former.c.code).where(former.c.id == number).limit(1)).scalar()
    return None if code is None else str(code)


def _coded_name(connection: Connection, table: str, number: int) -> str:
    return code_named(connection, table, number) or f"{table} #{number}"


def _day(day: int) -> str:
    try:
        return date_of(day).isoformat()
    except (ValueError, OverflowError):
        return str(day)
