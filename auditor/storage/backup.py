"""A whole copy of a workspace while others write: through the backup API, examined, then given its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from auditor.errors import IntegrityBroken
from auditor.i18n import said
from auditor.storage.access import Footprint, why_unwritable
from auditor.storage.anchor import Anchor, anchor_of
from auditor.storage.drafts import draft_of, make_private, taken_away
from auditor.storage.engine import Access, make_engine
from auditor.storage.told import told

Examine = Callable[[Connection], None]
"""Looks at a copy before it gets its name; raises when it must not."""


def copy_whole(
    path: Path, key: str | None, target: Path, examine: Examine | None = None, access: Access | None = None
) -> None:
    """Copy the workspace to ``target`` under the same key; it appears there whole and examined, or not at all.

    ``access`` is how the workspace is read (None: as its place allows).
    """
    with drafted(target) as draft:
        source = _source(path, key, access)
        try:
            copy_pages(source, draft, key)
        finally:
            source.dispose()
        examined(draft, key, examine)


def copy_pages(source: Engine, place: Path, key: str | None) -> None:
    """Copy every page of a workspace, as of one moment, into an empty file under the same key; writers go on."""
    copied = make_engine(place, key, read_only=False)
    try:
        read, written = source.raw_connection(), copied.raw_connection()
        try:
            read.driver_connection.backup(written.driver_connection)  # type: ignore[union-attr]
        finally:
            read.close()
            written.close()
    finally:
        copied.dispose()


def copy_under(
    path: Path,
    key: str | None,
    target: Path,
    new_key: str,
    examine: Examine | None = None,
    access: Access | None = None,
) -> None:
    """Copy the workspace to ``target`` under another key: row by row, as pages of another key are other pages."""
    with drafted(target) as draft:
        source = _source(path, key, access)
        try:
            read = source.raw_connection()
            write_under(read.cursor(), draft, new_key)
            read.close()
        finally:
            source.dispose()
        examined(draft, new_key, examine)


def _source(path: Path, key: str | None, access: Access | None) -> Engine:
    if access is None:
        access = "write" if why_unwritable(path) is None else Footprint.of(path).access
    return make_engine(path, key, read_only=True, access=access)


def write_under(cursor: Any, draft: Path, new_key: str | None) -> None:
    """Write all rows of a connection's workspace into an empty file under a key (None: under none)."""
    # Only another, empty file is written; but a connection that attaches it has to be one that may write.
    cursor.execute("PRAGMA query_only = OFF")
    key = "''" if new_key is None else f"\"x'{new_key}'\""
    cursor.execute(f"ATTACH ? AS made KEY {key}", (str(draft),))
    cursor.execute("BEGIN")
    cursor.execute("SELECT sqlcipher_export('made')").fetchall()
    for name in ("user_version", "application_id"):
        number = cursor.execute(f"PRAGMA main.{name}").fetchone()[0]
        cursor.execute(f"PRAGMA made.{name} = {number}")
    cursor.execute("COMMIT")
    cursor.execute("DETACH made")


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """A file beside ``target`` that takes its name, synced, when the work on it succeeded, and vanishes when not."""
    draft = draft_of(target, "part")
    with taken_away(draft), told(target):
        make_private(draft)
        yield draft
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(target)
        sync_folder(target.parent)


def examined(draft: Path, key: str | None, examine: Examine | None) -> None:
    """Check every page of a copy, and what else the caller wants."""
    engine = make_engine(draft, key, read_only=True)
    try:
        with engine.connect() as connection, connection.begin():
            found: Any = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            if found != "ok":
                raise IntegrityBroken(
                    said("The copy of the workspace is damaged: {what}", what=str(found)),
                    said("Check the workspace with: auditor doctor"),
                )
            if examine is not None:
                examine(connection)
    finally:
        engine.dispose()


def anchor_of_file(path: Path, key: str | None) -> Anchor:
    """The anchor of a workspace file that nobody is to write: a backup."""
    engine = make_engine(path, key, read_only=True, access=Footprint.of(path).access)
    try:
        with told(path), engine.connect() as connection, connection.begin():
            return anchor_of(connection)
    finally:
        engine.dispose()


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut; Windows syncs it with the file."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
