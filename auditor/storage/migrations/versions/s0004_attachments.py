"""Scans get their tables; no row of anybody's data is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0004"
down_revision = "0003"

_TABLES = (
    """CREATE TABLE blob (
    sha256 TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (sha256)
)
 STRICT""",
    """CREATE TABLE attachment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    subject_id INTEGER NOT NULL,
    record_table TEXT,
    record_id INTEGER,
    sha256 TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    personal_mac BLOB,
    change_id INTEGER NOT NULL,
    FOREIGN KEY(subject_id) REFERENCES subject (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE attachment_vault (
    owner_id INTEGER NOT NULL,
    name TEXT,
    note TEXT,
    salt BLOB NOT NULL,
    change_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id),
    FOREIGN KEY(owner_id) REFERENCES attachment (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT""",
    """CREATE TABLE erasure (
    sha256 TEXT NOT NULL,
    why TEXT DEFAULT '' NOT NULL,
    change_id INTEGER NOT NULL,
    PRIMARY KEY (sha256)
)
 STRICT""",
    """CREATE TABLE attachment_history (
    id INTEGER,
    subject_id INTEGER,
    record_table TEXT,
    record_id INTEGER,
    sha256 TEXT,
    media TEXT,
    size INTEGER,
    personal_mac BLOB,
    change_id INTEGER,
    gone_by INTEGER NOT NULL
)
 STRICT""",
    """CREATE TABLE attachment_vault_history (
    owner_id INTEGER,
    name TEXT,
    note TEXT,
    salt BLOB,
    change_id INTEGER,
    gone_by INTEGER NOT NULL
)
 STRICT""",
    """CREATE TABLE erasure_history (
    sha256 TEXT,
    why TEXT,
    change_id INTEGER,
    gone_by INTEGER NOT NULL
)
 STRICT""",
)


def up(connection: Connection) -> None:
    """Make the tables and their indexes."""
    run = connection.exec_driver_sql
    for table in _TABLES:
        run(table)
    for table, key in (("attachment", "id"), ("attachment_vault", "owner_id"), ("erasure", "sha256")):
        run(f"CREATE INDEX ix_{table}_change ON {table} (change_id)")
        run(f"CREATE INDEX ix_{table}_history_change ON {table}_history (change_id)")
        run(f"CREATE INDEX ix_{table}_history_gone ON {table}_history (gone_by)")
        run(f"CREATE INDEX ix_{table}_history_key ON {table}_history ({key}, gone_by)")
    run("CREATE INDEX ix_attachment_content ON attachment (sha256)")
    run("CREATE INDEX ix_attachment_history_content ON attachment_history (sha256)")
    run(
        "CREATE UNIQUE INDEX uq_attachment_key ON attachment "
        "(subject_id, coalesce(record_table, ''), coalesce(record_id, -1000000000), sha256)"
    )
