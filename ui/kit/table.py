"""The view of a big list: its own choice of rows, keyboard first, copy as tab-separated text, sorting left to SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

from ui.kit import fonts
from ui.kit.choice import Choice
from ui.kit.copying import as_html, as_tsv
from ui.kit.delegate import RowDelegate
from ui.kit.paged_model import PAGE, PagedModel
from ui.kit.source import AllMatching, Chosen, Column, Look, Row, Selection
from ui.kit.tasks import Tasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

COPY_AT_MOST = 100_000
KEPT_THROUGH_REFRESH = 10_000
MARKS_AFTER_MS = 60


@dataclass(frozen=True, slots=True)
class _Place:
    """What was on screen before the rows became others: ids with the rows at which they stood, and the chosen ids."""

    top: tuple[int | None, int] = (None, 0)
    cut: int = 0
    """Pixels of the top row that are scrolled away."""
    current: tuple[int | None, int] = (None, 0)
    column: int = 0
    aside: int = 0
    """How far it was scrolled sideways, in pixels."""
    kept: list[int] = field(default_factory=list)


class Table(QTableView):
    """Shows a PagedModel.

    Qt's selection model never learns what is chosen: a million chosen rows would cost it minutes.
    ``chosen`` is a value that commands understand.
    """

    opened = Signal(int)
    """The id of a row that was double-clicked, or on which Enter was pressed."""
    peeked = Signal()
    """Space was pressed: a quick look is wanted, or wanted no more."""
    looked_at = Signal(int)
    """The id of the row that became current."""
    choice_changed = Signal(int)
    """How many rows are chosen."""
    copied = Signal(int, bool)
    """How many rows went to the clipboard, and whether that was all of them."""

    def __init__(self, model: PagedModel, theme: Theme, texts: Texts, tasks: Tasks) -> None:
        super().__init__()
        self.choice = Choice()
        self.hovered = -1
        self._paged = model
        self._texts = texts
        self._tasks = tasks
        self._theme = theme
        self._scale = fonts.scale()
        self._place = _Place()
        self._marks_timer = QTimer(self, singleShot=True, interval=MARKS_AFTER_MS)
        self._marks_timer.timeout.connect(model.ask_marks)
        self._behave()
        self.setModel(model)
        self._lay_out_columns()
        self._listen(theme)
        self.setItemDelegate(RowDelegate(self, theme, texts))

    # building ---------------------------------------------------------------------------------------------------

    def _behave(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(20)
        rows.setDefaultSectionSize(self._theme.row_height)

    def _lay_out_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        for number, column in enumerate(self._paged.columns):
            self.setColumnWidth(number, fonts.px(column.width))
        header.sectionClicked.connect(self._sort_by)
        header.setSortIndicatorShown(True)
        self.show_order()

    def _listen(self, theme: Theme) -> None:
        theme.changed.connect(self._resized)
        self._texts.changed.connect(self._retranslate)
        self._paged.replacing.connect(self._remember_place)
        self._paged.replaced.connect(self._restore_place)
        self._paged.dataChanged.connect(self._look)
        self._paged.rowsInserted.connect(lambda *_: self._look())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._look())

    def _resized(self) -> None:
        """Another theme, scale or density; columns keep the share that somebody gave them."""
        if self._scale != fonts.scale():
            grown, self._scale = fonts.scale() / self._scale, fonts.scale()
            for number, column in enumerate(self._paged.columns):
                wide = round(self.columnWidth(number) * grown) or fonts.px(column.width)  # a hidden one has none
                self.setColumnWidth(number, wide)
        self.verticalHeader().setDefaultSectionSize(self._theme.row_height)
        self._look()
        self.viewport().update()

    # choosing ---------------------------------------------------------------------------------------------------

    def chosen(self) -> Selection:
        """What is chosen, as a value; the current row when nothing else is."""
        model = self._paged
        if self.choice.everything:
            return AllMatching(model.filter, tuple(model.ids(list(self.choice.excluded()))))
        ids = model.ids(list(self.choice.rows(model.rowCount())))
        current = model.id_at(self.currentIndex().row())
        return Chosen(tuple(ids) if ids or current is None else (current,))

    @override
    def selectAll(self) -> None:
        self.choice.all()
        self._choice_moved()

    @override
    def clearSelection(self) -> None:
        self.choice.clear()
        self._choice_moved()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.rowAt(int(event.position().y()))
        if row < 0:
            return
        if event.button() == Qt.MouseButton.RightButton and self.choice.contains(row):
            return
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.choice.toggle(row)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.choice.extend(row)
        else:
            self.choice.only(row)
        self._choice_moved()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open(self.rowAt(int(event.position().y())))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space:
            self.peeked.emit()
        elif event.key() == Qt.Key.Key_Escape and self.choice.count(self._paged.rowCount()):
            self.clearSelection()
        else:
            self._move(event)
            return
        event.accept()

    def _move(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to_row(0 if event.key() == Qt.Key.Key_Home else self._paged.rowCount() - 1)
        else:
            super().keyPressEvent(event)
        now = self.currentIndex().row()
        if now == before or now < 0:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if self.choice.anchor is None:
                self.choice.only(max(before, 0))
            self.choice.extend(now)
        elif not ctrl:
            self.choice.only(now)
        self._choice_moved()

    def go_to_row(self, row: int) -> None:
        """Make a row current and visible."""
        if 0 <= row < self._paged.rowCount():
            index = self._paged.index(row, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def _choice_moved(self) -> None:
        self.viewport().update()
        self.choice_changed.emit(self.choice.count(self._paged.rowCount()))

    def _open(self, row: int) -> None:
        found = self._paged.id_at(row)
        if found is not None:
            self.opened.emit(found)

    def hand_over(self, one: int, then: Callable[[Row], None], slot: str) -> None:
        """Give a row to somebody: at once where it was read, else when it comes and is still the current one."""
        row = self._paged.known(one, self.currentIndex().row())
        if row is not None:
            then(row)
            return
        read = self._paged.reader()

        def come(rows: Sequence[Row]) -> None:
            if rows and self.isVisible() and self._paged.id_at(self.currentIndex().row()) == one:
                then(rows[0])

        self._tasks.read(lambda: read([one]), come, self._paged.failed.emit, owner=self, slot=slot)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    @override
    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        found = self._paged.id_at(current.row())
        if found is not None and current.row() != previous.row():
            self.looked_at.emit(found)
        self.viewport().update()

    # sorting ----------------------------------------------------------------------------------------------------

    def _sort_by(self, number: int) -> None:
        column = self._paged.columns[number]
        if column.sort is None:
            self.show_order()
            return
        order = self._paged.order
        falls = order.key == column.sort and not order.descending
        self._paged.sort(number, Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder)
        self.show_order()

    def show_order(self) -> None:
        """Mark the column by which the list is ordered."""
        order = self._paged.order
        keys = [column.sort for column in self._paged.columns]
        number = keys.index(order.key) if order.key in keys else -1
        way = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(number, way)

    # the place on screen ----------------------------------------------------------------------------------------

    def _remember_place(self) -> None:
        model = self._paged
        kept: list[int] = []
        if not self.choice.everything and self.choice.count(model.rowCount()) <= KEPT_THROUGH_REFRESH:
            kept = model.ids(list(self.choice.rows(model.rowCount())))
        top, current = self.rowAt(0), self.currentIndex().row()
        self._place = _Place(
            (model.id_at(top), top),
            -self.rowViewportPosition(top),
            (model.id_at(current), current),
            max(0, self.currentIndex().column()),
            self.horizontalScrollBar().value(),
            kept,
        )

    def _restore_place(self) -> None:
        place = self._place
        everything = self.choice.everything
        self.choice.clear()
        if everything:
            self.choice.all()
        for row in self._paged.rows_of(place.kept):
            if not self.choice.contains(row):
                self.choice.toggle(row)
        self.show_order()
        self._stand_at(place)
        top = self._row(place.top)
        if top is not None:  # last: whoever becomes current is scrolled to
            self.verticalScrollBar().setValue(top * self.verticalHeader().defaultSectionSize() + place.cut)
        self.horizontalScrollBar().setValue(place.aside)
        self._look()
        self._choice_moved()

    def _stand_at(self, place: _Place) -> None:
        """Make current what was; where the same was asked again and it is gone, what came into its place."""
        at, (one, near) = self._row(place.current), place.current
        if at is None and one is not None and self._paged.again:
            at = min(near, self._paged.rowCount() - 1)
        if at is not None and at >= 0:
            index = self._paged.index(at, place.column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _row(self, stood: tuple[int | None, int]) -> int | None:
        """The row of an id that stood at a row."""
        one, near = stood
        return None if one is None else self._paged.row_of(one, near)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.give_room()
        self._look()

    def give_room(self) -> None:
        """A column that stretches takes what the others leave, but never gets narrower than it is to be."""
        header = self.horizontalHeader()
        for number, column in enumerate(self._paged.columns):
            if column.stretch:
                others = header.length() - header.sectionSize(number)
                enough = self.viewport().width() - others >= fonts.px(column.width)
                mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Interactive
                if header.sectionResizeMode(number) != mode:
                    header.setSectionResizeMode(number, mode)
                if not enough:
                    header.resizeSection(number, fonts.px(column.width))

    def ask_marks_soon(self) -> None:
        """The marks have been forgotten: ask for those of the visible rows again."""
        self._marks_timer.start()

    def _look(self, *_: Any) -> None:
        total = self._paged.rowCount()
        if total == 0:
            return
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        self._paged.look(first, last if last >= 0 else total - 1)
        self._marks_timer.start()

    def _retranslate(self) -> None:
        self._paged.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._paged.columns) - 1)
        self.viewport().update()

    # copying ----------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the chosen rows on the clipboard as tab-separated text with a header row; read off the GUI thread."""
        model = self._paged
        total = model.rowCount()
        rows = list(self.choice.rows(total)) or [self.currentIndex().row()]
        ids = model.ids([row for row in rows[:COPY_AT_MOST] if row >= 0])
        columns = [column for column in self.shown_columns() if column.look is not Look.CHIPS]
        read, translate = model.reader(), self._texts.t
        complete = len(rows) <= COPY_AT_MOST

        def text() -> tuple[str, str]:
            found = [row for at in range(0, len(ids), PAGE) for row in read(ids[at : at + PAGE])]
            return as_tsv(columns, found, translate), as_html(columns, found, translate)

        self._tasks.read(
            text,
            lambda made: self._copy_arrived(made, len(ids), complete),
            model.failed.emit,
            owner=self,
            slot="copy",
        )

    def shown_columns(self) -> list[Column]:
        """The columns that are shown, from left to right."""
        header, columns = self.horizontalHeader(), self._paged.columns
        ordered = [header.logicalIndex(at) for at in range(len(columns))]
        return [columns[number] for number in ordered if not header.isSectionHidden(number)]

    def _copy_arrived(self, texts: tuple[str, str], count: int, complete: bool) -> None:
        copied = QMimeData()
        copied.setText(texts[0])
        copied.setHtml(texts[1])
        QGuiApplication.clipboard().setMimeData(copied)
        self.copied.emit(count, complete)
