"""What the tables' declarations cannot say: one-row tables, triggers, covering indexes, the search index."""

from __future__ import annotations

from auditor.storage.chain import GENESIS
from auditor.storage.history import trigger_statements
from auditor.storage.indexes import COVERING, DESKS


def schema_statements() -> list[str]:
    """SQL run once after the tables exist (SQLite)."""
    return [
        f"INSERT INTO head (one, change_id, hash) VALUES (1, 0, '{GENESIS}')",
        "INSERT INTO writing (one, change_id) VALUES (1, NULL)",
        "INSERT INTO standing_state (one, day, change_id, book, filling) VALUES (1, NULL, 0, '', '')",
        "CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT",
        *trigger_statements(),
        *(
            f"CREATE INDEX cv_{table}_{number} ON {table} ({columns})"
            for number, (table, columns) in enumerate(COVERING)
        ),
        *(f"CREATE INDEX dk_{table}_{number} ON {table} ({columns})" for number, (table, columns) in enumerate(DESKS)),
        "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, tokenize='unicode61')",
    ]
