"""What people can mend is an inline bar; what we must mend is a sheet without anybody's data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from auditor.errors import Busy, Cancelled
from auditor.i18n import said
from auditor.redacted import crash_report, redact
from ui.kit import parts
from ui.kit import problems as module
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@pytest.fixture
def told(qtbot: QtBot, texts: Texts, theme: Theme) -> Iterator[Problems]:
    made = Problems(texts, theme)
    made.bars = Bars(texts, theme)
    qtbot.addWidget(made.bars)
    yield made
    if made.sheet is not None:
        made.sheet.close()


def bars(told: Problems) -> Bars:
    assert told.bars is not None
    return told.bars


def test_that_an_error_people_can_mend_is_a_bar_with_its_hint(told: Problems) -> None:
    told.tell(Busy(said("Someone else is writing."), said("Try again in a moment.")))
    assert bars(told).texts == ["Someone else is writing. Try again in a moment."]
    assert told.sheet is None


def test_that_an_equal_bar_is_not_repeated(told: Problems) -> None:
    for _ in range(3):
        told.tell(Busy(said("Someone else is writing.")))
    assert len(bars(told).texts) == 1


def test_that_a_success_leaves_by_itself_and_stays_in_the_tray(
    told: Problems, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEAVES_AFTER_MS", 10)
    told.done(said("{n} rows copied.", n=3))
    assert bars(told).texts == ["3 rows copied."]
    qtbot.waitUntil(lambda: not bars(told).texts)
    assert [str(message) for message in told.tray] == ["3 rows copied."]


def test_that_a_stop_is_no_error(told: Problems) -> None:
    told.tell(Cancelled(said("Stopped; nothing was changed.")))
    assert bars(told).texts == ["Stopped; nothing was changed."]
    assert told.sheet is None


def test_that_a_bar_can_be_acted_on(told: Problems, qtbot: QtBot) -> None:
    done: list[str] = []
    told.warn(said("Something waits."), (said("Do it"), lambda: done.append("done")))
    button = bars(told).findChild(QPushButton)
    assert button is not None
    button.click()
    assert done == ["done"]


@pytest.mark.faults
def test_that_our_fault_opens_the_sheet_without_anybodys_data(told: Problems, tmp_path: Path) -> None:
    try:
        raise ValueError("host 张伟 440101199801011234 in '/home/someone/data.db'")
    except ValueError as error:
        told.tell(error)
    assert told.sheet is not None
    report = told.sheet.report.toPlainText()
    assert "ValueError" in report
    assert "test_problems.py" in report
    for secret in ("张伟", "4401", "someone"):
        assert secret not in report
    told.sheet.save_to(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == report


@pytest.mark.faults
def test_that_a_crashed_read_leaves_its_screen_usable(told: Problems, qapp: QApplication) -> None:
    tasks = InlineTasks(None, told.tell)
    arrived: list[int] = []
    tasks.read(lambda: 1 // 0, arrived.append, owner=told)
    tasks.read(lambda: 2, arrived.append, owner=told)
    tasks.run_all()
    assert arrived == [2]
    assert told.sheet is not None
    assert "ZeroDivisionError" in told.sheet.report.toPlainText()


@pytest.mark.faults
def test_that_uncaught_errors_reach_the_problems_and_hooks_are_put_back(told: Problems, qapp: QApplication) -> None:
    before = sys.excepthook
    undo = module.install(told)
    try:
        sys.excepthook(RuntimeError, RuntimeError("x"), None)
    finally:
        undo()
    assert told.sheet is not None
    assert sys.excepthook is before


@given(st.text())
def test_that_redacting_leaves_no_digit_and_no_chinese(text: str) -> None:
    made = redact(text)
    assert not any(one.isdecimal() for one in made)
    assert not any("一" <= one <= "鿿" for one in made)


def test_that_a_report_names_the_cause() -> None:
    error = RuntimeError("outer")
    error.__cause__ = KeyError("secret")
    assert "because KeyError" in crash_report(error)
    assert "secret" not in crash_report(error)


def test_that_a_success_moves_nothing_of_the_page_and_an_error_stands_above_it(
    told: Problems, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEAVES_AFTER_MS", 60)
    window, page = QWidget(), QLabel("page")
    window.setLayout(parts.column(parts.box(parts.column(bars(told))), page, gap=0))
    window.layout().setStretch(1, 1)  # type: ignore[union-attr] # it was just laid
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    QApplication.processEvents()
    top = page.y()
    told.done(said("{n} rows copied.", n=3))
    QApplication.processEvents()
    (bar,) = bars(told)._shown.values()
    assert bar.isVisible()
    assert page.y() == top
    place = bar.mapTo(window, QPoint(0, 0))
    assert 300 < place.y() < place.y() + bar.height() < 400
    window.resize(600, 500)
    QApplication.processEvents()
    assert bar.mapTo(window, QPoint(0, 0)).y() > 400
    qtbot.waitUntil(lambda: not bars(told).texts)
    told.tell(Busy(said("Someone else is writing.")))
    QApplication.processEvents()
    assert page.y() > top
    bars(told).setParent(None)
