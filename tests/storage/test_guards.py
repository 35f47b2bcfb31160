"""No write escapes: whatever SQL is tried on our own connection, history keeps the old row or nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from auditor.model.ledger import change, head, leaf, run, verdict, writing
from auditor.model.tables import DECISIVE, HISTORY, VAULTS, VERSIONED, workspace
from auditor.monitor import Silent
from auditor.storage.store import Store
from auditor.storage.verify import verify_chain
from tests.storage.worlds import changed_column, filled, note

ROWS = [t for t in VERSIONED if t is not workspace]
APPENDED = [run, verdict, change, leaf, *HISTORY.values()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One filled store; every attempt on it is rolled back."""
    opened = filled(tmp_path_factory.mktemp("guards") / "w.auditor")
    yield opened
    with opened.reading() as connection:
        assert verify_chain(connection, Silent()).ok
    opened.close()


@pytest.fixture
def open_change(store: Store) -> Iterator[Connection]:
    """A connection inside a change, as a handler has it; always given up."""

    class GivenUp(Exception):
        pass

    try:
        with store.writing(note("attempt")) as work:
            yield work.connection
            raise GivenUp
    except GivenUp:
        pass


@pytest.fixture
def outside(store: Store) -> Iterator[Connection]:
    """A connection in a plain transaction, without a change."""
    with store.writer.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def refused(connection: Connection, statement: str, **params: Any) -> str:
    with pytest.raises(DBAPIError) as told:
        connection.execute(text(statement), params)
    return str(told.value.orig)


def columns(table: Any) -> str:
    return ", ".join(f'"{c.name}"' for c in table.columns)


def same_row(table: Any, number: str) -> str:
    """A stored row again, under its own key."""
    return ", ".join(number if c.name == "change_id" else f'"{c.name}"' for c in table.columns)


@pytest.mark.parametrize("table", ROWS, ids=lambda t: t.name)
@pytest.mark.parametrize("clause", ["", "OR REPLACE", "OR IGNORE", "OR FAIL", "OR ABORT", "OR ROLLBACK"])
def test_that_a_stored_row_cannot_be_inserted_over(open_change: Connection, table: Any, clause: str) -> None:
    number = "(SELECT change_id FROM writing)"
    told = refused(
        open_change,
        f'INSERT {clause} INTO "{table.name}" ({columns(table)}) SELECT {same_row(table, number)} FROM "{table.name}" WHERE change_id = 3',
    )
    assert "the row exists" in told


@pytest.mark.parametrize("table", [t for t in ROWS if any(i.unique for i in t.indexes)], ids=lambda t: t.name)
@pytest.mark.parametrize("clause", ["OR REPLACE", "OR IGNORE"])
def test_that_a_natural_key_cannot_be_taken_over(open_change: Connection, table: Any, clause: str) -> None:
    number = "(SELECT change_id FROM writing)"
    fresh = ", ".join(
        number if c.name == "change_id" else ("9999" if c.name == "id" else f'"{c.name}"') for c in table.columns
    )
    told = refused(
        open_change,
        f'INSERT {clause} INTO "{table.name}" ({columns(table)}) SELECT {fresh} FROM "{table.name}" WHERE change_id = 3',
    )
    assert "the row exists" in told


@pytest.mark.parametrize("table", ROWS, ids=lambda t: t.name)
def test_that_an_upsert_is_refused(open_change: Connection, table: Any) -> None:
    number = "(SELECT change_id FROM writing)"
    keys = ", ".join(f'"{c.name}"' for c in table.primary_key.columns)
    told = refused(
        open_change,
        f'INSERT INTO "{table.name}" ({columns(table)}) SELECT {same_row(table, number)} FROM "{table.name}" WHERE change_id = 3 '
        f"ON CONFLICT ({keys}) DO UPDATE SET change_id = excluded.change_id",
    )
    assert "the row exists" in told


@pytest.mark.parametrize("clause", ["", "OR REPLACE", "OR IGNORE"])
def test_that_an_update_cannot_take_another_rows_key(open_change: Connection, clause: str) -> None:
    told = refused(
        open_change,
        f"UPDATE {clause} subject SET code = 'M1', change_id = (SELECT change_id FROM writing) WHERE code = 'M2'",
    )
    assert "another row has this key" in told or "UNIQUE" in told


@pytest.mark.parametrize("table", ROWS, ids=lambda t: t.name)
@pytest.mark.parametrize("clause", ["", "OR REPLACE", "OR IGNORE"])
def test_that_a_key_is_never_changed(open_change: Connection, table: Any, clause: str) -> None:
    key = list(table.primary_key.columns)[-1].name
    value = "'other'" if str(table.c[key].type) == "TEXT" else "8888"
    told = refused(
        open_change,
        f'UPDATE {clause} "{table.name}" SET "{key}" = {value}, change_id = (SELECT change_id FROM writing) WHERE change_id = 3',
    )
    assert "a key is never changed" in told


@pytest.mark.parametrize("table", [*DECISIVE, *VAULTS.values()], ids=lambda t: t.name)
def test_that_nothing_is_written_outside_a_change(outside: Connection, table: Any) -> None:
    name = changed_column(table) or "target_id"
    where = "" if table is workspace else " WHERE change_id = 3"
    fresh = ", ".join(
        "9999" if c.name in {k.name for k in table.primary_key.columns} else f'"{c.name}"' for c in table.columns
    )
    for statement in (
        f'UPDATE "{table.name}" SET "{name}" = "{name}"{where}',
        f'UPDATE "{table.name}" SET change_id = 99{where}',
        f'DELETE FROM "{table.name}"{where}',
        f'INSERT INTO "{table.name}" ({columns(table)}) SELECT {fresh} FROM "{table.name}"{where}',
    ):
        assert "outside a recorded change" in refused(outside, statement), statement


@pytest.mark.parametrize("table", [*DECISIVE, *VAULTS.values()], ids=lambda t: t.name)
def test_that_a_row_cannot_carry_another_changes_number(open_change: Connection, table: Any) -> None:
    where = "" if table is workspace else " WHERE change_id = 3"
    assert "outside a recorded change" in refused(open_change, f'UPDATE "{table.name}" SET change_id = 3{where}')


@pytest.mark.parametrize("table", APPENDED, ids=lambda t: t.name)
def test_that_what_is_appended_is_never_changed(open_change: Connection, table: Any) -> None:
    assert "never changed" in refused(
        open_change,
        f'UPDATE "{table.name}" SET change_id = 1'
        if "change_id" in table.c
        else f'UPDATE "{table.name}" SET {list(table.c)[-1].name} = NULL',
    )


@pytest.mark.parametrize(
    "table", [run, verdict, change, leaf, *(HISTORY[t.name] for t in DECISIVE)], ids=lambda t: t.name
)
def test_that_what_is_appended_is_never_deleted(open_change: Connection, table: Any) -> None:
    assert "never deleted" in refused(open_change, f'DELETE FROM "{table.name}"')


@pytest.mark.parametrize("table", [run, verdict, change, leaf], ids=lambda t: t.name)
@pytest.mark.parametrize("clause", ["OR REPLACE", "OR IGNORE"])
def test_that_what_is_appended_is_never_replaced(open_change: Connection, table: Any, clause: str) -> None:
    told = refused(open_change, f'INSERT {clause} INTO "{table.name}" SELECT * FROM "{table.name}"')
    assert "the row exists" in told or "outside a recorded change" in told


@pytest.mark.parametrize("table", HISTORY.values(), ids=lambda t: t.name)
def test_that_no_former_row_is_made_up(outside: Connection, table: Any) -> None:
    assert "outside a recorded change" in refused(outside, f'INSERT INTO "{table.name}" SELECT * FROM "{table.name}"')


@pytest.mark.parametrize("table", [head, writing], ids=lambda t: t.name)
def test_that_there_is_one_head_and_one_writing(open_change: Connection, table: Any) -> None:
    assert "there is one" in refused(open_change, f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name}")
    assert "never deleted" in refused(open_change, f"DELETE FROM {table.name}")


def test_that_the_head_moves_only_with_a_change(outside: Connection) -> None:
    assert "outside a change" in refused(outside, "UPDATE head SET change_id = 1")


@pytest.mark.parametrize("vault", VAULTS.values(), ids=lambda t: t.name)
def test_that_former_personal_values_can_be_erased_by_a_change(open_change: Connection, vault: Any) -> None:
    assert open_change.execute(text(f"DELETE FROM {HISTORY[vault.name].name}")).rowcount > 0


def test_that_readers_cannot_write(store: Store) -> None:
    with store.reading() as connection:
        assert "readonly" in refused(connection, "UPDATE setting SET value = 'x'")


def test_that_every_connection_has_its_settings(store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }
    for engine in (store.reader, store.writer):
        raw = engine.raw_connection()
        found = {name: raw.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        raw.close()
        assert found == wanted


def test_that_a_write_through_a_plain_connection_is_refused_too(store: Store) -> None:
    """Somebody's own tool does not know recursive_triggers: the guards do not lean on it."""
    from sqlcipher3 import dbapi2

    raw = dbapi2.connect(str(store.path), isolation_level=None)
    for statement in (
        "INSERT OR REPLACE INTO setting SELECT * FROM setting",
        "UPDATE OR REPLACE subject SET code = 'M1' WHERE code = 'M2'",
        "DELETE FROM host",
        "INSERT OR REPLACE INTO verdict SELECT * FROM verdict",
        "DELETE FROM host_history",
    ):
        with pytest.raises(dbapi2.IntegrityError):
            raw.execute(statement)
    raw.close()
