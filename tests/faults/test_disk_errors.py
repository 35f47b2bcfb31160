"""The disk answers a call with an error: the command says so and exits 8, or does without; nothing is lost (F4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness.bench import Bench
from tests.faults.harness.forks import Ended
from tests.faults.harness.halts import State, state_of
from tests.faults.harness.tiers import SEED, TIER, count, some
from tests.faults.harness.tracing import ERRORS, Point, failed_at, need_strace, points_of
from tests.faults.harness.workloads import AT_EVERY_CALL, TRAINED, Job, begin

DISK = 8
COMMANDS = tuple(
    job
    for job in (TRAINED, *AT_EVERY_CALL)
    if job.job == "cli" and (TIER != "push" or job.name in ("train", "backup", "init"))
)
"""At a push those that start no further process."""


def _files(path: Path) -> tuple[Path, ...]:
    """The workspace, its log, its folder: what an opening may fail on; a program that cannot load is another matter."""
    return (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"), path.parent)


def _points(bench: Bench, job: Job) -> list[tuple[Point, str]]:
    """Every call that could fail, with each error that it could fail with."""
    calls = tuple(call for call in ERRORS if call != "openat")
    _, request = begin(bench, job)
    points = points_of(bench.forks, job.job, bench.trace, calls, **request)
    path, request = begin(bench, job)
    points += points_of(bench.forks, job.job, bench.trace, ("openat",), _files(path), **request)
    return [(point, error) for point in points for error in ERRORS[point.call]]


def _chosen(points: list[tuple[Point, str]], job: Job) -> list[tuple[Point, str]]:
    """At a push one of each kind of call; at night each call, a page's write with one of its errors in turn."""
    if TIER == "night":
        return [one for one in points if one[0].call != "pwrite64" or one[1] == _in_turn(one[0])]
    calls = sorted({point.call for point, _ in points})
    return [
        one
        for call in calls
        for one in some([one for one in points if one[0].call == call], 1, f"errors {job.name} {call}")
    ]


def _in_turn(point: Point) -> str:
    """The error of a page's write in this run: the other one with the next seed."""
    errors = ERRORS[point.call]
    return errors[(point.n + SEED) % len(errors)]


def _wrong(job: Job, path: Path, ended: Ended, judged: dict[State, list[str]]) -> list[str]:
    """What is wrong with the answer and with what was left; the same left twice is judged once."""
    state = state_of(path.parent, ended.acks)
    if state not in judged:
        judged[state] = job.judge(path, ended.acks)
    wrong = list(judged[state])
    if ended.code not in (0, DISK):
        wrong.append(f"exit code {ended.code}: {ended.err}")
    if "Traceback" in ended.err:
        wrong.append("a traceback")
    if ended.code == DISK and "Error:" not in ended.err:
        wrong.append(f"no word of it: {ended.err!r}")
    return wrong


@pytest.mark.parametrize("job", COMMANDS, ids=lambda job: job.name)
def test_that_an_error_of_the_disk_is_told_and_loses_nothing(bench: Bench, job: Job) -> None:
    need_strace()
    points = _points(bench, job)
    count("F4 EIO and ENOSPC", points_known=len(points))
    wrong = []
    judged: dict[State, list[str]] = {}
    for point, error in _chosen(points, job):
        path, request = begin(bench, job)
        paths = _files(path) if point.call == "openat" else ()
        ended = failed_at(bench.forks, job.job, point, error, bench.trace, paths, **request)
        found = _wrong(job, path, ended, judged)
        lost = any("lost" in one for one in found)
        count(
            "F4 EIO and ENOSPC",
            errors=1,
            told=ended.code == DISK,
            without_harm=ended.code == 0,
            lost=lost,
            otherwise_bad=bool(found) - lost,
        )
        wrong += [f"{job.name}, {error} at {point}: {one}" for one in found]
    assert not wrong


def test_that_a_restore_over_what_the_disk_does_not_open_tells_of_the_disk(bench: Bench) -> None:
    need_strace()
    job = next(one for one in AT_EVERY_CALL if one.name == "restore")
    told = []
    for number in range(4, 8):
        path, request = begin(bench, job)
        point = Point("openat", number)
        told.append(failed_at(bench.forks, job.job, point, "EIO", bench.trace, _files(path), **request))
    assert {ended.code for ended in told} <= {0, DISK}, told
    assert DISK in {ended.code for ended in told}


def test_that_the_error_reaches_the_command(bench: Bench) -> None:
    """The negative control: a commit whose log cannot be written cannot end well."""
    need_strace()
    path, request = begin(bench, TRAINED)
    log = (_files(path)[1],)
    ended = failed_at(bench.forks, TRAINED.job, Point("pwrite64", 5), "EIO", bench.trace, log, **request)
    assert ended.code == DISK, ended
    assert ended.acks == []
    assert TRAINED.judge(path, [4]) != []
