"""Lists get what they filter by, and a cache of how each subject stands; no row of anybody's data is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0003"
down_revision = "0002"

_LISTING = """CREATE TABLE listing (
    id INTEGER NOT NULL,
    type TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    status TEXT,
    unit TEXT,
    owner TEXT,
    platform TEXT,
    answer INTEGER,
    PRIMARY KEY (id)
)
 STRICT"""

_STANDING = """CREATE TABLE standing (
    subject_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    answer INTEGER NOT NULL,
    critical INTEGER NOT NULL,
    high INTEGER NOT NULL,
    medium INTEGER NOT NULL,
    low INTEGER NOT NULL,
    info INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    next_change INTEGER NOT NULL,
    PRIMARY KEY (subject_id)
)
 STRICT"""

_STATE = """CREATE TABLE standing_state (
    one INTEGER NOT NULL CHECK (one = 1),
    day INTEGER,
    change_id INTEGER NOT NULL,
    book TEXT NOT NULL,
    filling TEXT NOT NULL,
    PRIMARY KEY (one)
)
 STRICT"""

_PLATFORM = {"room": "m.platform"}


def up(connection: Connection) -> None:
    """Make the list cache anew from itself and the rows it shows; the standing is worked out when it is asked for."""
    run = connection.exec_driver_sql
    run("DROP INDEX ix_listing_order")
    run("ALTER TABLE listing RENAME TO listing_before")
    run(_LISTING)
    for kind in ("host", "merchant", "agency", "room", "broadcast"):
        run(
            "INSERT INTO listing (id, type, code, name, sort_key, status, unit, owner, platform) "
            "SELECT l.id, l.type, m.code, l.name, l.sort_key, m.status, m.unit, m.owner, "
            f"{_PLATFORM.get(kind, 'NULL')} FROM listing_before l JOIN {kind} m ON m.id = l.id WHERE l.type = '{kind}'"
        )
    run("DROP TABLE listing_before")
    filtered = "status, answer, unit, owner, platform"
    run(f"CREATE INDEX ix_listing_code ON listing (type, code, id, {filtered})")
    run("CREATE INDEX ix_listing_facets ON listing (type, answer, status, unit, owner, platform)")
    run(f"CREATE INDEX ix_listing_order ON listing (type, sort_key, id, {filtered})")
    run(_STANDING)
    run("CREATE INDEX ix_standing_next ON standing (type, next_change, subject_id)")
    run(_STATE)
    run("INSERT INTO standing_state (one, day, change_id, book, filling) VALUES (1, NULL, 0, '', '')")
