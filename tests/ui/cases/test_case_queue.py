"""The queues of the case desk: what ends first on top, chosen among without asking again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from tests.services.today.conftest import case_of
from tests.ui.cases.conftest import K1, K2, K3, Office, store
from ui.cases.screen import ME, CaseDesk
from ui.kit.desk import Place


def names(room: CaseDesk) -> list[str]:
    return [room.model.text(row, "name") for row in range(room.model.rowCount())]


def test_that_what_ends_first_stands_first_with_its_clock(office: Office, qtmodeltester: ModelTester) -> None:
    room = office.queue()
    assert names(room) == [K1, K2, K3]
    assert room.model.text(1, "left") == "1 d 6 h left"
    assert room.model.text(1, "clock") == "Appeal to be filed"
    assert room.model.text(2, "left") == "No clock runs"
    assert room.number.text() == "3"
    qtmodeltester.check(room.model)


def test_that_the_buttons_count_their_queues_and_show_them(office: Office) -> None:
    room = office.queue()
    assert {name: button.text().split()[-1] for name, button in room.queues.items() if name != "mine"} == {
        "appeal": "1",
        "overdue": "1",
        "today": "0",
        "all": "3",
    }
    room.queues["overdue"].click()
    office.settle()
    assert names(room) == [K1]
    room.queues["appeal"].click()
    office.settle()
    assert names(room) == [K2]
    room.queues["today"].click()
    office.settle()
    assert (names(room), room.area.currentWidget()) == ([], room.no_match)


def test_that_mine_are_those_of_the_name_that_the_window_remembers(office: Office) -> None:
    room = office.queue()
    room.queues["mine"].click()
    office.settle()
    assert names(room) == []
    assert room.me.isVisible()
    room.me.setText("闻专员")
    room.me.editingFinished.emit()
    office.settle()
    assert (names(room), office.desk.memory.get(ME)) == ([K2], "闻专员")


def test_that_a_category_and_a_name_narrow_the_queue_further(office: Office) -> None:
    room = office.queue()
    room.narrow(category="minors")
    office.settle()
    assert names(room) == [K3]
    room.narrow(text="k2")
    office.settle()
    assert names(room) == []
    room.show_all()
    office.settle()
    assert names(room) == [K1, K2, K3]


def test_that_enter_opens_the_case(office: Office) -> None:
    room = office.queue()
    room.table.setFocus()
    room.table.go_to_row(1)
    office.qtbot.keyClick(room.table, Qt.Key.Key_Return)
    assert office.went == [Place("case", office.case(K2).id)]


def test_that_a_case_logged_elsewhere_comes_into_the_queue(office: Office) -> None:
    room = office.queue()
    store(office.app, cases=[case_of("K9", category="vulgar")])
    room.outdate()
    office.settle()
    names(room)
    office.settle()
    assert "K9" in names(room)


def test_that_a_desk_without_cases_says_so(office: Office) -> None:
    room = office.queue()
    room.source._rows.clear()
    assert room.found is not None
    room._arrived(type(room.found)((), 0, {}, {}, {}, room.found.now))
    office.settle()
    assert room.area.currentWidget() is room.nothing
