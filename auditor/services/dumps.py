"""The canonical dump: every decisive row by natural keys alone, sorted, so that equal workspaces give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, func, select

from auditor.model.coded import shown_code
from auditor.model.fields import Kind, Sheet
from auditor.model.sheets import SHEETS
from auditor.model.tables import HISTORY, MAIN, attachment, key_columns, subject
from auditor.services.context import Context
from auditor.services.profiles import Record, records_of
from auditor.services.records.stored import PAST
from auditor.services.shown import shown_value
from auditor.services.verbs import Query
from auditor.storage.naming import record_name, subject_name

_BATCH = 500
_OURS = frozenset({"id", "change_id", "gone_by", "personal_mac"})


@dataclass(frozen=True, slots=True)
class Dump(Query[None]):
    """Give the dump to ``write`` as pieces of one JSON document, as they are made; personal values masked.

    ``history`` adds former versions.
    """

    write: Callable[[str], object]
    history: bool = False


def dump(context: Context, connection: Connection, query: Dump) -> None:
    """All sheets in their order, on one moment of the store."""
    for piece in _pieces(connection, history=query.history):
        query.write(piece)


def _pieces(connection: Connection, *, history: bool) -> Iterator[str]:
    yield "{"
    for number, sheet in enumerate(SHEETS):
        yield f'{"," if number else ""}\n"{sheet.name}": ['
        for place, record in enumerate(_sorted(connection, sheet)):
            line = _line(connection, sheet, record, history=history)
            yield ("," if place else "") + "\n" + json.dumps(line, ensure_ascii=False, sort_keys=True)
        yield "]"
    yield ',\n"attachments": ['
    for place, line in enumerate(_attachments(connection)):
        yield ("," if place else "") + "\n" + json.dumps(line, ensure_ascii=False, sort_keys=True)
    yield "]\n}\n"


def _attachments(connection: Connection) -> Iterator[dict[str, Any]]:
    """Scans by whose they are and what they hold; the names they came under are personal and stay out."""
    rows = connection.execute(select(attachment).order_by(attachment.c.sha256)).mappings()
    told = [
        {
            "subject": subject_name(connection, row["subject_id"]),
            "record": None
            if row["record_table"] is None
            else record_name(connection, row["record_table"], row["record_id"]),
            "sha256": row["sha256"],
            "media": row["media"],
            "size": row["size"],
        }
        for row in rows
    ]
    yield from sorted(told, key=lambda one: (one["subject"], one["record"] or "", one["sha256"]))


def _sorted(connection: Connection, sheet: Sheet) -> Iterator[Record]:
    main = MAIN[sheet.table]
    coded = {f"{one.name}_id": one.coded for one in sheet.fields if one.kind is Kind.REF}
    statement = select(main.c.id)
    keys: list[Any] = []
    for name, _ in key_columns(sheet):
        column = main.c[name]
        if name not in coded:
            keys.append(func.coalesce(column, "" if isinstance(column.type, Text) else -(10**9)))
            continue
        named = (MAIN[coded[name]] if coded[name] else subject).alias()
        statement = statement.outerjoin(named, named.c.id == column)
        keys.append(func.coalesce(shown_code(coded[name], named), ""))
    ids = list(connection.execute(statement.order_by(*keys)).scalars())
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        found = {r.id: r for r in records_of(connection, sheet, select(main).where(main.c.id.in_(part)))}
        for number in part:
            yield found[number]


def _line(connection: Connection, sheet: Sheet, record: Record, *, history: bool) -> dict[str, Any]:
    line = {f.name: shown_value(f, record.values.get(f.name), "iso") for f in sheet.fields if f.name in record.values}
    if sheet.subject:
        past = _past(connection, sheet, record.id)
        if past:
            line["past"] = past
    if history:
        line["versions"] = _versions(connection, sheet, record.id)
    return {name: value for name, value in line.items() if value not in (None, [])}


def _past(connection: Connection, sheet: Sheet, number: int) -> list[list[Any]]:
    told: list[list[Any]] = []
    fields = {f.name: f for f in sheet.fields}
    for name, (table, column) in PAST.items():
        if name not in fields:
            continue
        value = table.c[column]
        statement = select(table.c.from_day, value).where(table.c.subject_id == number)
        if fields[name].kind is Kind.REF:
            statement = select(table.c.from_day, subject.c.code).outerjoin(subject, subject.c.id == value)
            statement = statement.where(table.c.subject_id == number)
        rows = connection.execute(statement.order_by(table.c.from_day))
        told += [[name, from_day, one] for from_day, one in rows]
    return told


def _versions(connection: Connection, sheet: Sheet, number: int) -> list[dict[str, Any]]:
    gone = HISTORY[sheet.table]
    columns = [c for c in gone.columns if c.name not in _OURS and not c.name.endswith("_id")]
    statement = select(*columns).where(gone.c.id == number).order_by(gone.c.gone_by)
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in connection.execute(statement).mappings()
    ]
