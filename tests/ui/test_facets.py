"""Facets beside a list, the chips that say how it is narrowed, and who keeps its answers up to date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.standing import RefreshStanding, StandingHolds, StandingNow
from tests.ui.desks import Furnished, furnish
from tests.ui.worlds import World
from ui.keeper import Keeper
from ui.kit.desk import Place
from ui.kit.tasks import InlineTasks
from ui.lists.screen import ProfileList


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World(), lang="en")
    made.opened.window.show()
    made.opened.window.go(Place("hosts"))
    made.settle(qapp)
    yield made
    made.leave(qapp)


def hosts(window: Furnished) -> ProfileList:
    screen = window.opened.window.shown
    assert isinstance(screen, ProfileList)
    return screen


def test_that_a_facet_narrows_its_like_widens_and_its_chip_takes_it_away(window: Furnished, qapp: QApplication) -> None:
    screen = hosts(window)
    assert screen.drawer.rows["status", "suspended"].accessibleName() == "Suspended: 8"
    screen.drawer.rows["status", "suspended"].click()
    window.settle(qapp)
    assert screen.model.rowCount() == 8
    screen.drawer.rows["status", "left"].click()
    window.settle(qapp)
    assert screen.model.rowCount() == 15
    assert [chip.text() for chip in screen.chips.chips.values()] == ["Status: Suspended  ✕", "Status: Left  ✕"]
    screen.chips.chips["status", "suspended"].click()
    window.settle(qapp)
    assert screen.model.rowCount() == 7
    assert not screen.drawer.rows["status", "suspended"].isChecked()
    screen.show_all()
    window.settle(qapp)
    assert screen.model.rowCount() == 60
    assert screen.chips.isHidden()


def test_that_a_list_of_another_day_says_that_its_filters_are_of_today_and_offers_an_audit(
    window: Furnished, qapp: QApplication
) -> None:
    screen, day = hosts(window), window.opened.desk.day
    assert screen.note.isHidden()
    day.set(day.today - timedelta(days=12))
    window.settle(qapp)
    assert "those of today" in screen.note.sentence.text()
    assert screen.note.audit.text() == f"Audit as of {day.value.isoformat()}"
    day.set(day.today)
    window.settle(qapp)
    assert screen.note.isHidden()


def test_that_answers_grown_old_are_dated(window: Furnished) -> None:
    note, day = hosts(window).note, window.opened.desk.day
    note.say(StandingHolds(20_000, 7, fresh=False), day.today, day.today)
    assert "2024-10-04, change 7" in note.sentence.text()
    assert note.audit.isHidden()
    note.say(StandingHolds(None, 0, fresh=False), day.today, day.today)
    assert "being worked out" in note.sentence.text()


class Core:
    """Counts what it is asked; fresh once it was refreshed."""

    def __init__(self) -> None:
        self.refreshed = 0
        self.asked = 0
        self.holds = StandingHolds(None, 0, fresh=False)

    def ask(self, query: Any) -> Any:
        assert isinstance(query, StandingNow)
        self.asked += 1
        return self.holds

    def do(self, command: Any) -> Any:
        raise AssertionError(command)

    def run(self, job: Any, monitor: Monitor) -> Any:
        assert isinstance(job, RefreshStanding)
        self.refreshed += 1
        self.holds = StandingHolds(20_000, self.refreshed, fresh=True)
        return self.holds


def test_that_the_keeper_refreshes_what_is_old_once_and_then_rests(qapp: QApplication) -> None:
    core = Core()
    tasks = InlineTasks(core)
    keeper = Keeper(tasks)
    keeper.start()
    keeper.look()
    tasks.run_all()
    assert core.refreshed == 1
    asked = core.asked
    core.holds = StandingHolds(20_000, 1, fresh=False)
    tasks.changed.emit(core.holds)
    tasks.run_all()
    assert core.refreshed == 2
    assert core.asked <= asked + 3
    keeper.stop()


def test_that_a_refresh_that_fails_is_not_tried_again_until_something_changes(qapp: QApplication) -> None:
    class Full(Core):
        def run(self, job: Any, monitor: Monitor) -> Any:
            self.refreshed += 1
            raise OSError("no room")

    core = Full()
    tasks = InlineTasks(core)
    keeper = Keeper(tasks)
    keeper.start()
    tasks.run_all()
    assert core.refreshed == 1
    keeper.look()
    tasks.run_all()
    assert core.refreshed == 2
    keeper.stop()


def test_that_a_refresh_that_made_way_is_taken_up_again_when_nobody_waits(qapp: QApplication) -> None:
    class Stopped(Core):
        def run(self, job: Any, monitor: Monitor) -> Any:
            monitor.step(0, None, said("Working"))
            return None if job == "asked for" else super().run(job, monitor)

    core = Stopped()
    tasks = InlineTasks(core)
    keeper = Keeper(tasks)
    keeper.start()
    tasks.lanes.run_one()
    tasks.land()  # the refresh is on its way
    tasks.run("asked for", owner=keeper)
    tasks.run_all()
    assert core.holds.fresh
    keeper.stop()


def test_that_closing_does_not_ask_about_work_that_nobody_asked_for(qapp: QApplication) -> None:
    made = furnish(World())
    made.opened.desk.tasks.core = Core()
    made.opened.desk.tasks.run(RefreshStanding(), owner=made.opened.window, unasked=True)
    made.opened.window.show()
    assert made.opened.window.close()
    made.leave(qapp)
