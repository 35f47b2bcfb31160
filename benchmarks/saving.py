"""From save to screen: Enter in an inline edit of a host among a million, until the answer that follows is painted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import Promise, Report, in_child
from benchmarks.window import copied, pause, play, played, standing, until
from benchmarks.worlds import paths

PROMISED_MS = 50
SAVES = 24
EVERY = 4.0
"""Seconds between two saves while the answers of the lists are worked out anew for everybody, from end to end of it."""


def saving(store: str) -> dict[str, Any]:
    """Saves by state ("busy": everybody is being judged anew; "still"), of each its milliseconds by part."""
    return played("benchmarks.saving", store)


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size, on a copy: it is written into."""
    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    with copied(store, "saving") as copy:
        told = in_child("saving", store=str(copy))
    head = ("ms", "the first", "median of the others", "90 % under", "worst")
    report = Report(f"From save to screen, {hosts:,} hosts", head)
    for state, name in (*(("still", name) for name in _ROWS), ("busy", "wall")):
        first, *others = [save.get(name, 0.0) for save in told[state]] or [0.0]
        if not others:  # a small world is judged before a profile is open
            continue
        most = sorted(others)[int(len(others) * 0.9)]
        words = _ROWS[name] if state == "still" else "wall, while everybody is judged anew"
        shown = (first, statistics.median(others), most, max(others))
        report.lines.append((words, *(f"{each:.0f}" for each in shown)))
    first, *others = (save["wall"] for save in told["still"])
    middle = statistics.median(others)
    report.promises.append(
        Promise(f"from save to screen, {hosts:,} hosts", "under 50 ms",
                f"{middle:.0f} ms (the first of a day {first:.0f} ms)", middle < PROMISED_MS)
    )  # fmt: skip
    report.notes.append(
        f"The window's own class, offscreen, its threads as they are: Enter is pressed in the birth date of a host, "
        f"{SAVES} times in turn towards an answer and away from it; over when the reasons of the new answer have been "
        "painted. The answers of the lists hold before, so that each save keeps them up to date as well."
    )
    if told["busy"]:
        report.notes.append(
            f"On the last line they do not: {len(told['busy'])} saves from the moment a profile can be edited until "
            "the process beside the window has worked them out for everybody and written them."
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


class _Typist:
    """Opens a host, then saves one field again and again."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._spent: dict[str, float] = {}

    def play(self) -> dict[str, Any]:
        from auditor.services.lists import ListFirst
        from ui.kit.desk import Place

        window, tasks = self._session.opened.window, self._session.opened.desk.tasks
        until(lambda: window.ready and tasks.waiting <= len(tasks.jobs))
        code = tasks.core.ask(ListFirst("host", size=300))[-1].code
        window.resize(1280, 800)
        window.go(Place("profile", ("host", code)))
        until(lambda: getattr(window.shown, "lines", None) is not None and tasks.waiting <= len(tasks.jobs))
        pause(1.5)
        told: dict[str, Any] = {}
        with self._timed(tasks):
            told["busy"] = []
            while tasks.jobs:
                told["busy"].append(self._save(window.shown))
                pause(EVERY)
        standing(self._session)
        with self._timed(tasks):
            told["still"] = [self._save(window.shown) for _ in range(1 + SAVES)]
        return told

    def _save(self, page: Any) -> dict[str, float]:
        """Type a birth date and press Enter; wait for the paint, then for all that comes behind it."""
        from PySide6.QtCore import QEventLoop, Qt
        from PySide6.QtTest import QTest

        from auditor.model.types import day_of

        tasks = self._session.opened.desk.tasks
        page.records.facts.edit("birth_date")
        editor = page.records.facts.rows["birth_date"].editor
        line = editor.findChild(_line_edit()) if not isinstance(editor, _line_edit()) else editor
        line.selectAll()
        QTest.keyClicks(line, _DAYS[page.profile.facts["birth_date"] == day_of(_DAYS[0])].isoformat())
        self._spent = {}
        former = page.lines
        # Nothing looks whether it is over: who looks would take the interpreter from those who work.
        loop = QEventLoop()
        _quit_once_painted(loop, page.verdicts, lambda: page.lines is not former)
        wall, cpu, gui = time.perf_counter(), time.process_time(), time.thread_time()
        QTest.keyClick(line, Qt.Key.Key_Return)
        loop.exec()
        wall, cpu, gui = time.perf_counter() - wall, time.process_time() - cpu, time.thread_time() - gui
        spent = self._spent
        until(lambda: tasks.waiting <= len(tasks.jobs))
        pause(0.15)
        return {"wall": wall * 1000, "cpu": cpu * 1000, "gui": gui * 1000, **spent}

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
                        self._spent[name] = (time.perf_counter() - began) * 1000

            return call

        tasks.core = type("Timed", (), {"ask": staticmethod(timed(core.ask)), "do": staticmethod(timed(core.do)),
                                        "run": staticmethod(core.run)})()  # fmt: skip
        try:
            yield
        finally:
            tasks.core = core


def _line_edit() -> Any:
    from PySide6.QtWidgets import QLineEdit

    return QLineEdit


def _quit_once_painted(loop: Any, widget: Any, new: Callable[[], bool]) -> None:
    """End the loop once a part of the widget was painted while the new answer stood in it; the watch goes with it."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watching(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and new():
                widget.removeEventFilter(self)
                QTimer.singleShot(0, loop.quit)  # behind the painting
            return False

    widget.installEventFilter(Watching(loop))


if __name__ == "__main__":
    play(lambda session: _Typist(session).play())
