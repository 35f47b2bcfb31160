"""When it is to begin and to end: a day, two times of day; a time that is none is marked where it stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from auditor.i18n import N_
from ui.clearance.presenter import Picks, is_time
from ui.kit import parts
from ui.kit.desk import Desk


class Times(QWidget):
    """The start and the planned end; an end may be left out."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        desk.texts.name(self.day, N_("Day of the start"))
        self.start, self.end = QLineEdit(), QLineEdit()
        desk.texts.name(self.start, N_("Time of the start"))
        desk.texts.name(self.end, N_("Time of the planned end"))
        for line in (self.start, self.end):
            parts.fix(line, desk.theme, width=72)
            line.setPlaceholderText("20:00")
            line.textEdited.connect(lambda _: self._edited())
        self.day.dateChanged.connect(lambda _: self._edited())
        self.day.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(parts.row(parts.label(desk.texts, N_("Start and planned end"), "label"), None))
        layout.addLayout(parts.row(self.day, self.start, parts.plain_label("–", "muted"), self.end, None, gap=6))
        layout.addStretch(1)

    def put(self, picks: Picks) -> None:
        """Show these, without a word to anybody."""
        for widget in (self.day, self.start, self.end):
            widget.blockSignals(True)
        self.day.setDate(QDate(picks.day.year, picks.day.month, picks.day.day))
        for line, text in ((self.start, picks.start), (self.end, picks.end)):
            if line.text() != text:  # who types in it goes on where he was
                line.setText(text)
        for widget in (self.day, self.start, self.end):
            widget.blockSignals(False)
        self._mark()

    def take(self, picks: Picks) -> None:
        """Write what stands here into the picks."""
        chosen = self.day.date()
        picks.day = date(chosen.year(), chosen.month(), chosen.day())
        picks.start, picks.end = self.start.text(), self.end.text()

    def _edited(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for line in (self.start, self.end):
            needed = line is self.start or bool(line.text().strip(" :"))
            parts.mark_wrong(line, wrong=needed and not is_time(line.text()))
