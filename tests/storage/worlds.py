"""A small store in which every table has a current row, a changed one and a deleted one."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKeyConstraint, LargeBinary, Table, Text, insert

from auditor.clock import Clock
from auditor.model.commitment import commitment
from auditor.model.ledger import run, verdict
from auditor.model.tables import ADDED, DECISIVE, MAIN, VAULTS, attachment, erasure, sheet_of, subject, workspace
from auditor.storage import workspace as workspaces
from auditor.storage.contents import keep
from auditor.storage.store import Store
from auditor.storage.verdicts import verdicts_digest
from auditor.storage.work import Recorded, Work

SUBJECTS = ("host", "merchant", "agency", "room", "broadcast", "product")
PERSONAL = "canary"
"""What every personal value of the small store begins with."""


def ticking(start: datetime = datetime(2026, 6, 30, 4, tzinfo=UTC)) -> Clock:
    """A clock that goes on by a minute each time it is read."""
    moment = [start]

    def clock() -> datetime:
        moment[0] += timedelta(minutes=1)
        return moment[0]

    return clock


def new_store(path: Path, clock: Clock | None = None, passphrase: str | None = None) -> Store:
    """An empty workspace, made and opened."""
    clock = clock or ticking()
    workspaces.create(path, clock, title="测试", passphrase=passphrase)
    return workspaces.open_store(path, clock, passphrase=passphrase)


def note(why: str) -> Recorded:
    """What a change of the tests says of itself."""
    return Recorded("tester", "edit", why=why)


def subject_ids(serial: int) -> dict[str, int]:
    """The ids of the subjects of one generation, by type."""
    return {kind: 100 * serial + at for at, kind in enumerate(SUBJECTS)}


def row_of(table: Table, serial: int) -> dict[str, Any]:
    """A row of the table with every column filled; rows of one serial belong together."""
    ids = subject_ids(serial)
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "change_id" or column.name == "salt":
            continue
        if isinstance(column.type, LargeBinary):
            row[column.name] = bytes([serial % 256]) * 4
        elif isinstance(column.type, Text):
            row[column.name] = f"{PERSONAL if table in VAULTS.values() else column.name}-{serial}"
        else:
            row[column.name] = serial
    _point(table, row, ids)
    if table is attachment:
        row["sha256"] = hashlib.sha256(scan_of(serial)).hexdigest()
    return row


def scan_of(serial: int) -> bytes:
    """What the attachment of one generation holds."""
    return f"scan {serial}".encode()


def _point(table: Table, row: dict[str, Any], ids: dict[str, int]) -> None:
    for key in table.foreign_key_constraints:
        local = [column.name for column in key.columns]
        if key.referred_table is subject and len(local) == 2:
            row[local[0]], row[local[1]] = ids["host"], "host"
        else:
            row[local[0]] = _target(key, ids)
    if table.name in MAIN and sheet_of(table).subject:
        row["id"] = ids[sheet_of(table).subject]


def _target(key: ForeignKeyConstraint, ids: dict[str, int]) -> int:
    name = key.referred_table.name
    if name in ids:
        return ids[name]
    return ids["host"] if name == "subject" else ids["host"] // 100


SCANS = (attachment, erasure)
"""Tables that came with schema 4."""

EVIDENCE = frozenset(
    (column.table.name, column.name) for table in DECISIVE for column in table.columns if column.info.get(ADDED) == 5
)
"""(table, column) of the columns that came with schema 5."""


DESKS = tuple(
    table
    for name, table in ((one.name, one) for one in DECISIVE)
    if name.removesuffix("_topics")
    in (
        "course_version",
        "equivalence",
        "requirement",
        "session",
        "enrolment",
        "award",
        "case_event",
        "sanction",
        "appeal",
        "action",
        "feedback",
    )
)
"""Tables that came with schema 6."""

SESSIONS = frozenset(
    (column.table.name, column.name) for table in DECISIVE for column in table.columns if column.info.get(ADDED) == 6
)
"""(table, column) of the columns that came with schema 6."""


def add_generation(
    work: Work, serial: int, without: tuple[Table, ...] = (), empty: frozenset[tuple[str, str]] = frozenset()
) -> None:
    """Insert one row into every table but those left out, personal values committed to, ``empty`` columns empty."""
    work.insert(
        subject,
        [
            {"id": number, "type": kind, "code": f"{kind[0].upper()}{serial}"}
            for kind, number in subject_ids(serial).items()
        ],
    )
    for table in DECISIVE:
        if table in (subject, workspace, *without):
            continue
        row = {name: value for name, value in row_of(table, serial).items() if (table.name, name) not in empty}
        vault = VAULTS.get(table.name)
        if vault is not None:
            row["personal_mac"] = _put_vault(work, vault, row_of(vault, serial))
        work.insert(table, [row])
    if attachment not in without:
        keep(work, scan_of(serial))


def _put_vault(work: Work, vault: Table, row: dict[str, Any]) -> bytes:
    salt = os.urandom(16)
    work.insert(vault, [{**row, "salt": salt}])
    return commitment(salt, personal_of(vault, row))


def personal_of(vault: Table, row: dict[str, Any]) -> dict[str, str | None]:
    """The personal values of a vault row."""
    return {c.name: row[c.name] for c in vault.columns if c.name not in ("owner_id", "salt", "change_id")}


def changed_column(table: Table) -> str:
    """A text or number column that no key and no reference uses."""
    used = {c.name for c in table.primary_key.columns} | {"change_id", "id", "salt", "owner_id", "personal_mac"}
    for key in table.foreign_key_constraints:
        used |= {column.name for column in key.columns}
    spare = [c.name for c in table.columns if c.name not in used]
    return "code" if "code" in spare and table is subject else (spare or [""])[-1]


def alter_generation(work: Work, serial: int, value: int) -> None:
    """Update the row of one generation in every table that has a column to change."""
    for table in DECISIVE:
        if table is workspace:
            work.update(table, ("id",), [{"id": 1, "title": f"title {value}"}])
            continue
        key = [c.name for c in table.primary_key.columns]
        name = changed_column(table)
        if not name:
            name = next(c.name for c in table.columns if c.name.endswith("_id") and c.name not in (*key, "change_id"))
        row = row_of(table, serial) if table is not subject else {"id": subject_ids(serial)["host"]}
        old = row.get(name)
        text = isinstance(table.c[name].type, Text)
        new: Any = f"changed-{value}" if text else (subject_ids(2)["host"] if name.endswith("_id") else value)
        assert old != new
        changed = {**{n: row[n] for n in key}, name: new}
        vault = VAULTS.get(table.name)
        if vault is not None:
            changed["personal_mac"] = _alter_vault(work, vault, serial, value)
        work.update(table, key, [changed])


def _alter_vault(work: Work, vault: Table, serial: int, value: int) -> bytes:
    row = {**row_of(vault, serial), "salt": os.urandom(16)}
    for name in personal_of(vault, row):
        row[name] = f"{PERSONAL}-{value}"
    work.update(vault, ("owner_id",), [row])
    return commitment(row["salt"], personal_of(vault, row))


def delete_generation(work: Work, serial: int) -> None:
    """Delete every row of one generation."""
    for table in (*VAULTS.values(), *reversed(DECISIVE)):
        if table is workspace:
            continue
        key = [c.name for c in table.primary_key.columns]
        rows = (
            [{"id": number} for number in subject_ids(serial).values()] if table is subject else [row_of(table, serial)]
        )
        work.delete(table, key, rows)


def add_run(work: Work, number: int, rows: int) -> None:
    """A stored run with some verdicts."""
    found = [
        {
            "run_id": number,
            "subject_id": 100 + at,
            "rule": "TR-01",
            "discriminator": "",
            "result": "fail",
            "severity": "high",
            "effect": "block",
            "curable": 1,
        }
        for at in range(rows)
    ]
    row = {**row_of(run, 1), "id": number, "verdicts_digest": verdicts_digest(found)}
    work.insert(run, [row])
    if found:
        work.connection.execute(insert(verdict), found)


def filled(path: Path, clock: Clock | None = None) -> Store:
    """The small store: generation 1 was changed twice, generation 2 stands as it was, generation 3 was deleted."""
    store = new_store(path, clock)
    for serial in (1, 2, 3):
        with store.writing(note(f"add {serial}")) as work:
            add_generation(work, serial)
    with store.writing(note("alter 1")) as work:
        alter_generation(work, 1, 1001)
    with store.writing(note("audit")) as work:
        add_run(work, 1, 3)
    with store.writing(note("alter 1 again")) as work:
        alter_generation(work, 1, 1002)
    with store.writing(note("delete 3")) as work:
        delete_generation(work, 3)
    with store.writing(note("audit")) as work:
        add_run(work, 2, 0)
    return store
