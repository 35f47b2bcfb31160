"""What this computer has seen of a workspace: a roll-back, a cut tail and a rewrite are told; a restore is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import Clock
from auditor.model.tables import setting
from auditor.services.opening import AcceptHead, AtOpening, Notice
from auditor.services.safety import BackUp
from auditor.storage.drafts import beside
from tests.storage.worlds import note, ticking

Look = Callable[..., tuple[Notice, ...]]


@pytest.fixture
def clock() -> Clock:
    return ticking()


@pytest.fixture
def path(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    Auditor.create(tmp_path / "w.auditor", clock=clock)
    return tmp_path / "w.auditor"


@pytest.fixture
def look(path: Path, clock: Clock) -> Look:
    """Opens the workspace (another one when named), makes so many changes, and gives what was said at opening."""

    def looked(changes: int = 0, where: Path = path) -> tuple[Notice, ...]:
        with Auditor.open(where, clock=clock) as opened:
            told = opened.ask(AtOpening())
            put(opened, changes)
        return told

    return looked


def put(opened: Auditor, changes: int) -> None:
    store = opened.context.store
    for _ in range(changes):
        with store.writing(note("put")) as work:
            work.insert(setting, [{"key": f"k{work.change_id}", "value": "1"}])
    opened._note()


def words(told: tuple[Notice, ...]) -> str:
    return " ".join(str(one.message) for one in told)


def keep(path: Path) -> Path:
    """A copy of the closed workspace, as anybody makes one."""
    kept = path.with_name(f"kept-{len(list(path.parent.iterdir()))}")
    shutil.copy(path, kept)
    return kept


def test_that_a_workspace_that_goes_on_has_nothing_to_say(look: Look) -> None:
    assert look(2) == ()
    assert look(3) == ()
    assert look() == ()


def test_that_an_older_copy_in_its_place_is_told_until_it_is_accepted(look: Look, path: Path, clock: Clock) -> None:
    look(2)
    old = keep(path)
    look(2)
    shutil.copy(old, path)
    told = look()
    assert "seen change 5" in words(told)
    assert "ends with change 3" in words(told)
    assert told[0].acceptable
    assert words(look()) == words(told)
    with Auditor.open(path, clock=clock) as opened:
        assert opened.ask(AcceptHead()).change == 3
    assert look() == ()


def test_that_an_older_copy_that_was_continued_is_told(look: Look, path: Path) -> None:
    look(2)
    old = keep(path)
    look(2)
    shutil.copy(old, path)
    look(4)
    assert "Change 5 is not the one" in words(look())


def test_that_a_cut_tail_is_told(look: Look, path: Path) -> None:
    from sqlcipher3 import dbapi2

    look(2)
    raw = dbapi2.connect(str(path), isolation_level=None)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in (
        "DELETE FROM setting WHERE change_id = 3",
        "DELETE FROM leaf WHERE change_id = 3",
        "DELETE FROM change WHERE id = 3",
        "UPDATE head SET change_id = 2, hash = (SELECT hash FROM change WHERE id = 2)",
    ):
        raw.execute(statement)
    raw.close()
    assert "its last changes were cut off" in words(look())


def test_that_our_own_restore_is_no_alarm(look: Look, path: Path, clock: Clock, tmp_path: Path) -> None:
    look(2)
    with Auditor.open(path, clock=clock) as opened:
        opened.run(BackUp(tmp_path / "monday"))
    look(4)
    Auditor.restore(path, tmp_path / "monday", clock=clock)
    assert look() == ()
    assert look(2) == ()


def test_that_a_restore_made_on_another_computer_is_no_alarm(
    look: Look, path: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(2)
    with Auditor.open(path, clock=clock) as opened:
        opened.run(BackUp(tmp_path / "monday"))
    look(4)
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "other"))
    Auditor.restore(path, tmp_path / "monday", clock=clock)
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    assert look() == ()


def test_that_a_backup_opened_elsewhere_is_called_an_older_copy_once(look: Look, path: Path) -> None:
    look(2)
    old = keep(path)
    look(2)
    assert "older copy: it ends with change 3" in words(look(where=old))
    assert look(where=old) == ()
    assert look() == ()


def test_that_another_workspace_in_its_place_is_another_workspace(look: Look, path: Path, clock: Clock) -> None:
    look(5)
    path.unlink()
    Auditor.create(path, clock=clock)
    assert look() == ()


def test_that_two_workspaces_made_at_once_can_be_told_apart(tmp_path: Path) -> None:
    from auditor.services.safety import AnchorNow

    anchors = []
    for name in ("a", "b"):
        Auditor.create(tmp_path / name, title="same", clock=ticking())
        with Auditor.open(tmp_path / name, clock=ticking()) as opened:
            anchors.append(opened.ask(AnchorNow()))
    assert anchors[0].workspace != anchors[1].workspace


def test_that_the_witness_holds_nobodys_data(look: Look, path: Path, tmp_path: Path) -> None:
    look(1)
    (file,) = (tmp_path / "state" / "witness").iterdir()
    text = file.read_text()
    for word in (path.stem, str(tmp_path), "put", "tester"):
        assert word not in text
    assert file.stat().st_size < 2000


@pytest.mark.parametrize("content", ["", "{", "[]", '{"places": {"x": 1}}', '{"places": {"x": {"change": "a"}}}'])
def test_that_a_broken_witness_is_as_good_as_none(look: Look, tmp_path: Path, content: str) -> None:
    look(1)
    (file,) = (tmp_path / "state" / "witness").iterdir()
    file.write_text(content)
    assert look(1) == ()
    assert look() == ()


def test_that_a_witness_can_be_done_without(
    look: Look, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_STATE", "off")
    look(2)
    assert not (tmp_path / "state").exists()
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "file"))
    assert look(2) == ()


def test_that_changes_since_the_last_time_are_verified_at_opening(look: Look, path: Path, clock: Clock) -> None:
    look(3)
    with Auditor.open(path, clock=clock) as opened:
        put(opened, 2)  # nobody took note of these
        raw = opened.context.store.writer.raw_connection()
        cursor = raw.cursor()
        for trigger in ("setting_before_update", "setting_after_update"):
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute("UPDATE setting SET value = 'forged' WHERE change_id = 6")
        raw.close()
    told = look()
    assert "k6" in words(told)
    assert "verify --chain" in str(told[0].hint)
    assert all(not one.exists() for one in beside(path))
