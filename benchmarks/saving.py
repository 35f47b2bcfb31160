"""From save to screen: Enter in an inline edit of a host among a million, until the answer that follows is painted."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Promise, Report, in_child
from benchmarks.worlds import paths

PROMISED_MS = 50
SAVES = 24
COLD = 4
"""Saves before those that are counted: statements are made on the first ones."""


def saving(store: str) -> dict[str, Any]:
    """Milliseconds of each save: wall, processor in all and of the window's thread; and of its parts (wall)."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks.saving", store]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size, on a copy: it is written into."""
    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    copy = folder / "saving.auditor"
    shutil.copyfile(store, copy)
    try:
        told = in_child("saving", store=str(copy))
    finally:
        for each in folder.glob("saving.auditor*"):
            each.unlink()
    report = Report(f"From save to screen, {hosts:,} hosts", ("ms", "median", "90 % under", "worst"))
    for name, words in _ROWS.items():
        found = sorted(told[name])
        middle, most = statistics.median(found), found[int(len(found) * 0.9)]
        report.lines.append((words, f"{middle:.0f}", f"{most:.0f}", f"{found[-1]:.0f}"))
    middle = statistics.median(told["wall"])
    report.promises.append(Promise("from save to screen", "under 50 ms", f"{middle:.0f} ms", middle < PROMISED_MS))
    report.notes.append(
        f"The window's own class, offscreen, its threads as they are: Enter is pressed in the birth date of a host, "
        f"{SAVES} times in turn towards an answer and away from it; over when the reasons of the new answer have been "
        "painted. The answers of the lists hold before, so that each save keeps them up to date as well."
    )
    return report


_DAYS = (date(1990, 2, 3), date(2015, 2, 3))
_ROWS = {
    "wall": "wall, from the key to the paint",
    "cpu": "processor, all threads, until then",
    "gui": "processor, the window's thread",
    "do": "in it: the change, durable",
    "lines": "in it: what the rules say now",
    "profile": "the profile read again, beside it",
}


def _main() -> None:
    from ui.kit.memory import Memory
    from ui.main import Options, build_app
    from ui.session import Session

    app = build_app()
    session = Session(app, Options(workspace=Path(sys.argv[1])), Memory())
    session.begin()
    print(json.dumps(_Typist(session).play()))
    session.opened.window.close()  # type: ignore[union-attr]  # it was begun


class _Typist:
    """Opens a host, then saves one field again and again."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._spent: dict[str, list[float]] = {name: [] for name in _ROWS}

    def play(self) -> dict[str, list[float]]:
        from auditor.model.types import day_of
        from auditor.services.lists import ListFirst
        from ui.kit.desk import Place

        window, tasks = self._session.opened.window, self._session.opened.desk.tasks
        self._until(lambda: window.ready and not tasks.jobs and not tasks.waiting, 3_600)
        code = tasks.core.ask(ListFirst("host", size=300))[-1].code
        window.resize(1280, 800)
        window.go(Place("profile", ("host", code)))
        self._until(lambda: not tasks.waiting and window.shown.lines is not None)
        self._until(lambda: False, 1.5)
        with self._timed(tasks):
            for number in range(SAVES + COLD):
                old_enough = window.shown.profile.facts["birth_date"] == day_of(_DAYS[0])
                self._save(window.shown, _DAYS[old_enough].isoformat(), counted=number >= COLD)
        return self._spent

    def _save(self, page: Any, text: str, *, counted: bool) -> None:
        """Type a birth date and press Enter; wait for the paint, then for all that comes behind it."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        page.records.facts.edit("birth_date")
        editor = page.records.facts.rows["birth_date"].editor
        line = editor.findChild(_line_edit()) if not isinstance(editor, _line_edit()) else editor
        line.selectAll()
        QTest.keyClicks(line, text)
        before = {name: len(found) for name, found in self._spent.items()}
        former = page.lines
        painted = _Painted(page.verdicts, lambda: page.lines is not former)
        wall, cpu, gui = time.perf_counter(), time.process_time(), time.thread_time()
        QTest.keyClick(line, Qt.Key.Key_Return)
        self._until(lambda: painted.over, 30, look_ms=0)
        assert painted.over, "the answer never came"
        for name, spent in (
            ("wall", time.perf_counter() - wall),
            ("cpu", time.process_time() - cpu),
            ("gui", time.thread_time() - gui),
        ):
            self._spent[name].append(spent * 1000)
        self._until(lambda: not self._session.opened.desk.tasks.waiting)
        self._until(lambda: False, 0.15)
        if not counted:
            for name, count in before.items():
                del self._spent[name][count:]

    @contextmanager
    def _timed(self, tasks: Any) -> Iterator[None]:
        """Note how long the core takes over what a save asks of it."""
        core = tasks.core
        names = {"Judged": "lines", "ProfileOf": "profile", "SaveRecord": "do"}

        def timed(verb: Callable[..., Any]) -> Callable[..., Any]:
            def call(asked: Any, **more: Any) -> Any:
                began = time.perf_counter()
                try:
                    return verb(asked, **more)
                finally:
                    name = names.get(type(asked).__name__)
                    if name is not None:
                        self._spent[name].append((time.perf_counter() - began) * 1000)

            return call

        tasks.core = type("Timed", (), {"ask": staticmethod(timed(core.ask)), "do": staticmethod(timed(core.do)),
                                        "run": staticmethod(core.run)})()  # fmt: skip
        try:
            yield
        finally:
            tasks.core = core

    def _until(self, done: Callable[[], bool], seconds: float = 60, look_ms: int = 20) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop, ends = QEventLoop(), time.perf_counter() + seconds
        look = QTimer(interval=look_ms)
        look.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > ends else None)
        look.start()
        loop.exec()
        look.stop()


def _line_edit() -> Any:
    from PySide6.QtWidgets import QLineEdit

    return QLineEdit


def _Painted(widget: Any, new: Callable[[], bool]) -> Any:  # noqa: N802 - a class that is made once Qt is there
    from PySide6.QtCore import QEvent, QObject

    class Watching(QObject):
        """Over once a part of the widget was painted while the new answer stood in it."""

        over = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and not self.over and new():
                self.over = True
            return False

    made = Watching(widget)
    widget.installEventFilter(made)
    return made


if __name__ == "__main__":
    _main()
