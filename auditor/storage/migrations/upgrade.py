"""Runs the steps: Alembic says which and in what order, one exclusive transaction takes all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import IntegrityBroken
from auditor.i18n import said
from auditor.storage.engine import make_engine
from auditor.storage.expected import difference
from auditor.storage.history import trigger_statements
from auditor.storage.told import told


def upgrade(path: Path, key: str | None, versions: Path) -> None:
    """Take the workspace at ``path`` from its schema to the newest that ``versions`` leads to."""
    engine = make_engine(path, key, read_only=False, begin="BEGIN EXCLUSIVE")
    try:
        with told(), engine.connect() as connection:
            # A pragma that is ignored inside a transaction: a step may have to make a table anew under its children.
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.close()
            with connection.begin():
                _steps(connection, versions)
    finally:
        engine.dispose()


def _steps(connection: Connection, versions: Path) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(versions.parent, version_locations=[versions])
    latest = scripts.get_current_head()
    found = f"{connection.exec_driver_sql('PRAGMA user_version').scalar_one():04d}"
    if latest is None or found >= latest:
        return
    for trigger in _triggers(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
    for script in reversed(list(scripts.iterate_revisions(latest, found))):
        script.module.up(connection)
    for statement in trigger_statements():
        connection.exec_driver_sql(statement)
    MigrationContext.configure(connection).stamp(scripts, latest)
    connection.exec_driver_sql(f"PRAGMA user_version = {int(latest)}")
    _check(connection)


def _triggers(connection: Connection) -> Iterator[str]:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    yield from found.scalars().all()


def _check(connection: Connection) -> None:
    """What must hold before the steps may be kept; else nothing happened."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise IntegrityBroken(
            said("A row of table {table} refers to one that does not exist.", table=broken[0]),
            said("The workspace was left as it was; its copy lies beside it."),
        )
    unlike = difference(connection)
    if unlike is not None:
        raise IntegrityBroken(
            said("After the update the workspace is not what a new one is: {what}.", what=unlike),
            said("The workspace was left as it was; its copy lies beside it."),
        )
