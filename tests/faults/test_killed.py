"""kill -9: at any time and at every call by which a job changes the disk, nothing acknowledged is lost (F1, F2)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.harness.bench import Bench
from tests.faults.harness.forks import Ended
from tests.faults.harness.tiers import TIER, amount, chance, count, some
from tests.faults.harness.tracing import WRITING, Point, killed_at, need_strace, points_of
from tests.faults.harness.workloads import AT_ANY_TIME, AT_EVERY_CALL, EDITS, Job, begin, edited, imported


def _judged(job: Job, path: Path, ended: Ended, what: str, fault: str) -> list[str]:
    assert "Traceback" not in ended.err, ended.err
    wrong = job.judge(path, ended.acks)
    lost = any("lost" in one for one in wrong)
    partial = any("partial" in one for one in wrong)
    count(fault, kills=ended.code == -9, survived=ended.code == 0, lost=lost, partial=partial, broken=bool(wrong))
    return [f"{job.name}, {what}: {one}" for one in wrong]


@pytest.mark.parametrize("job", AT_ANY_TIME, ids=lambda job: job.name)
def test_that_a_job_killed_at_any_time_loses_nothing_and_leaves_nothing_half_done(bench: Bench, job: Job) -> None:
    path, request = begin(bench, job)
    usual = bench.forks.run(job.job, **request)
    assert usual.code == 0, usual
    source = chance(f"killed {job.name}")
    wrong = []
    for _ in range(amount(3, 50, 500)):
        path, request = begin(bench, job)
        moment = source.uniform(0, usual.seconds)
        started = bench.forks.start(job.job, **request)
        time.sleep(moment)
        started.kill()
        wrong += _judged(job, path, started.ended(), f"after {moment:.3f} s", "F1 kill -9 at any time")
    assert not wrong


@pytest.mark.parametrize("job", AT_EVERY_CALL, ids=lambda job: job.name)
def test_that_a_job_killed_at_any_call_to_the_disk_loses_nothing(bench: Bench, job: Job) -> None:
    need_strace()
    _, request = begin(bench, job)
    points = points_of(bench.forks, job.job, bench.trace, WRITING, **request)
    count("F2 kill -9 at every call", points_known=len(points))
    wrong = []
    for point in _chosen(points, job):
        path, request = begin(bench, job)
        ended = killed_at(bench.forks, job.job, point, bench.trace, **request)
        wrong += _judged(job, path, ended, str(point), "F2 kill -9 at every call")
    assert not wrong


SEEN_OFTEN = {"import": ("fsync", "pwrite64"), "restore": ("fsync", "link", "pwrite64", "rename", "unlink")}
"""At a push these jobs, which take their time, are killed at these calls only."""


def _chosen(points: list[Point], job: Job) -> list[Point]:
    """At a push, some of every kind of call: a thousand pages written alike must not crowd out the one rename."""
    calls = sorted({point.call for point in points})
    if TIER == "push":
        calls = [call for call in calls if call in SEEN_OFTEN.get(job.name, calls)]
    return [
        point
        for call in calls
        for point in some([p for p in points if p.call == call], 1 + (job.name == "edits"), f"{job.name} {call}")
    ]


def test_that_a_killed_job_can_be_done_again(bench: Bench) -> None:
    need_strace()
    job = AT_EVERY_CALL[1]
    path, request = begin(bench, job)
    ended = killed_at(bench.forks, job.job, Point("pwrite64", 20), bench.trace, **request)
    assert ended.code == -9
    again = bench.forks.run(job.job, **request)
    assert again.code == 0, again
    assert job.judge(path, again.acks) == []


def test_that_the_judges_are_not_blind(bench: Bench) -> None:
    path, request = begin(bench, EDITS)
    request["many"] = 3
    ended = bench.forks.run("edits", **request)
    assert edited(path, ended.acks) == []
    assert any("lost" in one for one in edited(path, [*ended.acks, ended.acks[-1] + 1]))
    assert any("there" in one for one in edited(path, ended.acks[:1]))
    assert imported(5_000)(path, []) != []
    path.unlink()
    assert edited(path, ended.acks) == ["the workspace is gone"]
