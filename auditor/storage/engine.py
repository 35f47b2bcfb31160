"""Connections to a workspace: one driver, every PRAGMA set and read back, readers that cannot write."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from auditor.errors import WorkspaceUnusable
from auditor.i18n import said
from auditor.storage.binding import binding
from auditor.storage.dialect import COMPILED, NAME

SQLITE_FLOOR = (3, 51, 3)
"""Before this version two connections on one WAL file can corrupt it."""

BUSY_MILLISECONDS = 5_000

PLENTY, SMALL = 64, 4
"""Megabytes of pages that a connection keeps: for work of its own, and where several lie beside each other all day."""

WANTED: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    # Only macOS heeds these two: there fsync alone does not reach the disk.
    ("fullfsync", "ON", 1),
    ("checkpoint_fullfsync", "ON", 1),
)
"""(PRAGMA, what it is set to, what it must read back as) of every connection."""

Access = Literal["write", "read", "still"]
"""How a file is opened: to write; to read it only, with its log; to read it only while nobody has a log beside it.

A file in WAL mode can be read with its log only where SQLite can share memory with the writers, which needs files
beside it. ``still`` needs none, locks nothing and notices nothing: auditor.storage.access watches the file instead."""

Registrar = Callable[[Any], None]
"""Adds the SQL functions that compiled rules call to a driver connection."""


def floor_met() -> bool:
    """Whether the bundled SQLite is new enough for two connections on one WAL file."""
    return tuple(int(part) for part in binding().sqlite_version.split(".")) >= SQLITE_FLOOR


def settings_of(access: Access) -> tuple[tuple[str, str, object], ...]:
    """The PRAGMAs that must hold under an access: without a log there is no log to speak of."""
    return WANTED if access != "still" else tuple(one for one in WANTED if one[0] != "journal_mode")


def _setup(raw: Any, key: str | None, access: Access, kept_mb: int, *, read_only: bool) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    if key is not None:
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute(f"PRAGMA key = \"x'{key}'\"")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute(f"PRAGMA cache_size = -{kept_mb << 10}")
    wanted_here = settings_of(access)
    for name, value, _ in wanted_here:
        cursor.execute(f"PRAGMA {name} = {value}").fetchall()
    for name, _, wanted in wanted_here:
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise WorkspaceUnusable(
                said("The workspace refused a safety setting: {name} is {found}.", name=name, found=str(found)),
                said("Copy the workspace to a local disk and open it there."),
            )
    if read_only:
        cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def make_engine(
    path: Path,
    key: str | None,
    *,
    read_only: bool,
    registrar: Registrar | None = None,
    begin: str = "BEGIN IMMEDIATE",
    access: Access = "write",
    kept_mb: int = PLENTY,
) -> Engine:
    """An engine on the file; readers begin plainly, the writer with BEGIN IMMEDIATE (or as ``begin`` says).

    ``kept_mb``: megabytes of pages that each connection keeps at most.
    """
    options: dict[str, Any] = {"check_same_thread": False, "cached_statements": 512}

    def connect() -> Any:
        # Never mode=rwc: where the workspace went away, a connection must not put an empty file in its place.
        how = {"write": "mode=rw", "read": "mode=ro", "still": "immutable=1"}[access]
        return binding().connect(f"{path.absolute().as_uri()}?{how}", uri=True, **options)

    engine = create_engine(
        URL.create(NAME, database=str(path)),  # not as text: a name may hold ? and %
        module=binding(),
        execution_options={"compiled_cache": COMPILED},
        creator=connect,
        hide_parameters=True,  # they are personal values, and errors end up in files
        poolclass=QueuePool,
        pool_size=4,
    )

    @event.listens_for(engine, "connect", insert=True)
    def _connected(raw: Any, _record: object) -> None:
        _setup(raw, key, access, kept_mb, read_only=read_only)
        if registrar is not None:
            registrar(raw)

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        if read_only:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection, begin)

    return engine


def _begin_writing(connection: Any, begin: str) -> None:
    """Begin as soon as the others let go, but not later than the patience of all statements.

    SQLite's own waiting looks again ever more seldom, at last ten times a second: among many writers whoever has waited
    longest would be served last. Here all look equally often.
    """
    cursor = connection.connection.cursor()
    until = time.monotonic() + BUSY_MILLISECONDS / 1_000
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql(begin)
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > until:
                    raise
            time.sleep(random.uniform(0.001, 0.008))  # noqa: S311 - to keep out of step, not a secret
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.close()
