"""Whether a workspace can be written where it lies, and what to watch where it can only be read."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import WorldFailed
from auditor.i18n import Message, said
from auditor.storage.engine import Access
from auditor.storage.location import disk_of, is_full

_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Unwritable:
    """Why a workspace can only be read: the sentence, and what would help."""

    message: Message
    hint: Message

    def error(self) -> WorldFailed:
        """What a write is answered with."""
        return WorldFailed(self.message, self.hint)


def why_unwritable(path: Path) -> Unwritable | None:
    """Why the workspace cannot be written there; None when nothing speaks against it. Writes nothing."""
    elsewhere = said("To write, copy it to a folder where you may write and open it there.")
    try:
        with path.open("rb+"):
            pass
    except OSError as error:
        if error.errno not in _DENIED:
            raise
        if error.errno == errno.EROFS:
            disk = str(disk_of(path))
            return Unwritable(
                said("The disk {disk} is read-only: the workspace can only be read.", disk=disk), elsewhere
            )
        return Unwritable(said("{path} is read-only: it can only be read.", path=str(path)), elsewhere)
    # SQLite keeps its log in a file beside the workspace.
    if not os.access(path.parent, os.W_OK | os.X_OK):
        return Unwritable(
            said("You may not write in the folder {folder}: the workspace can only be read.", folder=str(path.parent)),
            elsewhere,
        )
    return None


def failed_to_write(path: Path, error: WorldFailed) -> Unwritable:
    """The same for a disk that let itself be opened and then said no."""
    if is_full(path):
        return Unwritable(
            said("The disk {disk} is full: the workspace can only be read.", disk=str(disk_of(path))),
            said("Free some space; then the next change is written."),
        )
    return Unwritable(error.message, error.hint or said("Check the disk, then try again."))


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a file and the log beside it look like from outside: any write shows in it."""

    file: tuple[int, int, int, int]
    log: int
    """Bytes of SQLite's log and journal."""

    @classmethod
    def of(cls, path: Path) -> Footprint:
        """As it stands now."""
        found = path.stat()
        log = sum(_size(path.with_name(path.name + ending)) for ending in ("-wal", "-journal"))
        return cls((found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns), log)

    @property
    def access(self) -> Access:
        """How to read it: a file without a log holds everything, one with a log is read with it."""
        return "read" if self.log else "still"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def identity_of(path: Path) -> tuple[int, int]:
    """Which file it is, whatever its name."""
    found = path.stat()
    return found.st_dev, found.st_ino
