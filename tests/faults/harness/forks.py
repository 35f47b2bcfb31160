"""Runs jobs in processes that are forked from one that has imported everything: a fault costs no start-up.

``python -m tests.faults.harness.forks`` is the server: a request per line on standard input; on standard output
``{"pid"}`` when the process is there and ``{"ended", "status"}`` when it is gone.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 900.0
"""Seconds after which a job counts as hanging: many, for on a busy machine even a short one takes minutes."""


@dataclass(slots=True)
class Ended:
    """How a job ended: ``code`` is its exit code, or minus the signal that killed it."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def acks(self) -> list[int]:
        """The changes it acknowledged, in order."""
        return acks_in(self.err)


def acks_in(text: str) -> list[int]:
    """The changes that lines ``ack N`` acknowledge; a line that was cut off acknowledges nothing."""
    whole = text[: text.rfind("\n") + 1].splitlines()
    return [int(line[4:]) for line in whole if line.startswith("ack ") and line[4:].isdigit()]


@dataclass(slots=True)
class Started:
    """A job under way; ``go`` releases one that was told to wait."""

    forks: Forks
    pid: int
    out: Path
    err: Path
    waits: Path
    began: float

    def go(self) -> None:
        """Let a waiting job begin."""
        self.waits.touch()
        self.began = time.monotonic()

    def acks(self) -> list[int]:
        """The changes that it has acknowledged by now."""
        return acks_in(_text(self.err))

    def kill(self) -> None:
        """kill -9."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def ended(self, patience: float = PATIENCE) -> Ended:
        """Wait for its end; a job that hangs for so long fails the test."""
        status = self.forks.wait(self.pid, patience)
        code = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - self.began
        return Ended(code, _text(self.out), _text(self.err), seconds)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class Forks:
    """The server's client; ``folder`` takes what jobs say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0
        self._ended: dict[int, int] = {}
        self.state = folder / "state"
        """What this computer knows of workspaces; empty it when a workspace takes another's place."""
        environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "AUDITOR_LANG": "en",
            "AUDITOR_STATE": str(self.state),
        }
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.harness.forks"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._pending = b""

    def start(self, job: str, *, wait: bool = False, **request: Any) -> Started:
        """Fork a process that runs a job of ``jobs.py``; with ``wait`` it begins at ``go``."""
        self._number += 1
        stem = self.folder / f"job-{self._number}"
        out, err, waits = stem.with_suffix(".out"), stem.with_suffix(".err"), stem.with_suffix(".go")
        asked = {"job": job, "out": str(out), "err": str(err), "waits": str(waits) if wait else "", "with": request}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(asked, default=str).encode() + b"\n")
        while True:
            said = self._line()
            if "pid" in said:
                return Started(self, said["pid"], out, err, waits, time.monotonic())
            self._ended[said["ended"]] = said["status"]

    def next_err(self) -> Path:
        """Where the next job will say what goes to standard error."""
        return self.folder / f"job-{self._number + 1}.err"

    def run(self, job: str, **request: Any) -> Ended:
        """Run a job to its end."""
        return self.start(job, **request).ended()

    def prepare(self, name: str, **request: Any) -> None:
        """Do something once in the server itself, so that every later job finds it done."""
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps({"prepare": name, "with": request}, default=str).encode() + b"\n")
        while True:
            said = self._line()
            if "prepared" in said:
                return
            self._ended[said["ended"]] = said["status"]

    def cli(self, *arguments: str | Path, **request: Any) -> Ended:
        """Run a command line."""
        return self.run("cli", arguments=[str(one) for one in arguments], **request)

    def wait(self, pid: int, patience: float = PATIENCE) -> int:
        """The wait status of a job."""
        while pid not in self._ended:
            said = self._line(patience)
            self._ended[said["ended"]] = said["status"]
        return self._ended.pop(pid)

    def _line(self, patience: float = PATIENCE) -> dict[str, Any]:
        assert self._server.stdout is not None
        end = time.monotonic() + patience
        while b"\n" not in self._pending:
            ready, _, _ = select.select([self._server.stdout], [], [], max(end - time.monotonic(), 0))
            assert ready, "a job hangs"
            more = os.read(self._server.stdout.fileno(), 65_536)
            assert more, "the server of jobs has ended"
            self._pending += more
        line, _, self._pending = self._pending.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the server and what it still runs."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(PATIENCE)
        self._server.stdout.close()


# --- the server -------------------------------------------------------------------------------------------------------


def _serve() -> None:
    from tests.faults.harness import jobs

    jobs.warm()
    gc.collect()
    gc.freeze()  # else every job's collector would touch, and so copy, all the memory it shares with this process
    running: set[int] = set()
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    pending = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 4_096)
        _reap(running)
        if 0 not in ready:
            continue
        more = os.read(0, 65_536)
        if not more:
            break
        *lines, pending = (pending + more).split(b"\n")
        for line in lines:
            asked = json.loads(line)
            if "prepare" in asked:
                with _unheard():
                    jobs.PREPARED[asked["prepare"]](**asked["with"])
                gc.freeze()
                _tell({"prepared": 1})
            else:
                running.add(_fork(asked, jobs.JOBS))
    for pid in running:
        os.kill(pid, signal.SIGKILL)


@contextmanager
def _unheard() -> Iterator[None]:
    """What is said meanwhile on the standard streams goes nowhere."""
    kept = [os.dup(number) for number in (1, 2)]
    nothing = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    try:
        yield
    finally:
        for number, handle in zip((1, 2), kept, strict=True):
            os.dup2(handle, number)
            os.close(handle)


def _reap(running: set[int]) -> None:
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            running.discard(pid)
            _tell({"ended": pid, "status": status})


def _tell(said: dict[str, int]) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def _fork(asked: dict[str, Any], jobs: dict[str, Callable[..., int]]) -> int:
    pid = os.fork()
    if pid:
        _tell({"pid": pid})
        return pid
    code = 99
    try:
        code = _child(asked, jobs)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _child(asked: dict[str, Any], jobs: dict[str, Callable[..., int]]) -> int:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, name in ((1, asked["out"]), (2, asked["err"])):
        handle = os.open(name, flags, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if asked["waits"]:
        _may_be_traced()
        while not os.path.exists(asked["waits"]):  # noqa: PTH110 - the plainest call there is while somebody attaches
            time.sleep(0.001)
    return jobs[asked["job"]](**asked["with"])


def _may_be_traced() -> None:
    """Where only ancestors may trace (Yama), let anybody of ours."""
    import ctypes

    pr_set_ptracer, anybody = 0x59616D61, ctypes.c_ulong(-1)
    ctypes.CDLL(None).prctl(pr_set_ptracer, anybody, 0, 0, 0)


if __name__ == "__main__":
    _serve()
