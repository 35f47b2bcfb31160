"""Finds the row by which a change departs from its digest, and names it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select, text

from auditor.i18n import Message, said
from auditor.model.ledger import leaf
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import subject
from auditor.storage.chain import CHAINED, leaves_of
from auditor.storage.differences import Difference, Key, Moved, first_moved
from auditor.storage.naming import row_name, table_named


def first_difference(connection: Connection, change_id: int, *, same_count: bool) -> Difference:
    """The first row, in the order of tables and keys, by which this change differs from what it recorded.

    With ``same_count`` it has as many rows as it recorded: a table without any marks then lost those, not its rows.
    """
    marks: dict[str, bytes] = {
        row.part: row.digests for row in connection.execute(select(leaf).where(leaf.c.change_id == change_id))
    }
    for table in CHAINED:
        for sign in "+-":
            part = f"{table.name}{sign}"
            if same_count and part not in marks:
                continue
            moved = first_moved(marks.get(part, b""), leaves_of(connection, part, change_id))
            if moved is not None:
                return _told(connection, table, change_id, moved)
    return Difference(
        said(
            "Change {change}: what it wrote differs from its digest, and the marks that would name the row do too.",
            change=change_id,
        ),
        "leaf",
        change=change_id,
    )


def _told(connection: Connection, table: Table, change_id: int, moved: Moved) -> Difference:
    key = moved.key if moved.how != "removed" else _missing_key(connection, table, moved)
    if key is not None:
        name = named(connection, table, key)
        return Difference(_sentence(moved.how, table, name, change_id), table.name, name, change_id)
    before = "" if moved.before is None else named(connection, table, moved.before)
    message = said(
        "Change {change}: a row of table {table} is missing (after {row}).",
        change=change_id,
        table=table.name,
        row=before or said("the beginning"),
    )
    return Difference(message, table.name, before, change_id)


def _sentence(how: str, table: Table, name: str, change_id: int) -> Message:
    params: dict[str, object] = {"change": change_id, "table": table.name, "row": name}
    if how == "altered":
        return said("Change {change}: the row {row} of table {table} was altered afterwards.", **params)
    if how == "added":
        return said("Change {change}: the row {row} of table {table} was not written by it.", **params)
    return said("Change {change}: the row {row} of table {table} is missing.", **params)


def named(connection: Connection, table: Table, key: Key) -> str:
    """The row of this primary key by its codes."""
    names = [column.name for column in table.primary_key.columns]
    return row_name(connection, table, dict(zip(names, key, strict=True)))


def _missing_key(connection: Connection, table: Table, moved: Moved) -> Key | None:
    """The key of a removed row where its neighbours, or the subject it belonged to, leave only one choice."""
    if len(table.primary_key.columns) != 1 or table.name == "setting":
        return None
    low = 0 if moved.before is None else int(str(moved.before[0]))
    high = None if moved.after is None else int(str(moved.after[0]))
    if table is subject:
        return (low + 1,) if high == low + 2 else None
    if table.name == "workspace":
        return (1,)
    if table.name not in BY_TABLE or not BY_TABLE[table.name].subject:
        return (low + 1,) if high == low + 2 else None
    return _orphan(connection, table, low, high)


def _orphan(connection: Connection, table: Table, low: int, high: int | None) -> Key | None:
    """The only subject of the table's type between two ids that has no row there."""
    between = "" if high is None else " AND s.id < :high"
    params: dict[str, Any] = {"type": BY_TABLE[table.name].subject, "low": low}
    if high is not None:
        params["high"] = high
    found = connection.execute(
        text(
            f"SELECT s.id FROM subject s WHERE s.type = :type AND s.id > :low{between} "
            f'AND NOT EXISTS (SELECT 1 FROM "{table.name}" m WHERE m.id = s.id) LIMIT 2'
        ),
        params,
    ).all()
    return (found[0].id,) if len(found) == 1 else None


def any_row(connection: Connection, table: str, where: str) -> str | None:
    """The name of the first row of a table (a history table too) that meets an SQL condition, or None."""
    live = table_named(table.removesuffix("_history"))
    names = [column.name for column in live.primary_key.columns]
    listed = ", ".join(f'x."{name}"' for name in names)
    row = connection.exec_driver_sql(f'SELECT {listed} FROM "{table}" x WHERE {where} LIMIT 1').first()
    return None if row is None else row_name(connection, live, dict(zip(names, row, strict=True)))
