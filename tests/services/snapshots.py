"""Everything a workspace holds, to compare two moments of it, and whether it is sound."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from auditor.app import Auditor
from auditor.model.tables import VERSIONED
from auditor.monitor import Silent
from auditor.services.caches import derived_fault, listing_fault, search_fault
from auditor.services.dumps import Dump
from auditor.storage.known import as_known
from auditor.storage.verify import verify_chain

Snapshot = dict[str, list[tuple[Any, ...]]]


def snapshot(connection: Connection, known: int | None = None) -> Snapshot:
    """Every row of every versioned table without its change number; salts and commitments are among them."""
    found: Snapshot = {}
    for table in VERSIONED:
        statement = select(table) if known is None else as_known(table, known)
        rows = connection.execute(statement).mappings()
        told = [tuple(value for name, value in row.items() if name != "change_id") for row in rows]
        found[table.name] = sorted(told, key=repr)
    return found


def held(app: Auditor, known: int | None = None) -> Snapshot:
    """The same of an open workspace, now or as it was known after a change."""
    with app.context.store.reading() as connection:
        return snapshot(connection, known)


def dumped(app: Auditor) -> str:
    """The canonical dump."""
    pieces: list[str] = []
    app.ask(Dump(pieces.append))
    return "".join(pieces)


def assert_sound(app: Auditor) -> None:
    """The chain verifies, references lead somewhere, lists and search show what is there."""
    with app.context.store.reading() as connection:
        assert verify_chain(connection, Silent()).first_difference is None
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
        assert listing_fault(connection) is None
        assert search_fault(connection) is None
        assert derived_fault(connection) is None
