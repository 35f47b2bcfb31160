"""The grid of the training log: type a name and pick it, Enter goes down, paste fills lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
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

from auditor.i18n import N_
from ui.kit import fonts
from ui.kit.offers import OfferedLine
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.training.presenter import COLUMNS, FOUND, NOTE, RESULT, TYPED, WHO, Entry, LogState, found_text

OUTCOMES = {
    "passed": N_("passed"),
    "failed": N_("failed"),
    "absent": N_("absent"),
    "refused": N_("refused"),
}

Index = QModelIndex | QPersistentModelIndex
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WIDTHS = (180, 220, 90, 80, 130)
"""Designed pixels of the columns, but of the one that takes what is left."""


class LogModel(QAbstractTableModel):
    """The lines of the log, editable where a person writes."""

    edited = Signal(int, int)

    def __init__(self, state: LogState, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._state = state
        self._texts = texts
        self._theme = theme

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._state.entries)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self._state.entries[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(entry, column, editing=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = self._theme.tokens
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
            return "" if entry.problem is None else self._texts.translator.t(entry.problem)
        if column == RESULT and not entry.result and not editing and not entry.blank:
            outcome = self._state.outcome(entry)
            return self._texts.t(OUTCOMES[outcome]) if outcome else ""
        return entry.cell(column)

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        count = len(self._state.entries)
        row, column = index.row(), index.column()
        if self._state.entries[row].cell(column) != str(value).strip():
            self._state.put(row, column, str(value))
            self.edited.emit(row, column)
        if len(self._state.entries) > count:
            self.beginInsertRows(QModelIndex(), count, len(self._state.entries) - 1)
            self.endInsertRows()
        self.line_changed(row)
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() in TYPED else plain

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self._texts.t(COLUMNS[section]) if section < len(COLUMNS) else None

    def line_changed(self, row: int) -> None:
        """A line says something else now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def all_changed(self) -> None:
        """Everything may have changed."""
        self.beginResetModel()
        self.endResetModel()


class NameDelegate(QStyledItemDelegate):
    """Offers people while a name is typed; Enter writes at once what stands there."""

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
        if key in ENTER and pressed and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
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

    def __init__(
        self, model: QAbstractTableModel, delegate: NameDelegate, widths: Sequence[int] = WIDTHS, gives: int = NOTE
    ) -> None:
        super().__init__()
        self._widths = widths
        self.setModel(model)
        delegate.setParent(self)
        self._delegate = delegate
        self.setItemDelegate(delegate)
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
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
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
