"""The states of the rules room, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.kit.forms import TextField
from ui.rules.page import EXAMPLES, TUNE, WHO
from ui.rules.screen import COVERAGE, LIST, OVERLAY, Rules

HOSTS = 120
REFUSED = """\
rules:
  TR-02:
    severity: hihg
    params:
      look_back_years: 9
  TR-99:
    enabled: false
  LI-04:
    params:
      warn_dayz: 45
"""
WEIGHED = """\
rules:
  TR-02:
    severity: medium
  ID-06:
    params:
      due_months: 3
  PV-01:
    enabled: false
"""


class Play:
    """The room on the stage, and what a person does in it."""

    def __init__(self, stage: Stage, folder: Path, workspace: Path) -> None:
        self.stage = stage
        self.folder = folder
        window = stage.open(workspace)
        stage.quiet()
        window.go(Place("rules"))
        self.room = cast("Rules", window.shown)
        self.wait()

    def wait(self) -> None:
        """Until everything is there."""
        self.stage.settle()
        self.stage.until(lambda: not self.room.counting.busy and not self.room.page.form.settling.isActive())
        self.stage.settle()

    def shoot(self, name: str, *, counted: bool = True) -> None:
        """Wait until everything is there, then take the picture; not ``counted``: before a bar that leaves is gone."""
        if counted:
            self.wait()
        else:
            self.stage.until(lambda: self.stage.window.bars.texts)
        self.stage.shoot(name)

    def rule(self, rule: str, tab: int = 0) -> None:
        """Open a rule on a tab."""
        self.room.tabs.setCurrentIndex(LIST)
        self.room.listing.view.choose(rule)
        self.room.page.tabs.setCurrentIndex(tab)
        self.wait()

    def type(self, name: str, text: str) -> None:
        """Type into a field of the form and let the typing rest."""
        cast("TextField", self.room.page.form.fields[name]).line.setText(text)
        self.wait()

    def file(self, name: str, text: str) -> Path:
        """A file as somebody brings it."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def play(stage: Stage, folder: Path) -> None:
    """All scenes, in an order in which one leads to the next."""
    Play(stage, folder, world.empty(folder / "空白.auditor")).shoot("empty")
    acts = Play(stage, folder, world.filled(folder / "门店合规.auditor", HOSTS))
    scenes: tuple[Callable[[Play], None], ...] = (_list, _rule, _form, _overlay, _coverage)
    for scene in scenes:
        scene(acts)
    stage.close()


def _list(play: Play) -> None:
    play.shoot("list")
    play.room.listing.search.setText("证照")
    play.shoot("search")
    play.room.listing.search.setText("没有这样的规则")
    play.shoot("nothing-found")
    play.room.listing.clear()


def _rule(play: Play) -> None:
    play.rule("LI-02")
    play.shoot("rule")
    play.rule("BR-02", WHO)
    play.shoot("who")
    play.rule("TR-02", EXAMPLES)
    play.shoot("examples")


def _form(play: Play) -> None:
    play.rule("ID-06", TUNE)
    play.shoot("form")
    play.type("warn_months", "2")
    play.shoot("form-impact")
    play.type("warn_months", "99")
    play.shoot("form-refused")
    play.type("warn_months", "2")
    play.room.page.form.save_button.click()
    play.shoot("form-saved", counted=False)
    play.stage.window.bars.clear()


def _overlay(play: Play) -> None:
    room = play.room
    room.tabs.setCurrentIndex(OVERLAY)
    play.shoot("overlay")
    room.overlay.lay_down(play.file("分公司口径.yaml", REFUSED))
    play.shoot("overlay-refused")
    room.overlay.dismiss.click()
    room.overlay.weigh(play.file("明年口径.yaml", WEIGHED))
    play.shoot("overlay-weighed")
    room.overlay.take_away()
    play.wait()
    play.stage.window.bars.clear()


def _coverage(play: Play) -> None:
    play.room.tabs.setCurrentIndex(COVERAGE)
    play.shoot("coverage")
