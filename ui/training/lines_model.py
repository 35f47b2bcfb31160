"""What both training logs have in common: lines that grow as they are written in, a header, cells to write in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from ui.kit.texts import Texts
from ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractTableModel):
    """Lines of a log; subclasses say what stands where, and put what is written."""

    edited = Signal(int, int)
    """Something else was written in a row and column."""

    def __init__(self, texts: Texts, theme: Theme, columns: Sequence[str]) -> None:
        super().__init__()
        self.texts, self.theme = texts, theme
        self._columns = tuple(columns)
        self._count = 0

    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def written(self, row: int, column: int) -> str:
        """What a person wrote in a cell."""
        raise NotImplementedError

    def put(self, row: int, column: int, text: str) -> None:
        """Write in a cell; lines may be added below."""
        raise NotImplementedError

    def writable(self, row: int, column: int) -> bool:
        """Whether a person writes in this cell."""
        raise NotImplementedError

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, column = index.row(), index.column()
        if self.written(row, column) != str(value).strip():
            self.put(row, column, str(value))
            self._grow()
            self.edited.emit(row, column)
        self.line_changed(row)
        return True

    def _grow(self) -> None:
        count = self.count()
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if self.writable(index.row(), index.column()) else plain

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self.texts.t(self._columns[section]) if section < len(self._columns) else None

    def line_changed(self, row: int) -> None:
        """A line says something else now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def all_changed(self) -> None:
        """Everything may have changed."""
        self.beginResetModel()
        self._count = self.count()
        self.endResetModel()
