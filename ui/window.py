"""The main window: rail, top bar with the as-of day and the search, the rooms, the status line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.dayline import DayButton
from ui.footline import FootLine
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.memory import Memory
from ui.kit.problems import Bars
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.palette import Finder, Palette
from ui.rail import Rail
from ui.rooms import ROOMS, Room


class Window(QMainWindow):
    """Holds the rooms, each built when it is first entered, and the way back."""

    def __init__(self, rooms: tuple[Room, ...] = ROOMS) -> None:
        super().__init__()
        self._rooms = {room.key: room for room in rooms}
        self._screens: dict[str, Screen] = {}
        self._trail: list[Place] = []
        self._at: Place | None = None
        self.ready = True
        self._keys_sheet: shortcuts.KeySheet | None = None
        self._closing: Callable[[], object] = lambda: None
        self.setMinimumSize(760, 480)
        self.resize(1280, 800)

    def furnish(self, desk: Desk, finder: Finder | None, closing: Callable[[], object], memory: Memory) -> None:
        """Build everything around the rooms; ``closing`` is called once, before the window goes."""
        self._memory = memory
        self.restoreGeometry(memory.get_bytes("geometry"))
        self.desk = desk
        self._closing = closing
        texts = desk.texts
        texts.changed.connect(self._entitle)
        self._entitle()
        self.bars = Bars(texts, desk.theme)
        desk.problems.bars = self.bars
        self.stack = QStackedWidget()
        self.foot = FootLine(desk)
        self.rail = Rail(desk, self._rooms.values(), self._picked)
        body = QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._top())
        body.addWidget(parts.box(parts.column(self.bars, margins=(16, 8, 16, 0)), "page"))
        body.addWidget(self.stack, 1)
        body.addWidget(self.foot)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(body, 1)
        self.setCentralWidget(parts.box(whole, "page"))
        self.palette_box = Palette(desk, finder, self)
        self._keys()

    # building ---------------------------------------------------------------------------------------------------

    def _top(self) -> QWidget:
        desk, texts = self.desk, self.desk.texts
        self.back = parts.icon_button(texts, desk.theme, "back", N_("Back"), self.go_back)
        self.back.setEnabled(False)
        self.day_button = DayButton(desk.day, texts, desk.theme)
        self.search = parts.button(texts, N_("Find…   Ctrl+K"), lambda: self.palette_box.open_now())
        parts.mark(self.search, "search")
        parts.dress(self.search, desk.theme, "search")
        language = parts.icon_button(texts, desk.theme, "language", N_("Switch to Chinese / English"), self._language)
        self.theme_button = parts.icon_button(texts, desk.theme, "moon", N_("Light or dark"), self._theme)
        desk.theme.changed.connect(self._show_theme)
        self._show_theme()
        layout = parts.row(
            self.back, self.day_button, None, self.search, language, self.theme_button, gap=8, margins=(12, 0, 12, 0)
        )
        bar = parts.box(layout, "bar")
        parts.fix(bar, desk.theme, height=44)
        return bar

    def _keys(self) -> None:
        desk = self.desk
        for key, call in (
            (Key.FIND, self.palette_box.open_now),
            (Key.DAY, self.day_button.open_calendar),
            (Key.TODAY, desk.day.reset),
            (Key.UNDO, desk.edits.undo),
            (Key.REDO, desk.edits.redo),
            (Key.BACK, self.go_back),
            (Key.REFRESH, self._refresh),
            (Key.THEME, self._theme),
            (Key.HELP, self._help),
            (Key.QUIT, self.close),
        ):
            shortcuts.on(self, key, call)

    def await_workspace(self) -> None:
        """The workspace is still being opened: say so, and let nobody into a room."""
        self.ready = False
        self.rail.setEnabled(False)
        self.search.setEnabled(False)
        self._waiting = parts.EmptyState(self.desk.texts, N_("Opening the workspace…"))
        self.stack.addWidget(self._waiting)

    def take_in(self, finder: Finder) -> None:
        """The workspace is open: the rooms may be entered."""
        self.ready = True
        self.rail.setEnabled(True)
        self.search.setEnabled(True)
        self.palette_box.finder = finder

    # going ------------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Show a place; where we were is kept for the way back."""
        if not self.ready:
            return
        if self._at is not None and self._at != place:
            self._trail = [*self._trail[-49:], self._at]
        self._enter(place)

    def _picked(self, place: Place) -> None:
        if self._at != place:
            self.go(place)

    def go_back(self) -> None:
        """Show where we were before."""
        if self._trail:
            self._enter(self._trail.pop())

    @property
    def shown(self) -> Screen | None:
        """The screen that is shown."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Screen) else None

    def _enter(self, place: Place) -> None:
        screen = self._screen(place.room)
        self._at = place
        screen.open(place.argument)
        self.stack.setCurrentWidget(screen)
        self.foot.say(screen.said)
        self._entitle()
        self.back.setEnabled(bool(self._trail))
        self.rail.show_at(_rail_key(place))
        screen.setFocus()

    def _screen(self, key: str) -> Screen:
        if key not in self._screens:
            screen = self._rooms[key].build(self.desk)
            screen.status.connect(lambda text: self.foot.say(text) if self.shown is screen else None)
            screen.named.connect(lambda _: self._entitle())
            self.stack.addWidget(screen)
            self._screens[key] = screen
        return self._screens[key]

    def _entitle(self) -> None:
        program = self.desk.texts.t(N_("Auditor"))
        name = self.shown.name_shown if hasattr(self, "stack") and self.shown is not None else ""
        self.setWindowTitle(f"{name} — {program}" if name else program)

    # switching --------------------------------------------------------------------------------------------------

    def _language(self) -> None:
        texts = self.desk.texts
        texts.switch("en" if texts.language == "zh" else "zh")

    def _theme(self) -> None:
        theme = self.desk.theme
        theme.switch("light" if theme.tokens.dark else "dark")

    def _show_theme(self) -> None:
        theme = self.desk.theme
        parts.dress(self.theme_button, theme, "sun" if theme.tokens.dark else "moon")

    def _help(self) -> None:
        if self._keys_sheet is None:
            self._keys_sheet = shortcuts.KeySheet(self.desk.texts, self)
        self._keys_sheet.show()

    def _refresh(self) -> None:
        if self.shown is not None:
            self.shown.outdate()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not hasattr(self, "rail"):
            return
        self.rail.narrow_for(self.width())

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if any(not job.unasked for job in self.desk.tasks.jobs) and not self._may_stop_work():
            event.ignore()
            return
        self._memory.put_bytes("geometry", self.saveGeometry())
        self.hide()
        self._closing()
        super().closeEvent(event)

    def _may_stop_work(self) -> bool:
        """Long work is under way: whether to give it up, the one thing here that cannot be undone."""
        t = self.desk.texts.t
        question = t(N_("Work is still under way. Closing stops it, and nothing of it is kept."))
        asked = QMessageBox(QMessageBox.Icon.Warning, t(N_("Close the window")), question, parent=self)
        go_on = asked.addButton(t(N_("Go on working")), QMessageBox.ButtonRole.RejectRole)
        asked.addButton(t(N_("Stop and close")), QMessageBox.ButtonRole.AcceptRole)
        asked.setDefaultButton(go_on)
        asked.exec()
        return asked.clickedButton() is not go_on


def _rail_key(place: Place) -> str:
    """The room of the rail to which a place belongs."""
    if place.room in ("profile", "explain") and isinstance(place.argument, tuple):
        return {"host": "hosts", "merchant": "merchants", "agency": "agencies"}.get(place.argument[0], "broadcasts")
    return "checks" if place.room == "forecast" else place.room
