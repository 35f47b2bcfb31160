"""A window of its own for one subject beside the main one: the same day, the same undo, its own way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.dayline import CannotLookBack, DayButton
from ui.kit import parts, shortcuts
from ui.kit.desk import Desk, Place
from ui.kit.problems import Bars
from ui.kit.screen import Screen
from ui.kit.shortcuts import Key
from ui.rooms import Room

STAYS = frozenset({"profile", "explain", "case"})
"""Rooms that open here; every other one opens in the main window."""


class Aside(QMainWindow):
    """Shows places of one subject; it goes when the main window goes."""

    def __init__(self, desk: Desk, rooms: Mapping[str, Room], left: Callable[[Aside], None]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._main = desk
        self.desk = desk.leading(self.go)
        self._rooms = rooms
        self._left = left
        self._screens: dict[str, Screen] = {}
        self._trail: list[Place] = []
        self._at: Place | None = None
        texts, theme = desk.texts, desk.theme
        self.bars = Bars(texts, theme)
        desk.problems.also(self.bars)
        self.back = parts.icon_button(texts, theme, "back", N_("Back"), self.go_back)
        self.day_button = DayButton(desk.day, texts, theme)
        self.cannot = CannotLookBack(desk.day, texts)
        self.stack = QStackedWidget()
        self.foot = parts.plain_label("", "caption")
        top = parts.box(parts.row(self.back, self.day_button, None, gap=8, margins=(12, 0, 12, 0)), "bar")
        parts.fix(top, theme, height=44)
        foot = parts.box(parts.row(self.foot, None, margins=(16, 0, 16, 0)), "foot")
        parts.fix(foot, theme, height=26)
        bars = parts.box(parts.column(self.bars, margins=(16, 8, 16, 0)), "page")
        layout = parts.column(top, bars, self.cannot, self.stack, foot, gap=0)
        layout.setStretch(3, 1)
        self.setCentralWidget(parts.box(layout, "page"))
        self.setMinimumSize(560, 420)
        self.resize(1080, 720)
        self._keys()

    def _keys(self) -> None:
        day, edits = self.desk.day, self.desk.edits
        for key, call in (
            (Key.DAY, self.day_button.open_calendar),
            (Key.KNOWN, self.day_button.open_known),
            (Key.TODAY, day.reset),
            (Key.UNDO, edits.undo),
            (Key.REDO, edits.redo),
            (Key.BACK, self.go_back),
            (Key.REFRESH, lambda: self.shown.outdate() if self.shown is not None else None),
            (Key.CLOSE, self.close),
        ):
            shortcuts.on(self, key, call)
        shortcuts.in_order(self)

    @property
    def shown(self) -> Screen | None:
        """The screen that is shown."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Screen) else None

    def go(self, place: Place) -> None:
        """Show a place of a subject here, any other in the main window."""
        if place.room not in STAYS:
            self._main.go(place)
            return
        if self._at is not None and self._at != place:
            self._trail = [*self._trail[-49:], self._at]
        self._enter(place)

    def go_back(self) -> None:
        """Show where we were before."""
        if self._trail:
            self._enter(self._trail.pop())

    def _enter(self, place: Place) -> None:
        screen = self._screen(place.room)
        self._at = place
        screen.open(place.argument)
        self.stack.setCurrentWidget(screen)
        self.cannot.show_for(screen)
        self.foot.setText(screen.said)
        self._entitle()
        self.back.setEnabled(bool(self._trail))
        screen.setFocus()

    def _screen(self, key: str) -> Screen:
        if key not in self._screens:
            screen = self._rooms[key].build(self.desk)
            screen.status.connect(lambda text: self.foot.setText(text) if self.shown is screen else None)
            screen.named.connect(lambda _: self._entitle())
            self.stack.addWidget(screen)
            self._screens[key] = screen
        return self._screens[key]

    def _entitle(self) -> None:
        self.setWindowTitle(self.shown.name_shown if self.shown is not None else "")

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._left(self)
