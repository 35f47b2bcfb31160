"""When things are not as usual: nothing yet, on its way, refused, at fault, only to be read, gone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from auditor.errors import WorldFailed
from auditor.i18n import said
from auditor.monitor import Monitor
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.kit.tasks import Core
from ui.profiles.page import ProfilePage

HOSTS = 60
HOST = ("host", "H000001")
EMPTY = ("today", "hosts", "broadcasts", "clearance", "licences", "training", "checks", "forecast", "settings")
READ_ONLY = ("hosts", "clearance", "training", "checks", "rules", "duplicates", "import", "settings")
NOBODY = 65534
"""The account that owns nothing; who may do everything steps down to it to see what others see."""


def play(stage: Stage, folder: Path) -> None:
    """All scenes, one after the other."""
    _nothing_yet(stage, world.empty(folder / "空白.auditor"))
    path = world.filled(folder / "门店合规.auditor", HOSTS)
    _on_its_way(stage, path)
    _at_fault(stage, path)
    _only_to_be_read(stage, path)
    _gone(stage, path)
    stage.close()


def _nothing_yet(stage: Stage, path: Path) -> None:
    window = stage.open(path)
    stage.quiet()
    for room in EMPTY:
        window.go(Place(room))
        stage.settle()
        stage.shoot(f"nothing-{room}")


class Held:
    """A core that answers when it is let go; until then every question is on its way."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._free = False

    def let_go(self) -> None:
        """Answer from now on."""
        self._free = True

    def _wait(self) -> None:
        while not self._free:
            time.sleep(0.01)

    def ask(self, query: Any) -> Any:
        """A pure read."""
        self._wait()
        return self._core.ask(query)

    def do(self, command: Any) -> Any:
        """One transaction."""
        self._wait()
        return self._core.do(command)

    def run(self, job: Any, monitor: Monitor) -> Any:
        """Long work."""
        self._wait()
        return self._core.run(job, monitor)

    def hasten(self) -> None:
        """Nothing of it is long."""
        self._core.hasten()


def _on_its_way(stage: Stage, path: Path) -> None:
    for room, argument in (("hosts", None), ("profile", HOST), ("calendar", None), ("checks", None)):
        window = stage.open(path)
        stage.quiet()
        window.go(Place("settings"))
        stage.settle()
        core = stage.desk.tasks.core
        assert core is not None
        held = Held(core)
        stage.desk.tasks.core = held
        window.go(Place(room, argument))
        stage.wait(0.6)
        stage.shoot(f"loading-{room}")
        held.let_go()
        stage.settle()


def _at_fault(stage: Stage, path: Path) -> None:
    window = stage.open(path)
    stage.quiet()
    window.go(Place("hosts"))
    stage.settle()
    why = said("Free some space; then the next change is written.")
    stage.desk.problems.tell(
        WorldFailed(said("The disk {disk} is full: the workspace can only be read.", disk="D:"), why)
    )
    stage.settle()
    stage.shoot("error")
    window.bars.clear()
    stage.desk.problems.tell(ZeroDivisionError("division by zero"))
    stage.until(lambda: stage.desk.problems.sheet is not None)
    sheet = stage.desk.problems.sheet
    assert sheet is not None
    sheet.move(window.pos() + window.rect().center() - sheet.rect().center())
    stage.settle()
    stage.shoot("crash", sheet)
    sheet.close()


@contextmanager
def as_nobody(path: Path) -> Iterator[None]:
    """Look at a file as somebody whom it does not belong to."""
    before = path.stat().st_mode
    path.chmod(0o444)
    down = os.geteuid() == 0
    if down:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if down:
            os.seteuid(0)
        path.chmod(before)


def _only_to_be_read(stage: Stage, path: Path) -> None:
    stage.close()
    with as_nobody(path):
        window = stage.open(path)
        for room in READ_ONLY:
            window.go(Place(room, "workspace" if room == "settings" else None))
            stage.settle()
            stage.shoot(f"read-only-{room}")
        window.go(Place("profile", HOST))
        stage.settle()
        page = cast("ProfilePage", window.shown)
        page.records.facts.edit("unit")
        row = page.records.facts.rows["unit"]
        assert row.editor is not None
        row.editor.put("直播二组")
        row.editor.typed.emit("直播二组")
        row.editor.committed.emit()
        stage.settle()
        stage.shoot("read-only-profile")
        stage.close()


def _gone(stage: Stage, path: Path) -> None:
    """The file is moved away while the window stands over it."""
    window = stage.open(path)
    stage.quiet()
    window.go(Place("hosts"))
    stage.settle()
    path.rename(path.with_name("moved.auditor"))
    stage.until(lambda: window.bars.texts)
    stage.settle()
    stage.shoot("gone")
