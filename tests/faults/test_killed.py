"""kill -9: at any time and at every call by which a job changes the disk, nothing acknowledged is lost (F1, F2)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.harness.bench import BASE_CHANGE, Bench
from tests.faults.harness.forks import Ended
from tests.faults.harness.halts import Looks
from tests.faults.harness.tiers import TIER, amount, chance, count, some
from tests.faults.harness.tracing import WRITING, Point, halted_at_each, killed_at, need_strace, points_of
from tests.faults.harness.workloads import AT_ANY_TIME, AT_EVERY_CALL, EDITS, HALTED, Job, begin, edited, imported


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
    for _ in range(amount(3, 40, 400)):
        path, request = begin(bench, job)
        moment = source.uniform(0, usual.seconds)
        started = bench.forks.start(job.job, **request)
        time.sleep(moment)
        started.kill()
        wrong += _judged(job, path, started.ended(), f"after {moment:.3f} s", "F1 kill -9 at any time")
    assert not wrong


@pytest.mark.parametrize("job", HALTED, ids=lambda job: job.name)
def test_that_what_a_kill_at_any_call_would_leave_is_whole(bench: Bench, image_folder: Path, job: Job) -> None:
    """Every call of the job: it is halted there, and what is on the disk is what a kill would leave."""
    need_strace()
    path, request = begin(bench, job)
    looks = Looks(path, image_folder.with_name("halted"), job.judge)
    made = halted_at_each(bench.forks, job.job, WRITING, looks.look, **request)
    lost = sum("lost" in one for one in looks.wrong)
    count("F2 every call", halts=looks.halts, states=len(looks.states), lost=lost, broken=len(looks.wrong) - lost)
    assert looks.wrong == []
    assert looks.halts == made.total() > 20
    assert len(looks.states) > 1


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
    """Before a release, but some of every kind of call: a thousand pages written alike must not crowd out the rename."""
    calls = sorted({point.call for point in points})
    if TIER == "push":
        calls = [call for call in calls if call in SEEN_OFTEN.get(job.name, calls)]
    return [
        point
        for call in calls
        for point in some([p for p in points if p.call == call], 1 + (job.name == "edits"), f"{job.name} {call}", 10)
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


def test_that_an_acknowledgement_that_comes_too_early_is_found_out(bench: Bench, image_folder: Path) -> None:
    """The negative control: of a job that speaks one change too soon most halts must come out bad."""
    need_strace()
    path, request = begin(bench, EDITS)
    request["many"] = 1
    early = Looks(
        path, image_folder.with_name("halted"), lambda copy, acks: edited(copy, [*acks, BASE_CHANGE + 1 + len(acks)])
    )
    halted_at_each(bench.forks, EDITS.job, WRITING, early.look, **request)
    bad = sum(many for state, many in early.states.items() if state not in early.good)
    count("F2 control: an acknowledgement too early", halts=early.halts, bad=bad)
    assert bad * 2 > early.halts


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
