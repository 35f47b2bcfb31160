"""Looking back in the window: profile, lists, clearance and explanation show what stood then, and write nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from auditor.services.editing import SaveRecord
from tests.services.rows import host
from tests.services.test_looking_back import Years, years
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.rooms import ROOMS

__all__ = ["years"]

BUILD = {room.key: room.build for room in ROOMS}


@dataclass(slots=True)
class Around:
    """A desk over a workspace with a past; ``first`` is a moment before H1 was renamed and H9 came."""

    years: Years
    desk: Desk
    tasks: InlineTasks
    first: Any
    went: list[Place] = field(default_factory=list)

    def room(self, key: str, qtbot: QtBot, argument: object = None) -> Any:
        """A screen of the window, read."""
        made = BUILD[key](self.desk)
        qtbot.addWidget(made)
        made.resize(1000, 700)
        if argument is not None:
            made.open(argument)
        made.show()
        self.tasks.run_all()
        return made

    def known(self, moment: Any) -> None:
        self.desk.day.know(moment)
        self.tasks.run_all()


@pytest.fixture
def around(years: Years, texts: Texts, theme: Theme, tmp_path: Path) -> Around:
    first = years.moment
    years.store(hosts=[host("H1", stage_name="改名了", owner="李经理", unit="乙"), host("H9")])
    problems = Problems(texts, theme)
    tasks = InlineTasks(years.app, problems.tell)
    desk = Desk(texts, theme, tasks, problems, Day(years.clock), lambda place: None)
    return Around(years, desk, tasks, first)


def test_that_a_profile_obeys_the_moment_and_goes_back_to_now(around: Around, qtbot: QtBot) -> None:
    page = around.room("profile", qtbot, ("host", "H1"))
    assert page.looks_back
    assert page.name.text() == "改名了"
    around.known(around.first)
    assert page.name.text() == "名H1"
    assert "王经理" in page.beside.text()
    around.known(None)
    assert (page.name.text(), "李经理" in page.beside.text()) == ("改名了", True)


def test_that_who_was_not_there_then_is_not_shown_then(around: Around, qtbot: QtBot) -> None:
    page = around.room("profile", qtbot, ("host", "H9"))
    around.known(around.first)
    assert page.area.currentWidget() is page.absent
    assert around.desk.problems.tray == []
    around.known(None)
    assert page.name.text() == "名H9"
    assert page.area.currentIndex() == 1


def test_that_nothing_is_written_while_looking_back(around: Around, qtbot: QtBot) -> None:
    page = around.room("profile", qtbot, ("host", "H1"))
    change = page.profile.seen
    around.known(around.first)
    draft = page.records.facts.draft
    draft.type("unit", "新")
    assert page.records.saver.save(draft, "unit")
    around.tasks.run_all()
    (note,) = around.desk.problems.notes
    assert str(note.message.params["moment"]).startswith("2026-06-20")
    assert draft.typed == {"unit": "新"}
    around.desk.edits.done(change, note.message)
    around.desk.edits.undo()
    around.tasks.run_all()
    assert note.action is not None
    note.action[1]()
    around.tasks.run_all()
    assert around.desk.day.known is None
    assert page.profile.seen == change  # nothing was stored
    # What was typed over a former value is not written over the present one unseen.
    assert page.records.saver.save(draft, "unit")
    around.tasks.run_all()
    assert page.records.clash.isVisibleTo(page)
    assert page.profile.seen == change


def test_that_lists_and_clearance_and_reasons_obey_the_moment(around: Around, qtbot: QtBot) -> None:
    hosts = around.room("hosts", qtbot)
    assert hosts.model.rowCount() == 3
    around.known(around.first)
    assert hosts.looks_back
    assert hosts.model.rowCount() == 2
    for at in range(2):
        hosts.model.index(at, 0).data()  # as painting does
    around.tasks.run_all()
    names = {hosts.model.row(at)[2] for at in range(2)}
    assert names == {"名H1", "名H2"}
    assert hosts.note.isVisibleTo(hosts)
    assert "Looking back" in hosts.note.sentence.toolTip() + hosts.note.sentence.text()
    why = around.room("explain", qtbot, ("host", "H1", "ID-03"))
    assert why.looks_back
    assert why.found is not None
    clearing = around.room("clearance", qtbot, ("broadcast", "B1", "B1"))
    assert clearing.looks_back
    assert {one.name for one in clearing.told.deal.hosts} == {"名H1"}
    around.known(None)
    assert {one.name for one in clearing.told.deal.hosts} == {"改名了"}
    assert hosts.model.rowCount() == 3


def test_that_a_command_of_a_screen_that_looks_back_is_never_carried_out(around: Around, qtbot: QtBot) -> None:
    from ui.kit.looking import looking_back

    desk = looking_back(around.desk)
    told: list[Exception] = []
    command = SaveRecord("hosts", 1, (("unit", "x"),))
    around.desk.day.know(around.first)
    desk.tasks.do(command, None, told.append, owner=around.desk.problems)
    assert [type(one).__name__ for one in told] == ["LooksBack"]
    assert around.tasks.run_all() == 0
    around.desk.problems.tell(told[0])
    assert len(around.desk.problems.notes) == 1  # said once, with the way back
