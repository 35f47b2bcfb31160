"""The states of a profile: read, edited, refused, in conflict, added to, revealed, traced, moved through the days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from ui.editing.rows import FactRow
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.profiles.page import ProfilePage

HOSTS = 120


class Play:
    """A profile on the stage, and what a person does on it."""

    def __init__(self, stage: Stage, workspace: Path) -> None:
        self.stage = stage
        window = stage.open(workspace)
        stage.quiet()
        window.go(Place("profile", ("host", "H000001")))
        self.page = cast("ProfilePage", window.shown)
        self.wait()

    def wait(self) -> None:
        """Until everything is there."""
        self.stage.settle()
        self.stage.until(lambda: self.page.lines is not None)
        self.stage.settle()

    def shoot(self, name: str) -> None:
        """Wait until everything is there, then take the picture."""
        self.wait()
        self.stage.shoot(name)

    def go(self, kind: str, code: str) -> None:
        """Another profile."""
        self.stage.window.go(Place("profile", (kind, code)))
        self.wait()

    def row(self, name: str) -> FactRow:
        """A field of the subject."""
        return self.page.records.facts.rows[name]

    def type(self, name: str, text: str) -> None:
        """Open a field and type."""
        row = self.row(name)
        self.page.records.facts.edit(name)
        assert row.editor is not None
        row.editor.put(text)
        row.editor.typed.emit(text)
        self.page.records.facts_area.ensureWidgetVisible(row)
        self.wait()


def play(stage: Stage, folder: Path) -> None:
    """All scenes, in an order in which one leads to the next."""
    scenes_on(stage, world.filled(folder / "门店合规.auditor", HOSTS))


def scenes_on(stage: Stage, workspace: Path) -> None:
    """The scenes on a workspace of the made-up world."""
    acts = Play(stage, workspace)
    scenes: tuple[Callable[[Play], None], ...] = (_edit, _clash, _records, _reveal, _traced, _days)
    for scene in scenes:
        scene(acts)
    stage.close()


def _edit(play: Play) -> None:
    play.shoot("profile")
    play.type("birth_date", "1990-13-45")
    play.shoot("wrong")
    play.row("birth_date").editor.taken_back.emit()  # type: ignore[union-attr]
    play.type("id_type", "护照")
    play.shoot("choice")
    play.row("id_type").editor.taken_back.emit()  # type: ignore[union-attr]


def _records(play: Play) -> None:
    play.go("merchant", "S00003")
    page = play.page.records.pages["licences"]
    play.page.records.setCurrentWidget(page)
    page.table.selectRow(0)
    play.shoot("licence")
    page.begin_adding()
    page.adding.fields["valid_until"].entry.put("2020")
    page.adding.save()
    play.shoot("add")
    page.adding.leave()


def _clash(play: Play) -> None:
    from auditor.services.editing import RecordNamed, SaveRecord

    core = play.stage.desk.tasks.core
    assert core is not None
    play.type("unit", "直播二组")
    named = core.ask(RecordNamed("host:H000001"))
    core.do(SaveRecord(named.sheet, named.id, (("unit", "直播一组"), ("followers", "310000"))))
    play.row("unit").editor.committed.emit()  # type: ignore[union-attr]
    play.shoot("clash")
    play.page.records.clash.settle()
    play.wait()


def _reveal(play: Play) -> None:
    play.go("host", "H000001")
    play.page.records.setCurrentIndex(0)
    play.page.records.facts_area.verticalScrollBar().setValue(0)
    play.page.records.reveal.ask()
    play.shoot("reason")
    play.page.records.reveal.reason.setText("核对投诉 2026-118")
    play.page.records.reveal.reveal()
    play.shoot("revealed")
    play.page.records.reveal.cover()


def _traced(play: Play) -> None:
    play.page.records.setCurrentWidget(play.page.records.traced)
    play.shoot("changes")


def _days(play: Play) -> None:
    from auditor.model.types import day_of

    play.go("host", "H000046")
    play.page.records.setCurrentIndex(0)
    play.stage.until(lambda: len(play.page.timeline.turns) > 1)
    play.shoot("timeline")
    bar = play.page.timeline.bar
    bar.setValue(day_of(play.stage.desk.day.today) + 75)
    bar.settle()
    play.shoot("moved")
    play.stage.desk.day.set(play.stage.desk.day.today)
