"""All cases in the window: closed ones by their closing, everything as it was entered, between two days."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from tests.services.today.conftest import case_of, seconds
from tests.ui.cases.conftest import K1, K2, K3, Office, store
from ui.cases.screen import CaseDesk
from ui.kit.desk import Place

Z1, Z2 = "Z1", "Z2"


def closed_desk(office: Office, argument: str = "closed") -> CaseDesk:
    """The desk with two closed cases more, turned to a list."""
    over = {"kind": "infraction", "outcome": "unsubstantiated", "occurred_at": seconds("2026-06-01T12:00")}
    store(
        office.app,
        cases=[
            case_of(Z1, **over, closed_at=seconds("2026-06-20T12:00"), category="minors"),
            case_of(Z2, **over, closed_at=seconds("2026-06-10T12:00"), category="vulgar"),
        ],
    )
    room = office.queue()
    room.open(argument)
    office.settle()
    return room


def names(office: Office, room: CaseDesk) -> list[str]:
    rows = range(room.every.model.rowCount())
    for row in rows:
        room.every.model.row(row)
    office.settle()
    return [room.every.model.text(row, "name") for row in rows]


def test_that_closed_cases_stand_by_their_closing_and_open_on_enter(office: Office, qtmodeltester: ModelTester) -> None:
    room = closed_desk(office)
    assert names(office, room) == [Z1, Z2]
    assert (room.number.text(), room.said) == ("2", "2 cases")
    assert room.area.currentWidget() is room.every
    assert (room.owners.isVisible(), room.me.isVisible()) == (False, False)
    assert room.every.model.text(0, "closed") == "2026-06-20 12:00"
    qtmodeltester.check(room.every.model)
    room.every.table.go_to_row(1)
    assert room.place_aside() == Place("case", office.case(Z2).id)
    office.qtbot.keyClick(room.every.table, Qt.Key.Key_Return)
    assert office.went == [Place("case", office.case(Z2).id)]


def test_that_days_and_choices_narrow_all_cases_and_show_all_lets_go_of_them(office: Office) -> None:
    room = closed_desk(office, "every")
    assert names(office, room) == [Z2, Z1, K3, K2, K1]
    room.narrow(category="minors")
    office.settle()
    assert names(office, room) == [Z1, K3]
    room.every.since.write("2026-06-10")
    office.settle()
    assert names(office, room) == [K3]
    room.every.until.write("2026-06-1")
    room.every.until.committed.emit()
    assert room.every.wrong.text() == "Write it as 2026-01-31."
    room.every.until.write("2026-06-09")
    office.settle()
    office.settle()
    assert room.every.wrong.text() == ""
    room.every.until.write("2026-06-10")
    room.narrow(text="z")
    office.settle()
    assert names(office, room) == []
    assert room.every.area.currentWidget() is room.every.nothing
    room.every.show_all()
    office.settle()
    assert names(office, room) == [Z2, Z1, K3, K2, K1]


def test_that_the_queues_stand_as_they_were_when_one_turns_back(office: Office) -> None:
    room = closed_desk(office)
    room.queues["overdue"].click()
    office.settle()
    assert room.area.currentWidget() is room.table
    assert [room.model.text(row, "name") for row in range(room.model.rowCount())] == [K1]
    room.kept["closed"].click()
    office.settle()
    store(office.app, cases=[case_of("Z3", outcome="unsubstantiated", closed_at=seconds("2026-06-30T09:00"))])
    room.outdate()
    office.settle()
    assert names(office, room) == ["Z3", Z1, Z2]
