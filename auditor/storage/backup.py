"""A whole copy of a workspace while others write: through the backup API, checked, then given its name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from auditor.errors import IntegrityBroken
from auditor.i18n import said
from auditor.storage.engine import make_engine
from auditor.storage.told import told


def copy_whole(path: Path, key: str | None, target: Path) -> None:
    """Copy the workspace to ``target`` under the same key; it appears there whole and checked, or not at all."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with told():
            _copy(path, key, draft)
            with draft.open("rb+") as stream:
                os.fsync(stream.fileno())
            draft.replace(target)
            _sync_folder(target.parent)
    finally:
        for leftover in (draft, draft.with_name(draft.name + "-wal"), draft.with_name(draft.name + "-shm")):
            leftover.unlink(missing_ok=True)


def _copy(path: Path, key: str | None, draft: Path) -> None:
    source, copied = make_engine(path, key, read_only=True), make_engine(draft, key, read_only=False)
    try:
        read, written = source.raw_connection(), copied.raw_connection()
        try:
            read.driver_connection.backup(written.driver_connection)  # type: ignore[union-attr]
            found = written.cursor().execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise IntegrityBroken(
                    said("The copy of the workspace is damaged: {what}", what=str(found)),
                    said("Check the workspace with: auditor doctor"),
                )
        finally:
            read.close()
            written.close()
    finally:
        source.dispose()
        copied.dispose()


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; Windows syncs it with the file."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
