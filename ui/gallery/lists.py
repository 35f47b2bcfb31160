"""The states of the list rooms: full, narrowed, nothing found, worked on in bulk, views and columns, small windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QMenu, QWidget

from auditor.services.lists import ListFilter
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.lists.screen import ProfileList

HOSTS = 200
LISTS = (
    "hosts",
    "merchants",
    "agencies",
    "rooms",
    "broadcasts",
    "products",
    "licences",
    "authorisations",
    "contracts",
)


def play(stage: Stage, folder: Path) -> None:
    """Go through the rooms."""
    full = world.filled(folder / "门店合规.auditor", HOSTS)
    stage.open(world.empty(folder / "空白.auditor"))
    stage.quiet()
    _go(stage, "licences")
    stage.shoot("list-without-anything")
    stage.open(full)
    stage.quiet()
    for room in LISTS:
        _go(stage, room)
        stage.shoot(f"list-{room}")
    _go(stage, "licences", ListFilter(expires_within=90))
    stage.shoot("list-ends-soon")
    _go(stage, "hosts", ListFilter(category=("food",)))
    stage.shoot("list-food")
    _go(stage, "licences", ListFilter(text="ZZZ"))
    stage.shoot("list-nothing-matches")
    _look(stage)
    _bulk(stage)
    _menus(stage)


def _go(stage: Stage, room: str, argument: object = None) -> ProfileList:
    stage.window.go(Place(room, argument))
    stage.settle()
    return cast("ProfileList", stage.window.shown)


def _look(stage: Stage) -> None:
    screen = _go(stage, "contracts", ListFilter(stands=("in_force",), missing=("scan",)))
    screen.table.go_to_row(1)
    screen.quick.turn()
    stage.settle()
    stage.shoot("list-quick-look")
    screen.quick.turn()


def _bulk(stage: Stage) -> None:
    screen = _go(stage, "hosts", ListFilter(status=("active",)))
    screen.table.selectAll()
    screen.bulk.open_form()
    form = screen.bulk.form
    form.field.setCurrentIndex(form.field.findData("unit"))
    form.line.setText("直播一组")
    form.look_beforehand()
    stage.until(lambda: form.seen is not None)
    stage.settle()
    stage.shoot("list-bulk-looked-at")
    screen.bulk.left.emit()


def _menus(stage: Stage) -> None:
    screen = _go(stage, "hosts", ListFilter(missing=("agency",)))
    screen.view.keep("缺机构")
    for name, button, menu in (
        ("list-views", screen.view, screen.view.menu_now),
        ("list-columns", screen.columns, screen.columns.menu_now),
    ):

        def opened(button: QWidget = button, menu: Callable[[], QMenu] = menu) -> QMenu:
            made = menu()
            made.popup(button.mapToGlobal(button.rect().bottomLeft()))
            stage.settle()
            return made

        stage.shoot(name, opened)
        stage.window.setFocus()
    stage.window.resize(820, 560)
    stage.settle()
    _go(stage, "licences", ListFilter(kind=("food_licence",)))
    stage.shoot("list-small-window")
