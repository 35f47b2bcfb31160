"""Brings an older workspace to this version's schema: frozen steps, all in one transaction, after a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from auditor.errors import IntegrityBroken, WorkspaceUnusable
from auditor.i18n import said
from auditor.storage.told import told

LATEST = 7
"""The schema number of this version, kept in SQLite's user_version and, as four digits, by Alembic."""

VERSIONS = Path(__file__).parent / "versions"


def stamp(connection: Connection) -> None:
    """Write this version's schema number into a new workspace."""
    connection.exec_driver_sql(f"PRAGMA user_version = {LATEST}")
    connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{LATEST:04d}')")


def migrate(path: Path, writer: Engine, key: str | None, versions: Path = VERSIONS) -> None:
    """Bring the workspace to the latest schema; a newer one is refused, a whole copy of an older one kept beside it.

    The writer's engine is only read with; ``versions`` is the folder of the steps.
    """
    with told():
        raw = writer.raw_connection()
        try:
            found = _number(raw.cursor())
        finally:
            raw.close()
    if found == LATEST:
        return
    if found > LATEST:
        raise newer(path, found)
    from auditor.storage.backup import copy_whole
    from auditor.storage.migrations.upgrade import upgrade

    copy_whole(path, key, backup_name(path, found))
    upgrade(path, key, versions)


def newer(path: Path, found: int) -> WorkspaceUnusable:
    """The refusal of a workspace that a later version wrote."""
    return WorkspaceUnusable(
        said(
            "{path} was made by a newer version (schema {found}, this program knows {known}).",
            path=str(path),
            found=found,
            known=LATEST,
        ),
        said("Update the program; the file was not touched."),
    )


def _number(cursor: Any) -> int:
    found = int(cursor.execute("PRAGMA user_version").fetchone()[0])
    if found < 1:
        raise IntegrityBroken(said("The workspace has lost its schema number."), said("Restore the last backup."))
    return found


def backup_name(path: Path, found: int) -> Path:
    """Where the copy of a workspace of that schema goes: beside it, under a name not yet taken."""
    name = path.with_name(f"{path.name}.schema-{found}.backup")
    again = 1
    while name.exists():
        again += 1
        name = path.with_name(f"{path.name}.schema-{found}-{again}.backup")
    return name
