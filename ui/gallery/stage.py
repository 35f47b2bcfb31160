"""A window to be photographed: waits for what is on its way, and takes a picture in each dress that is wanted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QCursor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from auditor.i18n import Language
from ui.gallery.world import clock
from ui.kit.desk import Desk
from ui.kit.memory import Memory
from ui.kit.texts import Texts
from ui.kit.theme import Choice, Theme
from ui.lists.screen import ProfileList
from ui.main import Options
from ui.session import Session
from ui.shots import settle
from ui.tour import TOURED
from ui.window import Window

AT_MOST_SECONDS = 600.0
FIRST = ("zh", "light")
"""What everything is brought about in."""
Dresses = Callable[[str], Sequence[tuple[str, str]]]
"""In which languages and themes a picture of that name is wanted."""


class Stage:
    """Opens windows of workspaces; one at a time."""

    def __init__(self, app: QApplication, folder: Path, dresses: Dresses, size: tuple[int, int]) -> None:
        self._app = app
        self._folder = folder
        self._dresses = dresses
        self._size = size
        self._number = 0
        self._session: Session | None = None
        self.folder_told: tuple[str, str] = ("", "")
        """Where the files lie, and what the pictures say instead: nobody's computer is shown."""
        self.left_out: list[str] = []
        """What could not be brought about, in words."""

    def open(self, workspace: Path) -> Window:
        """The window of a workspace, when it may be entered."""
        window = self.begin(workspace)
        self.until(lambda: window.ready)
        self.settle()
        return window

    def begin(self, workspace: Path) -> Window:
        """The window of a workspace while it is being opened."""
        self.close()
        language, theme = FIRST
        chosen = Options(workspace, cast("Language", language), cast("Choice", theme))
        memory = Memory()
        memory.put(TOURED, "1")  # a tour over the window would stand in every picture
        self._session = Session(self._app, chosen, memory, clock)
        self._session.begin()
        window = self.window
        window.resize(*self._size)
        window.move(0, 0)
        QCursor.setPos(*self._size)  # what lies under the pointer looks touched
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
        """Close the window, if there is one; work under way ends first, or the window would ask whether to stop it."""
        if self._session is not None and self._session.opened is not None:
            self.until(lambda: all(job.unasked for job in self.desk.tasks.jobs))
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
        """Let the window work until nothing is on its way, and what it does unasked is done."""
        settle(self._app, self.desk)
        if any(job.unasked for job in self.desk.tasks.jobs):
            self.until(lambda: not any(job.unasked for job in self.desk.tasks.jobs))
            settle(self._app, self.desk)

    def wait(self, seconds: float) -> None:
        """Let the window work for so long, whatever is on its way."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents()
            time.sleep(0.005)

    def send(self, target: Any, event: QEvent) -> None:
        """Let something happen to a widget."""
        self._app.sendEvent(target, event)
        self._app.processEvents()

    def quiet(self) -> None:
        """Put away what was said when the workspace was opened, so that it does not stand in every picture."""
        self.settle()
        self.window.bars.clear()
        self.desk.problems.read_all()
        self.settle()

    def shoot(self, name: str, *over: QWidget | Callable[[], QWidget]) -> None:
        """Take a picture of what stands there now in each wanted dress; the window keeps working meanwhile.

        ``over`` are windows that stand over it: menus, sheets, popups; what gives one is asked in each dress.
        """

        def picture() -> QPixmap:
            self._steady()
            self._neutral()
            made = self.window.grab()
            painter = QPainter(made)
            for one in over:
                widget = one if isinstance(one, QWidget) else one()
                place = QRect(widget.pos() - self.window.pos(), widget.size())
                if widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog):  # its frame is the system's
                    painter.fillRect(place.adjusted(-1, -1, 1, 1), self.desk.theme.tokens.colour("border"))
                painter.drawPixmap(place.topLeft(), widget.grab())
            painter.end()
            return made

        self._each(name, self.desk.texts, self.desk.theme, picture)

    def shoot_alone(self, name: str, widget: QWidget, texts: Texts, theme: Theme) -> None:
        """The same of a window that stands for itself."""
        self._each(name, texts, theme, widget.grab)

    def _steady(self) -> None:
        """What was measured is another number in every picture: say one and the same."""
        shown = self.window.shown
        if isinstance(shown, ProfileList):
            shown.took(0.01)

    def _neutral(self) -> None:
        """Say another folder wherever the one is said in which the files lie."""
        told, instead = self.folder_told
        for shown in self.window.findChildren(QLabel):
            if told and told in shown.text():
                shown.setText(shown.text().replace(told, instead))

    def _each(self, name: str, texts: Texts, theme: Theme, picture: Callable[[], QPixmap]) -> None:
        self._number += 1
        for language, choice in self._dresses(name):
            texts.switch(cast("Language", language))
            theme.switch(cast("Choice", choice))
            theme.apply()  # what stands is dressed for another language only then
            for _ in range(3):
                self._app.processEvents()
            # Only a loop of its own lets go of what was replaced; here it would pile up, and every theme dress it too.
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            folder = self._folder / f"{language}-{choice}"
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(0o777)  # a scene may be played by somebody who may do less
            if not picture().save(str(folder / f"{self._number:02}-{name}.png")):
                raise RuntimeError(f"the picture {name} could not be written")
        texts.switch(cast("Language", FIRST[0]))
