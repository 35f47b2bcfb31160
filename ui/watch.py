"""Notices when somebody else (a command line, another window) has changed the workspace that is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from auditor.errors import WorkspaceUnusable
from auditor.services.changes import Head, HeadOf
from ui.kit.tasks import Tasks

LOOK_EVERY_MS = 1000


class Watch(QObject):
    """Asks for the head of the change chain each second; a change that did not come from here outdates every screen."""

    headed = Signal(object)
    """The last change there is, by whomever (auditor.services.changes.HeadOf)."""
    lost = Signal(object)
    """The workspace is no longer where it was (an AuditorError), told once."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._known: int | None = None
        self._told: int | None = None
        self._gone = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        tasks.changed.connect(self._ours)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask once; a workspace that is busy is told by whoever needs it next, one that is gone at once."""
        self._tasks.ask(Head(), self._arrived, self._failed, owner=self, slot="head")

    def _failed(self, error: Exception) -> None:
        """A file that was moved or replaced under the window: what is typed from now on would be lost."""
        if isinstance(error, WorkspaceUnusable) and not self._gone:
            self._gone = True
            self.lost.emit(error)

    def _arrived(self, head: HeadOf) -> None:
        self._gone = False
        if head.change != self._told:
            self._told = head.change
            self.headed.emit(head)
        if self._known is not None and head.change != self._known:
            self._known = head.change
            self._tasks.changed.emit(head)
        self._known = head.change

    def _ours(self, changed: object) -> None:
        number = getattr(changed, "change", None)
        if isinstance(number, int):
            self._known = number
