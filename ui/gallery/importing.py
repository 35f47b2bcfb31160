"""The states of the import room, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from ui.gallery import files, world
from ui.gallery.stage import Stage
from ui.importing.screen import HISTORY, ImportRoom
from ui.importing.state import COMPLETENESS, MENDED, Step
from ui.kit.desk import Place


class Play:
    """The room on the stage, and what a person does in it."""

    def __init__(self, stage: Stage, folder: Path, workspace: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.workspace = workspace
        self.room = self._enter()

    def _enter(self) -> ImportRoom:
        window = self.stage.open(self.workspace)
        self.stage.quiet()
        window.go(Place("import"))
        self.stage.settle()
        return cast("ImportRoom", window.shown)

    def shoot(self, name: str) -> None:
        """Wait until everything is there, then take the picture."""
        self.stage.settle()
        self.stage.shoot(name)

    def fresh(self) -> None:
        """An empty room without a word above it."""
        self.stage.settle()
        self.room.work.start_over()
        self.stage.window.bars.clear()
        self.stage.window.go(Place("import"))

    def drag(self, *paths: Path) -> QMimeData:
        """Hold files over the room."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(300, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
        self.stage.send(self.room, enter)
        return mime

    def drop(self, *paths: Path) -> None:
        """Let files go over the room."""
        mime = self.drag(*paths)
        none = Qt.KeyboardModifier.NoModifier
        self.stage.send(
            self.room, QDropEvent(QPoint(300, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
        )

    def read(self, *paths: Path) -> None:
        """Drop files and wait for the preview and what is read beside it."""
        self.drop(*paths)
        self.previewed()

    def previewed(self) -> None:
        """Wait for the preview and what is read beside it."""
        self.stage.until(lambda: not self.room.work.busy and not self.room.work.settling.isActive())
        self.stage.settle()

    def store(self) -> None:
        """Import, to the end."""
        self.room.result.store_button.click()
        self.previewed()

    def filter(self, name: str) -> None:
        """Choose a counter."""
        self.room.preview_card.chips[name].click()

    def mend(self, text: str) -> None:
        """Type into the line of the problem and press Enter."""
        self.type(text)
        QTest.keyClick(self.room.preview_card.problem.line, Qt.Key.Key_Return)
        self.previewed()

    def type(self, text: str) -> None:
        """Type into the line of the problem."""
        line = self.room.preview_card.problem.line
        line.setFocus()
        line.selectAll()
        line.insert(text)
        line.setModified(True)

    def problem(self, cell: str) -> None:
        """Look at the problem of a cell."""
        table = self.room.preview_card.table
        table.selectRow(next(n for n, line in enumerate(table.small.lines) if cell in line.texts))
        self.stage.settle()


def play(stage: Stage, folder: Path) -> None:
    """All scenes, in an order in which one leads to the next."""
    workspace = world.empty(folder / "门店合规.auditor")
    acts = Play(stage, folder, workspace)
    for scene in (_nothing_yet, _first_import, _second_week, _mending, _outcome, _matching, _refused, _pasted, _long):
        scene(acts)
    stage.close()


def _nothing_yet(play: Play) -> None:
    play.shoot("empty")
    week, photo = files.first_week(play.folder), play.folder / "证照.jpg"
    play.drag(week, files.table_of_text(play.folder), photo)
    play.stage.shoot("dragging")
    play.drag(photo)
    play.stage.shoot("dragging-nothing-to-take")
    play.drop(photo)
    play.shoot("only-a-picture-was-dropped")
    play.fresh()
    play.stage.window.go(Place("import", HISTORY))
    play.shoot("history-empty")
    play.fresh()


def _first_import(play: Play) -> None:
    play.read(files.first_week(play.folder))
    play.shoot("preview-all-new")
    play.store()
    play.shoot("done-all-new")
    play.fresh()
    play.read(play.folder / "主播周报-第25周.xlsx")
    play.shoot("second-import-changes-nothing")
    play.fresh()


def _second_week(play: Play) -> None:
    play.read(files.second_week(play.folder))
    for name in ("refused", "updated", "created", "unchanged", "superseded", "warned", COMPLETENESS):
        play.filter(name)
        play.shoot(f"preview-{name}")
    play.room.files.sheets.selectRow(1)
    play.filter("created")
    play.shoot("one-sheet-looked-at")
    play.room.files.sheets.selectRow(0)
    play.filter("refused")


def _mending(play: Play) -> None:
    play.problem("E5")
    play.shoot("problem-among-neighbours")
    play.type("2025-03-2")
    play.shoot("mending")
    play.mend("去年三月")
    play.shoot("mend-still-wrong")
    play.mend("2025-03-21")
    play.problem("F14")
    play.mend("30000")
    play.shoot("mended-next-problem")
    play.filter(MENDED)
    play.shoot("mends")


def _outcome(play: Play) -> None:
    play.filter("refused")
    play.store()
    play.shoot("done-partly-refused")
    play.room.work.save_rejects(play.folder / "主播周报-第26周-refused.xlsx")
    play.shoot("rejects-written")
    play.stage.window.bars.clear()
    play.room.result.undo_button.click()
    play.previewed()
    play.shoot("undone")
    play.stage.window.bars.clear()
    play.stage.window.go(Place("import", HISTORY))
    play.shoot("history")
    play.fresh()


def _matching(play: Play) -> None:
    play.read(files.strange_columns(play.folder))
    play.shoot("columns-guessed")
    columns = play.room.files.columns
    columns.confirm_all.click()
    play.previewed()
    play.room.files.mapping.name.setText("星芒传媒")
    play.shoot("columns-confirmed")
    columns.table.selectRow(0)
    columns.choice.showPopup()
    play.stage.settle()
    columns.choice.hidePopup()
    play.fresh()
    play.read(files.violations(play.folder))
    play.shoot("foreign-shape-mapping-offered")
    play.room.files.mapping.offer.click()
    play.stage.until(lambda: play.room.state.wishes.choices.mapping is not None)
    play.previewed()
    play.shoot("mapping-chosen")
    play.fresh()
    play.read(play.folder / "主播周报-第26周.xlsx", files.table_of_text(play.folder), play.folder / "达人花名册.xlsx")
    play.shoot("several-files")
    play.fresh()


def _refused(play: Play) -> None:
    for name, make in (
        ("refused-no-workbook", files.no_workbook),
        ("refused-encrypted", files.encrypted),
        ("refused-bomb", files.bomb),
        ("refused-strange-sheet", files.strange_sheet),
    ):
        play.read(make(play.folder))
        play.shoot(name)
        play.fresh()


def _pasted(play: Play) -> None:
    QGuiApplication.clipboard().setText(files.PASTED)
    play.room.paste()
    play.previewed()
    play.shoot("pasted")
    play.fresh()
    QGuiApplication.clipboard().setText("夜航船")
    play.room.paste()
    play.shoot("pasted-no-table")
    play.fresh()


def _long(play: Play) -> None:
    room, work = play.room, play.room.work
    play.drop(files.large(play.folder))
    play.stage.until(lambda: work.handle is not None and work.handle.monitor.done > 0)
    play.stage.shoot("reading")
    play.previewed()
    play.shoot("preview-large")
    room.result.store_button.click()
    play.stage.until(lambda: work.handle is not None and work.handle.monitor.done > 2_000)
    play.stage.shoot("importing")
    room.result.cancel_button.click()
    play.stage.shoot("stopping")
    play.stage.until(lambda: not work.busy)
    play.shoot("stopped")
    if room.state.step is not Step.PREVIEW:
        play.stage.left_out.append("the import ended before it could be stopped")
    play.fresh()
    _changed_meanwhile(play)


def _changed_meanwhile(play: Play) -> None:
    """Somebody else imports while a preview stands; then an import that later edits stand on is taken back."""
    from auditor.app import Auditor
    from auditor.services.imports import ImportFiles

    play.read(play.folder / "主播周报-第26周.xlsx")
    with Auditor.open(play.workspace, clock=world.clock) as other:
        other.run(ImportFiles((play.folder / "主播周报-第26周.xlsx",)))
    play.stage.until(lambda: play.room.work.outdated)
    play.shoot("preview-outdated")
    play.fresh()
    play.stage.window.go(Place("import", HISTORY))
    play.stage.settle()
    table = play.room.history.table
    table.selectRow(len(table.small.lines) - 1)
    play.room.history.button.click()
    play.previewed()
    play.shoot("history-changed-later")
