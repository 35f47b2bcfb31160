"""The lines of a training log without a session, as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from auditor.i18n import N_
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.training.lines_model import Index, LinesModel
from ui.training.presenter import COLUMNS, FOUND, NOTE, RESULT, TYPED, Entry, LogState, found_text

OUTCOMES = {
    "passed": N_("passed"),
    "failed": N_("failed"),
    "absent": N_("absent"),
    "refused": N_("refused"),
}
WIDTHS = (180, 220, 90, 80, 130)
"""Designed pixels of the columns, but of the one that takes what is left."""


class LogModel(LinesModel):
    """The lines of the log, editable where a person writes."""

    def __init__(self, state: LogState, texts: Texts, theme: Theme) -> None:
        super().__init__(texts, theme, COLUMNS)
        self._state = state
        self.all_changed()

    @override
    def count(self) -> int:
        return len(self._state.entries)

    @override
    def written(self, row: int, column: int) -> str:
        return self._state.entries[row].cell(column)

    @override
    def put(self, row: int, column: int, text: str) -> None:
        self._state.put(row, column, text)

    @override
    def writable(self, row: int, column: int) -> bool:
        return column in TYPED

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self._state.entries[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(entry, column, editing=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = self.theme.tokens
            if column == NOTE:
                return QColor(tokens.critical)
            return QColor(tokens.muted) if column == FOUND or self._guessed(entry, column) else None
        return None

    def _guessed(self, entry: Entry, column: int) -> bool:
        return column == RESULT and not entry.result

    def _text(self, entry: Entry, column: int, *, editing: bool) -> str:
        if column == FOUND:
            return found_text(entry)
        if column == NOTE:
            return "" if entry.problem is None else self.texts.translator.t(entry.problem)
        if column == RESULT and not entry.result and not editing and not entry.blank:
            outcome = self._state.outcome(entry)
            return self.texts.t(OUTCOMES[outcome]) if outcome else ""
        return entry.cell(column)
