"""A line that offers what it could become, in a list within its own window: every key comes to the line.

Qt's completer opens a window for its list. While that window comes or goes the window system hands the keyboard over,
and keys pressed in these hundredths of a second go to a window that is no longer there.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from typing_extensions import override

from ui.kit import aloud, fonts, parts

MOST = 8
"""So many are seen at once; the list is scrolled to the others."""
LEAST_WIDTH = 150
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class OfferedLine(QLineEdit):
    """Up and Down put an offer in the line; typing on, Esc and leaving close the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list: QListView | None = None

    @property
    def offering(self) -> bool:
        """Whether the list is open."""
        return self._list is not None

    def offer(self, texts: Sequence[str]) -> None:
        """Open the list with these; without any it closes. Only while somebody writes here."""
        if not texts or self.window().focusWidget() is not self:
            self.close_offers()
            return
        if self._list is None:
            self._list = self._made()
        shown = self._list.model()
        if isinstance(shown, QStringListModel):
            shown.setStringList(list(texts))
        self._place(self._list)
        self._list.show()
        self._list.raise_()

    def close_offers(self) -> None:
        """Close the list; what stands in the line stays."""
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
            self._list = None

    def _made(self) -> QListView:
        made = QListView(self.window())
        made.setModel(QStringListModel(made))
        parts.mark(made, "offers")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(self.accessibleName())
        made.clicked.connect(self._take)
        return made

    def _place(self, shown: QListView) -> None:
        """Below the line, or above it where there is no room."""
        window, count = self.window(), shown.model().rowCount()
        frame = 2 * shown.frameWidth() + 4
        wide = max(self.width(), fonts.px(LEAST_WIDTH), shown.sizeHintForColumn(0) + frame + fonts.px(8))
        high = max(1, shown.sizeHintForRow(0)) * min(count, MOST) + frame
        at = self.mapTo(window, QPoint(0, self.height()))
        top = at.y() if at.y() + high <= window.height() else max(0, at.y() - self.height() - high)
        left = max(0, min(at.x(), window.width() - wide))
        shown.setGeometry(left, top, min(wide, window.width()), high)

    def _take(self, index: QModelIndex) -> None:
        self.setText(str(index.data()))
        self.setModified(True)
        self.close_offers()

    def _step(self, shown: QListView, by: int) -> None:
        last = shown.model().rowCount() - 1
        row = shown.currentIndex().row() + by if shown.currentIndex().isValid() else (0 if by > 0 else last)
        index = shown.model().index(min(max(row, 0), last), 0)
        shown.setCurrentIndex(index)
        self.setText(str(index.data()))
        self.setModified(True)
        aloud.announce(self, self.text(), at_once=True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = STEPS.get(Qt.Key(event.key()))
        if self._list is not None and by is not None:
            self._step(self._list, by)
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_offers()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_offers()

    @override
    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self._list is not None:
            self._place(self._list)
