"""Backups are whole however busy the workspace is; a restore is examined, recorded, and keeps what it replaces."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auditor.errors import Busy, CallerMistake, IntegrityBroken, WorkspaceUnusable, WorldFailed
from auditor.i18n import said
from auditor.model.ledger import change
from auditor.model.tables import setting
from auditor.monitor import Silent
from auditor.storage.backup import copy_under, copy_whole
from auditor.storage.expected import difference
from auditor.storage.restore import restore
from auditor.storage.store import Store
from auditor.storage.verify import verify_chain
from auditor.storage.workspace import key_of, open_store
from tests.storage.worlds import filled, new_store, note, ticking


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = filled(tmp_path / "w.auditor")
    yield opened
    opened.close()


def contents(path: Path, passphrase: str | None = None) -> list[Any]:
    opened = open_store(path, ticking(), passphrase=passphrase)
    try:
        with opened.reading() as connection:
            assert verify_chain(connection, Silent()).first_difference is None
            assert difference(connection) is None
            return [*connection.execute(select(change.c.id, change.c.hash)), *connection.execute(select(setting))]
    finally:
        opened.close()


def put(store: Store, key: str, value: str) -> None:
    with store.writing(note("put")) as work:
        work.insert(setting, [{"key": key, "value": value}])


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_that_a_copy_holds_what_the_workspace_held(store: Store, tmp_path: Path) -> None:
    with store.writing(note("open")) as work:
        work.insert(setting, [{"key": "uncommitted", "value": "1"}])
        copy_whole(store.path, None, tmp_path / "copy")
    put(store, "later", "1")
    copied = contents(tmp_path / "copy")
    assert [row for row in copied if row[0] in ("uncommitted", "later")] == []
    store.close()
    assert len(contents(store.path)) == len(copied) + 4
    assert names(tmp_path) == ["copy", "w.auditor"]


WRITER = """
import sys
from pathlib import Path
from auditor.storage.workspace import open_store
from tests.storage.test_backup import put
from tests.storage.worlds import ticking
store = open_store(Path(sys.argv[1]), ticking())
print("ready", flush=True)
n = 0
while True:
    n += 1
    put(store, f"k{n}", "x" * 2000)
"""


def test_that_copies_taken_while_another_writes_are_each_whole(store: Store, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            WRITER,
            str(store.path),
        ],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        for number in range(4):
            copy_whole(store.path, None, tmp_path / f"copy{number}")
    finally:
        writer.kill()
        writer.wait()
        if writer.stdout is not None:
            writer.stdout.close()
    sizes = [len(contents(tmp_path / f"copy{number}")) for number in range(4)]
    assert sizes == sorted(sizes)


def test_that_an_encrypted_copy_opens_with_its_passphrase_only(store: Store, tmp_path: Path) -> None:
    copy_under(store.path, None, tmp_path / "copy", key_of("correct horse", os.urandom(16)))
    assert b"canary" not in (tmp_path / "copy").read_bytes()
    with pytest.raises(WorkspaceUnusable):
        contents(tmp_path / "copy", "wrong")
    copied = contents(tmp_path / "copy", "correct horse")
    store.close()
    assert copied == contents(store.path)


def test_that_a_copy_that_does_not_pass_gets_no_name(store: Store, tmp_path: Path) -> None:
    def refuse(connection: Any) -> None:
        raise IntegrityBroken(said("no"))

    before = names(tmp_path)
    with pytest.raises(IntegrityBroken):
        copy_whole(store.path, None, tmp_path / "copy", refuse)
    with pytest.raises(WorldFailed):
        copy_whole(store.path, None, tmp_path / "absent" / "copy")
    assert names(tmp_path) == before


def backed_up(store: Store, tmp_path: Path) -> Path:
    """A backup, after which the workspace goes on."""
    target = tmp_path / "backups" / "monday"
    target.parent.mkdir()
    copy_whole(store.path, store.key, target)
    put(store, "later", "1")
    return target


def test_that_a_restore_brings_the_backup_back_and_says_so_in_the_chain(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    with store.reading() as connection:
        number, digest = connection.execute(
            select(change.c.id, change.c.hash).order_by(change.c.id.desc())
        ).first() or (0, "")
    store.close()
    done = restore(store.path, backup, ticking(), Silent(), who="admin")
    assert done.kept == store.path.with_name("w.auditor.replaced")
    assert [row for row in contents(store.path) if row[0] == "later"] == []
    assert [row for row in contents(done.kept) if row[0] == "later"]
    opened = open_store(store.path, ticking())
    with opened.reading() as connection:
        last = connection.execute(select(change).where(change.c.id == done.change)).mappings().one()
    opened.close()
    assert (last["kind"], last["why"], last["source"]) == ("restore", "monday", f"{number}:{digest}")
    assert names(tmp_path) == ["backups", "w.auditor", "w.auditor.replaced"]
    assert names(backup.parent) == ["monday"]


def test_that_a_restored_workspace_takes_changes(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    store.close()
    restore(store.path, backup, ticking(), Silent(), who="admin")
    opened = open_store(store.path, ticking())
    put(opened, "after", "1")
    opened.close()
    assert [row for row in contents(store.path) if row[0] == "after"]


def test_that_a_restore_waits_for_nobody_who_has_it_open(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    before = names(tmp_path)
    with pytest.raises(Busy, match="open in another"):
        restore(store.path, backup, ticking(), Silent(), who="admin")
    assert names(tmp_path) == before
    put(store, "goes on", "1")
    store.close()
    assert [row for row in contents(store.path) if row[0] == "goes on"]


def test_that_changes_a_killed_writer_left_in_the_log_are_kept_with_the_replaced_workspace(
    store: Store, tmp_path: Path
) -> None:
    backup = backed_up(store, tmp_path)
    left = tmp_path / "left"
    left.mkdir()
    for file in tmp_path.glob("w.auditor*"):
        shutil.copy(file, left / file.name)
    store.close()
    assert (left / "w.auditor-wal").stat().st_size > 0
    done = restore(left / "w.auditor", backup, ticking(), Silent(), who="admin")
    assert done.kept is not None
    assert [row for row in contents(done.kept) if row[0] == "later"]
    assert [row for row in contents(left / "w.auditor") if row[0] == "later"] == []


def test_that_a_damaged_workspace_can_be_replaced(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    store.close()
    store.path.write_bytes(b"rubbish" * 1000)
    done = restore(store.path, backup, ticking(), Silent(), who="admin")
    assert done.kept is not None
    assert done.kept.read_bytes() == b"rubbish" * 1000
    assert contents(store.path)


def test_that_an_index_of_a_log_that_is_empty_stands_in_nobodys_way(store: Store, tmp_path: Path) -> None:
    """What a killed process leaves when everything was in the file already."""
    backup = backed_up(store, tmp_path)
    store.close()
    store.path.write_bytes(b"rubbish" * 1000)
    store.path.with_name("w.auditor-shm").write_bytes(bytes(32_768))
    restore(store.path, backup, ticking(), Silent(), who="admin")
    assert contents(store.path)


def test_that_a_damaged_workspace_with_a_log_beside_it_is_left_to_the_person(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    store.close()
    store.path.write_bytes(b"rubbish" * 1000)
    log = store.path.with_name("w.auditor-wal")
    log.write_bytes(b"log" * 1000)
    with pytest.raises(Busy, match="could not be brought"):
        restore(store.path, backup, ticking(), Silent(), who="admin")
    assert log.read_bytes() == b"log" * 1000
    assert store.path.read_bytes() == b"rubbish" * 1000


def test_that_a_restore_can_make_a_workspace_where_none_is(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    done = restore(tmp_path / "new.auditor", backup, ticking(), Silent(), who="admin")
    assert done.kept is None
    assert contents(tmp_path / "new.auditor")


def test_that_an_altered_backup_is_refused_and_nothing_is_changed(store: Store, tmp_path: Path) -> None:
    backup = backed_up(store, tmp_path)
    store.close()
    from sqlcipher3 import dbapi2

    raw = dbapi2.connect(str(backup), isolation_level=None)
    for trigger in ("setting_before_update", "setting_after_update"):
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute("UPDATE setting SET value = 'forged'")
    raw.close()
    before = contents(store.path)
    with pytest.raises(IntegrityBroken, match="does not verify"):
        restore(store.path, backup, ticking(), Silent(), who="admin")
    assert contents(store.path) == before
    assert names(tmp_path) == ["backups", "w.auditor"]


def test_that_a_workspace_is_not_restored_from_itself(store: Store) -> None:
    with pytest.raises(CallerMistake):
        restore(store.path, store.path, ticking(), Silent(), who="admin")


def test_that_an_encrypted_backup_restores_with_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    opened = new_store(path, passphrase="correct horse")
    copy_whole(path, opened.key, tmp_path / "backup")
    opened.close()
    with pytest.raises(WorkspaceUnusable):
        restore(path, tmp_path / "backup", ticking(), Silent(), who="admin", passphrase="wrong")
    restore(path, tmp_path / "backup", ticking(), Silent(), who="admin", passphrase="correct horse")
    assert contents(path, "correct horse")


def test_that_the_key_of_a_store_is_never_shown(tmp_path: Path) -> None:
    opened = new_store(tmp_path / "w.auditor", passphrase="correct horse")
    assert opened.key is not None
    assert opened.key not in repr(opened)
    opened.close()
