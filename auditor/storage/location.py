"""Where a workspace file lies, as far as it matters: a network drive or a synced folder can tear it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Literal

Place = Literal["network", "synced"]

_SYNCED = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "mobile documents", "com~apple~clouddocs",
    "nutstore", "坚果云", "baidunetdisk", "baidusyncdisk", "百度网盘", "百度云同步盘", "wpsdrive", "wps云盘",
    "weiyun", "微云", "nextcloud", "owncloud", "seafile", "syncthing", "pcloud", "megasync",
)  # fmt: skip
_NETWORK_TYPES = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "ncpfs", "afs", "ceph", "glusterfs", "lustre")
)
_REMOTE_DRIVE = 4
"""What Windows' GetDriveType answers for a drive on the network."""


_FULL_BYTES = 256 * 1024
"""With less room than this SQLite cannot even make the small files that it keeps beside an open workspace."""


def disk_of(path: Path) -> Path:
    """Where the disk that holds a path is mounted (on Windows: its drive)."""
    found = Path(os.path.realpath(path))
    mounts = _mounts()
    if mounts:
        return Path(innermost_mount(found, mounts)[0])
    while found != found.parent and not os.path.ismount(found):
        found = found.parent
    return found


def free_bytes(path: Path) -> int | None:
    """How much room there is on the disk of a file, for whoever asks; None where that cannot be told."""
    try:
        return shutil.disk_usage(path if path.is_dir() else path.parent).free
    except OSError:
        return None


def is_full(path: Path) -> bool:
    """Whether the disk has too little room to work on."""
    free = free_bytes(path)
    return free is not None and free < _FULL_BYTES


def doubtful_place(path: Path) -> Place | None:
    """Why the folder is a bad home for a file that is written all day (best effort), or None."""
    whole = Path(os.path.realpath(path))
    if is_synced(whole):
        return "synced"
    if os.name == "nt":
        return "network" if _windows_network(whole) else None
    mounts = _mounts()
    if mounts:
        kind = innermost_mount(whole, mounts)[1]
        if kind in _NETWORK_TYPES or (kind.startswith("fuse.") and kind not in ("fuse.portal", "fuse.lxcfs")):
            return "network"
    return None


def is_synced(path: PurePath) -> bool:
    """Whether a folder of the path bears the name of a sync service."""
    parts = [part.casefold() for part in path.parts[:-1]]
    return any(
        part == name or part.startswith((f"{name} ", f"{name}-", f"{name}(")) for part in parts for name in _SYNCED
    )


def _mounts() -> list[str]:
    listed = Path("/proc/self/mountinfo")
    return listed.read_text(encoding="utf-8", errors="replace").splitlines() if listed.exists() else []


def innermost_mount(path: PurePath, mounts: Iterable[str]) -> tuple[str, str]:
    """(mount point, file system type) of the innermost mount over the path, from the lines of Linux' mountinfo."""
    best, found = -1, ("/", "")
    for line in mounts:
        before, _, after = line.partition(" - ")
        fields, types = before.split(" "), after.split(" ")
        if len(fields) < 5 or not types[0]:
            continue
        point = PurePath(fields[4].replace("\\040", " "))
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, found = len(point.parts), (str(point), types[0])
    return found


def _windows_network(path: Path) -> bool:
    drive = path.drive
    if drive.startswith("\\\\"):
        return True
    import ctypes

    kernel = getattr(ctypes, "windll", None)
    return kernel is not None and kernel.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE
