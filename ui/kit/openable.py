"""Lines that stand for something and open it: focused by Tab, opened by Enter, Space or a double click, and pressed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QSizePolicy, QStyle, QStyleOption, QWidget
from typing_extensions import override

from ui.kit.theme import Theme

RING = 2
"""Pixels of the ring around the line that has the focus."""
OPENS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space})


class Pressable(QAbstractButton):
    """Holds a layout as one thing that a screen reader can press; a single click of the mouse only gives it the focus.

    It is a button for that alone: nothing else gives what is drawn here an action that can be pressed.
    """

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.clicked.connect(self.pressed_open)

    def pressed_open(self) -> None:
        """It was opened, however that came about."""
        self.opened.emit()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENS and self.hasFocus():
            self.pressed_open()
        else:  # arrows scroll the page: they do not go from button to button here
            QWidget.keyPressEvent(self, event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        QWidget.keyReleaseEvent(self, event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pressed_open()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOption(), QPainter(self)
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.end()


class Openable(Pressable):
    """Holds a layout as one line that can be opened."""

    def __init__(self, theme: Theme, layout: QLayout) -> None:
        super().__init__()
        self._theme = theme
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.tokens.colour("focus"), RING))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
