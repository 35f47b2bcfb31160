"""A workspace file: made whole or not at all, recognised before it is touched, opened with its engines."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from auditor.clock import Clock
from auditor.errors import CallerMistake, IntegrityBroken, WorkspaceUnusable
from auditor.i18n import said
from auditor.model.ledger import head, metadata
from auditor.model.tables import subject, workspace
from auditor.storage.engine import Registrar, floor_met, make_engine
from auditor.storage.migrations.steps import LATEST, migrate, newer, stamp
from auditor.storage.told import told
from auditor.storage.work import Recorded, Work, change_of, reading

APPLICATION_ID = 0x41554454
"""Marks the SQLite file as ours ("AUDT")."""

_PLAIN = b"SQLite format 3\x00"


@dataclass(slots=True)
class Store:
    """An open workspace: a reader engine, a writer engine, where it is and how far its schema is."""

    path: Path
    reader: Engine
    writer: Engine
    clock: Clock
    key: str | None = field(default=None, repr=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the store, on a connection that cannot write."""
        with reading(self.reader) as connection:
            yield connection

    @contextmanager
    def writing(self, record: Recorded) -> Iterator[Work]:
        """One recorded change (auditor.storage.work)."""
        with change_of(self.writer, record, self.clock) as work:
            yield work

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        self.writer.dispose()


def key_of(passphrase: str, salt: bytes) -> str:
    """The raw SQLCipher key and salt as hex: Argon2id (64 MiB, 3 passes, 4 lanes) of the passphrase."""
    from argon2.low_level import Type, hash_secret_raw

    raw = hash_secret_raw(
        passphrase.encode(), salt, time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, type=Type.ID
    )
    return raw.hex() + salt.hex()


def recognise(path: Path, passphrase: str | None) -> str | None:
    """The key to open the file with (None: unencrypted); tells absent, foreign, newer files untouched."""
    if not path.exists():
        raise WorkspaceUnusable(
            said("There is no workspace at {path}.", path=str(path)),
            said("Make one with: auditor init --workspace PATH"),
        )
    if path.is_dir():
        raise WorkspaceUnusable(said("{path} is a folder, not a workspace.", path=str(path)))
    with told(), path.open("rb") as stream:
        header = stream.read(100)
    if len(header) < 100:
        raise _foreign(path)
    if header[:16] == _PLAIN:
        _check_header(path, header)
        return None
    if passphrase is None:
        raise WorkspaceUnusable(
            said("{path} is encrypted, or not a workspace.", path=str(path)),
            said("Give the passphrase (AUDITOR_PASSPHRASE or at the prompt)."),
        )
    return key_of(passphrase, header[:16])


def _foreign(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        said("{path} is not a workspace of this program.", path=str(path)),
        said("Choose the workspace file; this one was not touched."),
    )


def _check_header(path: Path, header: bytes) -> None:
    (version,) = struct.unpack(">I", header[60:64])
    (application,) = struct.unpack(">I", header[68:72])
    if application != APPLICATION_ID:
        raise _foreign(path)
    _check_version(path, version)


def _check_version(path: Path, version: int) -> None:
    if version > LATEST:
        raise newer(path, version)


def create(path: Path, clock: Clock, *, title: str, passphrase: str | None = None, who: str = "admin") -> None:
    """Make a new workspace file; it appears whole under its name, or not at all."""
    if path.exists():
        raise CallerMistake(
            said("{path} exists already.", path=str(path)), said("Choose another name; nothing was changed.")
        )
    with told():
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        key = None if passphrase is None else key_of(passphrase, secrets.token_bytes(16))
        _build(draft, key, clock, title, who)
        draft.replace(path)
    finally:
        for leftover in (draft, draft.with_name(draft.name + "-wal"), draft.with_name(draft.name + "-shm")):
            leftover.unlink(missing_ok=True)


def _build(draft: Path, key: str | None, clock: Clock, title: str, who: str) -> None:
    from auditor.storage.schema import schema_statements

    engine = make_engine(draft, key, read_only=False)
    try:
        with told(), engine.connect() as connection, connection.begin():
            metadata.create_all(connection, checkfirst=False)
            for statement in schema_statements():
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            stamp(connection)
        with change_of(engine, Recorded(who, "init", why=title), clock) as work:
            work.insert(subject, [{"id": 1, "type": "workspace", "code": "W"}])
            work.insert(workspace, [{"id": 1, "title": title}])
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.rollback()
    finally:
        engine.dispose()


def open_store(path: Path, clock: Clock, *, passphrase: str | None = None, registrar: Registrar | None = None) -> Store:
    """Open a workspace, brought to this version's schema first; a file that cannot be used is told and not touched."""
    if not floor_met():
        raise WorkspaceUnusable(said("The bundled SQLite is too old to be safe."))
    key = recognise(path, passphrase)
    writer = make_engine(path, key, read_only=False, registrar=registrar)
    reader = make_engine(path, key, read_only=True, registrar=registrar)
    store = Store(path, reader, writer, clock, key)
    try:
        migrate(store.path, writer, key)
        _check_opened(store)
    except BaseException:
        store.close()
        raise
    return store


def _check_opened(store: Store) -> None:
    with store.reading() as connection:
        raw = connection.connection.cursor()
        if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise _foreign(store.path)
        _check_version(store.path, raw.execute("PRAGMA user_version").fetchone()[0])
        raw.close()
        if connection.execute(select(func.count()).select_from(head)).scalar_one() != 1:
            raise IntegrityBroken(
                said("The workspace has lost the head of its change chain."), said("Restore the last backup.")
            )
