"""Names of files in the making, by which those of processes that have died are known and can be taken away."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import CallerMistake
from auditor.i18n import said

_OURS = re.compile(r"\..+\.([0-9a-f]{4})-(\d+)-[0-9a-f]{8}\.(new|part)(-wal|-shm|-journal)?")
_NAMELESS = re.compile(r"\..+\.([0-9a-f]{8}\.(new|part)(-wal|-shm|-journal)?|unfinished)")
"""Files whose name does not say who was making them."""

_LONGEST_NAME = 255
_ADDED = 40
"""What the longest name beside a file adds to its own: the draft's marks and SQLite's endings."""

_OLD_SECONDS = 24 * 3600
_STILL_ACTIVE = 259


def check_name(target: Path) -> None:
    """Refuse a file name to which nothing can be added; CallerMistake."""
    if len(os.fsencode(target.name)) + _ADDED > _LONGEST_NAME:
        raise CallerMistake(said("The file name is too long."), said("Choose a shorter one; nothing was written."))


def draft_of(target: Path, ending: str) -> Path:
    """A free name beside ``target`` for a file in the making (``new`` or ``part``); it says who is making it."""
    check_name(target)
    return target.with_name(f".{target.name}.{_computer()}-{os.getpid()}-{secrets.token_hex(4)}.{ending}")


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read: SQLite gives its own files beside it the same permissions."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def taken_away(draft: Path) -> Iterator[None]:
    """Whatever happens, nothing is left under the draft's name."""
    try:
        yield
    finally:
        for leftover in (draft, *beside(draft)):
            leftover.unlink(missing_ok=True)


def beside(path: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside an open workspace."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def leftovers(folder: Path, now: float | None = None) -> list[Path]:
    """Unfinished files of ours in a folder whose makers are dead: no name was given to them, nothing refers to them.

    A file that does not say who was making it counts after a day; one of another computer's process never does.
    """
    now = time.time() if now is None else now
    try:
        names = [Path(entry.path) for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(path for path in names if _is_left(path, now))


def _is_left(path: Path, now: float) -> bool:
    found = _OURS.fullmatch(path.name)
    if found:
        return found[1] == _computer() and not _alive(int(found[2]))
    if not _NAMELESS.fullmatch(path.name):
        return False
    try:
        return now - path.stat().st_mtime > _OLD_SECONDS
    except OSError:
        return False


def _computer() -> str:
    # Process numbers mean nothing on another computer that shares the folder.
    return hashlib.sha256(platform.node().encode()).hexdigest()[:4]


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy knows no windll elsewhere
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == _STILL_ACTIVE
