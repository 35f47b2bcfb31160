"""What was changed in this window, so that one key takes the last change back and another brings it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from auditor.errors import AuditorError
from auditor.i18n import N_, Message, said
from ui.kit.problems import Problems
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from auditor.services.undoing import Undone
    from ui.kit.desk import Day

KEPT = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that stands: its number, and what it did in words."""

    change: int
    what: Message


class LooksBack(AuditorError):
    """Nothing is written while the window looks back; the person has been told, with the way back to now."""

    already_told = True


def refusal(day: Day, problems: Problems) -> LooksBack | None:
    """Why nothing may be written, told in a bar with the way back to now; None where the desk does not look back."""
    if day.known is None:
        return None
    words: dict[str, object] = {"moment": day.known.isoformat(" ", "minutes")}
    message = Message(N_("You look at what was recorded by {moment}: nothing is written from here."), words)
    problems.warn(message, (Message(N_("Back to now")), lambda: day.know(None)))
    return LooksBack(message)


class Edits(QObject):
    """Two stacks of changes: those that can be taken back, and those that were.

    Undo writes a change of its own, so bringing back is undoing that one; nothing is ever lost.
    """

    moved = Signal()
    """What can be taken back or brought back has changed."""

    def __init__(self, tasks: Tasks, problems: Problems, day: Day | None = None) -> None:
        super().__init__()
        self._day = day
        self._tasks = tasks
        self._problems = problems
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._busy = False

    @property
    def last(self) -> Edit | None:
        """What undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def last_undone(self) -> Edit | None:
        """What redo would bring back; its number is that of the undoing change."""
        return self._undone[-1] if self._undone else None

    def done(self, change: int, what: Message) -> None:
        """A change was made in this window; what had been taken back before it can no longer be brought back."""
        self._done = [*self._done[-KEPT + 1 :], Edit(change, what)]
        self._undone.clear()
        self.moved.emit()

    def tell(self, change: int | None, what: Message) -> None:
        """As ``done``, and say it in a bar that offers to undo (None: nothing was changed, only said)."""
        if change is None:
            self._problems.done(what)
            return
        self.done(change, what)
        self._problems.done(what, (Message(N_("Undo")), partial(self.take_back, change, what)))

    def undo(self) -> bool:
        """Take the last change back; False when there is none, or one is being taken back already."""
        if self._busy or not self._done:
            return False
        self.take_back(self._done[-1].change, self._done[-1].what)
        return True

    def redo(self) -> bool:
        """Bring back what was taken back last; False when there is none."""
        if self._busy or not self._undone:
            return False
        edit = self._undone[-1]
        self._start(edit, partial(self._brought, edit))
        return True

    def take_back(self, change: int, what: Message) -> None:
        """Take one change back, the last or not; a refusal is said in a bar and the change stays where it was."""
        if not self._busy:
            edit = Edit(change, what)
            self._start(edit, partial(self._taken, edit))

    def _start(self, edit: Edit, then: Callable[[Undone], None]) -> None:
        from auditor.services.undoing import Undo

        if self._day is not None and refusal(self._day, self._problems) is not None:
            return
        self._busy = True
        self._tasks.run(Undo(edit.change), then, partial(self._refused, edit), owner=self)

    def _taken(self, edit: Edit, outcome: Undone) -> None:
        self._busy = False
        self._done = [one for one in self._done if one.change != edit.change]
        if outcome.change is not None:
            back = Edit(outcome.change, edit.what)
            self._undone = [*self._undone[-KEPT + 1 :], back]
            self._problems.done(said("Undone: {what}", what=edit.what), (Message(N_("Redo")), self.redo))
        self.moved.emit()

    def _brought(self, edit: Edit, outcome: Undone) -> None:
        self._busy = False
        self._undone = [one for one in self._undone if one.change != edit.change]
        if outcome.change is not None:
            again = Edit(outcome.change, edit.what)
            self._done = [*self._done[-KEPT + 1 :], again]
            self._problems.done(said("Done again: {what}", what=edit.what), (Message(N_("Undo")), self.undo))
        self.moved.emit()

    def _refused(self, edit: Edit, error: Exception) -> None:
        """Later edits stand on it, or it was undone elsewhere: what stood below it can still be taken back."""
        from auditor.errors import CallerMistake

        self._busy = False
        if isinstance(error, CallerMistake):  # it will be refused for ever: undone already, or never undone
            self._done = [one for one in self._done if one.change != edit.change]
            self._undone = [one for one in self._undone if one.change != edit.change]
            self.moved.emit()
        self._problems.tell(error)
