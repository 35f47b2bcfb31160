"""What the window's tests share: no display, a real SQLite list, tasks without threads."""

from __future__ import annotations

import gc
import logging
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.sources import People
from ui.kit import fonts
from ui.kit.tasks import InlineTasks, Lane, Tasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.kit.tickets import Ticket


class _Faults(logging.Handler):
    """Collects what the window took for a fault of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        shown = record.exc_info[1] if record.exc_info else record.getMessage()
        self.told.append(repr(shown))


@pytest.fixture(autouse=True)
def no_fault_is_swallowed(request: pytest.FixtureRequest) -> Iterator[None]:
    """An exception in a slot ends in the crash sheet, not in the test; so it is looked for here."""
    faults = _Faults()
    log = logging.getLogger("auditor.ui")
    log.addHandler(faults)
    yield
    log.removeHandler(faults)
    if request.node.get_closest_marker("faults") is None:
        assert faults.told == []


@pytest.fixture(autouse=True)
def no_key_stays_down() -> Iterator[None]:
    """Qt takes Shift, Ctrl or Alt of a key that a test pressed last for held until some other key is pressed."""
    yield
    if QApplication.instance() is not None and QGuiApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        nobody = QWidget()
        QTest.keyClick(nobody, Qt.Key.Key_F24)
        nobody.deleteLater()


def _held(work: Any, depth: int = 2) -> Iterator[object]:
    """What a function keeps alive: what it closes over, is bound to or was given, and what functions among it keep."""
    held = [getattr(work, "__self__", None), *getattr(work, "args", ()), *getattr(work, "keywords", {}).values()]
    for cell in getattr(work, "__closure__", None) or ():
        with suppress(ValueError):  # not filled yet
            held.append(cell.cell_contents)
    for one in held:
        yield one
        if depth and callable(one):
            yield from _held(one, depth - 1)


@pytest.fixture(autouse=True)
def no_worker_holds_a_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last reference to a widget would die on the worker's thread, and Qt with it."""
    put = Tasks._put

    def looked_at(tasks: Tasks, lane: Lane, work: Callable[[], object], ticket: Ticket) -> int:
        assert not [one for one in _held(work) if isinstance(one, QWidget)], work
        return put(tasks, lane, work, ticket)

    monkeypatch.setattr(Tasks, "_put", looked_at)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["auditor"]


@pytest.fixture(scope="session", autouse=True)
def nothing_stays_on_the_clipboard(qapp: QApplication) -> Iterator[None]:
    """What Python put there would be destroyed after Python itself: the offscreen platform keeps it till the end."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_of_a_file(qapp: QApplication) -> Iterator[None]:
    """Windows that nobody closed would be dressed again with every window of the files that follow.

    As in the window's process, Python's collector walks in this thread alone: see ``ui.kit.collecting``.
    """
    gc.disable()
    yield
    for widget in qapp.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_is_left_of_a_test(qapp: QApplication) -> Iterator[None]:
    """What was closed is gone: outside of its loop Qt would keep it until some test waits."""
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    fonts.load(qapp)
    return qapp


@pytest.fixture
def texts(qapp: QApplication) -> Texts:
    return Texts("en")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme("light")
    made.apply()
    yield made
    # Widgets that outlive the sheet they were dressed in are remembered by Qt when the next one comes, though gone.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def inline(qapp: QApplication) -> InlineTasks:
    return InlineTasks()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    made = People(tmp_path / "people.db", 450)
    yield made
    made.close()
