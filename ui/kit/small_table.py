"""Short tables that stand whole in memory (a profile's records): texts, sorting by what a cell is, copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what its cells say and what it stands for."""

    texts: tuple[str, ...]
    payload: object = None


class SmallModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self.lines: list[Line] = []

    def show(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._titles, self.lines = tuple(titles), list(lines)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid():
            return None
        return self.lines[index.row()].texts[index.column()]

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section] if section < len(self._titles) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._titles):
            return
        self.layoutAboutToBeChanged.emit()
        falling = order == Qt.SortOrder.DescendingOrder
        self.lines.sort(key=lambda line: (line.texts[column] == "", line.texts[column]), reverse=falling)
        self.layoutChanged.emit()


class SmallTable(QTableView):
    """A quiet table for a SmallModel."""

    def __init__(self) -> None:
        super().__init__()
        self.small = SmallModel()
        self.setModel(self.small)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setProperty("is", "small")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_lines(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Replace the rows; columns take the width of what they hold, the last one the rest."""
        self.small.show(titles, lines)
        self.resizeColumnsToContents()
        for number in range(len(titles)):
            self.setColumnWidth(number, min(220, self.columnWidth(number) + 12))
        if titles:
            self.horizontalHeader().setSectionResizeMode(len(titles) - 1, QHeaderView.ResizeMode.Stretch)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
            text = "\n".join("\t".join(self.small.lines[row].texts) for row in rows)
            QGuiApplication.clipboard().setText(text + "\n")
            return
        super().keyPressEvent(event)
