"""The chain is recomputed from the data: a clean store passes, every tampered table is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary

from auditor.model.ledger import run
from auditor.model.tables import DECISIVE, HISTORY, VAULTS, workspace
from auditor.storage.chain import row_text
from auditor.storage.store import Store
from auditor.storage.work import Recorded
from tests.storage.tampered import checked, store, tampered
from tests.storage.worlds import add_generation, changed_column, new_store, note

__all__ = ["store"]


def test_that_an_untouched_store_verifies(store: Store) -> None:
    report = checked(store)
    assert report.first_difference is None
    assert report.ok
    assert report.changes == 9
    assert report.erased == 0


def test_that_a_new_workspace_verifies(tmp_path: Path) -> None:
    opened = new_store(tmp_path / "w")
    assert checked(opened).ok
    opened.close()


@pytest.mark.parametrize("table", DECISIVE, ids=lambda t: t.name)
def test_that_an_altered_current_row_is_named(store: Store, table: Any) -> None:
    name = changed_column(table) or next(iter(table.columns)).name
    if name in table.primary_key.columns:
        name = "target_id"
    report = tampered(
        store,
        f'UPDATE "{table.name}" SET "{name}" = 77 WHERE rowid = (SELECT min(rowid) FROM "{table.name}")'
        if _rowid(table)
        else f'UPDATE "{table.name}" SET "{name}" = 77 WHERE {next(iter(table.primary_key.columns)).name} < 200',
    )
    assert not report.ok
    assert report.first is not None
    assert report.first.table == table.name
    assert report.first.row


@pytest.mark.parametrize("table", [*DECISIVE, run], ids=lambda t: t.name)
def test_that_every_column_of_a_row_is_in_its_bytes(store: Store, table: Any) -> None:
    """Filled, emptied or altered: no column can be touched without another digest."""
    text = f'SELECT hex({row_text(table.name, "sqlite")}) FROM "{table.name}" ORDER BY change_id LIMIT 1'
    with store.writer.connect() as connection, connection.begin() as transaction:
        for column in table.columns:
            if column.name == "change_id":
                continue
            values = ["x'ff'"] if isinstance(column.type, LargeBinary) else ["77", "78"]
            seen = {connection.exec_driver_sql(text).scalar_one()}
            stored = f'SELECT "{column.name}" FROM "{table.name}" ORDER BY change_id LIMIT 1'
            empties = column.nullable and connection.exec_driver_sql(stored).scalar_one() is not None
            for value in [*values, *(["NULL"] if empties else [])]:
                connection.exec_driver_sql("SAVEPOINT one")
                connection.exec_driver_sql(
                    f'UPDATE "{table.name}" SET "{column.name}" = {value} '
                    f'WHERE change_id = (SELECT min(change_id) FROM "{table.name}")'
                    + (" AND id = (SELECT min(id) FROM subject)" if table.name == "subject" else "")
                )
                seen.add(connection.exec_driver_sql(text).scalar_one())
                connection.exec_driver_sql("ROLLBACK TO one")
            assert len(seen) == 1 + len(values) + empties, column.name
        transaction.rollback()


@pytest.mark.parametrize("table", [t for t in DECISIVE if t is not workspace], ids=lambda t: t.name)
def test_that_a_deleted_current_row_is_named(store: Store, table: Any) -> None:
    report = tampered(store, f'DELETE FROM "{table.name}" WHERE change_id = 3')
    assert report.first is not None
    assert report.first.table == table.name


@pytest.mark.parametrize("table", DECISIVE, ids=lambda t: t.name)
def test_that_a_deleted_former_row_is_named(store: Store, table: Any) -> None:
    report = tampered(
        store,
        f'DELETE FROM "{HISTORY[table.name].name}" WHERE change_id = (SELECT min(change_id) FROM "{HISTORY[table.name].name}")',
    )
    assert report.first is not None
    assert report.first.table == table.name


@pytest.mark.parametrize("table", [t for t in DECISIVE if t is not workspace], ids=lambda t: t.name)
def test_that_a_former_row_of_a_deleted_one_is_named_when_altered(store: Store, table: Any) -> None:
    name = changed_column(table) or "target_id"
    report = tampered(store, f'UPDATE "{HISTORY[table.name].name}" SET "{name}" = 77 WHERE change_id = 4')
    assert report.first is not None
    assert report.first.table == table.name


@pytest.mark.parametrize("table", [t for t in DECISIVE if t is not workspace], ids=lambda t: t.name)
def test_that_an_added_row_is_named(store: Store, table: Any) -> None:
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    keys = {c.name for c in table.primary_key.columns}
    texts = {
        "code",
        "title",
        "key",
        "account_id",
        "number",
        "trademark",
        "grantor",
        "certificate_no",
        "order_ref",
        "value",
    }
    values = ", ".join(
        f"'x' || \"{c.name}\""
        if c.name in texts and str(c.type) == "TEXT"
        else (f'"{c.name}" + 5000' if c.name in keys else f'"{c.name}"')
        for c in table.columns
    )
    report = tampered(
        store,
        *_without_uniqueness(table),
        f'INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM "{table.name}" WHERE change_id = 3',
    )
    assert report.first is not None
    assert report.first.table == table.name


def _without_uniqueness(table: Any) -> list[str]:
    return [f"DROP INDEX {index.name}" for index in table.indexes if index.unique]


def _rowid(table: Any) -> bool:
    return table.dialect_options["sqlite"]["with_rowid"] is not False


@pytest.mark.parametrize("table", [t for t in DECISIVE if t is not workspace], ids=lambda t: t.name)
def test_that_a_row_moved_to_another_change_is_noticed(store: Store, table: Any) -> None:
    report = tampered(store, f'UPDATE "{table.name}" SET change_id = 2 WHERE change_id = 3')
    assert report.first is not None
    assert report.first.table == table.name


@pytest.mark.parametrize("table", [*DECISIVE, *VAULTS.values()], ids=lambda t: t.name)
def test_that_a_row_of_no_recorded_change_is_named(store: Store, table: Any) -> None:
    report = tampered(store, f'UPDATE "{table.name}" SET change_id = 99')
    assert report.first is not None
    assert report.first.table == table.name
    assert "not on record" in str(report.first.message)


@pytest.mark.parametrize("table", [*DECISIVE, *VAULTS.values()], ids=lambda t: t.name)
@pytest.mark.parametrize("gone", ["99", "change_id", "gone_by + 1"])
def test_that_a_former_rows_end_cannot_be_moved(store: Store, table: Any, gone: str) -> None:
    if table is workspace and gone == "gone_by + 1":
        gone = "gone_by + 2"
    report = tampered(store, f'UPDATE "{HISTORY[table.name].name}" SET gone_by = {gone}')
    assert report.first is not None
    assert report.first.table.removesuffix("_history") == table.name


@pytest.mark.parametrize("vault", VAULTS.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("former", [False, True], ids=["current", "former"])
def test_that_altered_personal_values_are_named_without_being_said(store: Store, vault: Any, former: bool) -> None:
    stored = HISTORY[vault.name].name if former else vault.name
    column = next(c.name for c in vault.columns if c.name not in ("owner_id", "salt"))
    report = tampered(store, f"UPDATE {stored} SET {column} = 'other'")
    assert report.first is not None
    assert report.first.table == stored
    assert report.first.row
    assert "canary" not in str(report.first.message)
    assert "other" not in str(report.first.message)


@pytest.mark.parametrize("table", [*DECISIVE, *VAULTS.values()], ids=lambda t: t.name)
def test_that_two_former_rows_cannot_be_in_force_at_once(store: Store, table: Any) -> None:
    """The end of the first is moved to where the second ends: no digest of a single row shows that."""
    report = tampered(store, f'UPDATE "{HISTORY[table.name].name}" SET gone_by = 7 WHERE change_id < 3')
    assert report.first is not None
    assert report.first.table == HISTORY[table.name].name
    assert "contradicts itself" in str(report.first.message)


@pytest.mark.parametrize("vault", VAULTS.values(), ids=lambda t: t.name)
def test_that_a_former_vault_row_cannot_outlive_its_successor(store: Store, vault: Any) -> None:
    report = tampered(store, f"UPDATE {HISTORY[vault.name].name} SET gone_by = 8 WHERE change_id = 5")
    assert report.first is not None
    assert report.first.table == HISTORY[vault.name].name


@pytest.mark.parametrize("vault", VAULTS.values(), ids=lambda t: t.name)
def test_that_a_removed_vault_row_is_named_while_its_history_stays(store: Store, vault: Any) -> None:
    report = tampered(store, f"DELETE FROM {vault.name} WHERE owner_id < 200")
    assert report.first is not None
    assert report.first.table == vault.name


@pytest.mark.parametrize("vault", VAULTS.values(), ids=lambda t: t.name)
def test_that_personal_values_which_nobody_is_said_to_have_erased_are_missing(store: Store, vault: Any) -> None:
    report = tampered(store, f"DELETE FROM {vault.name} WHERE change_id = 3")
    assert report.first is not None
    assert report.first.table == vault.name


def test_that_personal_values_erased_by_a_recorded_change_are_told_as_erased(tmp_path: Path) -> None:
    opened = new_store(tmp_path / "w.auditor")
    with opened.writing(note("rows")) as work:
        add_generation(work, 1)
    with opened.reading() as connection:
        owners = {
            vault.name: connection.exec_driver_sql(f"SELECT owner_id FROM {vault.name}").scalar_one()
            for vault in VAULTS.values()
        }
    named = " ".join(f"{name.removesuffix('_vault')}:{number}" for name, number in owners.items())
    with opened.writing(Recorded("tester", "erasure", source=named, always=True)) as work:
        for name, number in owners.items():
            work.connection.exec_driver_sql(f"DELETE FROM {name} WHERE owner_id = {number}")
            work.connection.exec_driver_sql(f"DELETE FROM {name}_history WHERE owner_id = {number}")
    report = checked(opened)
    opened.close()
    assert report.first_difference is None
    assert report.erased == len(VAULTS)
