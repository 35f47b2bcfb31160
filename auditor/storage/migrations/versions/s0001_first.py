"""The first schema: where every chain of steps begins; no step leads to it."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0001"
down_revision = None


def up(connection: Connection) -> None:
    """Never run: a workspace is made whole, not migrated from nothing."""
    raise AssertionError(connection)
