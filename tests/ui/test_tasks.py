"""Outcomes land on the GUI thread, and only where they are still wanted."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ui.kit.tasks
from auditor.app import Done
from auditor.errors import CallerMistake, Cancelled
from auditor.i18n import said
from auditor.monitor import Monitor
from ui.kit.tasks import BACK, InlineTasks, Tasks, ThreadLanes


class Core:
    """A core whose queries, commands and jobs are plain functions."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.hastened = threading.Event()

    def ask(self, query: Callable[[], Any]) -> Any:
        return query()

    def do(self, command: Any) -> Any:
        result = command()
        self.done.append(result)
        return result

    def run(self, job: Callable[[Monitor], Any], monitor: Monitor) -> Any:
        return job(monitor)

    def hasten(self) -> None:
        self.hastened.set()


class Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.errors: list[Exception] = []
        self.thread_names: list[str] = []

    def take(self, answer: object) -> None:
        self.got.append(answer)
        self.thread_names.append(threading.current_thread().name)

    def fail(self, error: Exception) -> None:
        self.errors.append(error)


@pytest.fixture
def told() -> list[Exception]:
    return []


@pytest.fixture
def tasks(qtbot: QtBot, told: list[Exception]) -> Iterator[Tasks]:
    made = Tasks(Core(), ThreadLanes, told.append)
    yield made
    made.shutdown(5)


def test_that_an_answer_is_made_on_another_thread_and_lands_on_the_main_one(tasks: Tasks, qtbot: QtBot) -> None:
    owner = Owner()
    tasks.ask(lambda: threading.current_thread().name, owner.take, owner=owner)
    qtbot.waitUntil(lambda: bool(owner.got))
    assert str(owner.got[0]).startswith("read-")
    assert owner.thread_names == [threading.main_thread().name]


def test_that_a_failure_reaches_the_asker_or_else_the_problems(
    tasks: Tasks, qtbot: QtBot, told: list[Exception]
) -> None:
    owner = Owner()

    def no() -> None:
        raise CallerMistake(said("no"))

    tasks.ask(no, owner.take, owner.fail, owner=owner)
    tasks.ask(no, owner.take, owner=owner)
    qtbot.waitUntil(lambda: bool(owner.errors) and bool(told))
    assert owner.got == []


def test_that_a_newer_request_in_the_same_slot_replaces_the_older() -> None:
    tasks, owner = InlineTasks(Core()), Owner()
    tasks.ask(lambda: 1, owner.take, owner=owner, slot="page")
    tasks.ask(lambda: 2, owner.take, owner=owner, slot="page")
    tasks.ask(lambda: 3, owner.take, owner=owner, slot="other")
    tasks.run_all()
    assert owner.got == [2, 3]


def test_that_a_replaced_request_which_has_not_begun_is_never_carried_out() -> None:
    tasks, owner, begun = InlineTasks(Core()), Owner(), []
    tasks.ask(lambda: begun.append("old"), owner.take, owner=owner, slot="page")
    tasks.ask(lambda: begun.append("new"), owner.take, owner=owner, slot="page")
    tasks.run_all()
    assert begun == ["new"]


def test_that_an_answer_for_a_widget_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    tasks, got = InlineTasks(Core()), []
    widget = QWidget()
    tasks.ask(lambda: 1, lambda answer: got.append(answer), owner=widget)
    widget.deleteLater()
    qtbot.waitUntil(lambda: not _valid(widget))
    tasks.run_all()
    assert got == []


def test_that_waiting_for_an_answer_keeps_no_screen_alive() -> None:
    tasks, owner = InlineTasks(Core()), Owner()
    gone: list[str] = []
    owner.destroyed.connect(lambda: gone.append("gone"))
    tasks.ask(lambda: 1, owner.take, owner=owner)
    del owner
    tasks.run_all()
    assert gone == ["gone"]


def test_that_commands_keep_the_order_of_clicks(tasks: Tasks, qtbot: QtBot) -> None:
    owner = Owner()

    def slow() -> int:
        time.sleep(0.05)
        return 1

    tasks.do(slow, owner.take, owner=owner)
    tasks.do(lambda: 2, owner.take, owner=owner)
    qtbot.waitUntil(lambda: len(owner.got) == 2)
    assert owner.got == [1, 2]


def test_that_every_screen_hears_what_a_command_changed_even_when_its_asker_is_gone() -> None:
    tasks, heard = InlineTasks(Core()), []
    tasks.changed.connect(heard.append)
    owner = Owner()
    done = Done(None, 7, frozenset())
    tasks.do(lambda: done, owner=owner)
    tasks.do(lambda: Done(None, None, frozenset()), owner=owner)
    del owner
    tasks.run_all()
    assert heard == [done]


def test_that_a_failed_command_is_told_even_when_its_asker_is_gone() -> None:
    told: list[Exception] = []
    tasks = InlineTasks(Core(), told.append)
    owner = Owner()
    tasks.do(lambda: 1 // 0, owner.take, owner.fail, owner=owner)
    del owner
    tasks.run_all()
    assert isinstance(told[0], ZeroDivisionError)


def test_that_long_work_reports_and_stops_when_cancelled(tasks: Tasks, qtbot: QtBot) -> None:
    owner = Owner()

    def long(monitor: Monitor) -> None:
        for n in range(10_000):
            monitor.step(n, 10_000, said("Working"))
            time.sleep(0.002)

    handle = tasks.run(long, owner.take, owner.fail, owner=owner)
    qtbot.waitUntil(lambda: handle.monitor.done > 2)
    assert tasks.jobs == (handle,)
    handle.cancel()
    qtbot.waitUntil(lambda: bool(owner.errors))
    assert isinstance(owner.errors[0], Cancelled)
    assert tasks.jobs == ()


def test_that_work_nobody_asked_for_makes_way_for_work_that_somebody_did(tasks: Tasks, qtbot: QtBot) -> None:
    owner, tidy = Owner(), Owner()

    def long(monitor: Monitor) -> None:
        for n in range(10_000):
            monitor.step(n, 10_000, said("Working"))
            time.sleep(0.002)

    handle = tasks.run(long, tidy.take, tidy.fail, owner=tidy, unasked=True)
    qtbot.waitUntil(lambda: handle.monitor.done > 2)
    tasks.run(lambda monitor: "asked", owner.take, owner.fail, owner=owner)
    qtbot.waitUntil(lambda: owner.got == ["asked"])
    assert isinstance(tidy.errors[0], Cancelled)


def test_that_shutdown_stops_long_work_finishes_commands_and_refuses_new_work(qtbot: QtBot) -> None:
    core = Core()
    tasks, owner = Tasks(core, ThreadLanes, lambda error: None), Owner()
    started = threading.Event()

    def long(monitor: Monitor) -> None:
        started.set()
        while True:
            monitor.step(0, None, said("Working"))
            time.sleep(0.002)

    def slow() -> str:
        time.sleep(0.1)
        return "written"

    tasks.run(long, owner.take, owner.fail, owner=owner)
    assert started.wait(5)
    tasks.do(slow, owner=owner)
    assert tasks.shutdown(5)
    assert core.done == ["written"]
    tasks.do(lambda: "late", owner=owner)
    assert core.done == ["written"]
    assert not [t for t in threading.enumerate() if t.name.startswith(("read-", "write-", "long-"))]


def test_that_long_work_that_does_not_come_to_rest_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.kit.tasks, "GRACE", 0.2)
    core = Core()
    tasks, owner = Tasks(core, ThreadLanes, lambda error: None), Owner()
    tasks.run(lambda monitor: core.hastened.wait(30), owner.take, owner.fail, owner=owner)
    assert tasks.shutdown(20)
    assert core.hastened.is_set()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a system that ranks threads by a number")
def test_that_threads_that_work_stand_back_behind_the_one_that_paints(qtbot: QtBot) -> None:
    told: list[int] = []
    tasks, owner = Tasks(Core(), ThreadLanes, lambda error: None), Owner()
    tasks.read(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), told.append, owner=owner)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [min(19, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) + BACK)]
    assert tasks.shutdown(5)


def _valid(widget: QObject) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(widget))


def test_that_work_that_holds_a_widget_is_found_out_in_any_test_of_the_window(qtbot: QtBot) -> None:
    widget, owner = QWidget(), Owner()
    qtbot.addWidget(widget)
    with pytest.raises(AssertionError):
        InlineTasks(Core(), lambda error: None).read(lambda: widget.objectName(), lambda _: None, owner=owner)
