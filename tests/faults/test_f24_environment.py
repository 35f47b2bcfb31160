"""F24: where the surroundings are unusual the program works, or refuses in one clear line and touches nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import AuditorError, Busy, WorkspaceUnusable
from auditor.model.tables import setting
from auditor.services.opening import AtOpening
from auditor.services.safety import BackUp
from auditor.storage import engine
from auditor.storage.drafts import leftovers
from auditor.storage.workspace import open_store
from tests.faults.elsewhere import ROOT, Step, steps
from tests.faults.harness.tiers import TIER, count
from tests.storage.worlds import new_store, note, ticking


def now() -> datetime:
    return datetime.now(UTC)


def works(path: Path) -> None:
    """A workspace is made there, written, backed up, rolled back and read."""
    Auditor.create(path, clock=now)
    copy = path.parent / "copy"
    with Auditor.open(path, clock=now) as opened:
        opened.run(BackUp(copy))
        with opened.context.store.writing(note("put")) as work:
            work.insert(setting, [{"key": "k", "value": "1"}])
    Auditor.restore(path, copy, clock=now)
    with Auditor.open(path, clock=now) as opened, opened.context.store.reading() as connection:
        assert connection.execute(select(setting)).all() == []
    assert leftovers(path.parent) == []
    count("F24 environment", cases=1)


NAMES = {
    "Chinese": "合规 资料/主播.auditor",
    "marks of an address": "a?mode=ro&b=%2e#c/w?immutable=1.auditor",
    "quotes": "it's \"mine\"/w';--.auditor",
    "composed and not": "café/café.auditor",
    "line break": "two\nlines/w\t.auditor",
    "dash": "-rf/--json",
    "beyond the basic plane": "𠮷野家🎤/𠮷.auditor",
}


@pytest.mark.skipif(os.name == "nt", reason="Windows knows fewer characters")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_that_any_name_works(name: str, tmp_path: Path) -> None:
    works(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows fewer characters")
def test_that_an_address_put_together_without_care_would_lead_elsewhere(tmp_path: Path) -> None:
    """The control: these names are not harmless to whoever hands them on as they are."""
    from sqlcipher3 import dbapi2

    astray = set()
    for what, name in NAMES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            raw = dbapi2.connect(f"file:{path}?mode=rwc", uri=True)
            raw.execute("CREATE TABLE x (y)")
            raw.close()
        except dbapi2.OperationalError:
            astray.add(what)
        if not path.exists():
            astray.add(what)
    assert "marks of an address" in astray


def test_that_a_long_path_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long-" * 20) / ("path-" * 20) / ("here-" * 20)
    assert len(str(folder)) > 300
    works(folder / "w.auditor")


@pytest.mark.skipif(os.name == "nt", reason="the bounds of names are POSIX's")
@pytest.mark.parametrize("length", [220, 255, 300])
def test_that_a_name_without_room_for_the_files_beside_it_is_told(length: int, tmp_path: Path) -> None:
    path = tmp_path / ("w" * length)
    with pytest.raises(AuditorError) as told:
        Auditor.create(path, clock=now)
    assert told.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []
    count("F24 environment", cases=1)


def test_that_the_surroundings_of_a_script_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another language of the system, no home, a folder for temporary files that is not there."""
    for name, value in (("LC_ALL", "C"), ("HOME", "/nonexistent"), ("PYTHONIOENCODING", "ascii"), ("TZ", "XYZ+99")):
        monkeypatch.setenv(name, value)
    path = tmp_path / "资料" / "主播.auditor"
    plan: list[Step] = [["init", "--title", "测试"], ["verify", "--chain"], ["backup", str(path.parent / "副本")]]
    told = steps(plan, path, state="")
    assert [one.code for one in told] == [0, 0, 0], [one.err for one in told]
    assert {one.name for one in path.parent.iterdir()} == {"主播.auditor", "副本", "副本.anchor.json"}
    count("F24 environment", cases=1)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_that_a_link_to_a_workspace_is_the_workspace(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "w.auditor", tmp_path / "link.auditor"
    real.parent.mkdir()
    new_store(real).close()
    link.symlink_to(real)
    store = open_store(link, ticking())
    with store.writing(note("put")) as work:
        work.insert(setting, [{"key": "k", "value": "1"}])
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["link.auditor"]
    store.close()
    count("F24 environment", cases=1)


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no names there")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "dangling link", "socket of a link to itself"])
def test_that_what_is_no_file_is_refused_at_once(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path if kind.startswith("socket") else tmp_path / "absent")
    with pytest.raises(AuditorError) as told:
        open_store(path, ticking())
    assert told.value.exit_code in (3, 8)
    count("F24 environment", cases=1)


def test_that_an_older_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.auditor"
    new_store(path).close()
    before = path.read_bytes()
    monkeypatch.setattr(engine, "SQLITE_FLOOR", (99, 0, 0))
    with pytest.raises(WorkspaceUnusable, match="too old"):
        open_store(path, ticking())
    assert path.read_bytes() == before
    monkeypatch.undo()
    open_store(path, ticking()).close()
    count("F24 environment", cases=1)


def test_that_a_setting_that_does_not_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the log could not be switched on and SQLite went on without a word."""
    path = tmp_path / "w.auditor"
    new_store(path).close()
    monkeypatch.setattr(engine, "WANTED", (*engine.WANTED, ("page_count", "7", 7)))
    with pytest.raises(WorkspaceUnusable, match="safety setting: page_count"):
        open_store(path, ticking())
    count("F24 environment", cases=1)


def test_that_a_synced_folder_is_told_when_it_is_first_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_STATE", str(tmp_path / "state"))
    path = tmp_path / "坚果云" / "w.auditor"
    Auditor.create(path, clock=now)
    said = []
    for _ in range(2):
        with Auditor.open(path, clock=now) as opened:
            said.append([str(one.message) for one in opened.ask(AtOpening())])
    assert "synced folder" in said[0][0]
    assert said[1] == []
    count("F24 environment", cases=1)


@pytest.mark.skipif(TIER == "push", reason="waits as long as a person is asked to")
def test_that_a_workspace_held_by_another_program_is_told_as_busy(tmp_path: Path) -> None:
    """A virus scanner or a copy program that keeps the file locked."""
    from sqlcipher3 import dbapi2

    path = tmp_path / "w.auditor"
    store = new_store(path)
    holder = dbapi2.connect(str(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), store.writing(note("put")) as work:
        work.insert(setting, [{"key": "k", "value": "1"}])
    holder.execute("ROLLBACK")
    holder.close()
    with store.writing(note("put")) as work:
        work.insert(setting, [{"key": "k", "value": "1"}])
    store.close()
    count("F24 environment", cases=1)


_DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from auditor.storage.workspace import create
def clock():
    os.kill(os.getpid(), signal.SIGKILL)
create(Path(sys.argv[1]), clock, title="x")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_that_a_making_that_was_killed_leaves_no_workspace_and_no_trace_later(tmp_path: Path) -> None:
    path = tmp_path / "w.auditor"
    done = subprocess.run([sys.executable, "-c", _DIES, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    left = [one.name for one in tmp_path.iterdir()]
    assert left  # else nothing was tried
    assert all(name.startswith(".w.auditor.") for name in left)
    assert len(leftovers(tmp_path)) == len(left)
    with pytest.raises(WorkspaceUnusable, match="no workspace at"):
        open_store(path, ticking())
    new_store(path).close()
    assert [one.name for one in tmp_path.iterdir()] == ["w.auditor"]
    count("F24 environment", cases=1)
