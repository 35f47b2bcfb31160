"""The main window: rail, top bar with the as-of day and the search, the rooms, the status line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from auditor.i18n import N_, Message
from ui.aside import STAYS, Aside
from ui.commands import Commands, Doing
from ui.dayline import CannotLookBack, DayButton
from ui.footline import FootLine
from ui.keeping import Keeping
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Doors, Place
from ui.kit.memory import Memory
from ui.kit.problems import Bars
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.layout import Layout
from ui.palette import Finder, Palette
from ui.rail import NARROW_BELOW, Rail
from ui.rooms import ROOMS, Room
from ui.tour import Tour
from ui.tray import Bell


class Window(QMainWindow):
    """Holds the rooms, each built when it is first entered, and the way back."""

    wanted = Signal(object)
    """Another workspace (a path) is to be opened in place of this one."""
    rekeyed = Signal(object)
    """This workspace is to be put under another passphrase (a Rekeying)."""

    def __init__(self, rooms: tuple[Room, ...] = ROOMS) -> None:
        super().__init__()
        self._rooms = {room.key: room for room in rooms}
        self._screens: dict[str, Screen] = {}
        self._trail: list[Place] = []
        self._at: Place | None = None
        self.ready = True
        self.asides: list[Aside] = []
        self.tour: Tour | None = None
        self.keys_sheet: shortcuts.KeySheet | None = None
        self._closing: Callable[[], object] = lambda: None
        self.setMinimumSize(760, 480)
        self.resize(1280, 800)

    def furnish(self, desk: Desk, finder: Finder | None, closing: Callable[[], object], memory: Memory) -> None:
        """Build everything around the rooms; ``closing`` is called once, before the window goes."""
        self._layout = Layout(memory)
        self.restoreGeometry(self._layout.geometry)
        self.desk = desk
        self._closing = closing
        texts = desk.texts
        texts.changed.connect(self._entitle)
        self._entitle()
        self.bars = Bars(texts, desk.theme)
        desk.problems.bars = self.bars
        self.keeping = Keeping(desk, self)
        self.commands = Commands(desk, self.keeping, self._doings)
        self.stack = QStackedWidget()
        self.foot = FootLine(desk, self.keeping)
        self.rail = Rail(desk, self._rooms.values(), self._picked)
        self.cannot = CannotLookBack(desk.day, texts)
        body = parts.column(
            self._top(),
            parts.box(parts.column(self.bars, margins=(16, 8, 16, 0)), "page"),
            self.cannot,
            self.stack,
            self.foot,
            gap=0,
        )
        body.setStretch(3, 1)
        whole = parts.row(self.rail, body, gap=0)
        whole.setStretch(1, 1)
        self.setCentralWidget(parts.box(whole, "page"))
        self.palette_box = Palette(desk, finder, self, self.commands.now)
        self._keys()
        desk.theme.changed.connect(self._fit)
        desk.day.changed.connect(self._fit)
        self._fit()

    def doors(self, looked: Callable[[], str]) -> Doors:
        """What only the window as a whole can do; ``looked`` says when reminders were looked for."""
        return Doors(
            self.wanted.emit,
            self.show_keys,
            self.show_tour,
            lambda: self.keeping.back_up(),
            lambda: self.keeping.examine(),
            lambda: self.keeping.verify(),
            looked,
            self.rekeyed.emit,
        )

    # building ---------------------------------------------------------------------------------------------------

    def _top(self) -> QWidget:
        desk, texts = self.desk, self.desk.texts
        self.back = parts.icon_button(texts, desk.theme, "back", N_("Back"), self.go_back)
        self.back.setEnabled(False)
        self.day_button = DayButton(desk.day, texts, desk.theme)
        self.now = parts.icon_button(
            texts, desk.theme, "close", N_("Back to today, with all that is recorded"), desk.day.reset
        )
        self.search = parts.button(texts, N_("Find…   Ctrl+K"), lambda: self.palette_box.open_now())
        parts.mark(self.search, "search")
        parts.dress(self.search, desk.theme, "search")
        self.bell = Bell(desk)
        self.language = parts.icon_button(
            texts, desk.theme, "language", N_("Switch to Chinese / English"), self._language
        )
        self.theme_button = parts.icon_button(texts, desk.theme, "moon", N_("Light or dark"), self._theme)
        desk.theme.changed.connect(self._show_theme)
        self._show_theme()
        layout = parts.row(
            self.back,
            self.day_button,
            self.now,
            None,
            self.search,
            self.bell,
            self.language,
            self.theme_button,
            gap=8,
            margins=(12, 0, 12, 0),
        )
        bar = parts.box(layout, "bar")
        parts.fix(bar, desk.theme, height=44)
        return bar

    def _keys(self) -> None:
        desk = self.desk
        for key, call in (
            (Key.FIND, self.palette_box.open_now),
            (Key.DAY, self.day_button.open_calendar),
            (Key.KNOWN, self.day_button.open_known),
            (Key.TODAY, desk.day.reset),
            (Key.UNDO, desk.edits.undo),
            (Key.REDO, desk.edits.redo),
            (Key.BACK, self.go_back),
            (Key.REFRESH, self._refresh),
            (Key.TRAY, self.bell.open_tray),
            (Key.THEME, self._theme),
            (Key.LARGER, lambda: desk.theme.resize(desk.theme.scale + 0.1)),
            (Key.SMALLER, lambda: desk.theme.resize(desk.theme.scale - 0.1)),
            (Key.PLAIN, lambda: desk.theme.resize(1.0)),
            (Key.HELP, self.show_keys),
            (Key.QUIT, self.close),
        ):
            shortcuts.on(self, key, call)
        if "settings" in self._rooms:
            shortcuts.on(self, Key.SETTINGS, lambda: self.go(Place("settings")))
        # A screen may have a use of its own for this key: it is ours only where there is something to open.
        self._aside_key = shortcuts.on(self, Key.ASIDE, self._open_aside)
        self._aside_key.setEnabled(False)
        shortcuts.in_order(self)

    def _doings(self) -> Iterator[Doing]:
        if self.shown is not None and self.shown.place_aside() is not None:
            yield Doing(Message(N_("Open in a window of its own")), "eye", self._open_aside, Key.ASIDE.keys)
        yield Doing(Message(N_("Choose the as-of day")), "calendar", self.day_button.open_calendar, Key.DAY.keys)
        yield Doing(Message(N_("Look back at what was known")), "calendar", self.day_button.open_known, Key.KNOWN.keys)
        yield Doing(
            Message(N_("Back to today, with all that is recorded")), "today", self.desk.day.reset, Key.TODAY.keys
        )
        yield Doing(Message(N_("Notifications")), "bell", self.bell.open_tray, Key.TRAY.keys)
        yield Doing(Message(N_("Show the tour again")), "eye", self.show_tour)
        yield Doing(Message(N_("Keys")), "more", self.show_keys, Key.HELP.keys)
        yield Doing(Message(N_("Close the window")), "close", self.close, Key.QUIT.keys)

    def await_workspace(self, words: str = N_("Opening the workspace…")) -> None:
        """The workspace is still being opened: say so, and let nobody into a room."""
        self.ready = False
        self.rail.setEnabled(False)
        self.search.setEnabled(False)
        self._waiting = parts.EmptyState(self.desk.texts, words)
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

    def go_home(self) -> None:
        """Show the room that was open last today, else the first one: a day begins with the day's page."""
        room = self._rooms.get(self._layout.room(self.desk.day.today))
        self.go(Place(room.key if room is not None and room.rail else next(iter(self._rooms))))

    def go_aside(self, place: Place) -> None:
        """Show a place in a window of its own; what is no subject's opens here."""
        if not self.ready:
            return
        if place.room not in STAYS:
            self.go(place)
            return
        made = Aside(self.desk, self._rooms, self._aside_left)
        made.move(self.pos() + QPoint(48, 48) * (1 + len(self.asides) % 6))
        self.asides.append(made)
        made.go(place)
        made.show()

    def _open_aside(self) -> None:
        place = None if self.shown is None else self.shown.place_aside()
        if place is not None:
            self.go_aside(place)

    def _aside_left(self, aside: Aside) -> None:
        self.asides = [one for one in self.asides if one is not aside]

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
        self.cannot.show_for(screen)
        self._aside_key.setEnabled(type(screen).place_aside is not Screen.place_aside)
        self.foot.say(screen.said)
        self._entitle()
        self.back.setEnabled(bool(self._trail))
        self.rail.show_at(_rail_key(place))
        screen.setFocus()

    def _screen(self, key: str) -> Screen:
        if key not in self._screens:
            screen = self._rooms[key].build(self.desk)
            screen.status.connect(lambda text: self.foot.say(text) if self.shown is screen else None)
            screen.named.connect(lambda _: self._named(screen))
            self._layout.restore(key, screen)
            self.stack.addWidget(screen)
            self._screens[key] = screen
        return self._screens[key]

    def _named(self, screen: Screen) -> None:
        self._entitle()
        if screen is self.shown and self._at is not None and self._at.room == "profile" and screen.name_shown:
            self.palette_box.remember(self._at, screen.name_shown, self._rooms["profile"].icon)

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

    def show_keys(self) -> None:
        """Show every key on one sheet."""
        if self.keys_sheet is None:
            self.keys_sheet = shortcuts.KeySheet(self.desk.texts, self.desk.theme, self)
        self.keys_sheet.show()
        self.keys_sheet.raise_()
        self.keys_sheet.activateWindow()  # also where it stood open behind: Esc leaves it

    def show_tour(self) -> None:
        """Show what is where, on three cards."""
        if self.tour is None or not isValid(self.tour):
            self.tour = Tour(self)
        self.tour.start()

    def _refresh(self) -> None:
        if self.shown is not None:
            self.shown.outdate()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "rail"):
            self._fit()

    def _fit(self) -> None:
        """Narrow, or written large: the rail shows icons alone, the search its icon."""
        self.rail.narrow_for(self.width())
        self.now.setVisible(not self.desk.day.is_today or self.desk.day.known is not None)
        narrow = self.width() < self.desk.theme.px(NARROW_BELOW)
        self.search.setProperty("narrow", "true" if narrow else "false")
        self.search.setText("Ctrl+K" if narrow else self.desk.texts.t(N_("Find…   Ctrl+K")))
        self.search.style().unpolish(self.search)
        self.search.style().polish(self.search)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if any(not job.unasked for job in self.desk.tasks.jobs) and not self._may_stop_work():
            event.ignore()
            return
        self._remember()
        for aside in self.asides:
            aside.close()
        self.hide()
        self._closing()
        super().closeEvent(event)

    def _remember(self) -> None:
        self._layout.keep_geometry(self.saveGeometry())
        if self._at is not None:
            self._layout.keep_room(_rail_key(self._at), self.desk.day.today)
        for key, screen in self._screens.items():
            self._layout.keep(key, screen)

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


_PART_OF = {
    "forecast": "checks",
    "lapse": "clearance",
    **dict.fromkeys(("case", "case-new", "points", "case-figures", "feedback"), "cases"),
}
"""Rooms without a button of their own, and the room of the rail that leads to them."""


def _rail_key(place: Place) -> str:
    """The room of the rail to which a place belongs."""
    if place.room in ("profile", "explain") and isinstance(place.argument, tuple):
        return {"host": "hosts", "merchant": "merchants", "agency": "agencies"}.get(place.argument[0], "broadcasts")
    return _PART_OF.get(place.room, place.room)
