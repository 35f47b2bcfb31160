"""kill -9: at any time and at every call by which a job changes the disk, nothing acknowledged is lost (F1, F2)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness.bench import BASE_CHANGE, BASE_HOSTS, Bench
from tests.faults.harness.forks import Ended
from tests.faults.harness.oracle import SOON, after_edits, standing
from tests.faults.harness.tiers import TIER, amount, chance, count, some
from tests.faults.harness.tracing import WRITING, Point, killed_at, need_strace, points_of

Judge = Callable[[Path, list[int]], list[str]]


def _one_change(path: Path, acks: list[int], rows: Callable[[Any], int], none: int, whole: int) -> list[str]:
    """A job of one change: all of it or nothing, and all of it once acknowledged."""
    found = standing(path)
    wrong = list(found.faults)
    if found.seconds > SOON:
        wrong.append(f"opened after {found.seconds:.1f} s")
    if found.faults:
        return wrong
    there = rows(found)
    if there not in (none, whole):
        wrong.append(f"partial: {there} rows")
    if acks and there != whole:
        wrong.append(f"lost: {there} rows after {acks}")
    if found.change - BASE_CHANGE != (there != none):
        wrong.append(f"change {found.change} with {there} rows")
    return wrong


@dataclass(frozen=True, slots=True)
class Job:
    """A workload: what runs, and how what it left is judged."""

    name: str
    job: str
    request: Callable[[Bench, Path], dict[str, Any]]
    judge: Judge


def _words(*words: str) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda _, path: {"arguments": ["--workspace", str(path), *(w.replace("@", str(path)) for w in words)]}


def _import(rows: int) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda bench, path: {"arguments": ["--workspace", str(path), "import", str(bench.rows(rows))]}


def _imported(rows: int) -> Judge:
    return lambda path, acks: _one_change(path, acks, lambda s: s.hosts, BASE_HOSTS, BASE_HOSTS + rows)


def _audited(path: Path, acks: list[int]) -> list[str]:
    return _one_change(path, acks, lambda s: s.runs, 0, 1)


def _copied(path: Path, acks: list[int]) -> list[str]:
    """The workspace is untouched, and the copy is whole or absent; it is there when the command said so."""
    copy = path.with_name("copy.auditor")
    wrong = after_edits(path, BASE_CHANGE, [], unsure=0)
    if copy.exists():
        wrong += [f"copy: {fault}" for fault in after_edits(copy, BASE_CHANGE, [], unsure=0)]
    return wrong


def _made(path: Path, acks: list[int]) -> list[str]:
    new = path.with_name("new.auditor")
    if not new.exists():
        return ["lost: the new workspace"] if acks else []
    return standing(new).faults


def _restored(path: Path, acks: list[int]) -> list[str]:
    """Either what was there or what was restored, never neither."""
    found = standing(path)
    wrong = list(found.faults)
    wanted = {BASE_CHANGE + 1} if acks else {BASE_CHANGE, BASE_CHANGE + 1}
    if not wrong and found.change not in wanted:
        wrong.append(f"change {found.change}")
    return wrong


def _edits(many: int, pages: int) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda _, path: {"workspace": str(path), "first": 0, "many": many, "pages": pages}


def _edited(path: Path, acks: list[int]) -> list[str]:
    return after_edits(path, BASE_CHANGE, acks)


EDITS = Job("edits", "edits", _edits(60, 100), _edited)
AT_ANY_TIME = (
    EDITS,
    Job("import", "cli", _import(5_000), _imported(5_000)),
    Job("audit", "cli", _words("audit", "--fail-on", "never", "--quiet"), _audited),
    Job("backup", "cli", _words("backup", "@", "--quiet"), _copied),
)
AT_EVERY_CALL = (
    Job("edits", "edits", _edits(8, 30), _edited),
    Job("import", "cli", _import(40), _imported(40)),
    Job("backup", "cli", _words("backup", "@", "--quiet"), _copied),
    Job("restore", "cli", _words("restore", "@", "--quiet"), _restored),
    Job("init", "cli", _words("init", "--quiet"), _made),
)
if TIER != "push":  # it is one commit more, and reading the rules takes its time
    AT_EVERY_CALL = (*AT_EVERY_CALL, AT_ANY_TIME[2])


def _begin(bench: Bench, job: Job) -> tuple[Path, dict[str, Any]]:
    """A fresh workspace and what the job is asked."""
    if job.name == "audit":
        bench.ready_to_audit()
    path = bench.fresh()
    request = job.request(bench, path)
    words = request.get("arguments", [])
    if job.name == "backup":
        words[words.index("backup") + 1] = str(path.with_name("copy.auditor"))
    elif job.name == "restore":
        source = path.with_name("source.auditor")
        shutil.copyfile(bench.base, source)
        words[words.index("restore") + 1] = str(source)
    elif job.name == "init":
        words[words.index(str(path))] = str(path.with_name("new.auditor"))
    return path, request


def _judged(job: Job, path: Path, ended: Ended, what: str, fault: str) -> list[str]:
    assert "Traceback" not in ended.err, ended.err
    wrong = job.judge(path, ended.acks)
    lost = any("lost" in one for one in wrong)
    partial = any("partial" in one for one in wrong)
    count(fault, kills=ended.code == -9, survived=ended.code == 0, lost=lost, partial=partial, broken=bool(wrong))
    return [f"{job.name}, {what}: {one}" for one in wrong]


@pytest.mark.parametrize("job", AT_ANY_TIME, ids=lambda job: job.name)
def test_that_a_job_killed_at_any_time_loses_nothing_and_leaves_nothing_half_done(bench: Bench, job: Job) -> None:
    path, request = _begin(bench, job)
    usual = bench.forks.run(job.job, **request)
    assert usual.code == 0, usual
    source = chance(f"killed {job.name}")
    wrong = []
    for _ in range(amount(3, 50, 500)):
        path, request = _begin(bench, job)
        moment = source.uniform(0, usual.seconds)
        started = bench.forks.start(job.job, **request)
        time.sleep(moment)
        started.kill()
        wrong += _judged(job, path, started.ended(), f"after {moment:.3f} s", "F1 kill -9 at any time")
    assert not wrong


@pytest.mark.parametrize("job", AT_EVERY_CALL, ids=lambda job: job.name)
def test_that_a_job_killed_at_any_call_to_the_disk_loses_nothing(bench: Bench, job: Job) -> None:
    need_strace()
    _, request = _begin(bench, job)
    points = points_of(bench.forks, job.job, bench.trace, WRITING, **request)
    count("F2 kill -9 at every call", points_known=len(points))
    wrong = []
    for point in _chosen(points, job):
        path, request = _begin(bench, job)
        ended = killed_at(bench.forks, job.job, point, bench.trace, **request)
        wrong += _judged(job, path, ended, str(point), "F2 kill -9 at every call")
    assert not wrong


def _chosen(points: list[Point], job: Job) -> list[Point]:
    """At a push, some of every kind of call: a thousand pages written alike must not crowd out the one rename."""
    calls = sorted({point.call for point in points})
    return [
        point
        for call in calls
        for point in some([p for p in points if p.call == call], 1 + (job.name == "edits"), f"{job.name} {call}")
    ]


def test_that_a_killed_job_can_be_done_again(bench: Bench) -> None:
    need_strace()
    job = AT_EVERY_CALL[1]
    path, request = _begin(bench, job)
    ended = killed_at(bench.forks, job.job, Point("pwrite64", 20), bench.trace, **request)
    assert ended.code == -9
    again = bench.forks.run(job.job, **request)
    assert again.code == 0, again
    assert job.judge(path, again.acks) == []


def test_that_the_judges_are_not_blind(bench: Bench) -> None:
    path, request = _begin(bench, EDITS)
    request["many"] = 3
    ended = bench.forks.run("edits", **request)
    assert _edited(path, ended.acks) == []
    assert any("lost" in one for one in _edited(path, [*ended.acks, ended.acks[-1] + 1]))
    assert any("there" in one for one in _edited(path, ended.acks[:1]))
    assert _imported(5_000)(path, []) != []
    path.unlink()
    assert _edited(path, ended.acks) == ["the workspace is gone"]
