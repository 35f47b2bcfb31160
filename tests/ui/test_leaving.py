"""A list leaves as it is shown: filtered, or what is chosen of it, without the personal columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.changes import Head
from auditor.services.demos import FillDemo
from ui.kit.desk import Day, Desk
from ui.kit.problems import Bars, Problems
from ui.kit.source import AllMatching, Chosen
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.lists.asked import AskedLists
from ui.lists.screen import ProfileList


def clock() -> datetime:
    return datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path = tmp_path_factory.mktemp("demo") / "demo.auditor"
    Auditor.create(path, clock=clock)
    with Auditor.open(path, clock=clock) as made:
        made.run(FillDemo(40))
        yield made


@pytest.fixture
def hosts(auditor: Auditor, texts: Texts, theme: Theme, qtbot: QtBot) -> tuple[ProfileList, InlineTasks]:
    problems = Problems(texts, theme)
    problems.bars = Bars(texts, theme)
    tasks = InlineTasks(auditor, problems.tell)
    screen = ProfileList(
        Desk(texts, theme, tasks, problems, Day(clock), lambda place: None), "host", AskedLists(auditor)
    )
    qtbot.addWidget(screen)
    qtbot.addWidget(problems.bars)
    screen.show()
    screen.outdate()
    tasks.run_all()
    return screen, tasks


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_that_the_filtered_rows_leave_masked_and_unlogged(
    hosts: tuple[ProfileList, InlineTasks], auditor: Auditor, tmp_path: Path
) -> None:
    screen, tasks = hosts
    before = auditor.ask(Head())
    screen.turn("status", "active")
    tasks.run_all()
    out = tmp_path / "list.csv"
    screen.export.write(out, screen.filter, None)
    tasks.run_all()
    rows = _csv(out)
    assert 0 < len(rows) == screen.model.rowCount() < 40
    assert {row["status"] for row in rows} == {"active"}
    assert not {"real_name", "id_number", "phone"} & set(rows[0])
    assert auditor.ask(Head()) == before
    problems = screen.desk.problems
    assert problems.bars is not None
    assert problems.bars.texts == [f"The list is at {out}."]


def test_that_the_chosen_rows_leave_alone_or_stay_behind(
    hosts: tuple[ProfileList, InlineTasks], tmp_path: Path
) -> None:
    screen, tasks = hosts
    ids = screen.model.ids([0, 1])
    screen.export.write(tmp_path / "two.csv", screen.filter, Chosen(tuple(ids)))
    screen.export.write(tmp_path / "rest.xlsx", screen.filter, AllMatching(screen.filter, tuple(ids)))
    tasks.run_all()
    two = {row["code*"] for row in _csv(tmp_path / "two.csv")}
    assert two == {screen.model.text(0, "code"), screen.model.text(1, "code")}
    sheet = openpyxl.load_workbook(tmp_path / "rest.xlsx")["hosts"]
    rest = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert len(rest) == 38
    assert not rest & two


def test_that_the_button_asks_for_what_is_chosen(
    hosts: tuple[ProfileList, InlineTasks], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, tasks = hosts
    asked: list[str] = []

    def answer(_parent: object, _title: str, offered: str, kinds: str) -> tuple[str, str]:
        asked.append(offered)
        return str(tmp_path / "mine"), "CSV (*.csv)"

    monkeypatch.setattr("ui.lists.leaving.QFileDialog.getSaveFileName", answer)
    screen.table.choice.only(3)
    screen.export.click()
    tasks.run_all()
    assert asked == ["Hosts 2026-06-30.xlsx"]
    assert len(_csv(tmp_path / "mine.csv")) == 1
