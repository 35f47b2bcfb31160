"""Shutting the reading process in: memory, time and file sizes bounded, no network, no writes but into its folder.

What the system offers is used (limits, Landlock, seccomp on Linux; limits on macOS; on Windows the parent's job
object); a hook on Python's own doings stands behind all of them everywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.installed import resources, rules

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system",
    "os.startfile", "os.kill", "os.chmod", "os.chown", "os.utime", "os.link", "os.symlink", "os.rename", "os.remove",
    "os.rmdir", "os.mkdir", "os.truncate", "os.setxattr", "os.removexattr", "os.chdir", "shutil.", "ctypes.dlopen",
    "ctypes.call_function", "winreg.", "_winapi.", "pty.", "urllib.", "sqlite3.", "webbrowser.",
)  # fmt: skip
_HARD_CPU = 2
"""Seconds after the limit in which the system ends the process for certain."""


def shut_in(folder: Path, file: Path, limits: Mapping[str, int]) -> list[str]:
    """Give up every right that reading ``file`` into ``folder`` does not need; names the walls that stand.

    ``limits``: memory, output (bytes), cpu, wall (seconds).
    """
    walls = [*_limits(limits), *_linux(folder, file)]
    _hook(folder)
    return [*walls, "hook"]


def _limits(limits: Mapping[str, int]) -> list[str]:
    if sys.platform == "win32":
        return []
    import resource
    import signal

    def bound(which: int, soft: int, hard: int | None = None) -> None:
        _, most = resource.getrlimit(which)
        hard = soft if hard is None else hard
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(which, (soft, hard))

    walls = ["limits"]
    bound(resource.RLIMIT_CORE, 0)
    bound(resource.RLIMIT_CPU, limits["cpu"], limits["cpu"] + _HARD_CPU)
    bound(resource.RLIMIT_FSIZE, limits["output"])
    bound(resource.RLIMIT_NOFILE, 64)
    try:
        bound(resource.RLIMIT_AS, limits["memory"])
        walls.append("memory")
    except (ValueError, OSError):  # macOS knows the limit and does not keep it
        pass
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits["wall"])
    return walls


def _linux(folder: Path, file: Path) -> list[str]:
    if sys.platform != "linux":
        return []
    from auditor.importing import linux

    return linux.shut_in(folder, [file.resolve()], _needed())


def _needed() -> list[Path]:
    """Where Python, its libraries and our own data lie: they may be read, for what is loaded on the way."""
    own = Path(__file__).resolve().parents[1]
    places = [*map(Path, sys.path), own, rules(), resources(), Path(sys.base_prefix), *_SYSTEM]
    checkout = None if (own / "_data").is_dir() else own.parent
    return [place for place in dict.fromkeys(places) if place.is_absolute() and place != checkout and place.exists()]


_SYSTEM = tuple(
    map(Path, ("/usr", "/lib", "/lib64", "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/dev/urandom"))
) + tuple(Path("/etc", name, "mime.types") for name in ("", "httpd", "httpd/conf", "apache", "apache2"))
"""Libraries, chance, and the lists that Python's mimetypes (which openpyxl asks) looks into where they are."""


def _hook(folder: Path) -> None:
    inside = str(folder) + os.sep

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writing = (flags or 0) & _WRITING or (isinstance(mode, str) and set(mode) & set("wax+"))
            if writing and not (isinstance(path, str) and path.startswith(inside) and ".." not in path):
                raise PermissionError(f"writing outside the folder: {event}")
        elif event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(refuse)
