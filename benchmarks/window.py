"""The window as it is used, in a process of its own: opened over a copy of a workspace, played with, its word heard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT


@contextmanager
def copied(store: Path, name: str) -> Iterator[Path]:
    """A copy that may be written into, gone afterwards with all that lies beside it."""
    copy = store.with_name(f"{name}.auditor")
    shutil.copyfile(store, copy)
    try:
        yield copy
    finally:
        for each in store.parent.glob(f"{name}.auditor*"):
            each.unlink()


def played(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module whose last line is what it found; what it complains of is seen."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def play(player: Callable[[Any], dict[str, Any]]) -> None:
    """Open the window over the workspace that the command line names, hand it over, tell what came of it."""
    from ui.kit.memory import Memory
    from ui.main import Options, build_app
    from ui.session import Session

    app = build_app()
    session = Session(app, Options(workspace=Path(sys.argv[1])), Memory())
    session.begin()
    print(json.dumps(player(session)))
    assert session.opened is not None, "it was begun"
    session.opened.window.close()


def until(done: Callable[[], bool], seconds: float = 3_600, look_ms: int = 50) -> None:
    """Let the window live until it is done; TimeoutError where that takes too long."""
    from PySide6.QtCore import QEventLoop, QTimer

    ends = time.perf_counter() + seconds
    loop, look = QEventLoop(), QTimer(interval=look_ms)
    look.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > ends else None)
    look.start()
    loop.exec()
    look.stop()
    if time.perf_counter() > ends and not done():
        raise TimeoutError(f"not done after {seconds:.0f} s")


def pause(seconds: float) -> None:
    """Let the window live for so long."""
    ends = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > ends, look_ms=20)


def standing(session: Any) -> None:
    """Wait until nothing is under way, the answers of the lists hold and a save has its statements."""
    from auditor.services.standing import StandingNow
    from auditor.services.standing.warmth import warm

    def holds() -> bool:
        tasks = session.opened.desk.tasks
        core = tasks.core
        if core is None or tasks.jobs or tasks.waiting or not session.opened.window.ready:
            return False
        book = core.context.loaded_book()
        return book is not None and warm(book, core.context.today) and bool(core.ask(StandingNow()).fresh)

    until(holds, look_ms=200)
