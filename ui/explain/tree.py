"""The conditions of an explanation, indented: a mark, a sentence, the record as a link; what decided is bold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from auditor.i18n import N_
from ui.explain.presenter import Row
from ui.kit import parts
from ui.kit.desk import Desk

INDENT = 22
DEEPEST = 12
"""Steps to the right after which lines are set no further in."""
_TOKENS = {"✓": "good", "×": "critical", "?": "unknown"}
_WORDS = {"✓": N_("holds"), "×": N_("does not hold"), "?": N_("data missing")}


class Tree(QWidget):
    """Shows rows; ``opened`` is told (kind, id) of a record that was clicked."""

    def __init__(self, desk: Desk, opened: Callable[[str, int], object]) -> None:
        super().__init__()
        self._desk = desk
        self._opened = opened
        self._rows: Sequence[Row] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        desk.theme.changed.connect(lambda: self.show_roots(self._rows))

    def show_roots(self, rows: Sequence[Row]) -> None:
        """Show these lines instead of what was shown."""
        self._rows = rows
        parts.empty(self._layout)
        for at, row in enumerate(rows):
            if row.heading:
                if at:
                    self._layout.addSpacing(8)
                self._layout.addWidget(parts.plain_label(row.text, "section"))
            else:
                self._layout.addWidget(self._line(row))

    def _line(self, row: Row) -> QWidget:
        mark = QLabel(row.mark)
        mark.setFixedWidth(self._desk.theme.px(16))
        upright = Qt.AlignmentFlag.AlignTop if row.record is None else Qt.AlignmentFlag.AlignVCenter
        mark.setAlignment(upright | Qt.AlignmentFlag.AlignHCenter)
        token = _TOKENS.get(row.mark)
        tokens = self._desk.theme.tokens
        colour = getattr(tokens, token) if token else tokens.muted
        mark.setStyleSheet(f"color: {colour}; font-weight: bold")
        text: QWidget
        if row.record is not None:
            kind, number = row.kind, row.record
            text = parts.button(self._desk.texts, N_("Record"), lambda: self._opened(kind, number), "quiet")
            text.setText(row.text)
            text.setToolTip(row.text)
            if row.decides:
                text.setStyleSheet("font-weight: bold")
        else:
            text = parts.plain_label(row.text, "" if row.decides else "muted", wrap=True, selectable=True)
        font = text.font()
        font.setBold(row.decides)
        text.setFont(font)
        word = self._desk.texts.t(_WORDS[row.mark]) if row.mark in _WORDS else ""
        text.setAccessibleName(f"{word} {row.text}".strip())
        line = parts.row(mark, text, gap=6, margins=(min(row.depth, DEEPEST) * INDENT, 0, 0, 0))
        if row.record is None:
            line.setStretch(1, 1)
        else:
            line.addStretch(1)
        return parts.box(line, "bare")
