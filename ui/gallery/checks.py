"""The states of the checks room, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

from ui.checks.presenter import Scope
from ui.checks.screen import Checks
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

HOSTS = 60
DAYS = (date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 30))


def play(stage: Stage, folder: Path) -> None:
    """Empty, the form and what it refuses, findings, sides, maps, comparison."""
    from auditor.app import Auditor
    from auditor.services.audits import Audit

    room = _enter(stage, world.empty(folder / "空白.auditor"))
    stage.shoot("empty")
    full = world.filled(folder / "门店合规.auditor", HOSTS)
    with Auditor.open(full, clock=world.clock) as app:
        for day in DAYS:
            app.run(Audit(day))
    room = _enter(stage, full)
    stage.shoot("findings")
    room.other.click()
    stage.settle()
    stage.shoot("form")
    room.form.subjects.line.setText("host H0001")
    room.form.rules.line.setText("TR-2")
    stage.shoot("form-refused")
    room.form.hide()
    _sides(stage, room)
    _compare(stage, room)
    stage.close()


def _enter(stage: Stage, workspace: Path) -> Checks:
    window = stage.open(workspace)
    stage.quiet()
    window.go(Place("checks"))
    stage.settle()
    return cast("Checks", window.shown)


def _sides(stage: Stage, room: Checks) -> None:
    room.tabs.setCurrentIndex(1)
    for side in ("rule", "subject", "owner", "unit map"):
        room.sides.turn(side)
        stage.settle()
        stage.shoot(side.replace(" ", "-"))
    room.narrow(Scope(rule="TR-02"))
    stage.settle()
    stage.shoot("narrowed")


def _compare(stage: Stage, room: Checks) -> None:
    room.tabs.setCurrentIndex(2)
    stage.settle()
    stage.shoot("compared")
    for turn in ("persisting", "resolved"):
        room.beside.turns[turn].click()
    stage.settle()
    stage.shoot("compared-more")
