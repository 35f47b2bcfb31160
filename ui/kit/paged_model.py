"""The one model of every big list: ids in order, rows in pages on demand, newest wish first."""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import compress
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from ui.kit.source import Cell, Column, ListSource, Look, Order, Row
from ui.kit.tasks import Lane, Tasks
from ui.kit.texts import Texts

PAGE = 200
PAGES_KEPT = 64
FORMER_PAGES = 3
"""So many of the pages last looked at are remembered while they are read again."""
MARKS_KEPT = 20_000
IN_FLIGHT = 2
PENDING = "…"
AROUND = 5_000
"""Rows on either side of where something stood among which it is looked for first."""

Index = QModelIndex | QPersistentModelIndex


class PagedModel(QAbstractTableModel):
    """Shows a ListSource.

    A new filter or order asks for the first keyset page, painted as soon as it comes, and for all ids beside it.
    Rows come in pages by id; a page that has left the view before its turn is never asked for.
    """

    counted = Signal(int, float)
    """The exact number of rows, and the seconds it took."""
    replacing = Signal()
    """The rows are about to be other rows: remember the place by id."""
    replaced = Signal()
    failed = Signal(object)
    waiting = Signal(bool)

    def __init__(self, source: ListSource, columns: Sequence[Column], tasks: Tasks, texts: Texts) -> None:
        super().__init__()
        self._source = source
        self.columns = tuple(columns)
        self._tasks = tasks
        self._texts = texts
        self._ids: array[int] = array("q")
        self._count = 0
        self._exact = False
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._wanted: list[int] = []
        self._former: dict[int, Row] = {}
        self._flying: set[int] = set()
        self._marks: OrderedDict[int, object] = OrderedDict()
        self._asked = 0
        self._shown = 0
        self._since = 0.0
        self._filter: object = None
        self._order = Order("id")
        self._visible: tuple[int, int] | None = None
        self.again = False
        """Whether the last question was the one before, asked again."""
        self._other = 0
        """The last question that was another than the one before."""

    # what is shown ----------------------------------------------------------------------------------------------

    @property
    def filter(self) -> object:
        """The filter last asked for."""
        return self._filter

    @property
    def order(self) -> Order:
        """The order last asked for."""
        return self._order

    @property
    def exact(self) -> bool:
        """Whether the number of rows is final."""
        return self._exact

    @property
    def settled(self) -> bool:
        """Whether the rows are those of the filter and order last asked for."""
        return self._shown_for >= self._other

    def show(self, filter: object, order: Order | None = None) -> None:
        """List what matches; what is on screen stays until the first rows of the answer are here."""
        self.again = filter == self._filter and order in (None, self._order)
        self._filter, self._order = filter, order or self._order
        asked = self._ask()
        if not self.again:
            self._other = asked
        source, wanted, sort = self._source, self._filter, self._order
        self._tasks.read(
            lambda: source.first(wanted, sort, PAGE),
            lambda rows: self._first_arrived(asked, rows),
            lambda error: self._went_wrong(asked, error),
            owner=self,
            slot="first",
        )
        self._ask_ids(asked)

    def refresh(self) -> None:
        """Ask again for the same filter and order; the place on screen is kept by id."""
        self.again = True
        self._tasks.read(lambda: None, lambda _: None, owner=self, slot="first")
        self._ask_ids(self._ask())

    def forget_rows(self, ids: Sequence[int] | None = None) -> None:
        """Rows were edited: read them again when they are looked at (None: all of them)."""
        if ids is None:
            self._let_go(list(self._pages))
            self._marks.clear()
        else:
            gone = set(ids)
            self._let_go([number for number, page in self._pages.items() if gone & page.keys()])
            for one in gone:
                self._marks.pop(one, None)
        self._shown += 1
        self._flying.clear()
        self._repaint(0, self._count - 1)

    def forget_marks(self) -> None:
        """The day or the rule book changed: every mark is asked for again."""
        self._marks.clear()
        self._repaint(0, self._count - 1)

    def look(self, first: int, last: int) -> None:
        """The view says which rows are visible; wishes for pages far from them are forgotten."""
        self._visible = (first, last)
        near = range(first // PAGE - 1, last // PAGE + 2)
        self._wanted = [number for number in self._wanted if number in near]

    def ask_marks(self) -> None:
        """Ask for the marks of the visible rows that have none yet."""
        if self._visible is None or self._count == 0:
            return
        first, last = self._visible
        ids = [self._ids[row] for row in range(max(0, first), min(last + 1, self._count))]
        missing = [one for one in ids if one not in self._marks]
        if not missing:
            return
        source = self._source
        self._tasks.read(
            lambda: source.marks(missing),
            self._marks_arrived,
            self.failed.emit,
            owner=self,
            slot="marks",
            lane=Lane.JUDGE,
        )

    # rows -------------------------------------------------------------------------------------------------------

    def row(self, number: int) -> Row | None:
        """A row's values, None while its page is on the way."""
        if not 0 <= number < self._count:
            return None
        page_number = number // PAGE
        page = self._pages.get(page_number)
        if page is None:
            self._want(page_number)
            return None
        self._pages.move_to_end(page_number)
        return page.get(self._ids[number])

    def known(self, one: int, near: int = 0) -> Row | None:
        """The row of an id as it was last read, also while it is being read again; None: it was not, or is gone."""
        number = self.row_of(one, near)
        return None if number is None else self.row(number) or self._former.get(one)

    def id_at(self, number: int) -> int | None:
        """The id of a row, known before the row itself is."""
        return self._ids[number] if 0 <= number < self._count else None

    def row_of(self, one: int, near: int = 0) -> int | None:
        """Where an id stands in the list as shown; looked for around ``near`` first, for a million take their time."""
        for start, stop in ((max(0, near - AROUND), near + AROUND), (0, len(self._ids))):
            try:
                return self._ids.index(one, start, stop)
            except ValueError:
                continue
        return None

    def rows_of(self, wanted: Collection[int]) -> list[int]:
        """Where these ids stand, rising; one walk however many they are."""
        found = frozenset(wanted)
        return list(compress(range(len(self._ids)), map(found.__contains__, self._ids))) if found else []

    def ids(self, numbers: Sequence[int]) -> list[int]:
        """The ids of rows."""
        return [self._ids[number] for number in numbers if number < self._count]

    def reader(self) -> Callable[[Sequence[int]], list[Row]]:
        """Reads rows by id; for use off the GUI thread."""
        return self._source.rows

    def cell(self, number: int, column: Column) -> Cell | None:
        """What a column's text function sees of a row; None while the row is on the way."""
        row = self.row(number)
        return None if row is None else Cell(row, self._marks.get(row[0]), self._texts.t)

    def text(self, number: int, key: str) -> str:
        """What stands in a cell, by column key."""
        column = next(column for column in self.columns if column.key == key)
        cell = self.cell(number, column)
        return PENDING if cell is None else column.text(cell)

    # Qt ---------------------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole and role != Qt.ItemDataRole.ToolTipRole:
            return None
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        cell = self.cell(index.row(), column)
        if cell is None:
            return PENDING if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
            return column.tip(cell)
        return column.text(cell)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._texts.t(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if _right(self.columns[section]) else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and (key := self.columns[column].sort):
            self.show(self._filter, Order(key, order == Qt.SortOrder.DescendingOrder))

    # arriving ---------------------------------------------------------------------------------------------------

    def _ask(self) -> int:
        self._asked += 1
        self._since = time.perf_counter()
        self.waiting.emit(True)
        return self._asked

    def _ask_ids(self, asked: int) -> None:
        source, wanted, sort = self._source, self._filter, self._order
        self._tasks.read(
            lambda: source.ids(wanted, sort),
            lambda ids: self._ids_arrived(asked, ids),
            lambda error: self._went_wrong(asked, error),
            owner=self,
            slot="ids",
        )

    def _first_arrived(self, asked: int, rows: list[Row]) -> None:
        if asked != self._asked or self._exact_for(asked):
            return
        ids = array("q", (row[0] for row in rows))
        self._replace(asked, ids, exact=len(rows) < PAGE)
        self._pages[0] = {row[0]: row for row in rows}
        self._repaint(0, self._count - 1)

    def _ids_arrived(self, asked: int, ids: array[int]) -> None:
        if asked != self._asked:
            return
        grows = self._shown_for == asked and self._ids == ids[: self._count]
        if not grows:
            self._replace(asked, ids, exact=True)
        elif len(ids) > self._count:
            self.beginInsertRows(QModelIndex(), self._count, len(ids) - 1)
            self._ids, self._count = ids, len(ids)
            self.endInsertRows()
        self._exact = True
        self.waiting.emit(False)
        self.counted.emit(self._count, time.perf_counter() - self._since)

    _shown_for = 0

    def _exact_for(self, asked: int) -> bool:
        return self._shown_for == asked and self._exact

    def _replace(self, asked: int, ids: array[int], *, exact: bool) -> None:
        self.replacing.emit()
        self.beginResetModel()
        self._ids, self._count, self._exact = ids, len(ids), exact
        self._let_go(list(self._pages))
        self._wanted.clear()
        self._flying.clear()
        self._shown += 1
        self._shown_for = asked
        self._visible = None
        self.endResetModel()
        self.replaced.emit()

    def _let_go(self, numbers: Sequence[int]) -> None:
        """Read these pages again when they are looked at; whose rows they are is still known."""
        recent = [self._pages.pop(number) for number in numbers][-FORMER_PAGES:]
        if recent:
            self._former = {one: row for page in recent for one, row in page.items()}

    def _want(self, number: int) -> None:
        if number in self._flying:
            return
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        self._pump()

    def _pump(self) -> None:
        while self._wanted and len(self._flying) < IN_FLIGHT:
            number = self._wanted.pop()
            self._flying.add(number)
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            shown, source = self._shown, self._source
            self._tasks.read(*self._page_calls(source.rows, ids, number, shown), owner=self)

    def _page_calls(
        self, rows: Callable[[Sequence[int]], list[Row]], ids: array[int], number: int, shown: int
    ) -> tuple[Callable[[], object], Callable[[Any], None], Callable[[Exception], None]]:
        def arrived(answer: list[Row]) -> None:
            if shown == self._shown:
                self._page_arrived(number, ids, answer)

        def failed(error: Exception) -> None:
            if shown == self._shown:
                self._flying.discard(number)
                self.failed.emit(error)

        return (lambda: rows(ids)), arrived, failed

    def _page_arrived(self, number: int, ids: array[int], rows: list[Row]) -> None:
        self._flying.discard(number)
        self._pages[number] = {row[0]: row for row in rows}
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = number * PAGE
        self._repaint(first, min(first + len(ids), self._count) - 1)
        self._pump()

    def _marks_arrived(self, marks: Mapping[int, object]) -> None:
        self._marks.update(marks)
        while len(self._marks) > MARKS_KEPT:
            self._marks.popitem(last=False)
        if self._visible is not None:
            self._repaint(*self._visible)

    def _repaint(self, first: int, last: int) -> None:
        last = min(last, self._count - 1)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _went_wrong(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.waiting.emit(False)
            self.failed.emit(error)


def _right(column: Column) -> bool:
    return column.look is Look.NUMBER
