"""Where the person put things: the window's size, the splitters of each screen, the room that was open last."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter

from ui.kit.memory import Memory
from ui.kit.screen import Screen


class Layout:
    """Remembers and restores; what no longer fits a screen (other splitters) is left as designed."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @property
    def geometry(self) -> QByteArray:
        """The window's size and place, empty when nothing is remembered."""
        return self._memory.get_bytes("geometry")

    def keep_geometry(self, value: QByteArray) -> None:
        """Remember the window's size and place."""
        self._memory.put_bytes("geometry", value)

    def room(self, today: date) -> str:
        """The room that was open last on this very day; empty otherwise, since a day begins with the day's page."""
        day, _, key = self._memory.get("room").partition(" ")
        return key if day == today.isoformat() else ""

    def keep_room(self, key: str, today: date) -> None:
        """Remember the room that is open; never what is open in it."""
        self._memory.put("room", f"{today.isoformat()} {key}")

    def restore(self, room: str, screen: Screen) -> None:
        """Put the splitters of a screen where they were."""
        for number, splitter in enumerate(screen.findChildren(QSplitter)):
            state = self._memory.get_bytes(f"split/{room}/{number}")
            if not state.isEmpty():
                splitter.restoreState(state)

    def keep(self, room: str, screen: Screen) -> None:
        """Remember where the splitters of a screen are."""
        for number, splitter in enumerate(screen.findChildren(QSplitter)):
            self._memory.put_bytes(f"split/{room}/{number}", splitter.saveState())
