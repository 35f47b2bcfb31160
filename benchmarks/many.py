"""A workspace of very many small changes, as years of desk work leave it, sealed by the store's own functions."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from auditor.storage.chain import LEAF_BYTES, Link, Part, combined, row_text

_HOSTS = 1_000
_AT_ONCE = 50_000
"""Changes in one transaction: a sync for each of a million would take the longest by far."""


def paths(folder: Path, changes: int) -> Path:
    """The workspace with that many changes; built when it is not there yet."""
    from benchmarks.measure import in_child

    store = folder / f"changes-{changes}.auditor"
    if not store.exists():
        folder.mkdir(parents=True, exist_ok=True)
        told = in_child("build_many", store=str(store), changes=changes)
        print(f"  built {changes} changes in {told['cpu']:.0f} s CPU ({told['mb']:.0f} MB)")
    return store


def build_many(store: str, changes: int) -> dict[str, Any]:
    """Half of the changes give a host another note, half put a setting."""
    from benchmarks.bulk import load
    from benchmarks.worlds import SEED, TODAY, noon

    started = time.process_time()
    made = Path(store)
    draft = made.with_name(made.name + ".making")
    draft.unlink(missing_ok=True)
    load(draft, _HOSTS, SEED, TODAY, noon)
    _seal_all(draft, changes, noon())
    draft.rename(made)
    return {"cpu": time.process_time() - started, "mb": made.stat().st_size / 1e6}


def _seal_all(path: Path, changes: int, at: datetime) -> None:
    from auditor.model.types import second_of
    from auditor.storage.workspace import open_store

    opened = open_store(path, lambda: at)
    raw = opened.writer.raw_connection()
    cursor = raw.cursor()
    last, prev = cursor.execute("SELECT change_id, hash FROM head").fetchone()
    hosts = [row[0] for row in cursor.execute("SELECT id FROM host ORDER BY id")]
    second = second_of(at.replace(tzinfo=None))
    for start in range(last + 1, changes + 1, _AT_ONCE):
        cursor.execute("BEGIN IMMEDIATE")
        for number in range(start, min(start + _AT_ONCE, changes + 1)):
            prev = _sealed(cursor, number, prev, second + number, hosts)
        cursor.execute("COMMIT")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
    opened.close()


def _sealed(cursor: Any, number: int, prev: str, at: int, hosts: list[int]) -> str:
    """One change of one row, as the unit of work would write it."""
    import hashlib

    cursor.execute("UPDATE writing SET change_id = ?", (number,))
    table = "host" if number % 2 else "setting"
    if table == "host":
        key: object = hosts[number // 2 % len(hosts)]
        cursor.execute("UPDATE host SET note = ?, change_id = ? WHERE id = ?", (f"note {number}", number, key))
    else:
        key = f"key {number}"
        cursor.execute("INSERT INTO setting (key, value, change_id) VALUES (?, ?, ?)", (key, "value", number))
    column = "id" if table == "host" else "key"
    sql = f"SELECT {row_text(table, 'sqlite')} FROM {table} WHERE {column} = ?"
    leaf = hashlib.sha256(cursor.execute(sql, (key,)).fetchone()[0]).digest()
    part = Part(f"{table}+", 1, hashlib.sha256(leaf).hexdigest(), leaf[:LEAF_BYTES])
    link = Link(number, at, "owner", "EditRecord", "", "", 1, combined([part]), prev)
    hashed = link.hash()
    values = (link.id, link.at, link.who, link.kind, link.why, link.source, link.rows, link.digest, link.prev, hashed)
    cursor.execute("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    cursor.execute("INSERT INTO leaf VALUES (?, ?, ?)", (number, part.name, part.leaves))
    cursor.execute("UPDATE head SET change_id = ?, hash = ?", (number, hashed))
    cursor.execute("UPDATE writing SET change_id = NULL")
    return hashed
