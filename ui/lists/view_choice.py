"""The button of saved views beside a list: show one, keep the present one, begin with it, pass it on, take one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QToolButton

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.services.lists import ListFilter
from auditor.services.lists.views import SUFFIX, View
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.source import Order
from ui.lists.asked import order_of
from ui.lists.chosen_columns import ColumnChoice
from ui.lists.kinds import Kind
from ui.lists.views import Shown, Views

FILES = f"Auditor (*{SUFFIX})"
LONGEST_NAME = 40


class ViewChoice(QToolButton):
    """A menu of saved views; whoever holds the list says in ``wanted`` what it shows, and shows what is ``picked``."""

    picked = Signal(object)
    """A View."""

    def __init__(self, desk: Desk, kind: Kind, columns: ColumnChoice) -> None:
        super().__init__()
        self._desk, self._kind, self._columns = desk, kind, columns
        self.wanted: Callable[[], tuple[ListFilter, Order]] = lambda: (ListFilter(), Order(kind.order))
        self.views = Views(desk.memory, kind.type)
        self.current = ""
        parts.dress(self, desk.theme, "view")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        desk.texts.changed.connect(self._say)
        self._say()
        self.clicked.connect(lambda _=False: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height()))))

    def begins(self) -> View | None:
        """The view with which the list begins, its columns taken."""
        found = self.views.default
        if found is None:
            return None
        self._take_columns(found)
        self.current = found.view.name
        self._say()
        return found.view

    def menu_now(self) -> QMenu:
        """The menu as it stands."""
        t, menu = self._desk.texts.t, QMenu(self)
        default = self.views.default
        for one in self.views.all():
            action = menu.addAction(one.view.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.view.name == self.current)
            action.triggered.connect(partial(self._triggered, one))
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(t(N_("Keep this view…"))).triggered.connect(lambda _=False: self._ask_name())
        if self.current and self.views.named(self.current) is not None:
            begins = default is not None and default.view.name == self.current
            first = menu.addAction(t(N_("Begin with this view")))
            first.setCheckable(True)
            first.setChecked(begins)
            first.triggered.connect(lambda on=False: self.views.begin_with(self.current if on else ""))
            menu.addAction(t(N_("Forget this view"))).triggered.connect(lambda _=False: self.forget())
            menu.addAction(t(N_("Pass it on as a file…"))).triggered.connect(lambda _=False: self._leave())
        menu.addAction(t(N_("Take one from a file…"))).triggered.connect(lambda _=False: self._ask_file())
        return menu

    def keep(self, name: str) -> None:
        """Keep what the list shows under a name; a view of that name is replaced."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            return
        shown, order = self.wanted()
        view = View(self._kind.type, shown, order_of(order), name)
        self.views.save(Shown(view, self._columns.state))
        self.current = name
        self._say()
        self._desk.problems.done(Message(N_("The view {name} is kept."), {"name": name}))

    def forget(self) -> None:
        """Let go of the current view; the list stays as it is."""
        self.views.forget(self.current)
        self.current = ""
        self._say()

    def pick(self, shown: Shown) -> None:
        """Show a view."""
        self._take_columns(shown)
        self.current = shown.view.name
        self._say()
        self.picked.emit(shown.view)

    def take(self, path: Path) -> None:
        """Take the view of a file, and show it; what is wrong with it is said in a bar."""
        try:
            self.pick(self.views.take(path))
        except AuditorError as error:
            self._desk.problems.tell(error)

    def leave(self, out: Path) -> None:
        """Write the current view as a file."""
        found = self.views.named(self.current)
        if found is None:
            return
        try:
            self.views.leave(found, out)
        except AuditorError as error:
            self._desk.problems.tell(error)
        else:
            self._desk.problems.done(Message(N_("The view is at {path}."), {"path": str(out)}))

    def _take_columns(self, shown: Shown) -> None:
        if not shown.columns.isEmpty():
            self._columns.take(shown.columns)

    def _triggered(self, shown: Shown, _on: bool = False) -> None:
        self.pick(shown)

    def _say(self) -> None:
        t = self._desk.texts.t
        self.setText(self.current or t(N_("Views")))
        self.setAccessibleName(
            t(N_("Saved views: {name}"), name=self.current) if self.current else t(N_("Saved views"))
        )
        self.setToolTip(t(N_("Saved views of this list")))

    def _ask_name(self) -> None:
        t = self._desk.texts.t
        name, agreed = QInputDialog.getText(self, t(N_("Keep this view")), t(N_("Its name:")), text=self.current)
        if agreed:
            self.keep(name)

    def _leave(self) -> None:
        offered = "".join(one if one not in '/\\:*?"<>|' else "_" for one in self.current) + SUFFIX
        name, _ = QFileDialog.getSaveFileName(self, self._desk.texts.t(N_("Pass the view on")), offered, FILES)
        if name:
            self.leave(Path(name) if name.endswith(SUFFIX) else Path(name + SUFFIX))

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._desk.texts.t(N_("Take a view")), "", FILES)
        if name:
            self.take(Path(name))


def order_from(word: str) -> Order:
    """The order that a view names."""
    return Order(word.removeprefix("-"), word.startswith("-"))
