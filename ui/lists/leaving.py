"""The rows of a list as a file: what it shows or what is chosen of it, without the personal columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QToolButton

from auditor.i18n import N_, Message
from auditor.services.lists import ListFilter
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.source import AllMatching, Chosen, Selection
from ui.lists.kinds import Kind

if TYPE_CHECKING:
    from auditor.services.exports import Exported, ExportWorkbook

TABLES = "Excel (*.xlsx);;CSV (*.csv)"
EXPORT = N_("Export this list…")


class ListExport(QToolButton):
    """A button beside a list; whoever holds the list answers ``wanted`` with ``choose``."""

    wanted = Signal()

    def __init__(self, desk: Desk, kind: Kind) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        parts.dress(self, desk.theme, "export")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        desk.texts.say(self, N_("Export…"))
        desk.texts.name(self, EXPORT)
        desk.texts.say(self, N_("Export this list as Excel or CSV, personal columns left out"), "setToolTip")
        self.clicked.connect(lambda _=False: self.wanted.emit())

    def choose(self, shown: ListFilter, chosen: Selection | None) -> None:
        """Ask where the file goes, then write it."""
        t = self._desk.texts.t
        offered = f"{t(self._kind.title)} {self._desk.day.today.isoformat()}.xlsx"
        name, kind = QFileDialog.getSaveFileName(self, t(EXPORT), offered, TABLES)
        if name:
            out = Path(name)
            self.write(out if out.suffix else out.with_suffix(".csv" if "csv" in kind else ".xlsx"), shown, chosen)

    def write(self, out: Path, shown: ListFilter, chosen: Selection | None) -> None:
        """Write what is chosen, or all that is shown; the status line tells how far it is."""
        self._desk.tasks.run(self._job(out, shown, chosen), self._written, owner=self)

    def _job(self, out: Path, shown: ListFilter, chosen: Selection | None) -> ExportWorkbook:
        from auditor.services.exports import ExportWorkbook
        from auditor.services.lists.chosen import Listed

        only = chosen.ids if isinstance(chosen, Chosen) else ()
        but = chosen.but if isinstance(chosen, AllMatching) else ()
        listed = Listed(self._kind.type, shown, only, but, self._desk.day.value)
        return ExportWorkbook(out, masked=True, language=self._desk.texts.language, listed=listed)

    def _written(self, exported: Exported) -> None:
        path = exported.files[0]

        def look() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        told = Message(N_("The list is at {path}."), {"path": str(path)})
        self._desk.problems.done(told, (Message(N_("Open")), look))
