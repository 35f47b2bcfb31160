"""The states of the frame round the rooms: the day and what was known, the search, the tray, keys, windows beside."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from auditor.i18n import said
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

HOSTS = 60


def play(stage: Stage, folder: Path) -> None:
    """All scenes, one after the other."""
    stage.open(world.filled(folder / "门店合规.auditor", HOSTS))
    _looking_back(stage)
    _searching(stage)
    _saying(stage)
    _beside(stage)
    _setting(stage)
    _written_large(stage)


def _looking_back(stage: Stage) -> None:
    window, day = stage.window, stage.desk.day
    stage.shoot("reminded")
    stage.quiet()
    window.day_button.open_known()
    stage.settle()
    stage.shoot("day", window.day_button.popup)
    window.day_button.popup.hide()
    day.look(day.today - timedelta(days=12), datetime.combine(day.today - timedelta(days=10), datetime.min.time()))
    window.go(Place("training"))
    stage.settle()
    stage.shoot("looking-back")
    day.reset()
    window.go(Place("hosts"))
    stage.settle()


def _searching(stage: Stage) -> None:
    palette = stage.window.palette_box
    for name, text in (
        ("search-empty", ""),
        ("search-subject", "h"),
        ("search-training", "食品"),
        ("search-command", "zt"),
        ("search-none", "〇〇〇〇"),
    ):
        palette.open_now()
        palette.line.setText(text)
        stage.settle()
        stage.shoot(name)
    palette.hide()


def _saying(stage: Stage) -> None:
    window, problems = stage.window, stage.desk.problems
    problems.done(said("{n} rows copied.", n=3), (said("Undo"), lambda: None))
    problems.warn(said("The disk said no: {reason}", reason="…"))

    def tray() -> QWidget:
        window.bell.open_tray()
        stage.settle()
        return window.bell.tray

    stage.shoot("tray", tray)
    window.bell.tray.hide()
    window.bars.clear()
    window.show_keys()
    stage.settle()
    sheet = window.keys_sheet
    if sheet is not None:
        sheet.move(window.pos() + window.rect().center() - sheet.rect().center())
        stage.shoot("keys", sheet)
        sheet.hide()


def _beside(stage: Stage) -> None:
    window = stage.window
    window.go_aside(Place("profile", ("host", "H000001")))
    stage.settle()
    aside = window.asides[0]
    aside.move(window.pos().x() + 100, window.pos().y() + 60)
    stage.shoot("aside", aside)
    aside.close()


def _setting(stage: Stage) -> None:
    for page in ("looks", "workspace", "organisation", "reminders", "laid", "about"):
        stage.window.go(Place("settings", page))
        stage.settle()
        stage.shoot(f"settings-{page}")


def _written_large(stage: Stage) -> None:
    window, theme = stage.window, stage.desk.theme
    for scale in (2.0, 1.5, 0.9):
        theme.resize(scale)
        for room in ("today", "hosts", "profile", "clearance", "training", "checks", "rules", "import", "settings"):
            window.go(Place(room, ("host", "H000002") if room == "profile" else None))
            stage.settle()
            stage.shoot(f"{room}-{round(scale * 100)}")
    theme.resize(1.0)
