"""The list rooms over a real workspace: records, presets, views, columns, bulk; work done when told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.demos import FillDemo
from auditor.services.lists import ListFilter, ListRows
from auditor.services.lists.categories import groups
from auditor.services.undoing import Undo
from ui.kit.desk import Day, Desk, Place
from ui.kit.memory import Memory
from ui.kit.problems import Bars, Problems
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


class Room:
    """One list, its tasks, and where it wanted to go."""

    def __init__(self, auditor: Auditor, kind: str, texts: Texts, theme: Theme, memory: Memory) -> None:
        self.gone: list[Place] = []
        problems = Problems(texts, theme)
        problems.bars = self.bars = Bars(texts, theme)
        self.tasks = InlineTasks(auditor, problems.tell)
        desk = Desk(texts, theme, self.tasks, problems, Day(clock), self.gone.append, memory=memory)
        self.screen = ProfileList(desk, kind, AskedLists(auditor))

    def open(self, argument: object = None) -> ProfileList:
        self.screen.resize(1200, 700)
        self.screen.open(argument)
        self.screen.show()
        self.settle()
        return self.screen

    def settle(self) -> None:
        self.tasks.run_all()


MakeRoom = Callable[[str], Room]


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def room(auditor: Auditor, texts: Texts, theme: Theme, memory: Memory, qtbot: QtBot) -> MakeRoom:

    def build(kind: str) -> Room:
        one = Room(auditor, kind, texts, theme, memory)
        qtbot.addWidget(one.screen)
        qtbot.addWidget(one.bars)
        return one

    return build


def test_that_a_list_opens_at_a_preset_and_its_lines_lead_to_their_owner(room: MakeRoom) -> None:
    licences = room("licence")
    screen = licences.open(ListFilter(stands=("in_force",)))
    assert 0 < screen.model.rowCount() < 200
    assert {screen.model.text(row, "stands") for row in range(screen.model.rowCount())} == {"Valid"}
    assert [chip.text() for chip in screen.chips.chips.values()] == ["On the as-of day: Valid  ✕"]
    screen.table.go_to_row(0)
    screen.table.opened.emit(screen.model.id_at(0))
    place = licences.gone[0]
    assert place.room == "profile"
    assert isinstance(place.argument, tuple)
    assert place.argument[2:] == ("licence", screen.model.id_at(0))
    screen.desk.day.set(date(2024, 1, 1))
    licences.settle()
    screen.model.row(0)
    licences.settle()
    assert {screen.model.text(row, "stands") for row in range(screen.model.rowCount())} <= {"Valid"}


def test_that_what_ends_soon_is_offered_and_ordered_by_its_end(room: MakeRoom) -> None:
    contracts = room("contract")
    screen = contracts.open()
    screen.drawer.rows["expires_within", "90"].click()
    contracts.settle()
    ends = [screen.model.text(row, "valid_until") for row in range(screen.model.rowCount())]
    assert ends == sorted(ends)
    assert ends
    screen.turn("expires_within", "90")
    contracts.settle()
    assert screen.model.order.key == "code"


def test_that_a_view_is_kept_begun_with_passed_on_and_taken(room: MakeRoom, memory: Memory, tmp_path: Path) -> None:
    first = room("host")
    screen = first.open(ListFilter(status=("suspended",)))
    screen.columns.turn(0)
    screen.view.keep("  停播 名单 ")
    screen.view.views.begin_with("停播 名单")
    screen.view.leave(tmp_path / "held.auditor-view")
    again = room("host").open()
    assert again.filter == ListFilter(status=("suspended",))
    assert again.table.horizontalHeader().isSectionHidden(0)
    memory.put("views/host", "")
    taken = room("host")
    other = taken.open()
    other.view.take(tmp_path / "held.auditor-view")
    taken.settle()
    assert (other.filter.status, other.view.current) == (("suspended",), "停播 名单")


@pytest.mark.parametrize(
    "told",
    [
        "not json",
        "[]",
        json.dumps({"auditor_view": 99, "kind": "host"}),
        json.dumps({"auditor_view": 1, "kind": "agency"}),
        json.dumps({"auditor_view": 1, "kind": "host", "filter": {"colour": ["red"]}}),
        json.dumps({"auditor_view": 1, "kind": "host", "filter": {"expires_within": 10**9}}),
        json.dumps({"auditor_view": 1, "kind": "host", "filter": {"missing": ["nonsense"]}}),
        "[" * 50_000,
    ],
)
def test_that_a_file_of_nonsense_is_said_and_the_list_stays(room: MakeRoom, tmp_path: Path, told: str) -> None:
    hosts = room("host")
    screen = hosts.open()
    before = screen.filter
    path = tmp_path / "strange.auditor-view"
    path.write_text(told, encoding="utf-8")
    screen.view.take(path)
    hosts.settle()
    assert screen.filter == before
    assert len(hosts.bars.texts) == 1


def test_that_a_memory_of_nonsense_is_no_views_at_all(room: MakeRoom, memory: Memory) -> None:
    memory.put("views/host", '[{"name": "x"}, 3, {"auditor_view": 7}]')
    memory.put("view/host", "x")
    assert room("host").open().view.views.all() == ()


def test_that_all_that_match_are_set_after_a_look_and_taken_back(room: MakeRoom, auditor: Auditor) -> None:
    hosts = room("host")
    screen = hosts.open(ListFilter(status=("active",)))
    count = screen.model.rowCount()
    screen.table.selectAll()
    form = screen.bulk.form
    screen.bulk.open_form()
    form.field.setCurrentIndex(form.field.findData("+tags"))
    form.line.setText("甲,乙、新人")
    form.look_beforehand()
    hosts.settle()
    assert form.told.text() == f"{count} would change"
    assert form.do.isEnabled()
    form.line.textEdited.emit("")
    assert not form.do.isEnabled()
    form.look_beforehand()
    hosts.settle()
    form.do_it()
    hosts.settle()
    assert screen.desk.edits.last is not None
    assert screen.desk.edits.last.what.params["n"] == str(count)
    screen.narrow(ListFilter(tag=("甲,乙",)))
    hosts.settle()
    assert screen.model.rowCount() == count
    auditor.run(Undo(screen.desk.edits.last.change))


def test_that_nonsense_in_bulk_is_said_and_the_form_stays_usable(room: MakeRoom) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.table.selectAll()
    form = screen.bulk.form
    screen.bulk.open_form()
    form.field.setCurrentIndex(form.field.findData("status"))
    form.line.setText("nonsense")
    form.look_beforehand()
    hosts.settle()
    assert len(hosts.bars.texts) == 1
    assert form.look.isEnabled()
    assert not form.do.isEnabled()


def test_that_the_chosen_are_checked_alone(room: MakeRoom, auditor: Auditor) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.table.choice.only(0)
    screen.table.choice.extend(2)
    screen.bulk.check_them()
    hosts.settle()
    assert hosts.bars.texts[0].startswith("Checked: run")


def test_that_copied_columns_are_those_shown_and_codes_stay_texts(room: MakeRoom) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.columns.turn(1)
    screen.table.choice.only(0)
    screen.table.copy()
    hosts.settle()
    copied = QGuiApplication.clipboard().mimeData()
    assert isinstance(copied, QMimeData)
    head = copied.text().splitlines()[0].split("\t")
    assert head == ["Code", "Status", "Agency", "Followers", "In charge"]
    assert copied.html().count("mso-number-format") == 4, "all but the followers"
    screen.columns.as_designed()
    assert not screen.table.horizontalHeader().isSectionHidden(1)


def test_that_a_category_is_picked_by_its_name_and_food_is_all_of_it(room: MakeRoom, auditor: Auditor) -> None:
    hosts = room("host")
    screen = hosts.open()
    every = screen.model.rowCount()
    screen.drawer.rows["category", "food"].click()
    hosts.settle()
    assert [chip.text() for chip in screen.chips.chips.values()] == ["Category: food categories  ✕"]
    assert 0 < screen.model.rowCount() < every
    ids = [screen.model.id_at(row) or 0 for row in range(screen.model.rowCount())]
    rows = auditor.ask(ListRows("host", tuple(ids)))
    assert all(groups()["food"] & set(row.values["categories"]) for row in rows)
    screen.view.keep("食品主播")
    screen.show_all()
    hosts.settle()
    screen.view.pick(screen.view.views.all()[0])
    hosts.settle()
    assert screen.model.rowCount() == len(ids)


def test_that_whoever_types_and_presses_enter_twice_opens_whom_the_search_finds(room: MakeRoom, qtbot: QtBot) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.search.setFocus()
    qtbot.keyClicks(screen.search, "H000007")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert hosts.gone == []  # the rows that stand there are those of no search
    hosts.settle()
    assert [place.argument[:2] for place in hosts.gone] == [("host", "H000007")]


def test_that_the_keyboard_is_in_the_list_once_it_answers_the_search(room: MakeRoom, qtbot: QtBot) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.search.setFocus()
    qtbot.keyClicks(screen.search, "H00000")
    qtbot.keyClick(screen.search, Qt.Key.Key_Down)
    hosts.settle()
    assert screen.window().focusWidget() is screen.table
    assert screen.table.currentIndex().row() == 0
    assert hosts.gone == []


def test_that_what_is_typed_on_takes_back_the_enter_before(room: MakeRoom, qtbot: QtBot) -> None:
    hosts = room("host")
    screen = hosts.open()
    screen.search.setFocus()
    qtbot.keyClicks(screen.search, "H00000")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    qtbot.keyClicks(screen.search, "7")
    hosts.settle()
    assert screen.window().focusWidget() is screen.search
