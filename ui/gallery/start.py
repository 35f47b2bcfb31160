"""The first things anybody sees: the start page, a workspace on its way, the tour, a bar of what ends soon."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import WorkspaceUnusable
from auditor.i18n import said
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.memory import Memory
from ui.main import Options, dressed
from ui.start.screen import StartPage

HOSTS = 60


def play(stage: Stage, folder: Path) -> None:
    """All scenes, one after the other."""
    _page(stage)
    path = world.filled(folder / "门店合规.auditor", HOSTS)
    _opening(stage, path)
    window = stage.open(path)
    stage.settle()
    window.show_tour()
    for card in range(1, 4):
        stage.settle()
        stage.shoot(f"tour-{card}")
        if window.tour is not None:
            window.tour.go_on()
    stage.close()


def _page(stage: Stage) -> None:
    texts, theme = dressed(Options(None, "zh", "light"), Memory())
    page = StartPage(texts, theme)
    page.show()
    stage.shoot_alone("start", page, texts, theme)
    page.bar.show()
    page.bar.setRange(0, 200)
    page.bar.setValue(120)
    for button in page.buttons:
        button.setEnabled(False)
    stage.shoot_alone("start-making", page, texts, theme)
    page.bar.hide()
    for button in page.buttons:
        button.setEnabled(True)
    error = WorkspaceUnusable(said("{path} is encrypted, or not a workspace.", path="门店合规.auditor"))
    page.bars.add("error", error.message, None, leaves=False)
    stage.shoot_alone("start-refused", page, texts, theme)
    page.close()


def _opening(stage: Stage, path: Path) -> None:
    """The window is there before its workspace."""
    stage.begin(path)
    stage.shoot("opening")
    stage.close()
