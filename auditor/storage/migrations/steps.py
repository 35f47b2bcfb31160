"""Brings an older workspace to this version's schema; frozen steps, each in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

LATEST = 1
"""The schema number of this version, kept in SQLite's user_version."""


def stamp(connection: Connection) -> None:
    """Write this version's schema number into a new workspace."""
    connection.exec_driver_sql(f"PRAGMA user_version = {LATEST}")


def migrate(path: Path, writer: Engine, key: str | None) -> None:
    """Nothing to do while there is one version."""
    del path, writer, key
