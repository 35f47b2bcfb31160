"""The columns of a sheet: what each is with us, and one line below the table to say it otherwise."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from auditor.i18n import N_
from ui.importing.matching import Match, choices, guesses, match_line, summary
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.flow import Flow
from ui.kit.small_table import Line, SmallTable

TITLES = (N_("Their column"), N_("Ours"), N_("How"))


class ColumnsBox(QWidget):
    """A table of the matches; Enter on a line goes to its choice, a guess is confirmed or changed there."""

    chosen = Signal(object)
    """A tuple of columns (ChosenColumn) that the person matched."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        self._matches: list[Match] = []
        self._at: Match | None = None
        self.summary = parts.plain_label("", "muted")
        self.confirm_all = parts.button(texts, N_("Confirm all guesses"), self._confirm_all, "quiet")
        self.table = SmallTable()
        texts.name(self.table, N_("Columns and what they become"))
        self.table.setSortingEnabled(False)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.header = parts.plain_label("", "muted")
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        texts.name(self.choice, N_("What this column is"))
        self.choice.activated.connect(lambda _: self._choose())
        self.table.activated.connect(lambda _: self.choice.setFocus(Qt.FocusReason.OtherFocusReason))
        self.confirm = parts.button(texts, N_("Confirm"), self._choose)
        head = Flow(self.summary, self.confirm_all, gap=8)
        choosing = parts.row(self.choice, self.confirm, gap=6)
        choosing.setStretch(0, 1)
        self._chooser = parts.box(parts.column(self.header, choosing, gap=4))
        layout = parts.column(head, self.table, self._chooser, gap=6)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_state(self, found: list[Match], *, enabled: bool) -> None:
        """Show these columns, the one that was chosen still chosen."""
        tr = self._desk.texts.translator
        before = None if self._at is None else (self._at.sheet.path, self._at.sheet.sheet.title, self._at.column.letter)
        self._matches = found
        self.summary.setText(summary(found, tr))
        self.confirm_all.setVisible(bool(guesses(found)))
        self.confirm_all.setEnabled(enabled)
        at = next((n for n, one in enumerate(found) if _place(one) == before), 0)
        with QSignalBlocker(self.table.selectionModel()):
            self.table.show_lines(
                [tr.t(title) for title in TITLES], [Line(match_line(one, tr), one) for one in found], gives=0
            )
            if found:
                self.table.selectRow(at)
        self._show_choice(found[at] if found else None)
        self._chooser.setEnabled(enabled)

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            self._show_choice(self._matches[index.row()])

    def _show_choice(self, one: Match | None) -> None:
        self._at = one
        self._chooser.setVisible(one is not None)
        if one is None:
            return
        tr = self._desk.texts.translator
        column = one.column
        words = N_("{sheet} · column {letter} “{header}” is")
        self.header.setText(tr.t(words, sheet=one.sheet.sheet.title, letter=column.letter, header=column.header))
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for field, name in choices(one, tr):
                self.choice.addItem(name, field)
            self.choice.setCurrentIndex(max(0, self.choice.findData(one.guess or column.field)))
        self.confirm.setVisible(bool(one.guess))

    def _choose(self) -> None:
        if self._at is None:
            return
        field = str(self.choice.currentData() or "")
        if field != self._at.column.field or self._at.guess:
            self.chosen.emit((self._at.chosen(field),))

    def _confirm_all(self) -> None:
        self.chosen.emit(tuple(one.chosen(one.guess) for one in guesses(self._matches)))


def _place(one: Match) -> tuple[object, str, str]:
    return (one.sheet.path, one.sheet.sheet.title, one.column.letter)
