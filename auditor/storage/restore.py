"""Puts a backup in the place of a workspace: examined first, recorded in its chain, the replaced file kept."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from auditor.clock import Clock
from auditor.errors import Busy, CallerMistake, IntegrityBroken, WorkspaceUnusable, WorldFailed
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.backup import copy_whole, drafted, sync_folder
from auditor.storage.drafts import beside
from auditor.storage.engine import make_engine
from auditor.storage.migrations.steps import LATEST, VERSIONS
from auditor.storage.told import error_for, told
from auditor.storage.verify import verify_chain
from auditor.storage.work import Recorded, change_of
from auditor.storage.workspace import recognise


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the change that records it, where the replaced workspace is kept (None: there was none).

    ``anchor`` is the chain's new head.
    """

    change: int
    kept: Path | None
    anchor: Anchor


def restore(
    path: Path, source: Path, clock: Clock, monitor: Monitor, *, who: str, passphrase: str | None = None
) -> Restored:
    """Make ``path`` what the backup ``source`` is; ``passphrase`` is the backup's, and the workspace's from then on.

    Refused while anybody has the workspace open, and when the backup does not verify; then nothing was changed.
    """
    if path.exists() and source.exists() and path.samefile(source):
        raise CallerMistake(
            said("A workspace cannot be restored from itself."), said("Name the backup, which is another file.")
        )
    path, source = Path(os.path.realpath(path)), Path(os.path.realpath(source))
    key = recognise(source, passphrase)
    kept: Path | None = None
    with drafted(path) as draft:
        copy_whole(source, key, draft)
        _renewed(draft, key, monitor)
        replaced = _emptied(path, passphrase) if path.exists() else ""
        anchor = recorded(draft, key, clock, who, "restore", why=source.name, source=replaced)
        no_leftovers(path)
        kept = second_name(path, "replaced") if path.exists() else None
    return Restored(anchor.change, kept, anchor)


def _renewed(draft: Path, key: str | None, monitor: Monitor) -> None:
    """Bring the copy to this version's schema and verify its whole chain."""
    from auditor.storage.migrations.upgrade import upgrade

    engine = make_engine(draft, key, read_only=True)
    try:
        raw = engine.raw_connection()
        number = raw.cursor().execute("PRAGMA user_version").fetchone()[0]
        raw.close()
    finally:
        engine.dispose()
    if number < LATEST:
        upgrade(draft, key, VERSIONS)
    engine = make_engine(draft, key, read_only=True)
    try:
        with engine.connect() as connection, connection.begin():
            report = verify_chain(connection, monitor)
    finally:
        engine.dispose()
    if report.first_difference is not None:
        raise IntegrityBroken(
            said("The backup does not verify: {what}", what=report.first_difference),
            said("Nothing was changed. Try an older backup."),
        )


def recorded(
    draft: Path, key: str | None, clock: Clock, who: str, kind: str, *, why: str = "", source: str = ""
) -> Anchor:
    """Write the change by which the chain itself says what was done to the file; gives the chain's new head."""
    engine = make_engine(draft, key, read_only=False)
    record = Recorded(who, kind, why=why, source=source, always=True)
    try:
        with change_of(engine, record, clock):
            pass
        with engine.connect() as connection:
            anchor = anchor_of(connection)
            connection.rollback()
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.close()
    finally:
        engine.dispose()
    return anchor


def _emptied(path: Path, passphrase: str | None) -> str:
    """Bring all of the workspace into its one file, with nobody else at it; gives ``number:hash`` of its last change.

    A log left beside the file would be replayed over the restored one, so what cannot be emptied is refused. A
    damaged or foreign file without a log may be replaced: that is what a backup is for.
    """
    from sqlcipher3 import dbapi2

    engine: Engine | None = None
    try:
        engine = make_engine(path, recognise(path, passphrase), read_only=False)
        raw = engine.raw_connection()
        cursor = raw.cursor()
        number, digest = cursor.execute("SELECT change_id, hash FROM head").fetchone()
        cursor.execute("PRAGMA busy_timeout = 1000")
        # Leaving WAL needs the file for oneself; whoever has it open holds a lock that forbids it.
        cursor.execute("PRAGMA journal_mode = DELETE").fetchone()
        raw.close()
    except (dbapi2.DatabaseError, UnicodeDecodeError, WorkspaceUnusable, TypeError) as error:
        if "locked" in str(error):
            raise Busy(
                said("The workspace is open in another window or command."), said("Close it there, then restore again.")
            ) from error
        failed = error_for(str(error), path)
        if isinstance(failed, WorldFailed):
            raise failed from error  # it may be sound: the disk kept us from it
        return ""
    finally:
        if engine is not None:
            engine.dispose()
    return f"{number}:{digest}"


def no_leftovers(path: Path) -> None:
    """See that no log stands beside a file that is to be replaced; Busy where one holds changes."""
    log, index = beside(path)
    if log.exists() and log.stat().st_size:
        raise Busy(
            said("{path} holds changes that could not be brought into the workspace.", path=str(log)),
            said("Move the workspace and the files beside it away by hand, then restore again."),
        )
    log.unlink(missing_ok=True)
    index.unlink(missing_ok=True)  # of the log alone: it holds nothing


def second_name(path: Path, ending: str, *, copying: bool = True) -> Path:
    """Give a file that is to be replaced a second name, beside it; it is not taken away before the new one stands.

    Where the disk gives no file two names it is copied, or without ``copying`` refused: WorldFailed.
    """
    again = 1
    name = path.with_name(f"{path.name}.{ending}")
    while name.exists():
        again += 1
        name = path.with_name(f"{path.name}.{ending}-{again}")
    with told():
        try:
            os.link(path, name)
        except OSError as error:
            if not copying:
                raise WorldFailed(
                    said("This disk cannot keep the former file beside the new one."),
                    said("Make a backup first, then go without keeping it."),
                ) from error
            shutil.copy2(path, name)
        sync_folder(path.parent)
    return name
