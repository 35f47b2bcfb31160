"""The first things anybody sees: the start page, a workspace on its way, the tour, a bar of what ends soon."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog

from auditor.app import Auditor
from auditor.errors import WorkspaceUnusable
from auditor.i18n import N_, said
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.memory import Memory
from ui.main import Options, dressed
from ui.start.screen import StartPage

HOSTS = 60
SIZE = (1280, 800)


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
    _asked(stage, folder / "加密的工作区.auditor")


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


def _asked(stage: Stage, path: Path) -> None:
    """The question for a passphrase waits for its answer, so the picture is taken meanwhile."""
    Auditor.create(path, clock=world.clock, passphrase="海盐饼干配凉茶-2026")  # noqa: S106 - of a file that is deleted

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QInputDialog):
            stage.left_out.append("the passphrase was not asked for")
            return

        def asked() -> QInputDialog:
            t = stage.desk.texts.t
            box.setLabelText(t(N_("{name} is encrypted, or not a workspace. Passphrase:"), name=path.name))
            box.adjustSize()
            box.move(stage.window.pos() + stage.window.rect().center() - box.rect().center())
            return box

        stage.window.resize(*SIZE)
        stage.window.move(0, 0)
        stage.shoot("passphrase", asked)
        box.close()

    QTimer.singleShot(300, answer)
    with suppress(RuntimeError):  # nobody answered: there is no window then, but the start page
        stage.begin(path)
    for page in QApplication.topLevelWidgets():
        page.close()


def _opening(stage: Stage, path: Path) -> None:
    """The window is there before its workspace."""
    stage.begin(path)
    stage.shoot("opening")
    stage.close()
