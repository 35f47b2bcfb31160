"""The settings room, reminders told once, another workspace, the tour: over a real workspace."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import Language
from auditor.monitor import Stoppable
from auditor.services.organisation import Organisation
from auditor.services.reminders import Ladders
from tests.beginning import begun
from tests.ui.desks import Furnished, furnish
from tests.ui.worlds import World
from ui.kit.desk import Day, Desk, Doors
from ui.kit.memory import Memory
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Density, Theme
from ui.reminding import Reminding, remembered
from ui.settings.about import LICENCES, installed
from ui.settings.screen import Settings
from ui.start.opening import RECENT, with_recent
from ui.tour import TOURED, Tour

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SAMPLE = Path(__file__).parents[1] / "samples" / "workbook-clean-small.xlsx"


class Room:
    """The settings over a workspace, and what they open."""

    def __init__(self, app: Auditor, texts: Texts, theme: Theme) -> None:
        self.app = app
        self.problems = Problems(texts, theme)
        self.tasks = InlineTasks(app, self.problems.tell)
        self.opened: list[Path] = []
        self.memory = Memory()
        doors = Doors(workspace=self.opened.append, looked=lambda: texts.t("Settings"))
        day = Day(lambda: NOW)
        self.desk = Desk(
            texts, theme, self.tasks, self.problems, day, lambda place: None, "w.auditor", self.memory, doors=doors
        )
        self.settings = Settings(self.desk)

    def page(self, key: str) -> None:
        self.settings.open(key)
        self.settings.read()
        self.tasks.run_all()


@pytest.fixture
def room(tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Room]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        made = Room(app, texts, theme)
        qtbot.addWidget(made.settings)
        yield made
        theme.resize(1.0)


def test_that_looks_take_effect_at_once_and_follow_what_is_changed_elsewhere(room: Room) -> None:
    looks, theme, texts = room.settings.looks, room.desk.theme, room.desk.texts
    looks.themes.buttons["dark"].click()
    assert theme.tokens.dark
    looks.languages.buttons["zh"].click()
    assert texts.language == "zh"
    assert room.settings.title.text() == "设置"
    looks.densities.buttons["COMPACT"].click()
    assert theme.density is Density.COMPACT
    looks.writing.setValue(150)
    assert theme.scale == 1.5
    theme.resize(1.2)
    theme.switch("light")
    assert looks.writing.value() == 120
    assert looks.themes.buttons["light"].isChecked()


def test_that_a_name_and_a_logo_are_laid_down_and_undone(room: Room) -> None:
    room.page("organisation")
    page = room.settings.organisation
    page.name.setText("示例机构")
    page.save_name()
    page.save_logo(DOT)
    room.tasks.run_all()
    assert room.app.ask(Organisation()).logo == DOT
    assert room.desk.edits.undo()
    room.tasks.run_all()
    assert room.app.ask(Organisation()).name == "示例机构"
    assert room.app.ask(Organisation()).logo is None


def test_that_a_ladder_is_checked_while_it_is_typed(room: Room, qtbot: QtBot) -> None:
    room.page("reminders")
    page = room.settings.reminders
    line = page.lines["licence"]
    assert line.text() == "60, 30, 7, 1"
    line.clear()
    qtbot.keyClicks(line, "90, soon")
    assert "soon" in page.complaint.text()
    assert line.property("wrong") is True
    page.save("licence")
    assert room.tasks.waiting == 0
    line.clear()
    qtbot.keyClicks(line, "15/90")
    assert page.complaint.text().strip() == ""
    page.save("licence")
    room.tasks.run_all()
    assert room.app.ask(Ladders())[0].days == (90, 15)
    said = []
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        room.desk.texts.switch(language)
        said.append(page.looked.text())
    assert said == ["设置", "Settings"]  # when was looked last follows the language too


def test_that_another_workspace_is_offered_while_it_is_there(room: Room, tmp_path: Path) -> None:
    here, gone = tmp_path / "other.auditor", tmp_path / "gone.auditor"
    here.touch()
    for path in (here, gone, here):
        room.memory.put(RECENT, with_recent(room.memory.get(RECENT), path))
    room.page("workspace")
    page = room.settings.workspace
    assert page._recent.count() == 1
    line = page._recent.itemAt(0).layout()
    assert line is not None
    line.itemAt(0).widget().click()  # type: ignore[union-attr]
    assert room.opened == [here]


def test_that_each_reminder_is_told_once_for_each_person(room: Room) -> None:
    from auditor.services.imports import ImportFiles

    room.app.run(ImportFiles((SAMPLE,)), Stoppable())

    def begin() -> Reminding:
        reminding = Reminding(room.desk, frozenset({"licences"}))
        reminding.start()
        room.tasks.run_all()
        reminding.stop()
        return reminding

    assert "2026-06-30 09:00" in begin().words
    assert len(room.problems.notes) == 1
    begin()
    assert len(room.problems.notes) == 1
    room.memory.put(next(key for key in room.memory._kept if key.startswith("reminded/")), "nonsense")
    begin()
    assert len(room.problems.notes) == 2
    assert remembered("2026-06-30 x") is None


def test_that_about_names_what_the_page_of_dependencies_names() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dependencies.md").read_text(encoding="utf-8")
    run = page.split("## To run")[1].split("## ")[0]
    rows = dict(re.findall(r"^\| ([\w.-]+) \| ([^|]+) \|", run, re.MULTILINE))
    told = {name: licence.replace(" / ", " or ") for name, licence in LICENCES}
    rows = {name: licence.strip() for name, licence in rows.items() if name not in ("name", "---", "setuptools")}
    assert told == rows
    assert installed("PySide6-Essentials") != "–"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World())
    made.opened.window.show()
    yield made
    made.leave(qapp)


def test_that_the_tour_has_three_cards_can_be_left_and_does_not_come_again(
    window: Furnished, qtbot: QtBot, qapp: QApplication
) -> None:
    frame = window.opened.window
    frame.show_tour()
    tour = frame.findChild(Tour)
    assert tour is not None
    seen = [tour.title.text()]
    qtbot.keyClick(tour, Qt.Key.Key_Right)
    seen.append(tour.title.text())
    tour.next.click()
    seen.append(tour.title.text())
    assert len(set(seen)) == 3
    assert not window.opened.desk.memory.get(TOURED)
    tour.next.click()
    assert not tour.isVisible()
    assert window.opened.desk.memory.get(TOURED)
