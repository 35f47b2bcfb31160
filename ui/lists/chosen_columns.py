"""Which columns a list shows, in which order and how wide: chosen by the person, kept from day to day."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QToolButton

from auditor.i18n import N_
from ui.kit import fonts, parts
from ui.kit.desk import Desk
from ui.kit.table import Table
from ui.lists.kinds import Kind

KEEP_AFTER_MS = 300


class ColumnChoice(QToolButton):
    """A button with all the columns of a list; the same menu opens on its header. One column always stays."""

    def __init__(self, desk: Desk, kind: Kind, table: Table) -> None:
        super().__init__()
        self._desk, self._kind, self._table = desk, kind, table
        self._key = f"columns/{kind.type}/" + "-".join(column.key for column in kind.columns)
        parts.dress(self, desk.theme, "columns")
        desk.texts.say(self, N_("Columns"), "setToolTip")
        desk.texts.name(self, N_("Columns"))
        self.clicked.connect(lambda _=False: self._open(self.mapToGlobal(QPoint(0, self.height()))))
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._timer.timeout.connect(self._keep)
        header = table.horizontalHeader()
        self.as_designed()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self._open(header.mapToGlobal(at)))
        kept = desk.memory.get_bytes(self._key)
        if not kept.isEmpty():
            header.restoreState(kept)
            table.show_order()
        header.sectionMoved.connect(lambda *_: self._timer.start())
        header.sectionResized.connect(lambda *_: self._timer.start())

    @property
    def state(self) -> QByteArray:
        """Which columns are shown, their order and widths, for a saved view."""
        return self._table.horizontalHeader().saveState()

    def take(self, state: QByteArray) -> None:
        """Show the columns as a saved view has them."""
        if self._table.horizontalHeader().restoreState(state):
            self._table.show_order()
            self._table.give_room()
            self._timer.start()

    def as_designed(self) -> None:
        """Show the columns that the list begins with, in their own order."""
        header = self._table.horizontalHeader()
        for number, column in enumerate(self._kind.columns):
            header.moveSection(header.visualIndex(number), number)
            header.setSectionHidden(number, column.key in self._kind.hidden)
            header.resizeSection(number, fonts.px(column.width))
        self._timer.start()
        self._table.give_room()

    def turn(self, number: int) -> None:
        """Show a column, or hide it."""
        header = self._table.horizontalHeader()
        hidden = header.isSectionHidden(number)
        if hidden or header.count() - header.hiddenSectionCount() > 1:
            header.setSectionHidden(number, not hidden)
            self._timer.start()
            self._table.give_room()

    def menu_now(self) -> QMenu:
        """The menu as it stands."""
        t, header = self._desk.texts.t, self._table.horizontalHeader()
        menu = QMenu(self)
        for number, column in enumerate(self._kind.columns):
            action = menu.addAction(t(column.title))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(number))
            action.triggered.connect(partial(self._turned, number))
        menu.addSeparator()
        menu.addAction(t(N_("As designed"))).triggered.connect(lambda _=False: self.as_designed())
        return menu

    def _turned(self, number: int, _on: bool = False) -> None:
        self.turn(number)

    def _open(self, at: QPoint) -> None:
        self.menu_now().popup(at)

    def _keep(self) -> None:
        self._desk.memory.put_bytes(self._key, self.state)
