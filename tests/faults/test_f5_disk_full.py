"""F5: on a disk without room nothing acknowledged is lost, the disk is named, and work goes on once there is room."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.elsewhere import Said, Step, namespace, steps
from tests.faults.harness.tiers import TIER, amount, count

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="small disks are made by Linux' tmpfs")

SAMPLE = str(Path(__file__).parents[1] / "samples" / "workbook-clean-small.xlsx")
PAIRS = [("H000001", "H000002"), ("H000001", "H000003"), ("H000002", "H000003"), ("H000003", "H000004")]


@dataclass(frozen=True, slots=True)
class Job:
    """What is tried on a small disk, and how much room it needs at most; ``pushed``: shares of it tried at a push."""

    name: str
    plan: tuple[tuple[str, ...], ...]
    room: int
    pushed: tuple[float, ...]


JOBS = (
    Job("import", (("import", SAMPLE),), 4 << 20, (0.1,)),
    Job("edits", tuple(("different", f"host:{a}", f"host:{b}") for a, b in PAIRS), 256 << 10, (0.0, 0.3)),
    Job("backup", (("backup", "{disk}/copy"),), 4 << 20, (0.3,)),
    Job("report", (("audit", "--pdf", "{disk}/report.pdf"),), 3 << 20, (0.02,)),
)
WITHOUT_A_DISK = ("edits", "backup") if TIER == "push" else tuple(job.name for job in JOBS)
CHAIN: Step = ["verify", "--chain", "--json", "-"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "w.auditor"
    assert steps([["init", "--demo", "5"]], path)[0].code == 0
    return path


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a job on one small disk, and of the same job after the disk was enlarged."""

    tried: list[Said]
    chain: Said
    names: set[str]
    again: list[Said]
    chain_again: Said

    @property
    def full(self) -> bool:
        """Whether the disk was full."""
        return any(one.code == 8 for one in self.tried)


def trials(job: Job, made: Path, folder: Path, rooms: list[int]) -> list[Trial]:
    """The job on disks that have so much room beside the workspace, all in one process."""
    disk = folder / "disk"
    small, size = "mount -t tmpfs -o size={} none {} && cp {} {}/w.auditor", made.stat().st_size
    before: list[Step] = [{"sh": small.format(size + room, disk, made, disk)} for room in rooms]
    enlarged: Step = {"sh": f"mount -o remount,size=64m {disk}"}
    return _trials(job, disk, before, enlarged, {"sh": f"umount {disk}"}, namespace())


def trials_by_limit(job: Job, made: Path, folder: Path, rooms: list[int]) -> list[Trial]:
    """The same where no file may grow beyond so much: what every system grants, mounts or not."""
    disk = folder / "disk"
    laid = f"cp {made} {disk}/w.auditor"
    before: list[Step] = [{"sh": laid, "limit": str(room + 4_096)} for room in rooms]
    return _trials(job, disk, before, {"sh": "true", "limit": "none"}, {"sh": f"rm {disk}/*"}, [])


def _trials(job: Job, disk: Path, before: list[Step], enlarged: Step, after: Step, inside: list[str]) -> list[Trial]:
    disk.mkdir()
    todo: list[Step] = [[word.format(disk=disk) for word in words] for words in job.plan]
    plan: list[Step] = []
    for first in before:
        plan += [first, *todo, CHAIN, {"sh": f"ls -A {disk}"}, enlarged, *todo, CHAIN, after]
    told = steps(plan, disk / "w.auditor", inside=inside)
    each = 2 * len(todo) + 6
    return [_trial(told[at : at + each], len(todo)) for at in range(0, len(told), each)]


def _trial(told: list[Said], n: int) -> Trial:
    for one in (told[0], told[n + 2], told[n + 3], told[-1]):
        assert one.code == 0, one.err
    return Trial(told[1 : n + 1], told[n + 1], set(told[n + 2].out.split()), told[n + 4 : -2], told[-2])


def acknowledged(told: list[Said]) -> int:
    """The last change that was said to be on the disk."""
    return max((int(n) for one in told for n in re.findall(r"^ack (\d+)$", one.err, re.MULTILINE)), default=0)


def harm(trial: Trial, disk: Path | None) -> str:
    """What is wrong with what came of it; empty when nothing is. ``disk``: which one must have been named."""
    for one in trial.tried:
        if one.code not in (0, 2, 8) or "Traceback" in one.err:
            return f"ended with {one.code}: {one.err}"
        if one.code == 8 and disk is not None and f"disk {disk} is full" not in one.err:
            return f"the disk is not named: {one.err}"
    if trial.chain.code != 0 or trial.chain.json["changes"] < acknowledged(trial.tried):
        return f"lost: {trial.chain.out} {trial.chain.err}"
    strange = trial.names - {"w.auditor", "w.auditor-wal", "w.auditor-shm", "copy", "copy.anchor.json", "report.pdf"}
    if strange or (trial.tried[-1].code == 8 and trial.names & {"copy", "report.pdf"}):
        return f"half-done work was left: {trial.names}"
    if any(one.code == 8 for one in trial.again):
        return f"work did not go on: {[one.err for one in trial.again]}"
    if trial.chain_again.code != 0 or trial.chain_again.json["changes"] < acknowledged(trial.again):
        return f"lost afterwards: {trial.chain_again.err}"
    return ""


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_that_a_full_disk_loses_nothing_and_is_named(job: Job, made: Path, tmp_path: Path) -> None:
    many = amount(len(job.pushed), 40)
    shares = job.pushed if many == len(job.pushed) else [at / (many - 1) for at in range(many)]
    found = trials(job, made, tmp_path, [int(share * job.room) for share in shares])
    assert [harm(one, tmp_path / "disk") for one in found] == [""] * len(found)
    assert any(one.full for one in found), "the sizes tell nothing: there was room for all of it"
    count("F5 disk full", disks=len(found), full=sum(one.full for one in found), lost=0)


@pytest.mark.parametrize("job", [job for job in JOBS if job.name in WITHOUT_A_DISK], ids=lambda job: job.name)
def test_that_a_file_that_may_not_grow_loses_nothing(job: Job, made: Path, tmp_path: Path) -> None:
    """A quota, or the bound of a file system: told, and work goes on once it is lifted."""
    many = amount(len(job.pushed), 10)
    shares = job.pushed if many == len(job.pushed) else [at / (many - 1) for at in range(many)]
    found = trials_by_limit(job, made, tmp_path, [int(share * job.room) for share in shares])
    assert [harm(one, None) for one in found] == [""] * len(found)
    assert any(one.full for one in found), "the sizes tell nothing: there was room for all of it"
    count("F5 files that may not grow", sizes=len(found), full=sum(one.full for one in found), lost=0)


def test_that_the_judge_sees_a_lost_change_and_an_unnamed_disk(tmp_path: Path) -> None:
    """The control."""
    good = Said(0, '{"changes": 3}', "ack 3\n")
    assert harm(Trial([good], good, {"w.auditor"}, [good], good), tmp_path) == ""
    lost = Said(0, '{"changes": 2}', "")
    assert "lost" in harm(Trial([good], lost, set(), [good], good), tmp_path)
    assert "not named" in harm(Trial([Said(8, "", "Error: no room")], good, set(), [good], good), tmp_path)
    assert "half-done" in harm(Trial([good], good, {".x.part"}, [good], good), tmp_path)
    assert "go on" in harm(Trial([good], good, set(), [Said(8, "", "")], good), tmp_path)


def test_that_a_window_goes_on_where_the_disk_has_room_again(made: Path, tmp_path: Path) -> None:
    """A workspace that was opened on a full disk is written as soon as there is room, without opening it again."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "script.py"
    script.write_text(_OPEN_ALL_THE_TIME.format(disk=str(disk)), encoding="utf-8")
    size = made.stat().st_size + 4096
    mount = f"mount -t tmpfs -o size={size} none {disk} && cp {made} {disk}/w.auditor"
    told = steps([{"sh": f"{mount} && {shutil.which('env')} {sys.executable} {script}"}], made, inside=namespace())
    assert told[0].out.split() == ["read", "refused", "written", "read"], told[0].err


_OPEN_ALL_THE_TIME = """
import os, subprocess
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import select
from auditor.errors import WorldFailed
from auditor.model.tables import setting
from auditor.storage.work import Recorded
from auditor.storage.workspace import open_store
disk = Path("{disk}")
store = open_store(disk / "w.auditor", lambda: datetime.now(UTC))
def read():
    with store.reading() as connection:
        connection.execute(select(setting)).all()
    print("read")
def write():
    try:
        with store.writing(Recorded("me", "edit")) as work:
            work.insert(setting, [{{"key": "k", "value": "1"}}])
        print("written")
    except WorldFailed as error:
        assert str(disk) in str(error), error
        print("refused")
read()
write()
subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
write()
read()
store.close()
"""
