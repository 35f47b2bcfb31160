"""A list source over a real SQLite file, as the lists of the window have it."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from ui.kit.source import Column, Look, Order, Row

COLUMNS = (
    Column("code", "Code", lambda cell: cell.row[1], sort="code", look=Look.CODE),
    Column("name", "Name", lambda cell: cell.row[2], sort="name", look=Look.STRONG, stretch=True),
    Column("followers", "Followers", lambda cell: str(cell.row[3]), sort="followers", look=Look.NUMBER),
    Column("mark", "Mark", lambda cell: "" if cell.mark is None else str(cell.mark)),
)


class People:
    """People of whom every third is called Li; the filter is a name or None."""

    def __init__(self, path: Path, count: int) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("CREATE TABLE person(id INTEGER PRIMARY KEY, code TEXT, name TEXT, followers INTEGER)")
        self._connection.executemany(
            "INSERT INTO person VALUES (?, ?, ?, ?)",
            ((n, f"H{n:07d}", "Li" if n % 3 == 0 else "Wang", count - n) for n in range(1, count + 1)),
        )
        self.asked: list[tuple[str, object]] = []
        self.broken = False

    def close(self) -> None:
        self._connection.close()

    def execute(self, statement: str) -> None:
        self._connection.execute(statement)

    def first(self, filter: object, order: Order, size: int) -> list[Row]:
        self._note("first", filter)
        where, values = _where(filter)
        return self._connection.execute(
            f"SELECT id, code, name, followers FROM person {where} ORDER BY {_by(order)} LIMIT ?", (*values, size)
        ).fetchall()

    def ids(self, filter: object, order: Order) -> array[int]:
        self._note("ids", filter)
        where, values = _where(filter)
        found = self._connection.execute(f"SELECT id FROM person {where} ORDER BY {_by(order)}", values)
        return array("q", (row[0] for row in found))

    def rows(self, ids: Sequence[int]) -> list[Row]:
        self._note("rows", (ids[0], len(ids)))
        marks = ",".join("?" * len(ids))
        found = self._connection.execute(
            f"SELECT id, code, name, followers FROM person WHERE id IN ({marks})", list(ids)
        )
        by_id = {row[0]: row for row in found}
        return [by_id[one] for one in ids if one in by_id]

    def marks(self, ids: Sequence[int]) -> Mapping[int, object]:
        self._note("marks", tuple(ids))
        return {one: f"m{one}" for one in ids}

    def _note(self, what: str, detail: object) -> None:
        if self.broken:
            raise sqlite3.OperationalError("disk I/O error")
        self.asked.append((what, detail))


def _by(order: Order) -> str:
    way = "DESC" if order.descending else "ASC"
    return f"{order.key} {way}, id {way}"


def _where(filter: object) -> tuple[str, tuple[object, ...]]:
    return ("", ()) if filter is None else ("WHERE name = ?", (filter,))
