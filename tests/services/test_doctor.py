"""The doctor finds each thing that can be wrong, and nothing in a healthy workspace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.caches import search_fault
from auditor.services.demos import FillDemo
from auditor.services.doctor import CheckUp, Doctor
from auditor.services.dumps import Dump
from auditor.services.mending import Mended, MendWorkspace
from auditor.storage.drafts import draft_of
from auditor.storage.location import innermost_mount, is_synced


def clock() -> datetime:
    return datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("healthy") / "w.auditor"
    Auditor.create(path, clock=clock)
    with Auditor.open(path, clock=clock) as auditor:
        auditor.run(FillDemo(60, 1))
    return path


@pytest.fixture
def auditor(healthy: Path, tmp_path: Path) -> Iterator[Auditor]:
    path = tmp_path / "w.auditor"
    shutil.copy(healthy, path)
    with Auditor.open(path, clock=clock) as opened:
        yield opened


def hurt(auditor: Auditor, *statements: str, keep_triggers: bool = False) -> dict[str, CheckUp]:
    """What the doctor says after somebody did this with an SQLite shell."""
    raw = auditor._store.writer.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("BEGIN IMMEDIATE")
    triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    if not keep_triggers:
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        cursor.execute(statement)
    if not keep_triggers:
        for _, sql in triggers:
            cursor.execute(sql)
    cursor.execute("COMMIT")
    raw.close()
    return {found.check: found for found in auditor.ask(Doctor())}


def broken(found: dict[str, CheckUp]) -> set[str]:
    return {name for name, one in found.items() if not one.ok}


def test_that_a_healthy_workspace_has_nothing(auditor: Auditor) -> None:
    found = auditor.ask(Doctor())
    assert [(one.check, str(one.message)) for one in found if not one.ok] == []
    assert len({one.check for one in found}) == len(found) >= 15


def test_that_an_encrypted_workspace_is_looked_over_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    Auditor.create(path, clock=clock, passphrase="correct horse")
    with Auditor.open(path, clock=clock, passphrase="correct horse") as opened:
        found = {one.check: one for one in opened.ask(Doctor())}
    assert broken(found) == set()
    assert "seal" in str(found["pages"].message)


def test_that_the_doctor_changes_nothing(auditor: Auditor) -> None:
    before = auditor.path.read_bytes()
    auditor.ask(Doctor())
    auditor.ask(Doctor())
    assert auditor.path.read_bytes() == before
    raw = auditor._store.reader.raw_connection()
    assert raw.cursor().execute("PRAGMA query_only").fetchone() == (1,)
    raw.close()


@pytest.mark.parametrize(
    ("statement", "check", "word"),
    [
        ("DROP INDEX ix_host_change", "indexes", "ix_host_change"),
        ("CREATE TABLE mine (x)", "schema", "mine"),
        ("CREATE INDEX mine ON host (code)", "schema", "mine"),
        ("CREATE TRIGGER mine AFTER INSERT ON host BEGIN SELECT 1; END", "schema", "mine"),
        ("DROP TABLE listing", "schema", "listing"),
        ("UPDATE licence SET owner_id = 99999 WHERE id = (SELECT min(id) FROM licence)", "references", "licence"),
        ("UPDATE host SET stage_name = 'x' WHERE id = (SELECT min(id) FROM host)", "chain", "host"),
        ("UPDATE host SET id_number_valid = 1 - id_number_valid", "derived", "id_number_valid"),
        ("UPDATE merchant SET uscc_valid = 1 - uscc_valid", "derived", "uscc_valid"),
        ("UPDATE authorisation SET grantee_folded = 'x'", "derived", "grantee_folded"),
        ("UPDATE host_vault SET phone = NULL WHERE phone IS NOT NULL", "derived", "has_phone"),
        ("UPDATE listing SET name = 'x' WHERE type = 'merchant'", "lists", "merchant"),
        ("UPDATE listing SET sort_key = 'x' WHERE type = 'host'", "lists", "host"),
        ("UPDATE listing SET status = 'x' WHERE type = 'host'", "lists", "filters host"),
        ("DELETE FROM listing WHERE type = 'host'", "lists", "host"),
        (
            "INSERT INTO listing (id, type, code, name, sort_key) VALUES (99999, 'host', 'x', 'x', 'x')",
            "lists",
            "without a subject",
        ),
        ("DELETE FROM search WHERE rowid = (SELECT min(id) FROM host)", "search", "knows"),
        ("INSERT INTO search (rowid, words) VALUES (99999, 'x')", "search", "knows"),
        (
            "INSERT OR REPLACE INTO search (rowid, words) VALUES ((SELECT min(id) FROM host), 'x')",
            "search",
            "does not find",
        ),
    ],
)
def test_that_what_was_hurt_is_named(auditor: Auditor, statement: str, check: str, word: str) -> None:
    found = hurt(auditor, statement)
    assert check in broken(found)
    assert word in str(found[check].message)
    assert found["pages"].ok


@pytest.mark.parametrize("check", ["lists", "search", "indexes"])
def test_that_a_broken_cache_breaks_nothing_else(auditor: Auditor, check: str) -> None:
    statement = {
        "lists": "UPDATE listing SET name = 'x'",
        "search": "DELETE FROM search",
        "indexes": "DROP INDEX ix_host_change",
    }[check]
    assert broken(hurt(auditor, statement)) == {check}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE listing SET name = 'x'",
        "DELETE FROM listing WHERE type = 'host'",
        "INSERT INTO listing (id, type, code, name, sort_key) VALUES (99999, 'host', 'x', 'x', 'x')",
        "DELETE FROM search",
        "INSERT OR REPLACE INTO search (rowid, words) VALUES ((SELECT min(id) FROM host), 'x')",
        "DROP INDEX ix_host_change",
        "DROP INDEX uq_host_key",
        "DROP INDEX cv_host_0",
    ],
)
def test_that_what_can_be_made_anew_is_mended(auditor: Auditor, statement: str) -> None:
    before = _decisive(auditor)
    assert broken(hurt(auditor, statement))
    mended = auditor.run(MendWorkspace())
    assert mended.change is not None
    assert len(mended.done) == 1
    found = auditor.ask(Doctor())
    assert [(one.check, str(one.message)) for one in found if not one.ok] == []
    assert _decisive(auditor) == before
    assert auditor.run(MendWorkspace()) == Mended((), None)


def test_that_an_index_that_lost_its_table_is_mended(healthy: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    shutil.copy(healthy, path)
    with Auditor.open(path, clock=clock) as opened:
        raw = opened._store.writer.raw_connection()
        cursor = raw.cursor()
        cursor.execute("DROP TRIGGER host_before_update")
        cursor.execute("DROP TRIGGER host_after_update")
        cursor.execute("PRAGMA writable_schema = ON")
        sql = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_host_change'").fetchone()[0]
        cursor.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_host_change'", (f"{sql} WHERE id < 0",))
        raw.close()
    with Auditor.open(path, clock=clock) as opened:
        raw = opened._store.writer.raw_connection()
        cursor = raw.cursor()
        cursor.execute("REINDEX ix_host_change")
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_host_change'", (sql,))
        raw.close()
    with Auditor.open(path, clock=clock) as opened:
        assert "pages" in {one.check for one in opened.ask(Doctor()) if not one.ok}
        assert any("ix_host_change" in str(sentence) for sentence in opened.run(MendWorkspace()).done)
        assert {one.check for one in opened.ask(Doctor()) if not one.ok} == {"schema"}  # the triggers taken off above


def test_that_an_altered_row_is_not_mended(auditor: Auditor) -> None:
    hurt(auditor, "UPDATE licence SET number = 'x' WHERE id = (SELECT min(id) FROM licence)")
    before = _decisive(auditor)
    auditor.run(MendWorkspace())
    assert _decisive(auditor) == before
    assert "chain" in {one.check for one in auditor.ask(Doctor()) if not one.ok}


def _decisive(auditor: Auditor) -> str:
    text: list[str] = []
    auditor.ask(Dump(text.append, history=True))
    return "".join(text)


def test_that_leftovers_of_dead_processes_alone_are_removed(auditor: Auditor) -> None:
    folder = auditor.path.parent
    dead = draft_of(auditor.path, "new")
    dead = dead.with_name(dead.name.replace(f"-{os.getpid()}-", "-4194999-"))
    ours, strange = draft_of(auditor.path, "part"), folder / ".w.auditor.0000-4194999-00000000.new"
    others = [folder / "notes.new", folder / ".bashrc", folder / ".w.auditor.01234567.new", ours, strange]
    for path in (dead, dead.with_name(f"{dead.name}-wal"), *others):
        path.write_text("x")
    found = {one.check: one for one in auditor.ask(Doctor())}
    assert (found["leftovers"].state, found["leftovers"].message.params["n"]) == ("doubtful", 2)
    mended = auditor.run(MendWorkspace())
    assert (len(mended.done), mended.change) == (2, None)
    assert not dead.exists()
    assert all(path.exists() for path in others)
    old = others[2]
    os.utime(old, (0, 0))
    auditor.run(MendWorkspace())
    assert not old.exists()


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX's")
def test_that_a_file_open_to_others_is_a_doubt(auditor: Auditor) -> None:
    assert {one.check: one for one in auditor.ask(Doctor())}["permissions"].state == "sound"
    auditor.path.chmod(0o644)
    found = {one.check: one for one in auditor.ask(Doctor())}["permissions"]
    assert (found.state, found.ok) == ("doubtful", True)
    assert "644" in str(found.message)


def test_that_a_big_search_index_is_looked_up_by_sample(auditor: Auditor) -> None:
    with auditor._store.reading() as connection:
        assert search_fault(connection, whole=10) is None
    hurt(auditor, "INSERT OR REPLACE INTO search (rowid, words) VALUES ((SELECT min(id) FROM merchant), 'x')")
    with auditor._store.reading() as connection:
        assert "merchant:" in str(search_fault(connection, whole=10))


def test_that_a_missing_trigger_is_named(auditor: Auditor) -> None:
    found = hurt(auditor, "DROP TRIGGER host_before_update", keep_triggers=True)
    assert broken(found) == {"schema"}
    assert "host_before_update" in str(found["schema"].message)


def test_that_a_damaged_page_is_named_whatever_else_it_breaks(healthy: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    whole = bytearray(healthy.read_bytes())
    with Auditor.open(healthy, clock=clock) as opened:
        raw = opened._store.reader.raw_connection()
        size = raw.cursor().execute("PRAGMA page_size").fetchone()[0]
        page = raw.cursor().execute("SELECT rootpage FROM sqlite_master WHERE name = 'uq_host_key'").fetchone()[0]
        raw.close()
    start = (page - 1) * size
    whole[start : start + size] = bytes(size)
    path.write_bytes(whole)
    with Auditor.open(path, clock=clock) as opened:
        found = {one.check: one for one in opened.ask(Doctor())}
    assert "pages" in broken(found)


def test_that_a_synced_folder_is_a_doubt_and_no_fault(healthy: Path, tmp_path: Path) -> None:
    path = tmp_path / "OneDrive - 示例公司" / "w.auditor"
    path.parent.mkdir()
    shutil.copy(healthy, path)
    with Auditor.open(path, clock=clock) as opened:
        found = {one.check: one for one in opened.ask(Doctor())}
    assert found["place"].state == "doubtful"
    assert broken(found) == set()


@pytest.mark.parametrize(
    ("path", "synced"),
    [
        (PureWindowsPath(r"C:\Users\li\OneDrive\w.auditor"), True),
        (PureWindowsPath(r"C:\Users\li\OneDrive - Example\w.auditor"), True),
        (PurePosixPath("/home/li/Dropbox (Example)/a/w.auditor"), True),
        (PurePosixPath("/Users/li/Library/Mobile Documents/com~apple~CloudDocs/w.auditor"), True),
        (PurePosixPath("/home/li/坚果云/w.auditor"), True),
        (PurePosixPath("/home/li/audits/dropbox.auditor"), False),
        (PurePosixPath("/home/li/onedrives/w.auditor"), False),
    ],
)
def test_that_synced_folders_are_known_by_their_names(path: PurePosixPath, synced: bool) -> None:
    assert is_synced(path) is synced


def test_that_the_innermost_mount_decides() -> None:
    mounts = [
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
        "40 22 0:45 / /mnt/office\\040share rw - cifs //server/share rw",
        "41 40 8:2 / /mnt/office\\040share/local rw - xfs /dev/sdb rw",
        "broken line",
    ]
    assert innermost_mount(PurePosixPath("/home/w"), mounts) == ("/", "ext4")
    assert innermost_mount(PurePosixPath("/mnt/office share/w"), mounts) == ("/mnt/office share", "cifs")
    assert innermost_mount(PurePosixPath("/mnt/office share/local/w"), mounts) == ("/mnt/office share/local", "xfs")
