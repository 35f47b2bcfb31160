"""A heat map: a table whose cells are coloured by the gravest failure and deepened by how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from ui.kit.desk import Desk

Index = QModelIndex | QPersistentModelIndex
CELL_WIDTH, CELL_HEIGHT = 40, 28
CELL_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How many stand in a cell, the gravest severity among them, what it says in words, and what it stands for."""

    count: int
    worst: str
    words: str
    payload: object = None


@dataclass(frozen=True, slots=True)
class HeatGrid:
    """The names of rows and columns, and the cells that are not empty by (row, column)."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: Mapping[tuple[int, int], HeatCell] = field(default_factory=dict)

    def place_of(self, row: str, column: str) -> tuple[int, int] | None:
        """Where what these name meets; None where one of them is not there."""
        if row not in self.rows or column not in self.columns:
            return None
        return self.rows.index(row), self.columns.index(column)

    @property
    def most(self) -> int:
        """The largest count of a cell."""
        return max((cell.count for cell in self.cells.values()), default=0)


class HeatModel(QAbstractTableModel):
    """A grid as a table."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = HeatGrid()

    def show(self, grid: HeatGrid) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.grid.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.grid.cells.get((index.row(), index.column()))
        if role == CELL_ROLE:
            return cell
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{cell.count:,}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.words
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.grid.rows[section]
        return self.grid.columns[section]


class _Paint(QStyledItemDelegate):
    def __init__(self, desk: Desk, view: QTableView, model: HeatModel) -> None:
        super().__init__(view)
        self._desk, self._view, self._model = desk, view, model

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._desk.theme.tokens
        rect: Any = option.rect
        cell = index.data(CELL_ROLE)
        box = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(cell, HeatCell):
            colour = tokens.colour(cell.worst if cell.worst != "info" else "low")
            # By the root, so that one full week does not make all others pale; never so deep that the number fades.
            deep = 0.14 + 0.36 * min(1.0, cell.count / max(1, self._model.grid.most)) ** 0.5
            fill = QColor(colour)
            fill.setAlphaF(deep)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(tokens.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{cell.count:,}")
        if index == self._view.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setColor(tokens.colour("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRoundedRect(box, 3, 3)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(CELL_WIDTH, CELL_HEIGHT)


class HeatMap(QTableView):
    """Names across and down; arrows move, and whoever listens follows the cell that is current."""

    def __init__(self, desk: Desk, column_width: int = CELL_WIDTH) -> None:
        super().__init__()
        self.heat = HeatModel()
        self.setModel(self.heat)
        self._paint = _Paint(desk, self, self.heat)
        self.setItemDelegate(self._paint)
        self.setShowGrid(False)
        # The current cell wears a ring; a selection's own colour would cover what the cell says.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setStyleSheet("QHeaderView::section { padding: 0 }")
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._desk, self._wide = desk, column_width
        desk.theme.changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        px = self._desk.theme.px
        self.horizontalHeader().setMinimumSectionSize(px(CELL_WIDTH))
        self.horizontalHeader().setDefaultSectionSize(px(self._wide))
        self.verticalHeader().setDefaultSectionSize(px(CELL_HEIGHT))
        self.verticalHeader().setFixedWidth(px(230))
        self.viewport().update()

    def show_grid(self, grid: HeatGrid) -> bool:
        """Show this; the cell of the same names stays current, and what is scrolled to; False where there is none."""
        at, before = self.currentIndex(), self.heat.grid
        scrolled = [(bar, bar.value()) for bar in (self.verticalScrollBar(), self.horizontalScrollBar())]
        self.heat.show(grid)
        same = grid.place_of(before.rows[at.row()], before.columns[at.column()]) if at.isValid() else None
        if same is not None:
            self.setCurrentIndex(self.heat.index(*same))
            for bar, value in scrolled:
                bar.setValue(value)
        return same is not None

    def cell(self) -> HeatCell | None:
        """The cell that is current."""
        found = self.currentIndex().data(CELL_ROLE) if self.currentIndex().isValid() else None
        return found if isinstance(found, HeatCell) else None
