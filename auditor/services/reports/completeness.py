"""资料完整度: how far each column is filled and which rules read it, told once instead of once per person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, distinct, func, select

from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import SHEETS
from auditor.model.tables import LISTS, MAIN, UNSTORED
from auditor.reporting.facts import ColumnFilled, SheetFilled, Words
from auditor.storage.known import as_known


def completeness(
    connection: Connection, book: Any, rules: Sequence[Any], known: int | None = None
) -> tuple[SheetFilled, ...]:
    """Per sheet that holds anything, the columns that some rule reads; as recorded at a change (None: now)."""
    from auditor.rulebook.reads import fields_read

    readers: dict[tuple[str, str], list[str]] = {}
    for rule in rules:
        for place in fields_read(book, rule.id):
            readers.setdefault(place, []).append(rule.id)
    made = []
    for sheet in SHEETS:
        wanted = [f for f in sheet.fields if (sheet.name, f.name) in readers and (sheet.table, f.name) not in UNSTORED]
        filled = _filled(connection, sheet, wanted, known)
        if filled is None:
            continue
        total, counts = filled
        columns = tuple(
            ColumnFilled(
                Words(f.zh, f.name.replace("_", " ")), counts[f.name], total, tuple(readers[sheet.name, f.name])
            )
            for f in wanted
        )
        made.append(SheetFilled(Words(sheet.zh, sheet.name), columns))
    return tuple(made)


def _filled(
    connection: Connection, sheet: Sheet, wanted: Sequence[Field], known: int | None
) -> tuple[int, dict[str, int]] | None:
    main = _at(MAIN[sheet.table], known)
    plain = [f for f in wanted if f.kind is not Kind.LIST]
    row = connection.execute(select(func.count(), *(_count(main, f) for f in plain)).select_from(main)).one()
    if not row[0] or not wanted:
        return None
    counts = {f.name: int(number or 0) for f, number in zip(plain, row[1:], strict=True)}
    for field in wanted:
        if field.kind is Kind.LIST:
            listed = _at(LISTS[sheet.table, field.name].table, known)
            counts[field.name] = connection.execute(select(func.count(distinct(listed.c.owner_id)))).scalar_one()
    return int(row[0]), counts


def _at(table: Table, known: int | None) -> Any:
    return table if known is None else as_known(table, known).subquery()


def _count(main: Any, field: Field) -> Any:
    if field.personal:
        return func.sum(main.c[f"has_{field.name}"])
    if field.kind is Kind.REF:
        return func.count(main.c[f"{field.name}_id"])
    if field.kind is Kind.END:
        return func.count(main.c[field.name]) + func.sum(main.c[f"{field.name}_long"])
    return func.count(main.c[field.name])
