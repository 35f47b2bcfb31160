"""A line that offers what it could become, in a list within its own window: every key comes to the line.

Qt's completer opens a window for its list. While that window comes or goes the window system hands the keyboard over,
and keys pressed in these hundredths of a second go to a window that is no longer there.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from typing_extensions import override

from ui.kit import aloud, fonts, parts

MOST = 8
"""So many are seen at once; the list is scrolled to the others."""
LEAST_WIDTH = 150
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVING = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.LayoutRequest)


class OfferedLine(QLineEdit):
    """Up and Down mark an offer, the mouse, Enter and Tab take it; Esc, leaving and a press beside close the list.

    ``written``: an offer stands in the line as soon as it is marked.
    """

    taken = Signal(str)
    """An offer was taken."""

    def __init__(self, parent: QWidget | None = None, *, written: bool = True) -> None:
        super().__init__(parent)
        self._written = written
        self._list: QListView | None = None
        self._around: list[QWidget] = []

    @property
    def offering(self) -> bool:
        """Whether the list is open."""
        return self._list is not None

    def offer(self, texts: Sequence[str]) -> None:
        """Open the list with these; without any it closes. Only while somebody writes here."""
        if not texts or self.window().focusWidget() not in (self, self.focusProxy()):
            self.close_offers()
            return
        if self._list is None:
            self._list = self._made()
            self._look_around()
        shown = self._list.model()
        if isinstance(shown, QStringListModel) and shown.stringList() != list(texts):
            marked = str(self._list.currentIndex().data())
            shown.setStringList(list(texts))
            if marked in texts:  # a later answer: Enter takes what is marked all the same
                self._list.setCurrentIndex(shown.index(list(texts).index(marked)))
        self._place(self._list)
        self._list.show()
        self._list.raise_()

    def close_offers(self) -> None:
        """Close the list; what stands in the line stays."""
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
            self._list = None
            for one in self._around:
                one.removeEventFilter(self)

    def _look_around(self) -> None:
        """What the line stands in is scrolled and resized, or pressed beside the line."""
        self._around = []
        around: QWidget | None = self
        while around is not None:
            self._around.append(around)
            around.installEventFilter(self)
            around = None if around.isWindow() else around.parentWidget()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._list is not None:
            if event.type() in _MOVING:
                self._follow(self._list)
            elif event.type() == QEvent.Type.MouseButtonPress and watched is not self:
                self.close_offers()
        return super().eventFilter(watched, event)

    def _follow(self, shown: QListView) -> None:
        if self.visibleRegion().isEmpty():
            self.close_offers()
        else:
            self._place(shown)

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
        """Below the line (the whole of a choice, where it is the line of one), or above it where there is no room."""
        window, count = self.window(), shown.model().rowCount()
        whole = self.focusProxy() or self
        frame = 2 * shown.frameWidth() + 4
        wide = max(whole.width(), fonts.px(LEAST_WIDTH), shown.sizeHintForColumn(0) + frame + fonts.px(8))
        high = max(1, shown.sizeHintForRow(0)) * min(count, MOST) + frame
        at = whole.mapTo(window, QPoint(0, whole.height()))
        top = at.y() if at.y() + high <= window.height() else max(0, at.y() - whole.height() - high)
        left = max(0, min(at.x(), window.width() - wide))
        shown.setGeometry(left, top, min(wide, window.width()), high)

    def _take(self, index: QModelIndex) -> None:
        text = str(index.data())
        if self._written:
            self._write(text)
        self.close_offers()
        self.taken.emit(text)

    def _write(self, text: str) -> None:
        self.setText(text)
        self.setModified(True)

    def _step(self, shown: QListView, by: int) -> None:
        last = shown.model().rowCount() - 1
        row = shown.currentIndex().row() + by if shown.currentIndex().isValid() else (0 if by > 0 else last)
        index = shown.model().index(min(max(row, 0), last), 0)
        shown.setCurrentIndex(index)
        if self._written:
            self._write(str(index.data()))
        aloud.announce(self, str(index.data()), at_once=True)

    def answers(self, event: QKeyEvent) -> bool:
        """Whether a key that is pressed was for the open list alone."""
        shown, key = self._list, Qt.Key(event.key())
        if shown is None or event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in STEPS:
            self._step(shown, STEPS[key])
            return True
        if key == Qt.Key.Key_Escape:
            self.close_offers()
            return True
        if key in (*ENTER, Qt.Key.Key_Tab) and shown.currentIndex().isValid():
            self._take(shown.currentIndex())
            return key != Qt.Key.Key_Tab
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.answers(event):
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_offers()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_offers()
