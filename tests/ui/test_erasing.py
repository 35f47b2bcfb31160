"""Erasing a person from the profile: told beforehand, a reason first, then gone from the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME
from auditor.model.types import second_of
from auditor.model.values import ParsedRow
from auditor.services.changes import Changes
from auditor.services.records import Problems as Located
from auditor.services.records import Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from ui.kit.desk import Day, Desk
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.profiles.asked import AskedProfiles
from ui.profiles.page import ProfilePage

ENDED = second_of(datetime(2026, 6, 1, 21))
ROWS: dict[str, list[dict[str, object]]] = {
    "hosts": [
        {"code": "H1", "stage_name": "小麦", "real_name": "欧阳甲乙", "phone": "13800138000"},
        {"code": "H2", "stage_name": "大麦", "phone": "13800138001"},
    ],
    "merchants": [{"code": "S1", "shop_name": "一店"}],
    "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1"}],
    "broadcasts": [
        {
            "code": "B1",
            "room": "R1",
            "hosts": ("H2",),
            "merchants": ("S1",),
            "categories": ("alcohol",),
            "ended_at": ENDED,
        }
    ],
}


def clock() -> datetime:
    return datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def auditor(tmp_path: Path) -> Iterator[Auditor]:
    path = tmp_path / "w.auditor"
    begun(path, clock)
    with Auditor.open(path, clock=clock) as made:
        with made.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, made.context.today_number, origin="import")
            for name, rows in ROWS.items():
                parsed = [ParsedRow(number, dict(row)) for number, row in enumerate(rows, start=2)]  # type: ignore[arg-type]
                recorder.apply(BY_NAME[name], parsed, Located(name))
        yield made


Opened = tuple[ProfilePage, InlineTasks]


@pytest.fixture
def page(auditor: Auditor, texts: Texts, theme: Theme, qtbot: QtBot) -> Opened:
    problems = Problems(texts, theme)
    problems.bars = Bars(texts, theme)
    tasks = InlineTasks(auditor, problems.tell)
    screen = ProfilePage(Desk(texts, theme, tasks, problems, Day(clock), lambda place: None), AskedProfiles(auditor))
    qtbot.addWidget(screen)
    qtbot.addWidget(problems.bars)
    tasks.changed.connect(screen.outdate)
    screen.show()
    return screen, tasks


def _open(page: Opened, kind: str, code: str) -> None:
    screen, tasks = page
    screen.open((kind, code))
    tasks.run_all()


def test_that_a_person_is_erased_once_a_reason_stands_there(page: Opened, auditor: Auditor) -> None:
    screen, tasks = page
    _open(page, "host", "H1")
    panel = screen.erasing
    assert panel.isHidden()
    panel.opener.click()
    tasks.run_all()
    assert not panel.isHidden()
    assert "Real name, Phone" in panel.goes.text()
    assert not panel.sure.isEnabled()
    before = len(auditor.ask(Changes()))
    panel.erase()
    tasks.run_all()
    assert len(auditor.ask(Changes())) == before
    QTest.keyClicks(panel.reason, "asked for it")
    panel.sure.click()
    tasks.run_all()
    assert panel.isHidden()
    assert screen.profile is not None
    assert screen.profile.facts["phone"] is None
    latest = auditor.ask(Changes())[0]
    assert (latest.kind, latest.why) == ("erasure", "asked for it")
    panel.opener.click()
    tasks.run_all()
    assert panel.goes.text() == "No personal values are stored."
    assert panel.sure.isHidden()


def test_that_what_must_be_kept_cannot_be_erased_here(page: Opened) -> None:
    screen, tasks = page
    _open(page, "host", "H2")
    screen.erasing.opener.click()
    tasks.run_all()
    assert "2029-06-01" in screen.erasing.hold.text()
    assert screen.erasing.sure.isHidden()
    assert screen.erasing.reason.isHidden()
    QTest.keyClick(screen.erasing, Qt.Key.Key_Escape)
    assert screen.erasing.isHidden()


def test_that_another_profile_closes_it_and_a_room_has_none(page: Opened) -> None:
    screen, tasks = page
    _open(page, "host", "H1")
    screen.erasing.opener.click()
    tasks.run_all()
    _open(page, "host", "H2")
    assert screen.erasing.isHidden()
    _open(page, "room", "R1")
    assert screen.erasing.opener.isHidden()
