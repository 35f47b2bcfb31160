"""Certificates as PDF: the file is asked for, written beside the window, and offered to be opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from auditor.errors import Cancelled
from auditor.i18n import N_, Message
from ui.kit.desk import Desk

if TYPE_CHECKING:
    from auditor.services.training.printing import Printed


class Printing(QObject):
    """Writes certificates by number, or all that stand of a session; a page each, in one file."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._parent = desk, parent

    def choose(self, name: str, numbers: tuple[str, ...] = (), session: str = "") -> None:
        """Ask where to, then write."""
        title = self._desk.texts.t(N_("Save certificates as PDF"))
        chosen, _ = QFileDialog.getSaveFileName(self._parent, title, f"{name}.pdf", "*.pdf")
        if chosen:
            self.write(Path(chosen), numbers, session)

    def write(self, out: Path, numbers: tuple[str, ...] = (), session: str = "") -> None:
        """Write them; the window stays alive meanwhile."""
        from auditor.services.training.printing import PrintAwards

        job = PrintAwards(out, numbers, session, self._desk.texts.language)
        self._desk.tasks.run(job, self._written, self._failed, owner=self)

    def _written(self, done: Printed) -> None:
        path = done.paths[0]
        words: dict[str, object] = {"n": f"{len(done.numbers):,}", "path": str(path)}
        look = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        self._desk.problems.done(Message(N_("{n} certificates are at {path}."), words), (Message(N_("Open")), look))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._desk.problems.tell(error)
