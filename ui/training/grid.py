"""The grid of the training log: type a name and pick it, Enter goes down, paste fills lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
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
    """Offers hosts while a name is typed."""

    def __init__(self, parent: QWidget, ask: Callable[[str, Callable[[list[str]], None]], None]) -> None:
        super().__init__(parent)
        self._ask = ask

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setFrame(False)
        if index.column() != WHO:
            return line
        offers = QStringListModel(line)
        completer = QCompleter(offers, line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        line.setCompleter(completer)

        def offer(names: list[str]) -> None:
            offers.setStringList(names)
            if names and line.hasFocus():
                completer.complete()

        line.textEdited.connect(lambda text: self._ask(text, offer) if text.strip() else None)
        return line

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
        self.setShowGrid(True)
        self.setProperty("is", "grid")
        self.setWordWrap(False)
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
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.saved.emit()
            elif self.state() != QAbstractItemView.State.EditingState:  # else the editor goes down when it closes
                self.down(row, index.column())
        elif event.key() == Qt.Key.Key_Delete and self.state() != QAbstractItemView.State.EditingState:
            self.removed.emit({one.row() for one in self.selectionModel().selectedIndexes()})
        else:
            super().keyPressEvent(event)

    def down(self, row: int, column: int) -> None:
        """Go to the same column of the next line."""
        below = self.model().index(min(row + 1, self.model().rowCount() - 1), max(0, column))
        self.setCurrentIndex(below)

    @override
    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        at = self.currentIndex()
        super().closeEditor(editor, hint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self.down(at.row(), at.column())
