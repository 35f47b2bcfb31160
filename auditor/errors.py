"""What can go wrong for the person at the desk: one root, with a message, a hint and an exit code."""

from __future__ import annotations

from typing import ClassVar

from auditor.i18n import Message


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
