"""The schema as a workspace of this version must have it: read from one made in memory."""

from __future__ import annotations

from functools import cache, lru_cache

from sqlalchemy import Connection, create_engine

from auditor.model.ledger import metadata
from auditor.storage.binding import binding

Schema = dict[tuple[str, str], str]
"""(type, name) of a table, index or trigger -> its SQL, blanks and quotes folded."""

_OURS = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "ORDER BY type, name"
)


def schema_of(connection: Connection) -> Schema:
    """What the file itself says its schema is."""
    # A table that was renamed into place has its name in quotes.
    return {(row.type, row.name): _folded(row.sql) for row in connection.exec_driver_sql(_OURS)}


@lru_cache(maxsize=2_048)
def _folded(sql: str) -> str:
    # A column that was added to a table has other blanks around it than one that came with the table.
    folded = " ".join(sql.replace('"', "").split())
    for mark in "(),":
        folded = folded.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return folded


@cache
def fresh_schema() -> Schema:
    """The schema of a new workspace."""
    from auditor.storage.schema import schema_statements

    engine = create_engine("sqlite://", module=binding())
    try:
        with engine.connect() as connection:
            metadata.create_all(connection, checkfirst=False)
            for statement in schema_statements():
                connection.exec_driver_sql(statement)
            return schema_of(connection)
    finally:
        engine.dispose()


def difference(connection: Connection) -> str | None:
    """The first thing by which the file's schema is not that of a new workspace: ``- index ix_…``; None when equal."""
    found, wanted = schema_of(connection), fresh_schema()
    for kind, name in sorted(wanted.keys() | found.keys()):
        if (kind, name) not in found:
            return f"- {kind} {name}"
        if (kind, name) not in wanted:
            return f"+ {kind} {name}"
        if found[kind, name] != wanted[kind, name]:
            return f"≠ {kind} {name}"
    return None
