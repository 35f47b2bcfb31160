"""Photographs places of the window for people who judge the look: PLACE=FILE, taken when nothing is on its way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.kit.desk import Desk, Place
from ui.window import Window

SETTLED_SECONDS = 0.35
AT_MOST_SECONDS = 20.0


class Photographer:
    """Goes to each place, waits until it has settled, and saves what the window shows."""

    def __init__(self, window: Window, desk: Desk, shots: Sequence[str]) -> None:
        self._window = window
        self._desk = desk
        self._shots = shots

    def run(self, app: QApplication) -> int:
        """Take all photographs; 0 when each was saved."""
        settle(app, self._desk)
        saved = self._window.ready
        for shot in self._shots:
            place, _, file = shot.rpartition("=")
            if place:
                self._go(app, place)
            settle(app, self._desk)
            saved = self._window.grab().save(str(Path(file))) and saved
        self._window.close()
        app.processEvents()
        return 0 if saved else 1

    def _go(self, app: QApplication, place: str) -> None:
        room, _, text = place.partition(":")
        palette = self._window.palette_box
        if room == "find" or text:
            palette.open_now()
            palette.line.setText(text)
            settle(app, self._desk)
        if room != "find" and text:
            palette.take_first()
        elif room != "find":
            self._window.go(Place(room))


def settle(app: QApplication, desk: Desk) -> None:
    """Let the window work until nothing has been on its way for a moment."""
    until = time.monotonic() + AT_MOST_SECONDS
    quiet = time.monotonic()
    while time.monotonic() < until and time.monotonic() - quiet < SETTLED_SECONDS:
        app.processEvents()
        if desk.tasks.waiting:
            quiet = time.monotonic()
        time.sleep(0.01)
