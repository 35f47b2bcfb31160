"""Where the cycle collector walks: Qt's objects may only be let go of in the thread of the window."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.services.burst import swept
from ui.kit.collecting import Collector
from ui.kit.memory import Memory
from ui.kit.tasks import Tasks, ThreadLanes
from ui.main import Options, build_app
from ui.session import Session

WALKED: list[str] = []
"""In which thread each collection took place."""


def _hear(phase: str, _: dict[str, int]) -> None:
    if phase == "stop":
        WALKED.append(threading.current_thread().name)


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    WALKED.clear()
    gc.callbacks.append(_hear)
    yield
    gc.callbacks.remove(_hear)


def _rings(many: int) -> int:
    """Make what only the collector can free."""
    for _ in range(many):
        ring: list[object] = []
        ring.append(ring)
    return many


def test_that_what_workers_leave_is_collected_in_the_windows_thread(qapp: QApplication, qtbot: QtBot) -> None:
    build_app()
    tasks, owner, done = Tasks(None, ThreadLanes, lambda _: None), QObject(), []
    most = gc.get_threshold()[0]
    tasks.read(lambda: _rings(3 * most), done.append, owner=owner)
    qtbot.waitUntil(lambda: bool(done) and gc.get_count()[0] < most, timeout=30_000)
    assert tasks.shutdown()
    assert set(WALKED) == {threading.main_thread().name}


def test_that_an_application_has_one_collector(qapp: QApplication) -> None:
    app = build_app()
    assert build_app() is app
    assert len(app.findChildren(Collector)) == 1


def test_that_a_batch_done_in_the_windows_process_is_left_to_the_window(qapp: QApplication) -> None:
    build_app()
    thread = threading.Thread(target=swept)
    thread.start()
    thread.join()
    assert WALKED == []


def test_that_a_window_that_opens_and_works_collects_in_no_other_thread(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    Auditor.create(tmp_path / "w.auditor")
    session = Session(build_app(), Options(tmp_path / "w.auditor", "en", "light"), Memory())
    before = gc.get_freeze_count()
    session.begin()
    qtbot.waitUntil(lambda: gc.get_freeze_count() != before, timeout=60_000)  # what stays was set aside: it is warm
    assert session.opened is not None
    session.opened.close()
    assert set(WALKED) == {threading.main_thread().name}
