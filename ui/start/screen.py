"""The start page: open a workspace, make a new one, or look round in a made-up one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from auditor.errors import AuditorError
from auditor.i18n import N_
from ui.kit import parts
from ui.kit.problems import Bars
from ui.kit.texts import Texts
from ui.kit.theme import Theme

KIND = "Auditor (*.auditor *.db);;* (*)"


class StartPage(QWidget):
    """Shown when there is no workspace to open; ``picked`` names the one to open."""

    picked = Signal(Path)

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts = texts
        parts.mark(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        texts.say(self, N_("Auditor"), "setWindowTitle")
        self.bars = Bars(texts, theme)
        name = parts.label(texts, N_("Auditor"), "name")
        what = parts.label(
            texts,
            N_("Hosts, merchants and broadcasts, judged as of any day, in one file on this computer."),
            "muted",
        )
        what.setWordWrap(True)
        make = parts.button(texts, N_("New workspace…"), self._make, "primary")
        find = parts.button(texts, N_("Open a workspace…"), self._find)
        inner = parts.card(name, what, 8, parts.row(make, find, None), padding=32)
        inner.setMaximumWidth(560)
        self.setLayout(parts.column(self.bars, None, parts.row(None, inner, None), None, margins=(24, 16, 24, 24)))
        self.resize(760, 480)

    def _make(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self._texts.t(N_("New workspace…")), "workspace.auditor", KIND)
        if not name:
            return
        from auditor.app import Auditor

        try:
            Auditor.create(Path(name))
        except AuditorError as error:
            self.bars.add("error", error.message, None, leaves=False)
            return
        self.picked.emit(Path(name))

    def _find(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._texts.t(N_("Open a workspace…")), "", KIND)
        if name:
            self.picked.emit(Path(name))
