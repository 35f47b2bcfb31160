"""An open import room, and a workbook with two rows that nobody can read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from tests.ui.importing.rooms import NOW, Room, workbook
from ui.importing.screen import ImportRoom
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@pytest.fixture(scope="module")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "w.auditor"
    Auditor.create(path, clock=lambda: NOW)
    return path


@pytest.fixture
def made(empty_workspace: Path, tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Room]:
    path = tmp_path / "w.auditor"
    shutil.copy(empty_workspace, path)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        problems.bars = Bars(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        gone: list[Place] = []
        room = ImportRoom(Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append))
        qtbot.addWidget(room)
        qtbot.addWidget(problems.bars)
        room.resize(1100, 700)
        room.show()
        tasks.run_all()
        yield Room(app, room, tasks, gone, problems.bars)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Six hosts; the third and the fifth have a day that nobody can read."""
    rows: list[tuple[object, ...]] = [(f"H{n}", f"主播{n}", "2026-02-01", n) for n in range(1, 7)]
    rows[2] = ("H3", "主播3", "上个月", 3)
    rows[4] = ("H5", "主播5", "不知道", 5)
    return workbook(tmp_path / "bad.xlsx", rows)
