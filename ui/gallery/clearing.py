"""Clearance, explanation, lapse and forecast, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QDate

from auditor.app import Auditor
from auditor.services.clearance.clearing import Clear
from auditor.services.clearance.lapse import LapseTouches
from ui.clearance.lapse import LapsePage
from ui.clearance.screen import EMPTY, ClearanceDesk
from ui.explain.screen import ExplainPage
from ui.forecast.screen import ForecastRoom
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

HOSTS = 120
TRIED = 40
"""Broadcasts that are looked at for one of each answer."""


def play(stage: Stage, folder: Path) -> None:
    """One of each answer, its reasons taken apart, what a lapse touches, the days to come."""
    path = folder / "门店合规.auditor"
    world.filled(path, HOSTS)
    with Auditor.open(path, clock=world.clock) as app:
        codes = _answers(app)
        lapsing = _record(app)
    window = stage.open(path)
    stage.quiet()
    window.go(Place("clearance"))
    page = cast("ClearanceDesk", window.shown)
    stage.settle()
    stage.shoot("clearance-nothing-picked")
    for answer, code in codes.items():
        page.clear()
        window.go(Place("clearance", ("broadcast", code)))
        stage.until(partial(_answered, page, answer))
        stage.settle()
        stage.shoot(f"clearance-{answer.lower()}")
    _explained(stage, page)
    _planned(stage, page)
    _signed(stage, page)
    window.go(Place("lapse", lapsing))
    lapse = cast("LapsePage", window.shown)
    today = stage.desk.day.today
    lapse.day.setDate(QDate(today.year, today.month, today.day))
    stage.until(lambda: lapse.told is not None)
    stage.settle()
    stage.shoot("lapse")
    window.go(Place("forecast"))
    room = cast("ForecastRoom", window.shown)
    stage.settle()
    stage.shoot("forecast-empty")
    room.look_ahead()
    stage.until(lambda: room.done is not None)
    stage.settle()
    stage.shoot("forecast-by-rule")
    room.units.setChecked(True)
    stage.settle()
    stage.shoot("forecast-by-team")


def _answered(page: ClearanceDesk, answer: str) -> bool:
    return page.told is not None and page.told.answer == answer


def _taken_apart(page: ExplainPage) -> bool:
    return page.found is not None and (page.fixes is not None or page.fix_card.isHidden())


def _explained(stage: Stage, page: ClearanceDesk) -> None:
    """The first line of each section, opened by Enter's way."""
    told = page.told
    assert told is not None
    for name, lines in (("reason", told.reasons), ("duty", told.to_do), ("note", told.notes)):
        if not lines:
            continue
        stage.window.go(Place("clearance"))
        stage.settle()
        key = lines[0].rule, lines[0].subject.reference
        page.lines.shown[key].setFocus()
        if name == "reason":
            stage.shoot("clearance-line-in-focus")
        page.lines.shown[key].opened.emit()
        shown = cast("ExplainPage", stage.window.shown)
        stage.until(partial(_taken_apart, shown))
        stage.settle()
        stage.shoot(f"explain-{name}-of-a-clearance")


def _planned(stage: Stage, page: ClearanceDesk) -> None:
    """A combination of one's own about to be put on file."""
    stage.window.go(Place("clearance"))
    page.start.setText("21:30")
    page._timed()  # noqa: SLF001 - as typing does
    stage.until(lambda: page.told is not None and not page.told.deal.on_file)
    stage.settle()
    page.keep.click()
    stage.settle()
    stage.shoot("clearance-put-on-file")


def _signed(stage: Stage, page: ClearanceDesk) -> None:
    """A host alone: may she be signed."""
    told = page.told
    assert told is not None
    host = told.deal.hosts[0]
    page.clear()
    assert page.area.currentIndex() == EMPTY
    stage.window.go(Place("clearance", ("host", host.code, host.name)))
    stage.until(lambda: page.signing.told is not None)
    stage.settle()
    stage.shoot("signing")


def _answers(app: Auditor) -> dict[str, str]:
    """A planned broadcast for each answer, the last the one with most to say."""
    with app.context.store.reading() as connection:
        query = "SELECT code FROM broadcast WHERE status = 'planned' ORDER BY planned_start LIMIT ?"
        codes = [str(one) for one in connection.exec_driver_sql(query, (TRIED,)).scalars()]
    found: dict[str, str] = {}
    for code in codes:
        found.setdefault(app.ask(Clear(None, code)).answer, code)
    return {answer: found[answer] for answer in ("GO", "CONDITIONS", "NO-GO") if answer in found}


def _record(app: Auditor) -> tuple[str, int]:
    """An authorisation of a merchant who is on air soon, such that its going is felt where there is one."""
    query = (
        "SELECT DISTINCT a.id FROM authorisation a JOIN broadcast_merchants m ON m.target_id = a.merchant_id"
        " JOIN broadcast b ON b.id = m.owner_id WHERE b.status = 'planned' ORDER BY b.planned_start, a.id LIMIT ?"
    )
    with app.context.store.reading() as connection:
        numbers = [int(one) for one in connection.exec_driver_sql(query, (TRIED,)).scalars()]
    today = app.context.today
    felt = (one for one in numbers if app.ask(LapseTouches("authorisation", today, one)).touched)
    return "authorisation", next(felt, numbers[0])
