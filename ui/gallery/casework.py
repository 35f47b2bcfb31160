"""The case desk: its queues, one case, a step refused at its field – brought about and photographed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from auditor.services.cases import story as s
from auditor.services.cases.points import PointsLedger
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

if TYPE_CHECKING:
    from ui.cases.intake import NewCase
    from ui.cases.page import CasePage
    from ui.cases.screen import CaseDesk

HOSTS = 60
WAITS, APPEALABLE, APPEALED, CLOSED, CORRECTING = "AJ001", "AJ003", "AJ004", "AJ005", "AJ006"


def play(stage: Stage, folder: Path) -> None:
    """Nothing yet; the queues; cases at their stages; a refusal."""
    window = stage.open(world.empty(folder / "空.auditor"))
    stage.quiet()
    window.go(Place("cases"))
    stage.settle()
    stage.shoot("cases-empty")
    window = stage.open(world.filled(folder / "门店合规.auditor", HOSTS))
    stage.quiet()
    window.go(Place("cases"))
    room = cast("CaseDesk", window.shown)
    stage.settle()
    stage.shoot("cases")
    room.narrow(queue="overdue")
    stage.settle()
    stage.shoot("cases-overdue")
    room.narrow(queue="mine", me="闻专员")
    room.me.setText("闻专员")
    stage.settle()
    stage.shoot("cases-mine")
    _every(stage, room)
    for name, code in (("case-waiting", WAITS), ("case-closed", CLOSED)):
        window.go(Place("case", code))
        stage.settle()
        stage.shoot(name)
    _refused(stage)
    _new(stage)
    _points(stage)
    for name, key in (("figures", "case-figures"), ("feedback", "feedback")):
        window.go(Place(key))
        stage.settle()
        stage.shoot(name)
    stage.close()


def _every(stage: Stage, room: CaseDesk) -> None:
    """Closed cases, all of them, none that is meant."""
    for queue in ("closed", "every"):
        room.narrow(queue=queue)
        stage.settle()
        stage.shoot(f"cases-{queue}")
    room.narrow(text="QQQQ")
    stage.settle()
    stage.shoot("cases-every-nothing")
    room.show_all()
    room.narrow(queue="all")


def _refused(stage: Stage) -> None:
    """A sanction without its end, and somebody verifying what he did himself."""
    page = _case(stage, APPEALABLE)
    page.take(s.SANCTIONED)
    stage.settle()
    page.form.save()
    stage.settle()
    stage.shoot("case-sanction")
    page.form.leave()
    page = _case(stage, CORRECTING)
    page.take(s.VERIFIED)
    stage.settle()
    page.form.fields["by"].entry.put("闻专员")
    page.form.save()
    stage.settle()
    stage.shoot("case-refused")
    page.form.leave()


def _new(stage: Stage) -> None:
    """A new case, with a moment that lies ahead."""
    stage.window.go(Place("case-new", ("host", "H000002", "")))
    stage.settle()
    form = cast("NewCase", stage.window.shown)
    form.fields["occurred_at"].put("2026-07-09 20:00")
    form.fields["occurred_at"].entry.typed.emit("2026-07-09 20:00")
    form.save()
    stage.settle()
    stage.shoot("case-new")


def _points(stage: Stage) -> None:
    """The points of a host who lost some."""
    desk = stage.desk
    core = desk.tasks.core
    assert core is not None
    codes = [f"H{number:06}" for number in range(1, HOSTS)]
    code = next((one for one in codes if core.ask(PointsLedger(f"host:{one}", desk.day.value))), codes[0])
    stage.window.go(Place("points", ("host", code)))
    stage.settle()
    stage.shoot("points")


def _case(stage: Stage, code: str) -> CasePage:
    stage.window.go(Place("case", code))
    stage.settle()
    return cast("CasePage", stage.window.shown)
