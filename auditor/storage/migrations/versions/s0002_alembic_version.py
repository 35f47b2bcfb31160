"""The schema number is also kept as Alembic's version; no row of anybody's data is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0002"
down_revision = "0001"


def up(connection: Connection) -> None:
    """Make the table that names the last step."""
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")
