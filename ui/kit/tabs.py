"""Tabs that fade out at the edge behind which there are more of them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton
from typing_extensions import override

from ui.kit.theme import Theme

FADE = 32
"""Pixels at 100 % over which a tab that is cut off fades into the ground."""


class FadingBar(QTabBar):
    """A row of tabs; one that is cut off looks as if it went on, which it does."""

    def __init__(self, theme: Theme, ground: Literal["bg", "surface"]) -> None:
        super().__init__()
        self._theme = theme
        self._ground = ground

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        end = self._end()
        cut = [rect for at in range(self.count()) if (rect := self.tabRect(at)).left() < 0 or rect.right() >= end]
        painter = QPainter(self)
        for rect in cut:
            if rect.left() < 0 <= rect.right():
                self._fade(painter, 0, min(rect.right(), self._theme.px(FADE)))
            if rect.left() < end <= rect.right():
                self._fade(painter, end, max(rect.left(), end - self._theme.px(FADE)))
        painter.end()

    def _end(self) -> int:
        """Where the tabs end: at the buttons that move them, where those show."""
        buttons = self.findChildren(QToolButton)
        return min((one.x() for one in buttons if one.isVisible()), default=self.width())

    def _fade(self, painter: QPainter, full: int, none: int) -> None:
        ground = self._theme.tokens.colour(self._ground)
        clear = self._theme.tokens.colour(self._ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(full, 0, none, 0)
        gradient.setColorAt(0, ground)
        gradient.setColorAt(1, clear)
        painter.fillRect(QRect(min(full, none), 0, abs(full - none), self.height()), gradient)


def fade(tabs: QTabWidget, theme: Theme, ground: Literal["bg", "surface"] = "bg") -> None:
    """Give tabs such a row, before the first of them is added; ``ground`` is what they lie on."""
    tabs.setTabBar(FadingBar(theme, ground))
    tabs.setDocumentMode(True)
    tabs.setUsesScrollButtons(True)
    tabs.tabBar().setExpanding(False)
    tabs.tabBar().setDrawBase(False)
