"""Starting the process that parses a foreign file, watching it, and making one refusal of whatever befalls it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from auditor.errors import CallerMistake, WorldFailed, reason_of
from auditor.i18n import N_, Message, said
from auditor.importing.wire import Unfit, message_from_wire
from auditor.importing.wording import refused_file
from auditor.monitor import Monitor

ANSWER, PROGRESS = "answer.json", "progress"
_LARGEST_ANSWER = 64 << 20
_LOOK = 0.1
"""Seconds between two looks at the monitor."""

_MEGABYTE = 1 << 20
_START = "import sys; sys.path[:0] = sys.argv[1:]; from auditor.importing.child import main; main()"
_LIBRARIES = ("site-packages", "dist-packages")

_TIMED_OUT = {getattr(signal, name) for name in ("SIGXCPU", "SIGALRM", "SIGKILL") if hasattr(signal, name)}
"""How the system ends a process that used up its time."""

_TOO_LONG = N_("{file} could not be read within {seconds} seconds.")
_TOO_LARGE = N_("{file} takes more than the {memory} MiB of memory in which it is read.")
_DIED = N_("{file} cannot be read: reading it ended without a result ({why}).")
_SPLIT = N_("Split it into several files; import takes them together.")
_STRANGE = N_("Do not open it elsewhere. Ask the sender how it was made, and for a plain export.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use: bytes of memory and of each file it writes, seconds of work and of waiting."""

    memory: int
    output: int
    cpu: int
    wall: int
    hint: str = _SPLIT
    """What to do about a file that goes beyond them."""


def limits_for(size: int) -> Limits:
    """Limits for a file of so many bytes: a small one ends within ten seconds, an honest vast one has its time."""
    megabytes = size / _MEGABYTE
    return Limits(memory=2 << 30, output=2 << 30, cpu=int(7 + 3 * megabytes), wall=int(9 + 6 * megabytes))


def run_contained(
    entry: str, request: Mapping[str, Any], folder: Path, monitor: Monitor, limits: Limits | None = None
) -> dict[str, Any]:
    """Carry out an entry of ``child`` on the foreign file ``request["path"]``; its files lie in ``folder`` afterwards.

    CallerMistake names the file when it is refused or ends the process, however that comes about; Cancelled when the
    monitor says so; WorldFailed when no process can be started or the disk is full.
    """
    path = Path(str(request["path"])).absolute()
    limits = limits or limits_for(_size(path))
    for stale in (ANSWER, PROGRESS):
        (folder / stale).unlink(missing_ok=True)
    told = {name: getattr(limits, name) for name in ("memory", "output", "cpu", "wall")}
    asked = {"entry": entry, "request": {**request, "path": str(path)}, "folder": str(folder), "limits": told}
    code = _watched(_started(folder, asked, limits), path, limits, folder, monitor)
    return _answer(path, folder, code, limits)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # told of when it is opened


class _Process:
    """The child and, on Windows, the job that holds it."""

    def __init__(self, process: subprocess.Popen[bytes], job: Any) -> None:
        self.process = process
        self._job = job

    def end(self) -> None:
        """See that nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._job is not None:
            self._job.close()


def _started(folder: Path, asked: Mapping[str, Any], limits: Limits) -> _Process:
    job: Any = None
    if sys.platform == "win32":
        from auditor.importing.windows import Job

        job = Job(limits.memory, limits.cpu)
    with (folder / "errors").open("wb") as errors:
        try:
            process = subprocess.Popen(
                [_python(), "-I", "-S", "-B", "-X", "utf8", "-c", _START, *_places()],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=_environment(),
                cwd=folder,
                start_new_session=True,
            )
        except OSError as cause:
            raise WorldFailed(
                said(N_("The process that reads files cannot be started: {why}."), why=reason_of(cause)),
                said("Close other programs to free memory, then try again."),
            ) from cause
    child = _Process(process, job)
    try:
        if job is not None:
            job.take(process)
        assert process.stdin is not None, "asked for above"
        with suppress(BrokenPipeError), process.stdin as stream:
            stream.write(json.dumps(asked).encode())
    except BaseException:
        child.end()
        raise
    return child


def _python() -> str:
    """The interpreter itself: on Windows a virtual environment's is a starter that would be a second process."""
    return str(getattr(sys, "_base_executable", "") or sys.executable) if os.name == "nt" else sys.executable


def _places() -> list[str]:
    """Where the child finds us and our libraries; nothing else of our own search path."""
    own = [str(Path(__file__).resolve().parents[2])]
    own += [place for place in sys.path if Path(place).name in _LIBRARIES]
    if len(own) == 1 and (found := find_spec("python_calamine")) is not None and found.origin:
        own.append(str(Path(found.origin).parents[1]))
    return list(dict.fromkeys(own))


def _environment() -> dict[str, str]:
    kept = ("SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH") if os.name == "nt" else ("LD_LIBRARY_PATH",)
    return {name: os.environ[name] for name in kept if name in os.environ}


def _watched(child: _Process, path: Path, limits: Limits, folder: Path, monitor: Monitor) -> int:
    """Wait for its end, tell the monitor, and end it when it takes too long or is no longer wanted."""
    what = said(N_("Reading {file}"), file=path.name)
    ends = time.monotonic() + limits.wall + 1
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return child.process.wait(_LOOK)
            done, total = _progress(folder)
            monitor.step(done, total, what)
            if time.monotonic() > ends:
                raise _too_long(path, limits.wall, limits)
    finally:
        child.end()


def _progress(folder: Path) -> tuple[int, int | None]:
    """The last whole line that the child wrote about where it stands."""
    try:
        with (folder / PROGRESS).open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - 200))
            line = stream.read().split(b"\n")[-2]
        done, total = json.loads(line)
        return int(done), None if total is None else int(total)
    except (OSError, ValueError, IndexError, TypeError):
        return 0, None


def _too_long(path: Path, seconds: int, limits: Limits) -> CallerMistake:
    return refused_file(path.name, _TOO_LONG, limits.hint, seconds=seconds)


def _answer(path: Path, folder: Path, code: int, limits: Limits) -> dict[str, Any]:
    try:
        with (folder / ANSWER).open("rb") as stream:
            data = stream.read(_LARGEST_ANSWER + 1)
        answer = json.loads(data) if code == 0 and len(data) <= _LARGEST_ANSWER else None
    except (OSError, ValueError, RecursionError):
        answer = None
    if type(answer) is not dict:
        raise _ended(path, folder, code, limits)
    if type(answer.get("done")) is dict:
        return dict(answer["done"])
    if "refused" in answer:
        raise _refused(path, answer["refused"])
    failed = str(answer.get("failed"))
    if failed == "disk":
        raise WorldFailed(
            said(N_("The disk with the folder for passing files is full: {folder}"), folder=str(folder.parent)),
            said(N_("Free some space there and try again.")),
        )
    if failed in ("memory", "output"):
        raise refused_file(path.name, _TOO_LARGE, limits.hint, memory=limits.memory >> 20)
    raise refused_file(path.name, _DIED, _STRANGE, why=str(answer.get("what"))[:100])


def unreadable(path: Path) -> CallerMistake:
    """What came back of a file is not what reading gives."""
    return refused_file(path.name, _DIED, _STRANGE, why="?")


def _refused(path: Path, found: Any) -> CallerMistake:
    try:
        hint = None if found["hint"] is None else message_from_wire(found["hint"])
        return CallerMistake(message_from_wire(found["message"]), hint)
    except (Unfit, KeyError, TypeError):
        return unreadable(path)


def _ended(path: Path, folder: Path, code: int, limits: Limits) -> CallerMistake:
    """What its end without an answer means."""
    if -code in _TIMED_OUT:
        return _too_long(path, limits.wall if -code == getattr(signal, "SIGALRM", 0) else limits.cpu, limits)
    with suppress(OSError), (folder / "errors").open("rb") as stream:
        if b"memory allocation of" in stream.read(100_000):
            return refused_file(path.name, _TOO_LARGE, limits.hint, memory=limits.memory >> 20)
    why: str | Message = str(code)
    if code < 0:
        with suppress(ValueError):
            why = signal.Signals(-code).name
    return refused_file(path.name, _DIED, _STRANGE, why=why)
