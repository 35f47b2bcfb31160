"""A file that cannot be used is told by its kind, and left byte for byte as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from auditor.errors import AuditorError, CallerMistake, IntegrityBroken, WorkspaceUnusable, WorldFailed
from auditor.i18n import said
from auditor.storage.workspace import create, open_store
from tests.storage.worlds import add_generation, new_store, note, ticking


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "w.auditor"
    store = new_store(path)
    with store.writing(note("rows")) as work:
        add_generation(work, 1)
    store.close()
    return path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "w.auditor"
    new_store(path, passphrase="correct horse").close()
    return path


def _zero(path: Path, source: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path, source: Path) -> None:
    path.write_text("主播编号,昵称\nH0001,小美\n" * 50, encoding="utf-8")


def _short(path: Path, source: Path) -> None:
    path.write_bytes(source.read_bytes()[:60])


def _foreign(path: Path, source: Path) -> None:
    raw = dbapi2.connect(str(path))
    raw.execute("CREATE TABLE mine (x)")
    raw.commit()
    raw.close()


def _spreadsheet(path: Path, source: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + os.urandom(4096))


def _newer(path: Path, source: Path) -> None:
    shutil.copy(source, path)
    raw = dbapi2.connect(str(path), isolation_level=None)
    raw.execute("PRAGMA user_version = 4711")
    raw.close()


def _cut(path: Path, source: Path) -> None:
    path.write_bytes(source.read_bytes()[:40_000])


def _scrambled(path: Path, source: Path) -> None:
    whole = bytearray(source.read_bytes())
    whole[100:20_000] = os.urandom(19_900)
    path.write_bytes(whole)


UNUSABLE: list[tuple[Callable[[Path, Path], None], type[AuditorError], int, str]] = [
    (_zero, WorkspaceUnusable, 3, "not a workspace"),
    (_text, WorkspaceUnusable, 3, "encrypted, or not a workspace"),
    (_short, WorkspaceUnusable, 3, "not a workspace"),
    (_foreign, WorkspaceUnusable, 3, "not a workspace"),
    (_spreadsheet, WorkspaceUnusable, 3, "encrypted, or not a workspace"),
    (_newer, WorkspaceUnusable, 3, "newer version"),
    (_cut, IntegrityBroken, 5, "damaged"),
    (_scrambled, IntegrityBroken, 5, "damaged"),
]


@pytest.mark.parametrize(("make", "error", "code", "word"), UNUSABLE, ids=lambda v: getattr(v, "__name__", ""))
def test_that_an_unusable_file_is_told_and_untouched(
    plain: Path, tmp_path: Path, make: Any, error: type[AuditorError], code: int, word: str
) -> None:
    path = tmp_path / "w.auditor"
    make(path, plain)
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(error, match=word) as told:
        open_store(path, ticking())
    assert told.value.exit_code == code
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert [file.name for file in tmp_path.iterdir()] == ["w.auditor"]


def test_that_an_absent_file_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceUnusable, match="no workspace at"):
        open_store(tmp_path / "absent", ticking())
    with pytest.raises(WorkspaceUnusable, match="folder"):
        open_store(tmp_path, ticking())
    assert list(tmp_path.iterdir()) == []


def test_that_the_right_passphrase_opens_an_encrypted_workspace(sealed: Path) -> None:
    store = open_store(sealed, ticking(), passphrase="correct horse")
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT title FROM workspace").scalar() == "测试"
    store.close()


@pytest.mark.parametrize("passphrase", ["wrong horse", "", "correct horse "])
def test_that_a_wrong_passphrase_is_told_and_touches_nothing(sealed: Path, passphrase: str) -> None:
    before, when = sealed.read_bytes(), sealed.stat().st_mtime_ns
    with pytest.raises(WorkspaceUnusable, match="passphrase is wrong") as told:
        open_store(sealed, ticking(), passphrase=passphrase)
    assert told.value.exit_code == 3
    assert (sealed.read_bytes(), sealed.stat().st_mtime_ns) == (before, when)


def test_that_no_passphrase_is_asked_for(sealed: Path) -> None:
    with pytest.raises(WorkspaceUnusable, match="encrypted") as told:
        open_store(sealed, ticking())
    assert "AUDITOR_PASSPHRASE" in str(told.value.hint)


def test_that_an_encrypted_workspace_shows_nothing_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    store = new_store(path, passphrase="correct horse")
    with store.writing(note("rows")) as work:
        add_generation(work, 1)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert b"canary" not in content, file.name
        assert b"SQLite format" not in content, file.name
    store.close()


def read_whole(path: Path) -> None:
    """Open and read every row of every table, and every page's seal."""
    store = open_store(path, ticking(), passphrase="correct horse")
    try:
        with store.reading() as connection:
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            for name in tables:
                connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            if connection.exec_driver_sql("PRAGMA cipher_integrity_check").all():
                raise IntegrityBroken(said("a page without its seal"))
    finally:
        store.close()


def test_that_any_flipped_byte_of_an_encrypted_workspace_is_refused(sealed: Path, tmp_path: Path) -> None:
    read_whole(sealed)
    whole = sealed.read_bytes()
    for at in range(30_000, len(whole), len(whole) // 12):
        path = tmp_path / f"{at}"
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((IntegrityBroken, WorkspaceUnusable)):
            read_whole(path)


def test_that_making_a_workspace_over_a_file_is_refused(plain: Path) -> None:
    before = plain.read_bytes()
    with pytest.raises(CallerMistake, match="exists already"):
        create(plain, ticking(), title="x")
    assert plain.read_bytes() == before


def test_that_a_failed_making_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorldFailed):
        create(tmp_path / "file" / "w.auditor", ticking(), title="x")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_that_a_connection_puts_no_empty_file_where_the_workspace_went_away(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    store = new_store(path)
    path.rename(tmp_path / "away")
    store.writer.dispose()
    with pytest.raises(AuditorError, match="no longer at"), store.writing(note("rows")):
        pass
    with pytest.raises(DatabaseError), store.writer.connect():
        pass
    assert not path.exists()


def test_that_a_file_moved_while_it_is_used_is_not_called_a_failed_disk(tmp_path: Path) -> None:
    store = new_store(tmp_path / "mine.auditor")

    def read_while_it_moves() -> None:
        with store.reading():
            store.path.rename(tmp_path / "elsewhere.auditor")
            raise WorldFailed(said("The disk failed; nothing was written."))  # what a lost journal comes to

    with pytest.raises(AuditorError, match="no longer at"):
        read_while_it_moves()
