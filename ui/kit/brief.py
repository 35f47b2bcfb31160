"""Buttons whose words come from data: cut with an ellipsis where room is short."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter
from typing_extensions import override

from ui.kit import parts
from ui.kit.texts import Texts


class BriefButton(QPushButton):
    """A quiet button that is never wider than there is room; its tool tip says what was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)
        parts.mark(self, "quiet")

    @override
    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().averageCharWidth() * 8
        return QSize(min(least, super().sizeHint().width()), super().minimumSizeHint().height())

    @property
    def shown(self) -> str:
        """What stands on it at its width."""
        around = super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        room = max(0, self.width() - around)
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip("" if self.shown == self.text() else self.text())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOptionButton(), QStylePainter(self)
        self.initStyleOption(option)
        option.text = self.shown
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


def brief_button(texts: Texts, text: parts.Text, clicked: Callable[[], object]) -> BriefButton:
    """A quiet button that may be cut; whoever listens hears all of it."""
    made = BriefButton()
    texts.say(made, text)
    made.clicked.connect(lambda: clicked())
    return made
