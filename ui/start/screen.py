"""The start page: open a workspace, make a new one, or look round in a made-up one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_
from auditor.monitor import Stoppable
from ui.kit import parts
from ui.kit.problems import Bars
from ui.kit.tasks import Lane, Tasks, ThreadLanes
from ui.kit.texts import Texts
from ui.kit.theme import Theme

DEMO_HOSTS = 200
LOOKED_AT_MS = 150
KIND = "Auditor (*.auditor *.db);;* (*)"


class StartPage(QWidget):
    """Shown when there is no workspace to open; ``picked`` names the one to open."""

    picked = Signal(Path)

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts = texts
        parts.mark(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        texts.say(self, N_("Auditor"), "setWindowTitle")
        self.bars = Bars(texts, theme)
        name = parts.label(texts, N_("Auditor"), "name")
        what = parts.label(
            texts,
            N_("Hosts, merchants and broadcasts, judged as of any day, in one file on this computer."),
            "muted",
        )
        what.setWordWrap(True)
        make = parts.button(texts, N_("New workspace…"), self._make, "primary")
        find = parts.button(texts, N_("Open a workspace…"), self._find)
        look = parts.button(texts, N_("Look round in a made-up one…"), self._look_round, "quiet")
        self.buttons = (make, find, look)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, 0)
        self.bar.hide()
        texts.name(self.bar, N_("Making up a world"))
        inner = parts.card(name, what, 8, parts.flowing(make, find, look), self.bar, padding=32)
        inner.setFixedWidth(theme.px(560))
        self.setLayout(parts.column(self.bars, None, parts.row(None, inner, None), None, margins=(24, 16, 24, 24)))
        self.resize(760, 480)
        self._tasks: Tasks | None = None
        self._monitor = Stoppable()
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self._progress)

    def _make(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self._texts.t(N_("New workspace…")), "workspace.auditor", KIND)
        if not name:
            return
        from auditor.app import Auditor

        try:
            Auditor.create(Path(name))
        except AuditorError as error:
            self.bars.add("error", error.message, None, leaves=False)
            return
        self.picked.emit(Path(name))

    def _find(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._texts.t(N_("Open a workspace…")), "", KIND)
        if name:
            self.picked.emit(Path(name))

    def _look_round(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self._texts.t(N_("Look round in a made-up one…")), "demo.auditor", KIND
        )
        if name:
            self.make_demo(Path(name))

    def make_demo(self, path: Path, hosts: int = DEMO_HOSTS) -> None:
        """Make a workspace full of made-up people, off the GUI thread; stopped or failed, nothing is left."""
        if self._tasks is None:
            self._tasks = Tasks(None, ThreadLanes, self._failed)
        for button in self.buttons:
            button.setEnabled(False)
        self.bar.show()
        self._timer.start()
        monitor = self._monitor = Stoppable()
        self._tasks.read(
            lambda: demo_workspace(path, hosts, monitor), self._made, self._failed, owner=self, lane=Lane.LONG
        )

    def _made(self, path: Path) -> None:
        self._rest()
        self.picked.emit(path)

    def _failed(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, AuditorError):
            raise error
        self.bars.add("error", error.message, None, leaves=False)

    def _rest(self) -> None:
        self._timer.stop()
        self.bar.hide()
        for button in self.buttons:
            button.setEnabled(True)

    def _progress(self) -> None:
        self.bar.setRange(0, self._monitor.total or 0)
        self.bar.setValue(self._monitor.done)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._monitor.stop()
        if self._tasks is not None:
            self._tasks.shutdown()
        super().closeEvent(event)


def demo_workspace(path: Path, hosts: int, monitor: Stoppable) -> Path:
    """A workspace of made-up people at this path; where it cannot be finished, no file is left."""
    from auditor.app import Auditor
    from auditor.services.demos import FillDemo

    Auditor.create(path, title="demo")
    try:
        with Auditor.open(path) as app:
            app.run(FillDemo(hosts), monitor)
    except BaseException:
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        raise
    return path
