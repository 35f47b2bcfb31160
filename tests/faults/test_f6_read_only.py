"""F6: a workspace that cannot be written is opened to be read, says why, and writes nothing anywhere else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.errors import Busy, WorkspaceUnusable
from auditor.i18n import said
from auditor.model.tables import setting
from auditor.storage.access import Unwritable
from auditor.storage.drafts import beside
from auditor.storage.store import Store
from auditor.storage.workspace import open_store
from tests.faults.elsewhere import Said, Step, namespace, steps
from tests.faults.harness.tiers import count
from tests.storage.worlds import note, ticking

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions and mounts are POSIX's")

READ: Step = ["verify", "--chain", "--json", "-"]
WRITE: Step = ["different", "host:H000001", "host:H000002"]
WAYS = ("mounted to be read", "permissions")
"""How a folder is made read-only: the second needs no mount, which not every system grants."""


def only_read(folder: Path, way: str) -> tuple[Step, list[str] | None]:
    """The step that makes the folder and the files in it read-only, and in what it has to run."""
    if way == "permissions":
        return {"sh": f"chmod 444 {folder}/*; chmod 555 {folder}"}, None
    return {"sh": f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"}, namespace()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "w.auditor"
    told = steps([["init", "--demo", "5"]], path)
    assert told[0].code == 0, told[0].err
    return path


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy; its folder is made writable again at the end."""
    folder = tmp_path / "home"
    folder.mkdir()
    path = folder / "w.auditor"
    shutil.copy(made, path)
    path.chmod(0o644)
    yield path
    folder.chmod(0o755)


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def check(told: Said, wrote: Said, why: str) -> None:
    """Reading works and says why it is only reading; writing is refused with the same reason, in one line."""
    assert told.code == 0, told.err
    assert told.out
    assert why in told.err
    assert wrote.code == 8, wrote.err
    assert why in wrote.err
    assert "Traceback" not in wrote.err + told.err
    assert "ack" not in wrote.err


def test_that_the_same_steps_write_where_they_may(work: Path) -> None:
    """The control: what the other tests find unchanged is changed here, and nothing is said."""
    before = held(work.parent)
    read, wrote = steps([READ, WRITE], work, powerless=True)
    assert (read.code, wrote.code) == (0, 0)
    assert "read-only" not in read.err + wrote.err
    assert "ack" in wrote.err
    assert held(work.parent) != before


def test_that_permissions_leave_a_workspace_to_be_read(work: Path) -> None:
    work.chmod(0o444)
    before = held(work.parent)
    stranger = f"chown 65534:65534 {work}; chmod 644 {work}" if os.geteuid() == 0 else "true"
    closed = f"chown $(id -u):$(id -g) {work}; chmod 666 {work}; chmod 555 {work.parent}"
    backup: Step = ["backup", str(work.parent / "copy")]
    plan: list[Step] = [READ, WRITE, {"sh": stranger}, READ, WRITE, {"sh": closed}, READ, WRITE, backup]
    told = steps(plan, work, powerless=True)
    check(told[0], told[1], "w.auditor is read-only")
    check(told[3], told[4], "w.auditor is read-only")
    check(told[6], told[7], "may not write in the folder")
    assert (told[2].code, told[5].code, told[8].code) == (0, 0, 8), told[8].err
    assert "Traceback" not in told[8].err
    assert held(work.parent) == before
    count("F6 read-only", cases=4)


@pytest.mark.parametrize("way", WAYS)
def test_that_a_workspace_on_a_read_only_disk_is_read(work: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is encrypted, too; what needs no writing there is done."""
    monkeypatch.setenv("AUDITOR_BACKUP_PASSPHRASE", "correct horse")
    monkeypatch.setenv("AUDITOR_PASSPHRASE", "correct horse")
    sealed = work.with_name("sealed")
    (made,) = steps([["backup", "--encrypt", str(sealed)]], work)
    assert made.code == 0, made.err
    before = held(work.parent)
    close, inside = only_read(work.parent, way)
    there = ["--workspace", str(sealed)]
    target = work.parent.with_name("elsewhere")
    plan: list[Step] = [
        *(close, READ, WRITE, [*READ, *there], [*WRITE, *there]),
        *(["doctor", "--json", "-"], ["verify", "--chain"], ["backup", str(target)]),
    ]
    told = steps(plan, work, inside=inside, powerless=inside is None)
    closed, read, wrote, read_sealed, wrote_sealed, doctor, chain, backed = told
    assert closed.code == 0, closed.err
    disk = f"disk {work.parent} is read-only"
    check(read, wrote, disk if inside else "w.auditor is read-only")
    check(read_sealed, wrote_sealed, disk if inside else "sealed is read-only")
    assert (doctor.code, chain.code, backed.code) == (0, 0, 0), doctor.out + chain.err + backed.err
    assert "read-only" in doctor.out
    assert held(work.parent) == before
    count("F6 read-only", cases=2)


def killed(work: Path, shared: bool) -> None:
    """A workspace as a killed writer leaves it, its last change in the log alone."""
    store = open_store(work, ticking())
    with store.writing(note("in the log")) as change:
        change.insert(setting, [{"key": "logged", "value": "only in the log"}])
    kept = work.parent.with_name("kept")
    shutil.copytree(work.parent, kept)
    store.close()
    shutil.rmtree(work.parent)
    kept.rename(work.parent)
    if not shared:
        beside(work)[1].unlink()
    assert beside(work)[0].stat().st_size > 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shared", [True, False], ids=["log can be read", "log cannot be read"])
def test_that_changes_in_the_log_of_a_read_only_workspace_are_seen_or_told(work: Path, shared: bool, way: str) -> None:
    killed(work, shared)
    before = held(work.parent)
    close, inside = only_read(work.parent, way)
    closed, chain = steps([close, READ], work, inside=inside, powerless=inside is None)
    assert closed.code == 0, closed.err
    if shared:
        assert (chain.code, chain.json["changes"]) == (0, 3)
    else:
        assert (chain.code, chain.out) == (8, "")
        assert "log beside it" in chain.err
    assert held(work.parent) == before
    count("F6 read-only", cases=1)


def test_that_an_older_workspace_that_cannot_be_written_is_told_and_untouched(work: Path) -> None:
    from sqlcipher3 import dbapi2

    raw = dbapi2.connect(str(work), isolation_level=None)
    raw.execute("PRAGMA user_version = 1")
    raw.close()
    work.chmod(0o444)
    before = held(work.parent)
    (read,) = steps([READ], work, powerless=True)
    assert read.code == 3
    assert "older version" in read.err
    assert held(work.parent) == before


@pytest.fixture
def bystander(work: Path) -> Iterator[Store]:
    """Somebody who can only read, while others write."""
    why = Unwritable(said("read-only"), said("elsewhere"))
    store = Store(work, ticking(), None, None, why)
    yield store
    store.close()


def settings_of(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(connection.execute(select(setting.c.key)).scalars())


def test_that_a_reader_without_locks_never_shows_what_is_no_longer_so(work: Path, bystander: Store) -> None:
    assert bystander.access == "still"
    before = settings_of(bystander)
    writer = open_store(work, ticking())
    seen = []
    for number in range(3):
        with writer.writing(note("put")) as change:
            change.insert(setting, [{"key": f"k{number}", "value": "1"}])
        seen.append(settings_of(bystander) - before)
    writer.close()
    seen.append(settings_of(bystander) - before)
    assert seen == [{"k0"}, {"k0", "k1"}, {"k0", "k1", "k2"}, {"k0", "k1", "k2"}]


def test_that_a_write_during_a_read_without_locks_is_told(work: Path, bystander: Store) -> None:
    writer = open_store(work, ticking())

    def read_while_it_is_written() -> None:
        with bystander.reading() as connection:
            connection.execute(select(setting)).all()
            with writer.writing(note("put")) as change:
                change.insert(setting, [{"key": "k", "value": "1"}])

    with pytest.raises(Busy, match="while it was read"):
        read_while_it_is_written()
    writer.close()


def test_that_a_file_that_went_away_is_told_and_not_written_to(work: Path) -> None:
    store = open_store(work, ticking())
    away = work.with_name("away")
    work.rename(away)
    for attempt in (store.reading, lambda: store.writing(note("lost"))):
        with pytest.raises(WorkspaceUnusable, match="no longer at"), attempt():
            pass
    away.rename(work)
    settings_of(store)
    shutil.copy(work, away)
    away.replace(work)
    with pytest.raises(WorkspaceUnusable, match="has taken the place"), store.reading():
        pass
    store.close()
