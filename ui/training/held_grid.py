"""The grid of a session's log: a line a person, a cell for each thing said of them, refusals at their cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from typing_extensions import override

from ui.kit.offers import OfferedLine
from ui.kit.texts import Texts, begun
from ui.kit.theme import Theme
from ui.profiles.words import word
from ui.training.grid import NameDelegate
from ui.training.held import CODE, COLUMNS, DAY, NOTE, RESULT, SCORE, TYPED, WHO, HeldState, Line, offers
from ui.training.lines_model import Index, LinesModel
from ui.training.words import moment

WIDTHS = (150, 100, 96, 70, 70, 104, 130)
WRONG_ROLE = Qt.ItemDataRole.UserRole + 3
LINE = 2
"""Pixels of the line under a cell in which something is wrong."""


class HeldModel(LinesModel):
    """The lines of a session's log."""

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__(texts, theme, COLUMNS)
        self.state: HeldState | None = None

    def show(self, state: HeldState) -> None:
        """Show these lines from now on."""
        self.state = state
        self.all_changed()

    def line(self, row: int) -> Line:
        """The line of a row."""
        assert self.state is not None
        return self.state.lines[row]

    @override
    def count(self) -> int:
        return 0 if self.state is None else len(self.state.lines)

    @override
    def written(self, row: int, column: int) -> str:
        return self.line(row).text(column)

    @override
    def put(self, row: int, column: int, text: str) -> None:
        assert self.state is not None
        self.state.put(row, column, text)

    @override
    def writable(self, row: int, column: int) -> bool:
        return column in TYPED or (column == WHO and self.line(row).listed is None)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.state is None:
            return None
        line, column = self.line(index.row()), index.column()
        wrong = line.wrong.get(column)
        if role == WRONG_ROLE:
            return wrong is not None
        if role == Qt.ItemDataRole.EditRole:
            return line.text(column)
        if role == Qt.ItemDataRole.ToolTipRole and wrong is not None:
            return self.texts.t(wrong)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._shown(line, column)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and wrong is not None:
            return self.texts.t(wrong)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(line, column)
        return None

    def _shown(self, line: Line, column: int) -> str:
        assert self.state is not None
        translator = self.texts.translator
        if column == NOTE:
            return " ".join(translator.t(line.wrong[at]) for at in sorted(line.wrong))
        if column == CODE and line.listed is None:
            return "" if line.meant is None else f"{line.meant.name} {line.meant.code}"
        if column == CODE and line.listed is not None and line.listed.learner_type == "staff":
            return word("learner_type", "staff", translator)
        if column == RESULT:
            outcome = "" if line.text(RESULT) else self.state.outcome(line)
            return word("training_result", outcome, translator) if outcome else begun(line.text(RESULT))
        if column == DAY and not line.text(DAY) and line.text(RESULT) + line.text(SCORE):
            return moment(self._session_day())[:10]
        return line.text(column)

    def _session_day(self) -> Any:
        assert self.state is not None
        session = self.state.session
        return session.ended_at or session.started_at or session.line.planned_start

    def _colour(self, line: Line, column: int) -> QColor | None:
        tokens = self.theme.tokens
        if column == NOTE or column in line.wrong:
            return tokens.colour("critical")
        guessed = column in (RESULT, DAY) and not line.text(column)
        return tokens.colour("muted") if column == CODE or guessed else None


class HeldDelegate(NameDelegate):
    """Offers people and words while they are typed, and underlines what is wrong."""

    def __init__(
        self, parent: QWidget, ask: Callable[[str, Callable[[list[str]], None]], None], texts: Texts, theme: Theme
    ) -> None:
        super().__init__(parent, ask)
        self._texts, self._theme = texts, theme

    @override
    def edited(self, line: OfferedLine, column: int, text: str) -> None:
        if column != RESULT:
            super().edited(line, column, text)
            return
        typed = text.strip().casefold()
        begun = [one for one in offers(self._texts.language) if typed and one.casefold().startswith(typed)]
        line.offer([] if [one.casefold() for one in begun] == [typed] else begun)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(WRONG_ROLE):
            box: Any = option.rect
            painter.save()
            painter.setPen(QPen(self._theme.tokens.colour("critical"), LINE))
            painter.drawLine(box.left() + 6, box.bottom() - 2, box.right() - 6, box.bottom() - 2)
            painter.restore()
