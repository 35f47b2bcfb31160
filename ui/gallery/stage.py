"""A window to be photographed: waits for what is on its way, and takes one picture in each language and theme."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from auditor.i18n import Language
from ui.kit.desk import Desk
from ui.kit.memory import Memory
from ui.kit.theme import Choice
from ui.main import Options
from ui.session import Session
from ui.shots import settle
from ui.tour import TOURED
from ui.window import Window

AT_MOST_SECONDS = 120.0


class Stage:
    """Opens windows of workspaces; one at a time."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        dresses: Sequence[tuple[str, str]],
        size: tuple[int, int],
        only: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._folder = folder
        self._dresses = dresses
        self._size = size
        self._only = only
        self._number = 0
        self._session: Session | None = None
        self.left_out: list[str] = []
        """What could not be brought about, in words."""

    def open(self, workspace: Path) -> Window:
        """The window of a workspace, when it may be entered."""
        self.close()
        language, theme = self._dresses[0]
        chosen = Options(workspace, cast("Language", language), cast("Choice", theme))
        memory = Memory()
        memory.put(TOURED, "1")  # a tour over the window would stand in every picture
        self._session = Session(self._app, chosen, memory)
        self._session.begin()
        window = self.window
        window.resize(*self._size)
        window.move(0, 0)
        self.until(lambda: window.ready)
        self.settle()
        return window

    @property
    def window(self) -> Window:
        """The window that is open."""
        if self._session is None or self._session.opened is None:
            raise RuntimeError("no window is open")
        return self._session.opened.window

    @property
    def desk(self) -> Desk:
        """What the window stands on."""
        return self.window.desk

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._session is not None and self._session.opened is not None:
            self._session.opened.window.close()
            self._app.processEvents()
        self._session = None

    def until(self, done: Callable[[], Any]) -> None:
        """Let the window work until this is so; RuntimeError when it never comes."""
        end = time.monotonic() + AT_MOST_SECONDS
        while not done():
            if time.monotonic() > end:
                raise RuntimeError("the window never came to what was to be photographed")
            self._app.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Let the window work until nothing is on its way."""
        settle(self._app, self.desk)

    def send(self, target: Any, event: QEvent) -> None:
        """Let something happen to a widget."""
        self._app.sendEvent(target, event)
        self._app.processEvents()

    def shoot(self, name: str, *over: QWidget) -> None:
        """Take a picture of what stands there now in each language and theme; the window keeps working meanwhile.

        ``over`` are windows that stand over it: menus, sheets, popups.
        """
        self._number += 1
        if self._only and name not in self._only:
            return
        for language, theme in self._dresses:
            self.desk.texts.switch(cast("Language", language))
            self.desk.theme.switch(cast("Choice", theme))
            for _ in range(3):
                self._app.processEvents()
            # Only a loop of its own lets go of what was replaced; here it would pile up, and every theme dress it too.
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            folder = self._folder / f"{language}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            picture = self.window.grab()
            painter = QPainter(picture)
            for widget in over:
                painter.drawPixmap(widget.pos() - self.window.pos(), widget.grab())
            painter.end()
            picture.save(str(folder / f"{self._number:02}-{name}.png"))
        self.desk.texts.switch(cast("Language", self._dresses[0][0]))
