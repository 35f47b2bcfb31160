"""A sheet that was not taken: what its columns look like, and the choice of what it is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from auditor.i18n import N_
from auditor.importing.read import ChosenSheet
from auditor.model.sheets import BY_NAME, SHEETS
from ui.importing.state import Other
from ui.kit import parts
from ui.kit.desk import Desk

HEADERS_SHOWN = 12


class SheetBox(QWidget):
    """Shown in the place of the columns while such a sheet is looked at."""

    chosen = Signal(object)
    """A ChosenSheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._other: Other | None = None
        self._language = ""
        texts = desk.texts
        self.words = parts.plain_label("", "", wrap=True)
        self.headers = parts.plain_label("", "muted", wrap=True)
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        texts.name(self.choice, N_("What this sheet is"))
        self.button = parts.button(texts, N_("Take it as this"), self._choose)
        choosing = parts.row(self.choice, self.button, gap=6)
        choosing.setStretch(0, 1)
        self.setLayout(parts.column(self.words, self.headers, choosing, None, gap=8, margins=(0, 8, 0, 0)))

    def show_state(self, other: Other) -> None:
        """Show this sheet; the best guess stands in the choice, unconfirmed."""
        tr = self._desk.texts.translator
        same = self._other == other and self._language == tr.language
        self._other, self._language = other, tr.language
        sheet = other.sheet
        named = N_("The sheet “{title}” is not taken: its name is none of ours.")
        unnamed = N_("If “{title}” is a table whose columns do not tell what it holds, say so here.")
        self.words.setText(tr.t(named if sheet.headers else unnamed, title=sheet.title))
        told = " · ".join(sheet.headers[:HEADERS_SHOWN]) + (" …" if len(sheet.headers) > HEADERS_SHOWN else "")
        self.headers.setText(told)
        if same and self.choice.count():
            return
        guess = sheet.guesses[0].name if sheet.guesses else ""
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for one in SHEETS:
                name = tr.both(one.zh, one.name)
                self.choice.addItem(tr.t(N_("{name} (guess)"), name=name) if one.name == guess else name, one.name)
            self.choice.setCurrentIndex(max(0, self.choice.findData(guess)))

    def _choose(self) -> None:
        name = str(self.choice.currentData() or "")
        if self._other is not None and name in BY_NAME:
            self.chosen.emit(ChosenSheet(self._other.sheet.title, name, self._other.file))
