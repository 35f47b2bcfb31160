"""A whole window over an in-memory world, with tasks that run when told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from auditor.clock import SHANGHAI
from auditor.i18n import Language
from tests.ui.worlds import World
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.tasks import InlineLanes, Landing
from ui.kit.theme import Choice
from ui.lists.screen import ProfileList
from ui.main import Opened, Options, build_app, open_window
from ui.palette import Hit
from ui.profiles.page import ProfilePage
from ui.rooms import ROOMS, Room

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Furnished:
    """An open window, its desk, and the lanes to run by hand."""

    opened: Opened
    lanes: InlineLanes
    world: World

    def settle(self, app: QApplication) -> None:
        """Run what was asked, and what that asks in turn."""
        for _ in range(50):
            app.processEvents()
            if not self.lanes.run_one():
                return
            self.opened.desk.tasks.land()

    def leave(self, app: QApplication) -> None:
        """Close and destroy the window, so that the next one does not pay for it."""
        self.opened.close()
        self.opened.window.hide()
        self.opened.window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def furnish(world: World, lang: Language = "zh", theme: Choice = "light") -> Furnished:
    """Open a window over a world; nothing has run yet."""
    made: list[InlineLanes] = []

    def lanes(landing: Landing) -> InlineLanes:
        made.append(InlineLanes(landing))
        return made[0]

    opened = open_window(
        build_app(),
        None,
        Options(lang=lang, theme=theme),
        clock=lambda: NOW,
        rooms=rooms(world),
        finder=finder(world),
        lanes=lanes,
    )
    return Furnished(opened, made[0], world)


def rooms(world: World) -> tuple[Room, ...]:
    """The real rooms with the world behind them."""

    def build(key: str) -> Callable[[Desk], Screen]:
        if key == "profile":
            return lambda desk: ProfilePage(desk, world)
        return lambda desk: ProfileList(
            desk,
            {"hosts": "host", "merchants": "merchant", "agencies": "agency", "broadcasts": "broadcast"}[key],
            world,
        )

    known = ("hosts", "merchants", "agencies", "broadcasts", "profile")
    return tuple(replace(room, build=build(room.key)) for room in ROOMS if room.key in known)


def finder(world: World) -> Callable[[str], Callable[[], list[Hit]]]:
    return lambda text: (
        lambda: [
            Hit("host", one.name, one.code, Place("profile", (one.type, one.code))) for one in world.find(text, 12)
        ]
    )
