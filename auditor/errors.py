"""What can go wrong for the person at the desk: one root, with a message, a hint and an exit code."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import ClassVar

from auditor.i18n import N_, Message, said


class AuditorError(Exception):
    """Something the user can understand and mend; faces (CLI line, inline bar) are put on at the edge.

    ``message`` says what and where, ``hint`` how to mend it; ``exit_code`` follows the command line's table.
    """

    exit_code: ClassVar[int] = 2
    already_told: ClassVar[bool] = False
    """Whether the person has been told already, in a better place."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


class CallerMistake(AuditorError):
    """A wrong argument, an unknown code, or input of which nothing could be taken."""

    exit_code = 2


class WorkspaceUnusable(AuditorError):
    """The workspace is newer, foreign, locked by a wrong key, or absent."""

    exit_code = 3


class Forbidden(AuditorError):
    """The role at the desk may not do this."""

    exit_code = 4


class IntegrityBroken(AuditorError):
    """Damage or tampering: a chain, a report or a file that does not verify."""

    exit_code = 5


class Busy(AuditorError):
    """Someone else holds the workspace, or changed what was about to be changed."""

    exit_code = 6


class WorldFailed(AuditorError):
    """The disk or the network said no."""

    exit_code = 8


class Cancelled(AuditorError):
    """The person stopped it; nothing was written."""

    exit_code = 130


_TOLD: dict[int | None, str] = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("your system does not permit it"),
    errno.EPERM: N_("your system does not permit it"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("part of the path is a file, no folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is full"),
    errno.EFBIG: N_("files may not grow that large there"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk failed"),
    errno.ENOMEM: N_("there is not enough memory"),
}


def reason_of(cause: OSError) -> Message:
    """What the system said, in the reader's language where it is one of the usual things."""
    return Message(_TOLD.get(cause.errno) or cause.strerror or str(cause))


def unwritable(path: Path | str, cause: OSError) -> WorldFailed:
    """A file of ours could not be written there."""
    return WorldFailed(
        said("{path} cannot be written: {why}", path=str(path), why=reason_of(cause)),
        said("Check that the folder exists, that it may be written to, and that the file is not open elsewhere."),
    )


def unreadable(path: Path | str, cause: OSError) -> CallerMistake:
    """A file that was named could not be opened."""
    return CallerMistake(
        said("{path} cannot be read: {reason}", path=str(path), reason=reason_of(cause)),
        said("Check the path, and that you may open the file."),
    )


def disk_said_no(cause: OSError) -> WorldFailed:
    """The disk that the workspace lies on failed, in the system's words."""
    return WorldFailed(
        said("The disk said no: {reason}", reason=reason_of(cause)),
        said("Check the disk, then try again."),
    )
