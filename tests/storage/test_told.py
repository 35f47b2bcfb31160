"""What the database says is told as what a person can do about it; our own mistakes stay as they are."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from auditor.errors import AuditorError, Busy, IntegrityBroken, WorkspaceUnusable, WorldFailed
from auditor.storage.location import disk_of
from auditor.storage.told import error_for, told


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("database is locked", Busy, 6),
        ("database table is locked: host", Busy, 6),
        ("database disk image is malformed", IntegrityBroken, 5),
        ("Could not decode to UTF-8 column 'code' with text 'H\ufffd'", IntegrityBroken, 5),
        ("invalid fts5 file format (found 9, expected 4 or 5) - run 'rebuild'", IntegrityBroken, 5),
        ('fts5: corruption in table "search"', IntegrityBroken, 5),
        ("vtable constructor failed: search", IntegrityBroken, 5),
        ("file is not a database", WorkspaceUnusable, 3),
        ("database or disk is full", WorldFailed, 8),
        ("attempt to write a readonly database", WorldFailed, 8),
        ("unable to open database file", WorldFailed, 8),
        ("disk I/O error", WorldFailed, 8),
    ],
)
def test_that_each_failure_of_the_world_has_its_error(text: str, error: type[AuditorError], code: int) -> None:
    found = error_for(text)
    assert type(found) is error
    assert found.exit_code == code
    assert found.hint is not None


@pytest.mark.parametrize(
    "text", ["no such table: x", "UNIQUE constraint failed: host.code", "near SELECT: syntax error"]
)
def test_that_our_own_mistakes_are_not_explained_away(text: str) -> None:
    assert error_for(text) is None


def run_wrong_sql() -> None:
    with told():
        dbapi2.connect(":memory:").execute("SELECT * FROM nothing")


def open_nowhere(path: Path) -> None:
    with told():
        dbapi2.connect(str(path)).execute("CREATE TABLE x (y)")


def fill_up() -> None:
    with told():
        raise OSError(errno.ENOSPC, "No space left on device")


def lose() -> None:
    with told():
        raise OSError(errno.ESTALE, "Stale file handle")


def test_that_a_wrong_statement_stays_our_error() -> None:
    with pytest.raises(dbapi2.OperationalError):
        run_wrong_sql()


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        open_nowhere(tmp_path / "absent" / "w")


def test_that_a_message_of_the_database_that_is_no_text_is_told() -> None:
    """It names what it could not read, and a name in a damaged file need not be text any more."""
    with pytest.raises(IntegrityBroken), told():
        b"malformed database schema (h\xeft)".decode()
    with pytest.raises(UnicodeDecodeError), told():
        b"\xef somebody else's".decode()


def test_that_the_system_says_why() -> None:
    with pytest.raises(WorldFailed, match="is full"):
        fill_up()
    with pytest.raises(WorldFailed, match="Stale"):
        lose()


def test_that_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match=f"disk {disk_of(tmp_path)} is full"), told(tmp_path / "w"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(disk_of(tmp_path)) in str(error_for("database or disk is full", tmp_path / "w"))
