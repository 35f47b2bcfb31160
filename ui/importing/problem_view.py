"""A problem in its surroundings: the rows around it as the sender wrote them, and a line to type the right value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from auditor.i18n import N_
from auditor.importing.read import Mend
from auditor.services.refused_rows import Around
from ui.importing.digest import letters_of
from ui.importing.lines import Located
from ui.kit import parts
from ui.kit.cells import MarkedDelegate
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable

ROW_HEIGHT = 24
HEIGHT, LEAST = 166, 116
"""A header, five rows (three where room is short) and a scroll bar."""


class ProblemView(QWidget):
    """Shows one problem; Enter in its line mends the cell."""

    mended = Signal(object)
    """A Mend."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: Located | None = None
        texts = desk.texts
        self.words = parts.plain_label("", "", wrap=True, selectable=True)
        self.rows = SmallTable()
        texts.name(self.rows, N_("The rows around the problem, as they stand in the file"))
        self.rows.setSortingEnabled(False)
        self.rows.verticalHeader().show()
        self.rows.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.rows.setMinimumHeight(LEAST)
        self.rows.setMaximumHeight(HEIGHT)
        self._marks = MarkedDelegate(self.rows, desk.theme)
        self.rows.setItemDelegate(self._marks)
        desk.theme.changed.connect(self.rows.viewport().update)
        self.cell = parts.plain_label("", "muted")
        self.line = QLineEdit()
        texts.say(self.line, N_("Type the right value, then Enter"), "setPlaceholderText")
        self.line.returnPressed.connect(self._mend)
        self.button = parts.button(texts, N_("Mend"), self._mend)
        mending = parts.row(self.cell, self.line, self.button, gap=8)
        mending.setStretch(1, 1)
        self._mending = parts.box(mending)
        layout = parts.column(self.words, self.rows, self._mending, gap=6, margins=(0, 6, 0, 0))
        layout.setStretch(1, 1)
        layout.addStretch(0)
        self.setLayout(layout)

    @property
    def marked(self) -> tuple[int, int] | None:
        """Row and column of the marked cell among those that are shown."""
        return self._marks.cell

    def offer_mending(self, *, on: bool) -> None:
        """Whether a cell may still be mended: not once the rows are stored."""
        self._mending.setVisible(on)

    def show_problem(self, told: Located) -> None:
        """Say what is wrong; the surroundings follow when they were read."""
        same = (
            self.shown is not None and self.shown.problem == told.problem and self.shown.sheet.path == told.sheet.path
        )
        self.shown = told
        tr = self._desk.texts.translator
        self.words.setText(tr.t(told.problem.message))
        self._marks.colour = "critical" if told.problem.level == "error" else "amber"
        self.cell.setText(f"{told.problem.sheet}!{told.problem.cell}")
        self.line.setAccessibleName(tr.t(N_("Right value for {cell}"), cell=self.cell.text()))
        if not same:
            self.line.setText("")  # clear() would count as typing
            self._marks.cell = None
            self.rows.show_lines([], [])

    def show_around(self, told: Located, around: Around) -> None:
        """Show the rows around the problem, its own marked."""
        if told is not self.shown:
            return
        letters = list(around.letters)
        titles = [_title(text, letter) for text, letter in zip(around.headers, letters, strict=True)]
        rows = [(number, texts) for number, texts in around.rows if tuple(texts) != tuple(around.headers)]
        lines = [Line(_padded(texts, len(letters))) for _, texts in rows]
        wanted = letters_of(told.problem.cell)
        column = letters.index(wanted) if wanted in letters else 0
        row = next((at for at, (number, _) in enumerate(rows) if number == told.row), -1)
        self._marks.cell = (row, column)
        self.rows.small.sides = tuple(str(number) for number, _ in rows)
        self.rows.show_lines(titles, lines)
        if row >= 0:
            self.rows.scrollTo(self.rows.small.index(row, column), SmallTable.ScrollHint.PositionAtCenter)
            # From the left, so that whose row it is stays in sight where the cell allows it.
            self.rows.horizontalScrollBar().setValue(0)
            self.rows.scrollTo(self.rows.small.index(row, column))
            if not self.line.isModified():
                self.line.setText(lines[row].texts[column])

    def to_mending(self) -> None:
        """Let the person type the right value."""
        if self.isVisible():
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.line.selectAll()

    def _mend(self) -> None:
        if self.shown is None or not self.line.isModified():
            return
        problem = self.shown.problem
        self.mended.emit(Mend(problem.sheet, problem.cell, self.line.text(), self.shown.sheet.path.name))


def _title(text: str, letter: str) -> str:
    return " ".join(text.split()) or letter


def _padded(texts: Sequence[str], width: int) -> tuple[str, ...]:
    return (*texts, *[""] * width)[:width]
