"""A world poured in by the bulk loader is the world that the write path stores, row for row."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from auditor.clock import SHANGHAI
from auditor.model.commitment import commitment
from auditor.model.ledger import listing
from auditor.model.sheets import BY_NAME
from auditor.model.tables import DECISIVE, VAULTS
from auditor.model.types import day_of
from auditor.monitor import Silent
from auditor.services.demo import demo_rows
from auditor.services.records import Problems, Recorder
from auditor.storage import workspace
from auditor.storage.store import Store
from auditor.storage.verify import verify_chain
from auditor.storage.work import Recorded
from benchmarks.bulk import load

TODAY = date(2026, 11, 21)
HOSTS = 1_000
SECRET = {"salt", "personal_mac"}


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def poured(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("bulk") / "poured.auditor"
    load(path, HOSTS, 1, TODAY, noon)
    return workspace.open_store(path, noon)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("bulk") / "written.auditor"
    workspace.create(path, noon, title="demo")
    store = workspace.open_store(path, noon)
    with store.writing(Recorded("admin", "demo", why=f"hosts={HOSTS} seed=1")) as work:
        recorder = Recorder(work, day_of(TODAY))
        for name, rows in demo_rows(HOSTS, 1, TODAY):
            recorder.apply(BY_NAME[name], rows, Problems(BY_NAME[name].zh))
    return store


def rows(connection: Connection, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    listed = ", ".join(f'"{name}"' for name in columns)
    return [tuple(row) for row in connection.execute(text(f'SELECT {listed} FROM "{table}" ORDER BY 1, 2'))]


def test_that_every_row_of_every_table_is_the_same(poured: Store, written: Store) -> None:
    filled = 0
    with poured.reading() as left, written.reading() as right:
        for table in (*DECISIVE, *VAULTS.values(), listing):
            columns = [column.name for column in table.columns if column.name not in SECRET]
            mine, theirs = rows(left, table.name, columns), rows(right, table.name, columns)
            assert mine == theirs, table.name
            filled += bool(mine)
    assert filled > 30


def test_that_the_search_index_holds_the_same_words(poured: Store, written: Store) -> None:
    found = []
    for store in (poured, written):
        with store.writer.connect() as connection:
            connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance)")
            found.append([tuple(row) for row in connection.execute(text("SELECT term, doc, offset FROM temp.words"))])
            connection.rollback()
    assert len(found[0]) > 10_000
    assert found[0] == found[1]


def test_that_the_schema_is_whole_again(poured: Store, written: Store) -> None:
    told = []
    for store in (poured, written):
        with store.reading() as connection:
            statement = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
            told.append([tuple(row) for row in connection.execute(text(statement))])
    assert told[0] == told[1]


def test_that_the_chain_verifies_and_commits_to_the_personal_values(poured: Store) -> None:
    with poured.reading() as connection:
        report = verify_chain(connection, Silent())
        assert report.ok
        for name, vault in VAULTS.items():
            personal = [c.name for c in vault.columns if c.name not in ("owner_id", "salt", "change_id")]
            statement = f'SELECT v.*, m.personal_mac FROM {vault.name} v JOIN "{name}" m ON m.id = v.owner_id'
            for row in connection.execute(text(statement)).mappings():
                assert row["personal_mac"] == commitment(row["salt"], {field: row[field] for field in personal})


def test_that_a_change_after_the_pouring_is_recorded_on_top(poured: Store) -> None:
    from auditor.model.tables import setting

    with poured.writing(Recorded("admin", "edit")) as work:
        work.insert(setting, [{"key": "told", "value": "1"}])
    assert work.committed is not None
    assert work.committed.id == 3
    with poured.reading() as connection:
        assert verify_chain(connection, Silent()).ok
