"""The states of the day's page and of the calendar, photographed one after the other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

from auditor.errors import WorldFailed
from auditor.i18n import said
from ui.calendar.screen import CalendarRoom
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.today.presenter import CLOCKS, LAPSING, TONIGHT
from ui.today.screen import TodayRoom

HOSTS = 120


def play(stage: Stage, folder: Path) -> None:
    """Empty, full from top to charts, a part that failed, another year; the month, a day of it, one kind."""
    from auditor.app import Auditor
    from auditor.services.audits import Audit

    _enter(stage, world.empty(folder / "空白.auditor"))
    stage.shoot("empty")
    full = world.filled(folder / "门店合规.auditor", HOSTS)
    with Auditor.open(full, clock=world.clock) as app:
        for days in (21, 7, 0):
            app.run(Audit(app.context.today - timedelta(days=days), save=True))
    room = _enter(stage, full)
    stage.shoot("broadcasts")
    stage.quiet()
    _show(stage, room, CLOCKS)
    stage.shoot("clocks")
    _show(stage, room, LAPSING)
    stage.shoot("lapses")
    room.pane.ensureWidgetVisible(room.charts.charts[-1])
    stage.settle()
    stage.shoot("charts")
    room.pane.verticalScrollBar().setValue(0)
    room.fail(TONIGHT, WorldFailed(said("{path} cannot be read: {reason}", path="E:", reason="I/O")))
    stage.shoot("failed")
    _calendar(stage)
    stage.close()


def _enter(stage: Stage, workspace: Path) -> TodayRoom:
    window = stage.open(workspace)
    window.go(Place("today"))
    stage.settle()
    return cast("TodayRoom", window.shown)


def _show(stage: Stage, room: TodayRoom, name: str) -> None:
    line = next(iter(room.sections[name].lines), None)
    room.pane.ensureWidgetVisible(room.sections[name], 0, 200)
    if line is not None:
        line.setFocus()
    stage.settle()


def _calendar(stage: Stage) -> None:
    stage.window.go(Place("calendar"))
    stage.settle()
    stage.shoot("month")
    room = cast("CalendarRoom", stage.window.shown)
    room.grid.picked.emit(stage.desk.day.value)
    stage.settle()
    stage.shoot("day")
    for kind, button in room.kinds.items():
        button.setChecked(kind == "licence")
    stage.settle()
    stage.shoot("one-kind")
    for kind, button in room.kinds.items():
        button.setChecked(kind == "reminder")
    room.whole.click()
    stage.settle()
    stage.shoot("reminders")
    stage.desk.day.set(stage.desk.day.value.replace(year=2030))
    stage.settle()
    stage.shoot("another-year")
