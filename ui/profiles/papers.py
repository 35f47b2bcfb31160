"""A subject on paper: its dossier and the rectification notice, written as PDF without leaving the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from auditor.i18n import N_, Message
from ui.kit import parts
from ui.kit.desk import Desk

if TYPE_CHECKING:
    from auditor.services.reports import ReportNotice, ReportSubject
    from auditor.services.reports.jobs import Written

DOSSIER, NOTICE = N_("Dossier as PDF…"), N_("Rectification notice as PDF…")


class Papers(QToolButton):
    """A button with the papers of a subject; ``show_subject`` says whose."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._subject: tuple[str, str, str] | None = None
        parts.dress(self, desk.theme, "report")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        desk.texts.say(self, N_("Papers"))
        desk.texts.name(self, N_("Papers"))
        menu = QMenu(self)
        for title in (DOSSIER, NOTICE):
            action = menu.addAction("")
            desk.texts.say(action, title)
            action.triggered.connect(lambda _=False, wanted=title: self.choose(wanted))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def show_subject(self, type: str, code: str, name: str) -> None:
        """Whose papers these are."""
        self._subject = (type, code, name)

    def choose(self, title: str) -> None:
        """Ask where the paper goes, then write it."""
        if self._subject is None:
            return
        t = self._desk.texts.t
        _, code, name = self._subject
        offered = f"{name} {code} {self._desk.day.value.isoformat()} {t(title).rstrip('…')}.pdf".replace("/", "-")
        chosen, _ = QFileDialog.getSaveFileName(self, t(title), offered, "PDF (*.pdf)")
        if chosen:
            self.write(title, Path(chosen))

    def write(self, title: str, out: Path) -> None:
        """Write the paper as of the day at the top; the status line shows how far it is."""
        if self._subject is not None:
            self._desk.tasks.run(self._job(title, out), self._written, owner=self)

    def _job(self, title: str, out: Path) -> ReportSubject | ReportNotice:
        from auditor.services.reports import ReportNotice, ReportSubject

        assert self._subject is not None
        reference = f"{self._subject[0]}:{self._subject[1]}"
        day, language = self._desk.day.value, self._desk.texts.language
        if title == DOSSIER:
            return ReportSubject(reference, day, out, language)
        return ReportNotice(reference, day, out, language=language)

    def _written(self, written: Written) -> None:
        path = written.path

        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        told = Message(N_("The report is at {path}."), {"path": str(path)})
        self._desk.problems.done(told, (Message(N_("Open")), look))
