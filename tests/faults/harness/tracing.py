"""strace on a waiting job: what it asks of the disk, and a halt, a kill or an error at the n-th time it asks."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness.forks import Ended, Forks

WRITING = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
)
"""The calls by which a job changes what is on disk."""

ERRORS = {
    "write": ("EIO", "ENOSPC"),
    "pwrite64": ("EIO", "ENOSPC"),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO", "ENOSPC"),
    "openat": ("EIO", "ENOSPC"),
    "rename": ("EIO", "ENOSPC"),
    "renameat": ("EIO", "ENOSPC"),
    "renameat2": ("EIO", "ENOSPC"),
    "link": ("EIO", "ENOSPC"),
    "linkat": ("EIO", "ENOSPC"),
    "unlink": ("EIO",),
    "unlinkat": ("EIO",),
}
"""What a failing disk may answer to each call."""


@dataclass(frozen=True, slots=True)
class Point:
    """The n-th time that a job makes a call."""

    call: str
    n: int

    def __str__(self) -> str:
        return f"{self.call} {self.n}"


@cache
def _works() -> bool:
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0
    )


def need_strace() -> None:
    """Skip where strace is absent or not allowed to trace."""
    if not _works():
        pytest.skip("needs strace")


def traced(forks: Forks, job: str, options: list[str], target: Path, **request: Any) -> Ended:
    """Run a job under strace, which has attached before the job begins; the trace goes to ``target``."""
    started = forks.start(job, wait=True, **request)
    tracer = subprocess.Popen(
        ["strace", "-o", str(target), *options, "-p", str(started.pid)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    try:
        said = tracer.stderr.readline()
        assert "attached" in said, said
        started.go()
        return started.ended()
    finally:
        started.kill()
        tracer.wait(60)
        tracer.stderr.close()


def points_of(
    forks: Forks, job: str, target: Path, calls: tuple[str, ...], paths: tuple[Path, ...] = (), **request: Any
) -> list[Point]:
    """Every point at which a job makes one of these calls (on these paths), from a run without a fault."""
    options = ["-e", f"trace={listed(calls)}", *chosen(paths)]
    ended = traced(forks, job, options, target, **request)
    assert ended.code == 0, ended
    made = Counter(_calls_in(target.read_text(errors="replace").splitlines()))
    return [Point(call, n) for call in calls for n in range(1, made[call] + 1)]


def killed_at(forks: Forks, job: str, point: Point, target: Path, **request: Any) -> Ended:
    """Run a job that is killed when it is about to make that call."""
    options = ["-e", f"trace={point.call}", "-e", f"inject={point.call}:signal=KILL:when={point.n}"]
    return traced(forks, job, options, target, **request)


def halted_at_each(
    forks: Forks, job: str, calls: tuple[str, ...], look: Callable[[list[int]], None], **request: Any
) -> Counter[str]:
    """Run a job that is halted after each of these calls: a kill there leaves on the disk what is there meanwhile.

    ``look`` is called at each halt with the changes acknowledged by then. Gives how often each call was made.
    """
    started = forks.start(job, wait=True, **request)
    options = ["-e", f"trace={listed(calls)}", "-e", f"inject={listed(calls)}:signal=STOP", "-e", "signal=STOP"]
    tracer = subprocess.Popen(["strace", *options, "-p", str(started.pid)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    made: Counter[str] = Counter()
    try:
        said = tracer.stderr.readline()
        assert "attached" in said, said
        started.go()
        for line in tracer.stderr:
            made.update(_calls_in([line]))
            if "stopped by SIGSTOP" in line:
                look(started.acks())
                os.kill(started.pid, signal.SIGCONT)
        ended = started.ended()
        assert ended.code == 0, ended
        return made
    finally:
        started.kill()
        tracer.wait(60)
        tracer.stderr.close()


def failed_at(
    forks: Forks, job: str, point: Point, error: str, target: Path, paths: tuple[Path, ...] = (), **request: Any
) -> Ended:
    """Run a job to whom the disk answers that call with an error."""
    options = ["-e", f"trace={point.call}", "-e", f"inject={point.call}:error={error}:when={point.n}", *chosen(paths)]
    return traced(forks, job, options, target, **request)


def listed(calls: tuple[str, ...]) -> str:
    """For strace: calls that another processor may not have are asked for with a question mark."""
    return ",".join(f"?{call}" for call in calls)


def chosen(paths: tuple[Path, ...]) -> list[str]:
    """For strace: only calls on these paths."""
    return [part for path in paths for part in ("-P", str(path))]


def _calls_in(lines: list[str]) -> Iterator[str]:
    for line in lines:
        found = re.match(r"(\w+)\(", line)
        if found:
            yield found[1]
