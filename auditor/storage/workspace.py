"""A workspace file: made whole or not at all, recognised before it is touched, opened with its engines."""

from __future__ import annotations

import os
import secrets
import struct
from pathlib import Path

from sqlalchemy import func, select

from auditor.clock import Clock
from auditor.errors import CallerMistake, IntegrityBroken, WorkspaceUnusable, WorldFailed
from auditor.i18n import said
from auditor.model.ledger import head, metadata
from auditor.model.tables import subject, workspace
from auditor.storage.access import failed_to_write, why_unwritable
from auditor.storage.backup import sync_folder
from auditor.storage.drafts import check_name, draft_of, leftovers, make_private, taken_away
from auditor.storage.engine import PLENTY, Registrar, floor_met, make_engine
from auditor.storage.migrations.steps import LATEST, migrate, newer, stamp
from auditor.storage.store import Store
from auditor.storage.told import told
from auditor.storage.work import Recorded, change_of

APPLICATION_ID = 0x41554454
"""Marks the SQLite file as ours ("AUDT")."""

_PLAIN = b"SQLite format 3\x00"


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
        raise WorkspaceUnusable(
            said("{path} is a folder, not a workspace.", path=str(path)), said("Name the workspace file in it.")
        )
    if not path.is_file():
        raise _foreign(path)  # a pipe would keep us waiting, a device never ends
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
    check_name(path)
    if path.exists():
        raise CallerMistake(
            said("{path} exists already.", path=str(path)), said("Choose another name; nothing was changed.")
        )
    with told():
        path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in leftovers(path.parent):
        if leftover.name.startswith(f".{path.name}."):
            leftover.unlink(missing_ok=True)  # of a making that was killed
    draft = draft_of(path, "new")
    key = None if passphrase is None else key_of(passphrase, secrets.token_bytes(16))
    with taken_away(draft), told(draft):
        make_private(draft)
        _build(draft, key, clock, title, who)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_folder(path.parent)


def _build(draft: Path, key: str | None, clock: Clock, title: str, who: str) -> None:
    from auditor.storage.schema import schema_statements

    engine = make_engine(draft, key, read_only=False)
    try:
        with engine.connect() as connection, connection.begin():
            metadata.create_all(connection, checkfirst=False)
            for statement in schema_statements():
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            stamp(connection)
        # Without it two workspaces made in the same second by the same person would begin with the same change.
        identity = f"workspace:{secrets.token_hex(16)}"
        with change_of(engine, Recorded(who, "init", why=title, source=identity), clock) as work:
            work.insert(subject, [{"id": 1, "type": "workspace", "code": "W"}])
            work.insert(workspace, [{"id": 1, "title": title}])
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.rollback()
    finally:
        engine.dispose()


def open_store(
    path: Path,
    clock: Clock,
    *,
    passphrase: str | None = None,
    registrar: Registrar | None = None,
    kept_mb: int = PLENTY,
) -> Store:
    """Open a workspace, brought to this version's schema first; a file that cannot be used is told and not touched.

    One that cannot be written is opened to be read (``Store.unwritable`` says why). ``kept_mb``: see ``Store``.
    """
    if not floor_met():
        raise WorkspaceUnusable(
            said("The bundled SQLite is too old to be safe."), said("Set the program up again: python3 run.py")
        )
    key = recognise(path, passphrase)
    path = Path(os.path.realpath(path))  # SQLite keeps its log beside the file itself, not beside a link to it
    with told(path):
        unwritable = why_unwritable(path)
    store = Store(path, clock, key, registrar, unwritable, kept_mb)
    try:
        if unwritable is None:
            try:
                migrate(store.path, store.writer, key)
                _check_opened(store)
            except WorldFailed as error:
                store.only_read(failed_to_write(path, error))
        if store.unwritable is not None:
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
        number = raw.execute("PRAGMA user_version").fetchone()[0]
        raw.close()
        _check_version(store.path, number)
        if store.unwritable is not None and number < LATEST:
            raise WorkspaceUnusable(
                said("{path} is of an older version and cannot be brought to this one.", path=str(store.path)),
                store.unwritable.hint,
            ) from store.unwritable.error()
        if connection.execute(select(func.count()).select_from(head)).scalar_one() != 1:
            raise IntegrityBroken(
                said("The workspace has lost the head of its change chain."), said("Restore the last backup.")
            )
