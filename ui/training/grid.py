"""The grid of the training log: type a name and pick it, Enter goes down, paste fills lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from ui.kit import fonts
from ui.kit.offers import ENTER, OfferedLine
from ui.training.lines_model import Index
from ui.training.presenter import WHO


def stores(event: QKeyEvent) -> bool:
    """Whether a key stores the log: Ctrl+Enter.

    As a key and not as a shortcut: while a screen reader listens, Qt holds keys back until it has heard them, and a
    shortcut would overtake what was typed before it.
    """
    return event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class NameDelegate(QStyledItemDelegate):
    """Offers people while a name is typed; Enter writes at once what stands there."""

    stored = Signal()
    """Ctrl+Enter: all of it is to be stored."""

    def __init__(self, parent: QWidget, ask: Callable[[str, Callable[[list[str]], None]], None]) -> None:
        super().__init__(parent)
        self._ask = ask

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = OfferedLine(parent)
        line.setFrame(False)
        line.textEdited.connect(partial(self.edited, line, index.column()))
        return line

    def edited(self, line: OfferedLine, column: int, text: str) -> None:
        """Somebody types: people are offered in the column of names."""
        if column != WHO:
            return
        if text.strip():
            self._ask(text, partial(self._offered, line, text))
        else:
            line.close_offers()

    def _offered(self, line: OfferedLine, asked: str, names: list[str]) -> None:
        if shiboken6.isValid(line) and line.text() == asked:
            line.offer(names)

    def _entered(self, line: QLineEdit) -> None:
        self.commitData.emit(line)
        self.closeEditor.emit(line, QStyledItemDelegate.EndEditHint.SubmitModelCache)

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Qt would write a cell some time after Enter: on a busy machine the next line's score goes into this one."""
        if not isinstance(editor, OfferedLine) or not isinstance(event, QKeyEvent):
            return super().eventFilter(editor, event)
        pressed, key = event.type() == QEvent.Type.KeyPress, event.key()
        if key in ENTER and pressed:
            if stores(event):
                self.stored.emit()
            else:
                self._entered(editor)
            return True
        if key == Qt.Key.Key_Escape and pressed and editor.offering:
            editor.close_offers()
            return True
        return super().eventFilter(editor, event)

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What somebody types is not written over when something else of its line is read anew."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        text = editor.text() if isinstance(editor, QLineEdit) else ""
        if index.column() == WHO and "  " in text:
            text = text.rsplit("  ", 1)[1]  # an offer reads NAME  CODE; the code is what is meant
        model.setData(index, text)


class Grid(QTableView):
    """The lines; Enter goes down, Delete empties, paste fills."""

    pasted = Signal(int, int, str)
    removed = Signal(set)
    saved = Signal()
    rested = Signal()
    """A cell was left."""

    def __init__(self, model: QAbstractTableModel, delegate: NameDelegate, widths: Sequence[int], gives: int) -> None:
        super().__init__()
        self._widths = widths
        self.setModel(model)
        delegate.setParent(self)
        self._delegate = delegate
        self.setItemDelegate(delegate)
        delegate.stored.connect(self.saved)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(
            False
        )  # Tab would go round and round in here; while a cell is open it goes on to the next
        self.setShowGrid(True)
        self.setProperty("is", "grid")
        self.setWordWrap(False)
        self._at = (-1, -1)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._return)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(gives, QHeaderView.ResizeMode.Stretch)
        self._scale = 0.0
        self._size()

    def _size(self) -> None:
        if self._scale != fonts.scale():
            self._scale = fonts.scale()
            self.verticalHeader().setDefaultSectionSize(fonts.px(30))
            for column, width in enumerate(self._widths):
                self.setColumnWidth(column, fonts.px(width))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_scale"):
            self._size()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = max(0, index.row())
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(row, index.column(), QGuiApplication.clipboard().text())
        elif event.key() in ENTER:
            if stores(event):
                self.saved.emit()
            elif not self.editing:  # else the editor goes down when it closes
                self.down(row, index.column())
        elif event.key() == Qt.Key.Key_Delete and not self.editing:
            self.removed.emit({one.row() for one in self.selectionModel().selectedIndexes()})
        else:
            super().keyPressEvent(event)

    def down(self, row: int, column: int) -> None:
        """Go to the same column of the next line."""
        below = self.model().index(min(row + 1, self.model().rowCount() - 1), max(0, column))
        self.setCurrentIndex(below)

    @property
    def editing(self) -> bool:
        """Whether a cell is being written in."""
        return self.state() == QAbstractItemView.State.EditingState

    def commit(self) -> None:
        """What stands in the open cell counts as written."""
        for line in self.viewport().findChildren(OfferedLine):
            if not line.isHidden():  # one that was closed lives on until Qt comes round to it
                self.commitData(line)
                self.closeEditor(line, QStyledItemDelegate.EndEditHint.NoHint)

    def _remember(self) -> None:
        at = self.currentIndex()
        self._at = (at.row(), at.column())

    def _return(self) -> None:
        """All lines were read anew: the keyboard stays where it was."""
        row, column = self._at
        if row >= 0 and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(min(row, self.model().rowCount() - 1), column))

    @override
    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        at = self.currentIndex()
        super().closeEditor(editor, hint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self.down(at.row(), at.column())
        self.rested.emit()
