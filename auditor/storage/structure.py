"""Whether versions follow one another as changes wrote them: what digests of single rows cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table

from auditor.i18n import said
from auditor.model.ledger import run
from auditor.model.tables import HISTORY, VERSIONED
from auditor.storage.differences import Difference
from auditor.storage.locate import any_row
from auditor.storage.naming import row_name


def unknown_changes(connection: Connection, head: int) -> Iterator[Difference]:
    """Rows that claim a change which is not on record, or to have gone by one."""
    for table in (*VERSIONED, run):
        stored = [table.name]
        if table.name in HISTORY:
            stored.append(HISTORY[table.name].name)
        for name in stored:
            columns = ("change_id", "gone_by") if name.endswith("_history") else ("change_id",)
            for column in columns:
                if _outside(connection, name, column, head):
                    row = any_row(connection, name, f"{column} NOT BETWEEN 1 AND {head:d}")
                    yield Difference(
                        said(
                            "The row {row} of table {table} names a change that is not on record.",
                            row=row or "?",
                            table=name,
                        ),
                        name,
                        row or "",
                    )


def _outside(connection: Connection, table: str, column: str, head: int) -> bool:
    # Two subqueries: SQLite answers min or max alone from the index, but not both at once.
    low, high = connection.exec_driver_sql(
        f'SELECT (SELECT min({column}) FROM "{table}"), (SELECT max({column}) FROM "{table}")'
    ).one()
    return low is not None and (low < 1 or high > head)


def overlaps(connection: Connection) -> Iterator[Difference]:
    """Former rows that ended before they began, or that were in force beside another version of themselves."""
    for table in VERSIONED:
        history = HISTORY[table.name].name
        same = " AND ".join(f'n."{c.name}" = x."{c.name}"' for c in table.primary_key.columns)
        later = f'EXISTS (SELECT 1 FROM "{table.name}" n WHERE {same} AND n.change_id < x.gone_by)'
        for condition in ("x.gone_by <= x.change_id", later):
            row = any_row(connection, history, condition)
            if row is not None:
                yield _overlap(table, row)
        yield from _beside(connection, table)


def _beside(connection: Connection, table: Table) -> Iterator[Difference]:
    """Of the versions of one row, in the order of their ends, none begins before the one before it has ended."""
    history = HISTORY[table.name].name
    names = [column.name for column in table.primary_key.columns]
    keys = ", ".join(f'"{name}"' for name in names)
    sql = (
        f"SELECT {keys} FROM (SELECT {keys}, change_id, "
        f"lag(gone_by) OVER (PARTITION BY {keys} ORDER BY gone_by, change_id) AS ended "
        f'FROM "{history}") AS versions WHERE change_id < ended LIMIT 1'
    )
    row = connection.exec_driver_sql(sql).first()
    if row is not None:
        yield _overlap(table, row_name(connection, table, dict(zip(names, row, strict=True))))


def _overlap(table: Table, row: str) -> Difference:
    return Difference(
        said("The history of the row {row} of table {table} contradicts itself.", row=row, table=table.name),
        f"{table.name}_history",
        row,
    )
