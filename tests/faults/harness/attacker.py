"""What somebody with an SQLite shell and this program's source can do to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, Text

from auditor.model.commitment import commitment
from auditor.model.ledger import change, head, leaf, run, verdict
from auditor.model.tables import HISTORY, VAULTS, VERSIONED
from auditor.storage.chain import GENESIS, Link, combined, parts_of

Row = dict[str, Any]


def without_guards(connection: Connection) -> list[str]:
    """Drop every trigger and every unique index; gives the triggers' text, to make them again and hide it."""
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in made:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    unique = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
    for (name,) in connection.exec_driver_sql(unique).all():
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [sql for _, sql in made]


def without_constraints(raw: Any) -> None:
    """Let every column be empty; whoever opens the file afterwards finds it so."""
    cursor = raw.cursor()
    cursor.execute("PRAGMA writable_schema = ON")
    cursor.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
    cursor.execute("PRAGMA writable_schema = OFF")
    cursor.close()


def rows_of(connection: Connection, table: str) -> list[Row]:
    """Every row of a table."""
    return [dict(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()]


def keys_of(table: Table) -> list[str]:
    """What names one row: the primary key, of a former row also when it went."""
    live = [c.name for c in table.primary_key.columns]
    if live:
        return live
    kept = next(one for one in VERSIONED if HISTORY[one.name] is table)
    return [*(c.name for c in kept.primary_key.columns), "change_id", "gone_by"]


def put(connection: Connection, table: Table, row: Row, *, how: str = "INSERT") -> None:
    """Insert a row as it is given."""
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    connection.exec_driver_sql(f'{how} INTO "{table.name}" ({names}) VALUES ({marks})', tuple(row.values()))


def take(connection: Connection, table: Table, row: Row) -> None:
    """Delete a row."""
    keys = keys_of(table)
    where = " AND ".join(f'"{name}" = ?' for name in keys)
    done = connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE {where}', tuple(row[name] for name in keys))
    assert done.rowcount == 1, (table.name, row)


def another(table: Table, name: str, value: Any) -> Any:
    """A value that the column did not have."""
    if isinstance(table.c[name].type, LargeBinary):
        return bytes(reversed(value or b"\x01\x02")) + b"\x01"
    if isinstance(table.c[name].type, Text):
        return f"{value or ''}~"
    return (value or 0) + 7


def spare(table: Table) -> list[str]:
    """Columns that are no key, no change number and no salt."""
    used = {*keys_of(table), "change_id", "gone_by", "salt"}
    return [c.name for c in table.columns if c.name not in used]


# --- one row ----------------------------------------------------------------------------------------------------------


def update(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """Another value in one row."""
    row = rows[0]
    name = [name for name in spare(table) if name != "personal_mac"][-1]
    take(connection, table, row)
    put(connection, table, {**row, name: another(table, name, row[name])})
    return True


def delete(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """One row less."""
    take(connection, table, rows[0])
    return True


def insert(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """One row more, like another one."""
    row = dict(rows[0])
    for name in [keys_of(table)[0], *(c.name for c in table.columns if table.name == "subject" and c.name == "code")]:
        row[name] = another(table, name, 90_000 if name == "owner_id" else row[name])
    put(connection, table, row)
    return True


def replace(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """INSERT OR REPLACE, past which triggers on deletion do not look by themselves."""
    row = rows[-1]
    if not table.primary_key.columns:
        take(connection, table, row)
    name = spare(table)[0]
    put(connection, table, {**row, name: another(table, name, row[name])}, how="INSERT OR REPLACE")
    return True


def reorder(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """Two rows trade the changes that wrote them."""
    one, two = _two(rows, "change_id")
    if two is None:
        return False
    take(connection, table, one)
    take(connection, table, two)
    put(connection, table, {**one, "change_id": two["change_id"]})
    put(connection, table, {**two, "change_id": one["change_id"]})
    return True


def swap(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """Two rows trade what they say."""
    names = [name for name in spare(table) if name != "personal_mac"]
    for name in names:
        one, two = _two(rows, name)
        if two is not None:
            take(connection, table, one)
            take(connection, table, two)
            put(connection, table, {**one, name: two[name]})
            put(connection, table, {**two, name: one[name]})
            return True
    return False


def empty(connection: Connection, table: Table, rows: list[Row]) -> bool:
    """A column is emptied."""
    for row in rows:
        for name in spare(table):
            if row[name] is not None:
                take(connection, table, row)
                put(connection, table, {**row, name: None})
                return True
    return False


def _two(rows: list[Row], name: str) -> tuple[Row, Row | None]:
    return rows[0], next((row for row in rows[1:] if row[name] != rows[0][name]), None)


Deed = Callable[[Connection, Table, list[Row]], bool]
DEEDS: dict[str, Deed] = {
    "update": update,
    "delete": delete,
    "insert": insert,
    "replace": replace,
    "reorder": reorder,
    "swap": swap,
    "column-null": empty,
}


# --- the whole chain --------------------------------------------------------------------------------------------------


def rewrite(connection: Connection, first: int = 1) -> None:
    """Make marks, digests, links and the head anew from the rows as they are now: a chain that agrees with them."""
    _recommit(connection)
    rows = [dict(row) for row in connection.exec_driver_sql("SELECT * FROM change ORDER BY id").mappings()]
    prev = GENESIS
    for row in rows:
        number = row["id"]
        if number >= first:
            parts = list(parts_of(connection, number))
            row = {**row, "rows": sum(part.count for part in parts), "digest": combined(parts), "prev": prev}
            connection.exec_driver_sql("DELETE FROM leaf WHERE change_id = ?", (number,))
            for part in parts:
                put(connection, leaf, {"change_id": number, "part": part.name, "digests": part.leaves})
            row["hash"] = Link(**{name: row[name] for name in Link.__slots__}).hash()
            connection.exec_driver_sql("DELETE FROM change WHERE id = ?", (number,))
            put(connection, change, row)
        prev = row["hash"]
    connection.exec_driver_sql("UPDATE head SET change_id = ?, hash = ?", (rows[-1]["id"], prev))


def _recommit(connection: Connection) -> None:
    """Commit the main rows to the personal values that stand beside them now."""
    for owner, vault in VAULTS.items():
        names = [c.name for c in vault.columns if c.name not in ("owner_id", "salt", "change_id")]
        for row in rows_of(connection, vault.name):
            mac = commitment(row["salt"], {name: row[name] for name in names})
            connection.exec_driver_sql(
                f'UPDATE "{owner}" SET personal_mac = ? WHERE id = ? AND personal_mac IS NOT NULL',
                (mac, row["owner_id"]),
            )


def cut_tail(connection: Connection, last: int) -> None:
    """Take back everything after a change, so that nothing is left of it: as an older file would be."""
    for table in VERSIONED:
        former = HISTORY[table.name]
        names = ", ".join(f'"{c.name}"' for c in table.columns)
        connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE change_id > {last}')
        connection.exec_driver_sql(f'DELETE FROM "{former.name}" WHERE change_id > {last}')
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM "{former.name}" WHERE gone_by > {last}'
        )
        connection.exec_driver_sql(f'DELETE FROM "{former.name}" WHERE gone_by > {last}')
    connection.exec_driver_sql(
        f'DELETE FROM "{verdict.name}" WHERE run_id IN (SELECT id FROM "{run.name}" WHERE change_id > {last})'
    )
    connection.exec_driver_sql(
        "DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM attachment UNION SELECT sha256 FROM attachment_history)"
    )
    for name, column in ((run.name, "change_id"), (leaf.name, "change_id"), (change.name, "id")):
        connection.exec_driver_sql(f'DELETE FROM "{name}" WHERE "{column}" > {last}')
    connection.exec_driver_sql(
        f'UPDATE "{head.name}" SET change_id = {last}, hash = (SELECT hash FROM change WHERE id = {last})'
    )
