"""Two subjects side by side: a line a field, the chosen value marked; a click or Enter chooses."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

from ui.duplicates.presenter import CHOSEN, OPEN, FieldLine
from ui.kit import fonts
from ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
SIDES = ("", "keep", "drop")
"""What a column stands for."""


class PairModel(QAbstractTableModel):
    """Field, the kept one's value, the other's value."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._titles: tuple[str, ...] = ("", "", "")
        self.lines: list[FieldLine] = []
        theme.changed.connect(self.layoutChanged)

    def show(self, titles: tuple[str, ...], lines: list[FieldLine]) -> None:
        """Replace everything; where the same fields stay, so does what is selected."""
        if [line.name for line in lines] == [line.name for line in self.lines]:
            self._titles, self.lines = titles, lines
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 2)
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(lines) - 1), 2))
            return
        self.beginResetModel()
        self._titles, self.lines = titles, lines
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        chosen = self.is_chosen(line, column)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._text(line, column, chosen=chosen)
            case Qt.ItemDataRole.FontRole:
                return _font(bold=column > 0 and line.differs and chosen)
            case Qt.ItemDataRole.ForegroundRole:
                quiet = column == 0 or not line.differs or not chosen
                return self._theme.tokens.colour("muted" if quiet else "text")
        return None

    def is_chosen(self, line: FieldLine, column: int) -> bool:
        """Whether the merge would keep this cell's value."""
        return column > 0 and line.side in (SIDES[column], "both")

    def _text(self, line: FieldLine, column: int, *, chosen: bool) -> str:
        if column == 0:
            return line.label
        value = (line.keep if column == 1 else line.drop) or "–"
        return f"{CHOSEN if chosen else OPEN} {value}" if line.differs else f"   {value}"

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None


def _font(*, bold: bool) -> QFont:
    return fonts.sized(fonts.BODY, bold=bold)


class PairTable(QTableView):
    """The table for a PairModel."""

    chosen = Signal(str, str)
    """(field, side): the person takes this value."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pair = PairModel(theme)
        self.setModel(self.pair)
        self.setProperty("is", "small")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._size)
        self._size()
        self.clicked.connect(self._choose)

    def _size(self) -> None:
        self.verticalHeader().setDefaultSectionSize(fonts.px(28))
        self.setColumnWidth(0, fonts.px(150))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.column() > 0:
            self.chosen.emit(self.pair.lines[index.row()].name, SIDES[index.column()])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)
