"""From the start page to the window of a workspace: the window is there at once, the workspace follows."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QWidget

from auditor.clock import Clock, system_clock
from auditor.errors import AuditorError, WorkspaceUnusable
from auditor.i18n import N_, said
from ui.kit.desk import Place, Rekeying
from ui.kit.memory import Memory
from ui.kit.settling import settle
from ui.kit.tasks import Lane
from ui.main import Opened, Options, dressed, open_window
from ui.start.opening import RECENT, looks_plain, open_workspace, opens, own_path, warm, with_recent
from ui.tour import TOURED

if TYPE_CHECKING:
    from ui.start.opening import Workspace
    from ui.start.rekeying import Outcome
    from ui.start.screen import StartPage


class Session:
    """Opens the workspace that was named, the one last open, or the user's own; else shows the start page."""

    def __init__(self, app: QApplication, chosen: Options, memory: Memory, clock: Clock = system_clock) -> None:
        self._app = app
        self._clock = clock
        self._memory = memory
        self._chosen = chosen
        self.opened: Opened | None = None
        self.start: QWidget | None = None

    def begin(self) -> None:
        """Show the first window there is."""
        last = self._memory.get("workspace")
        path = self._chosen.workspace or (Path(last) if last and Path(last).exists() else own_path())
        if self._chosen.workspace is None and not path.exists():
            self.show_start()
        else:
            self.open(path)

    def show_start(self, error: AuditorError | None = None) -> None:
        """Show the start page, with what went wrong before it."""
        from ui.start.screen import StartPage

        texts, theme = dressed(self._chosen, self._memory)
        page = StartPage(texts, theme)
        page.picked.connect(lambda path: self._picked(page, path))
        if error is not None:
            page.bars.add("error", error.message, None, leaves=False)
        self.start = page
        page.show()

    def open(self, path: Path, wish: Rekeying | None = None) -> None:
        """Show the window and open the workspace behind it, put under another passphrase first where that is wished."""
        wanted = replace(self._chosen, workspace=path)
        opened = open_window(self._app, None, wanted, clock=self._clock, memory=self._memory)
        self.opened = opened
        opened.window.wanted.connect(self.change)
        opened.window.rekeyed.connect(lambda wish: self.rekey(path, wish))
        words = N_("Opening the workspace…") if wish is None else N_("Writing the workspace anew and verifying it…")
        opened.window.await_workspace(words)
        opened.window.show()
        if wish is not None:
            self._rekey(opened, path, wish)
            return
        try:
            passphrase = self._passphrase(opened, path)
        except AuditorError as error:
            self._refused(opened, error)
            return
        opened.desk.tasks.read(
            lambda: open_workspace(path, passphrase, self._clock),
            lambda workspace: self._arrived(opened, path, workspace),
            lambda error: self._refused(opened, error),
            owner=opened.window,
        )

    def change(self, path: Path) -> None:
        """Open another workspace in place of the one that is open, unless somebody goes on working there."""
        if self.opened is not None and self.opened.window.close():
            self._chosen = replace(self._chosen, workspace=None)
            self.open(path)

    def rekey(self, path: Path, wish: Rekeying) -> None:
        """Close the workspace, put it under another passphrase, open it again: nobody may have it open meanwhile.

        A wrong present passphrase is told while everything is still open.
        """
        if self.opened is None:
            return
        desk = self.opened.desk
        desk.tasks.read(
            lambda: wish.present is None or opens(path, wish.present, self._clock),
            # Not from within the delivery: what delivers is closed with the window.
            lambda _: QTimer.singleShot(0, lambda: self._close_and_rekey(path, wish)),
            desk.problems.tell,
            owner=self.opened.window,
        )

    def _close_and_rekey(self, path: Path, wish: Rekeying) -> None:
        if self.opened is not None and self.opened.window.close():
            self.open(path, wish)

    def _rekey(self, opened: Opened, path: Path, wish: Rekeying) -> None:
        from ui.start.rekeying import rekeyed, told

        def arrived(outcome: Outcome) -> None:
            self._arrived(opened, path, outcome.workspace)
            opened.window.go(Place("settings", "workspace"))
            told(opened.desk, outcome)

        opened.desk.tasks.read(
            lambda: rekeyed(path, wish, self._clock),
            arrived,
            lambda error: self._refused(opened, error),
            owner=opened.window,
            lane=Lane.LONG,
        )

    def _arrived(self, opened: Opened, path: Path, workspace: Workspace) -> None:
        from ui.start.notices import say_notices

        opened.endings.append(workspace.close)
        opened.attend(workspace.core)
        self._memory.put("workspace", str(path))
        self._memory.put(RECENT, with_recent(self._memory.get(RECENT), path))
        opened.window.take_in(workspace.finder)
        opened.window.go_home()
        say_notices(opened.desk, opened.window)
        if self._chosen.workspace is None and not self._memory.get(TOURED):  # who names a file knows the way
            opened.window.show_tour()
        # Queued behind the first list, in its lane: nothing on the screen waits for it.
        opened.desk.tasks.read(warm, lambda _: settle(), owner=opened.window)

    def _refused(self, opened: Opened, error: Exception) -> None:
        """A workspace that was named on the command line ends the program; one picked leads to the start page."""
        if not isinstance(error, AuditorError):
            opened.desk.problems.tell(error)
            return
        opened.close()
        opened.window.hide()
        if self._chosen.workspace is None:
            self.show_start(error)
            return
        print(opened.desk.texts.t(error.message), file=sys.stderr)  # noqa: T201 - who named the file reads it there
        QTimer.singleShot(0, lambda: self._app.exit(error.exit_code))

    def _passphrase(self, opened: Opened, path: Path) -> str | None:
        given = os.environ.get("AUDITOR_PASSPHRASE")
        if given is not None or looks_plain(path):
            return given
        t = opened.desk.texts.t
        question = t(N_("{name} is encrypted, or not a workspace. Passphrase:"), name=path.name)
        typed, agreed = QInputDialog.getText(opened.window, t(N_("Auditor")), question, QLineEdit.EchoMode.Password)
        if not agreed:
            raise WorkspaceUnusable(
                said("{path} is encrypted, or not a workspace.", path=str(path)),
                said("Give the passphrase, or check that it is a workspace."),
            )
        return typed

    def _picked(self, page: StartPage, path: Path) -> None:
        page.close()
        self._chosen = replace(self._chosen, workspace=None)
        self.open(path)
