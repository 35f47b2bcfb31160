"""The power goes: of what was not yet synced the disk keeps anything, and still nothing acknowledged is lost (F3)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness.bench import BASE_CHANGE, Bench
from tests.faults.harness.forks import Ended
from tests.faults.harness.jobs import host
from tests.faults.harness.older import OLDER, lay_out, unlike
from tests.faults.harness.oracle import after_edits, standing
from tests.faults.harness.replay import OPTIONS, Image, Trace, image_of, materialise, steps_in
from tests.faults.harness.tiers import amount, chance, count
from tests.faults.harness.tracing import need_strace, traced
from tests.faults.harness.workloads import attached

Look = Callable[[Path, Image], list[str]]


def recorded(bench: Bench, job: str, at: Path, **request: Any) -> Trace:
    """What a job asked of the disk, in a folder that held only a workspace."""
    folder = at.parent
    before = {str(path): path.read_bytes() for path in folder.iterdir()}
    target = bench.trace
    ended: Ended
    told = bench.forks.next_err()
    ended = traced(bench.forks, job, OPTIONS, target, **request)
    assert ended.code == 0, ended
    for path in folder.iterdir():
        path.unlink()
    for name, data in before.items():
        Path(name).write_bytes(data)
    steps = steps_in(target, folder, told)
    assert any(step.kind == "ack" for step in steps) or not ended.acks
    return Trace(steps, before)


def looked_at(trace: Trace, folder: Path, look: Look, many: int, what: str, *, syncs: bool = True) -> list[str]:
    """What is wrong with that many disks of a power cut, one line for each bad one."""
    source = chance(f"power {what} {syncs}")
    where = Path(next(iter(trace.before))).parent
    wrong = []
    for _ in range(many):
        image = image_of(trace, source, syncs=syncs)
        materialise(image, where, folder)
        found = look(folder, image)
        if found:
            wrong.append(f"{what}, cut {image.cut} of {len(trace.steps)}: {'; '.join(found)}")
    return wrong


def _edits(folder: Path, image: Image) -> list[str]:
    return after_edits(folder / "w.auditor", BASE_CHANGE, list(image.acks))


def _copied(folder: Path, image: Image) -> list[str]:
    wrong = after_edits(folder / "w.auditor", BASE_CHANGE, [], unsure=0)
    copy = folder / "copy.auditor"
    return wrong + (standing(copy).faults if copy.exists() else [])


def _made(folder: Path, image: Image) -> list[str]:
    new = folder / "new.auditor"
    if new.exists():
        return standing(new).faults
    return ["lost: the new workspace"] if image.acks else []


def _restored(folder: Path, image: Image) -> list[str]:
    found = standing(folder / "w.auditor")
    wanted = {BASE_CHANGE + 1} if image.acks else {BASE_CHANGE, BASE_CHANGE + 1}
    return found.faults or ([] if found.change in wanted else [f"change {found.change}, acknowledged {image.acks}"])


def _migrated(folder: Path, image: Image) -> list[str]:
    return unlike(OLDER[0], folder / "w.auditor")


def _attached(folder: Path, image: Image) -> list[str]:
    return attached(folder / "w.auditor", list(image.acks))


def _trace_of(bench: Bench, mode: str) -> tuple[Trace, Look]:
    path = bench.fresh()
    there = ["--workspace", str(path)]
    if mode == "default":
        return recorded(bench, "edits", path, workspace=str(path), first=0, many=40), _edits
    if mode == "checkpoints":
        return recorded(bench, "edits", path, workspace=str(path), first=0, many=40, pages=30), _edits
    if mode == "backup":
        copy = str(path.with_name("copy.auditor"))
        return recorded(bench, "cli", path, arguments=[*there, "backup", copy, "--quiet"]), _copied
    if mode == "restore":
        source = path.with_name("source.auditor")
        shutil.copyfile(bench.base, source)
        return recorded(bench, "cli", path, arguments=[*there, "restore", str(source), "--quiet"]), _restored
    if mode == "attach":
        words = [*there, "attach", f"host:{host(0)}", str(bench.scan())]
        return recorded(bench, "cli", path, arguments=words), _attached
    if mode == "migration":
        lay_out(OLDER[0], path)
        return recorded(bench, "opening", path, workspace=str(path)), _migrated
    new = str(path.with_name("new.auditor"))
    return recorded(bench, "cli", path, arguments=["--workspace", new, "init", "--quiet"]), _made


SHARE = {"default": 20, "checkpoints": 20, "backup": 5, "restore": 5, "init": 8, "migration": 4, "attach": 6}
"""Disks made of each mode at a push; of all modes together 2,100 at night and 21,000 before a release."""


@pytest.mark.parametrize("mode", SHARE)
def test_that_a_power_cut_loses_nothing_that_was_acknowledged(bench: Bench, image_folder: Path, mode: str) -> None:
    need_strace()
    trace, look = _trace_of(bench, mode)
    many = amount(SHARE[mode], 300, 3_000)
    wrong = looked_at(trace, image_folder, look, many, mode)
    lost = sum("lost" in one for one in wrong)
    count("F3 power cut", disks=many, lost=lost, otherwise_bad=len(wrong) - lost)
    assert not wrong


@pytest.mark.parametrize("mode", ["default", "checkpoints"])
def test_that_a_disk_which_ignores_syncs_is_found_out(bench: Bench, image_folder: Path, mode: str) -> None:
    """The negative control: were half of these not bad, the test above would see nothing."""
    need_strace()
    trace, look = _trace_of(bench, mode)
    many = amount(8, 100, 200)
    wrong = looked_at(trace, image_folder, look, many, mode, syncs=False)
    count("F3 control: a disk that ignores syncs", disks=many, bad=len(wrong))
    assert len(wrong) * 2 >= many


def test_that_a_workspace_set_to_forgo_syncs_is_found_out(bench: Bench, image_folder: Path) -> None:
    need_strace()
    path = bench.fresh()
    trace = recorded(bench, "edits", path, workspace=str(path), first=0, many=20, weak="synchronous=0")
    many = amount(6, 100, 200)
    wrong = looked_at(trace, image_folder, _edits, many, "synchronous off")
    count("F3 control: synchronous off", disks=many, bad=len(wrong))
    assert len(wrong) * 2 >= many


def test_that_a_trace_replayed_to_its_end_gives_the_files_that_stand(bench: Bench) -> None:
    need_strace()
    path = bench.fresh()
    trace = recorded(bench, "edits", path, workspace=str(path), first=0, many=6, pages=20)
    image = image_of(trace, chance("whole"), cut=len(trace.steps))
    ended = bench.forks.run("edits", workspace=str(path), first=0, many=6, pages=20)
    assert ended.acks == list(image.acks)
    assert len(image.files[str(path)]) == path.stat().st_size
