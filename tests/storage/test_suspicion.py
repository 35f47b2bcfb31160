"""A mistake of the program on a damaged file is the file's; on a sound one it is the program's."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import IntegrityBroken
from auditor.storage.suspicion import suspecting
from auditor.storage.workspace import open_store
from tests.storage.worlds import new_store, ticking


def test_that_senseless_rows_of_a_damaged_file_are_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    data = bytearray(path.read_bytes())
    page = len(data) // 4_096 // 2 * 4_096
    data[page : page + 4_096] = bytes(4_096)
    path.write_bytes(data)
    store = open_store(path, ticking())
    with pytest.raises(IntegrityBroken), suspecting(store):
        raise KeyError(6)
    store.close()


def test_that_a_search_index_that_is_none_any_more_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    store = new_store(path)
    with store.writer.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE search_config SET v = 9 WHERE k = 'version'")
    store.close()
    store = open_store(path, ticking())
    with pytest.raises(IntegrityBroken), store.reading() as connection:
        connection.exec_driver_sql("SELECT rowid FROM search WHERE search MATCH 'x'").all()
    with pytest.raises(IntegrityBroken), suspecting(store):
        raise KeyError(6)
    store.close()


def test_that_a_mistake_on_a_sound_file_stays_ours(tmp_path: Path) -> None:
    store = new_store(tmp_path / "w.auditor")
    with pytest.raises(KeyError), suspecting(store):
        raise KeyError(6)
    store.close()
