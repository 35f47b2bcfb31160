"""Short tables that stand whole in memory (a profile's records): texts, sorting by what a cell is, copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from ui.kit import fonts
from ui.kit.chips import Answer, shape_icon
from ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
WIDEST = 220
"""Pixels that a column takes by itself; what is longer is cut and stands in the tool tip."""
NARROWEST = 80
CUT_TO = 110
"""No column that could be shown wider is cut below this; rather the table is scrolled."""
ROW_HEIGHT = 28
MARK_ROLE = Qt.ItemDataRole.UserRole + 2
MARK = 14
GIVEN = (-1, Qt.SortOrder.AscendingOrder)
"""The column by which rows are sorted, and which way: here in the order in which they were given."""
NONE_FIXED: Mapping[int, int] = MappingProxyType({})
_NUMBER = re.compile(r"[-+]?\d{1,3}(,\d{3})*(\.\d+)?|–|")
"""As we write quantities; a longer run of digits is somebody's number, which is read and not compared."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?|–|")
"""A day, with its time or without: half of one says another day, or none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what its cells say and what it stands for."""

    texts: tuple[str, ...]
    payload: object = None
    marks: Mapping[int, Answer] = field(default_factory=dict)
    """Columns whose text has the shape and colour of an answer before it."""
    key: object = None
    """Tells this row from the others whatever it says; None: its first text does."""

    @property
    def name(self) -> object:
        """What this row is known by when all rows are read again."""
        return self.texts[:1] if self.key is None else self.key


class SmallModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: tuple[str, ...] = ()
        self.sides: tuple[str, ...] = ()
        """What stands left of the rows, where a table shows it; stays there when the columns are scrolled."""
        self.lines: list[Line] = []
        """As they stand: sorted, where somebody sorted them."""
        self._given: tuple[Line, ...] = ()
        self._by = GIVEN
        self._numbers: frozenset[int] = frozenset()
        self.moments: frozenset[int] = frozenset()
        """Columns of days and times, which are never cut."""

    def show(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Replace everything; the lines stand in the order in which they were last sorted."""
        self.beginResetModel()
        if len(titles) != len(self._titles):
            self._by = GIVEN
        self._titles, self._given = tuple(titles), tuple(lines)
        columns = range(len(self._titles))
        self._numbers = frozenset(at for at in columns if _all_like(_NUMBER, lines, at))
        self.moments = frozenset(at for at in columns if _all_like(_MOMENT, lines, at))
        self._arrange()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == MARK_ROLE:
            return self.lines[index.row()].marks.get(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid():
            return None
        return self.lines[index.row()].texts[index.column()]

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section] if section < len(self._titles) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sides[section] if section < len(self.sides) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if section in self._numbers else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = {id(line): row for row, line in enumerate(self.lines)}
        self._by = (column, order) if 0 <= column < len(self._titles) else GIVEN
        self._arrange()
        now = {before[id(line)]: row for row, line in enumerate(self.lines)}
        kept = self.persistentIndexList()
        self.changePersistentIndexList(kept, [self.index(now[index.row()], index.column()) for index in kept])
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        self.lines = list(self._given)
        column, order = self._by
        if column < 0:
            return
        falling = order == Qt.SortOrder.DescendingOrder
        weigh = _amount if column in self._numbers else str
        self.lines.sort(key=lambda line: weigh(line.texts[column]), reverse=falling)
        self.lines.sort(key=lambda line: line.texts[column] == "")  # what is empty stands last either way


def _amount(text: str) -> float:
    """A quantity as we write it; a dash or nothing is less than any."""
    return float(text.replace(",", "")) if text.strip("–") else float("-inf")


def _all_like(shape: re.Pattern[str], lines: Sequence[Line], column: int) -> bool:
    texts = [line.texts[column] for line in lines]
    return any(text.strip("–") for text in texts) and all(shape.fullmatch(text) for text in texts)


class _Marks(QStyledItemDelegate):
    """Puts the shape of an answer before its word, in its colour."""

    def __init__(self, theme: Theme, parent: SmallTable) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        answer = index.data(MARK_ROLE)
        if isinstance(answer, Answer):
            side = fonts.px(MARK)
            option.icon = shape_icon(answer, self._theme.tokens, side)
            option.decorationSize = QSize(side, side)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody was in a table: the current cell, the rows chosen, and how far down it was scrolled (pixels)."""

    current: int
    column: int
    chosen: frozenset[int]
    scrolled: int


class SmallTable(QTableView):
    """A quiet table for a SmallModel; given a theme, it shows the marks of its lines."""

    def __init__(self, theme: Theme | None = None) -> None:
        super().__init__()
        if theme is not None:
            self.setItemDelegate(_Marks(theme, self))
            theme.changed.connect(self.viewport().update)
        self.small = SmallModel()
        self._gives, self._least, self._whole = -1, 0, False
        self._wanted: list[int] = []
        self._fixed: Mapping[int, int] = NONE_FIXED
        self._scale = fonts.scale()
        self.setModel(self.small)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setProperty("is", "small")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(fonts.px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_lines(
        self,
        titles: Sequence[str],
        lines: Sequence[Line],
        *,
        gives: int = -1,
        whole: bool = False,
        fixed: Mapping[int, int] = NONE_FIXED,
    ) -> None:
        """Replace the rows; columns take the width of what they hold.

        Who stands in a row, chose some or scrolled stays there: what is shown is read again whenever anything is
        stored, also by other people, and Enter must open what it stood on.

        What is left goes to the last column, or to the one that ``gives``, which is also narrowed when room is short
        (``whole``: it is not, rather the table is scrolled).
        ``fixed`` columns have the width (pixels) that it says.
        """
        before, place = self.small.lines, self._place()
        self.small.show(titles, lines)
        self._gives, self._whole, self._fixed = gives, whole, fixed
        self._measure()
        if place.current >= 0:
            self._return_to(place, before)

    def _place(self) -> _Place:
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        at = self.currentIndex()
        return _Place(at.row(), at.column(), frozenset(chosen), self.verticalScrollBar().value())

    def _return_to(self, place: _Place, before: Sequence[Line]) -> None:
        backwards = list(enumerate(self.small.lines))[::-1]
        same = {line.texts: row for row, line in backwards}
        named = {line.name: row for row, line in backwards}
        stands = {at: same.get(line.texts, named.get(line.name, -1)) for at, line in enumerate(before)}
        near = sorted(stands, key=lambda at: (abs(at - place.current), at < place.current))
        row = next((stands[at] for at in near if stands[at] >= 0), -1)
        if row < 0:
            return
        selection, whole = self.selectionModel(), QItemSelectionModel.SelectionFlag.Rows
        for at in place.chosen:
            if stands[at] >= 0:
                selection.select(self.small.index(stands[at], 0), QItemSelectionModel.SelectionFlag.Select | whole)
        column = min(place.column, self.small.columnCount() - 1)
        selection.setCurrentIndex(self.small.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.verticalScrollBar().setValue(place.scrolled)

    def payload(self) -> object:
        """What the current row stands for; None while there is none."""
        index = self.currentIndex()
        return self.small.lines[index.row()].payload if index.isValid() else None

    def pick(self, wanted: Callable[[Any], bool]) -> bool:
        """Make the first row current that stands for something wanted; False where none does.

        Where it is current already everything stays: the cell, what was chosen besides, what is scrolled to.
        """
        row = next((row for row, line in enumerate(self.small.lines) if wanted(line.payload)), None)
        if row is not None and (row != self.currentIndex().row() or not self.selectionModel().hasSelection()):
            self.selectRow(row)
        return row is not None

    @override
    def selectRow(self, row: int) -> None:
        """Choose one row, whichever keys are held: Qt would take Shift, pressed for something else, as meant for it."""
        modes, flags = QAbstractItemView.SelectionMode, QItemSelectionModel.SelectionFlag
        chosen = self.selectionMode() != modes.NoSelection
        how = flags.ClearAndSelect | flags.Rows if chosen else flags.NoUpdate
        self.selectionModel().setCurrentIndex(self.small.index(row, max(0, self.currentIndex().column())), how)

    def stand_whole(self, most: int) -> None:
        """As high as its rows need, ``most`` of them at once; then it is the page that is scrolled."""
        rows = min(most, self.small.rowCount()) * self.verticalHeader().defaultSectionSize()
        below = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + below + 2 * self.frameWidth())

    def _measure(self) -> None:
        count = self.small.columnCount()
        self.resizeColumnsToContents()
        natural = (min(fonts.px(WIDEST), self.columnWidth(number) + fonts.px(12)) for number in range(count))
        fixed = {number: fonts.px(width) for number, width in self._fixed.items()}
        self._wanted = [fixed.get(number, width) for number, width in enumerate(natural)]
        last = self._wanted[-1] if self._wanted else 0
        self._least = fonts.px(NARROWEST) if self._gives >= 0 and not self._whole else last
        if self._whole and self._wanted:
            self._least = self._wanted[self._gives]
        self._fill_up()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._scale != fonts.scale():
            self._scale = fonts.scale()
            self.verticalHeader().setDefaultSectionSize(fonts.px(ROW_HEIGHT))
            self._measure()

    def _fill_up(self) -> None:
        """The columns end where the table does, if that is possible."""
        gives = self._gives if self._gives >= 0 else len(self._wanted) - 1
        if 0 <= gives < len(self._wanted):
            room = self.viewport().width()
            wide = narrowed(self._wanted, room, frozenset(self._fixed) | self.small.moments, fonts.px(CUT_TO))
            wide[gives] = max(self._least, room - sum(wide) + wide[gives])
            for number, width in enumerate(wide):
                self.setColumnWidth(number, width)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill_up()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
            text = "\n".join("\t".join(self.small.lines[row].texts) for row in rows)
            QGuiApplication.clipboard().setText(text + "\n")
            return
        super().keyPressEvent(event)


def narrowed(widths: Sequence[int], room: int, fixed: frozenset[int] = frozenset(), least: int = CUT_TO) -> list[int]:
    """The widths with the widest cut down until all find room; as they were where even that would not do."""
    over = sum(widths) - room
    free = [at for at in range(len(widths)) if at not in fixed]
    if over <= 0 or sum(max(0, widths[at] - least) for at in free) < over:
        return list(widths)
    level = max(widths[at] for at in free)
    while sum(max(0, widths[at] - level) for at in free) < over:
        level -= 1
    return [width if at in fixed else min(width, level) for at, width in enumerate(widths)]
