"""The import room: choose or drop files, look at what would happen, mend, import, look at what happened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedLayout
from typing_extensions import override

from auditor.i18n import N_
from ui.importing.drop import DropSheet
from ui.importing.files_card import FilesCard
from ui.importing.history import HistoryPage
from ui.importing.preview import PreviewCard
from ui.importing.result import ResultCard
from ui.importing.sentences import not_taken, sentence
from ui.importing.state import ImportState, Step
from ui.importing.work import Work
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen

KINDS = "Excel, CSV (*.xlsx *.csv)"
LOOKED_AT_MS = 150
HISTORY = "history"
PASTE = "paste"
"""With a text: copied rows that another room hands over."""
AUDIT_NOW = "now"
"""What the checks room understands as: audit at once."""
EMPTY_PAGE, STEPS_PAGE, HISTORY_PAGE = range(3)


class ImportRoom(Screen):
    """Three steps on one page that never hides the earlier ones; the history of imports is a page behind it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = Work(desk, self)
        self.work.moved.connect(self.render_texts)
        self._in_history = False
        self.setAcceptDrops(True)
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self._progress)
        self._build()
        self._listen()
        self._lay_out()
        self.drop = DropSheet(desk.texts, self)
        self.render_texts()

    @property
    def state(self) -> ImportState:
        """How far this import has come."""
        return self.work.state

    # building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        desk, texts = self.desk, self.desk.texts
        self.title = parts.label(texts, N_("Import"), "title")
        self.add_button = parts.button(texts, N_("Add files…"), self._choose)
        self.paste_button = parts.button(texts, N_("Paste a table"), self.paste)
        self.history_button = parts.button(texts, N_("Imports so far"), self._to_history)
        self.files = FilesCard(desk)
        self.preview_card = PreviewCard(desk)
        self.result = ResultCard(desk)
        self.history = HistoryPage(desk)

    def _listen(self) -> None:
        work = self.work
        self.files.removed.connect(work.remove)
        self.files.sheet_picked.connect(work.look_at_sheet)
        self.files.mapping.picked.connect(work.use_mapping)
        self.files.mapping.saved.connect(work.save_mapping)
        self.files.columns.chosen.connect(work.match)
        self.files.sheet_box.chosen.connect(work.take_sheet)
        self.preview_card.filtered.connect(work.look_at)
        self.preview_card.located.connect(work.ask_around)
        self.preview_card.problem.mended.connect(work.mend)
        self.preview_card.unmended.connect(work.unmend)
        self.preview_card.again.connect(work.read_again)
        work.around_read.connect(self.preview_card.problem.show_around)
        self.result.store.connect(self.start_import)
        self.result.cancel.connect(self.stop)
        self.result.undo.connect(work.undo_import)
        self.result.over.connect(work.start_over)
        self.result.audit.connect(lambda: self.desk.go(Place("checks", AUDIT_NOW)))
        self.result.rejects.connect(self._choose_rejects)
        self.history.undo.connect(work.undo)
        self.history.more.connect(work.more_history)
        self.history.back.connect(self._to_steps)

    def _lay_out(self) -> None:
        texts = self.desk.texts
        pick = parts.button(texts, N_("Choose files…"), self._choose, "primary")
        paste = parts.button(texts, N_("Paste a table"), self.paste)
        words = N_(
            "Drop workbooks (.xlsx) or tables (.csv) here. Nothing is stored before you have seen what would happen."
        )
        self.empty = parts.EmptyState(texts, words, pick, paste)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.files)
        split.addWidget(self.preview_card)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([420, 660])
        split.setHandleWidth(12)
        split.setChildrenCollapsible(False)
        steps = parts.column(split, self.result, gap=12)
        steps.setStretch(0, 1)
        here = parts.card(self.empty)
        parts.mark(here, "drop-here")
        self.area = QStackedLayout()
        for page in (here, parts.box(steps), self.history):
            self.area.addWidget(page)
        self._head = parts.box(
            parts.row(self.title, None, self.history_button, self.paste_button, self.add_button, gap=8)
        )
        body = parts.column(self._head, gap=10, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    # acting -----------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.desk.texts.t(N_("Choose files…")), "", KINDS)
        if names:
            self.preview(tuple(Path(name) for name in names))

    def preview(self, files: tuple[Path, ...]) -> None:
        """Take files and ask what importing them would do; nothing is stored."""
        left = not_taken(files)
        if left is not None:
            self.desk.problems.warn(left)
        self._in_history = False
        self.work.add(files)

    def paste(self) -> None:
        """Take the table in the clipboard as a file."""
        self._in_history = False
        self.work.paste(QGuiApplication.clipboard().text())

    def start_import(self) -> None:
        """Import for real what the preview shows."""
        self.work.store()

    def stop(self) -> None:
        """Ask the work under way to stop; stopped means that nothing happened."""
        self.work.stop()

    def _choose_rejects(self) -> None:
        title = self.desk.texts.t(N_("Save refused rows…"))
        name, _ = QFileDialog.getSaveFileName(self, title, self.work.rejects_name, "Excel (*.xlsx);;CSV (*.csv)")
        if name:
            self.work.save_rejects(Path(name))

    def _to_history(self) -> None:
        self.desk.go(Place("import", HISTORY))

    def _to_steps(self) -> None:
        self.desk.go(Place("import"))

    @override
    def open(self, argument: object) -> None:
        self._in_history = argument == HISTORY
        if self._in_history:
            self.work.read_history()
        elif isinstance(argument, tuple) and len(argument) == 2 and argument[0] == PASTE:
            self.work.paste(str(argument[1]))
        elif isinstance(argument, tuple) and argument:
            self.preview(tuple(Path(str(name)) for name in argument))
        self.render_texts()

    @override
    def read(self) -> None:
        self.work.read_surroundings()
        if self._in_history:
            self.work.read_history()

    @override
    def outdate(self) -> None:
        self.drop.hide()  # what it said of the room may hold no more; who still drags sees it at the next move
        self.work.data_changed()
        super().outdate()

    @override
    def day_changed(self) -> None:
        """An import does not depend on the as-of day."""

    # dragging and keys ------------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        files = _dropped(event)
        if files:
            self.drop.tell(files, busy=self.work.busy)
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.hide()
        self.preview(_dropped(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop.hide()

    # showing ----------------------------------------------------------------------------------------------------

    def _progress(self) -> None:
        if self.work.handle is not None:
            self.result.progress(self.work.handle)

    @override
    def render_texts(self) -> None:
        state, work, t = self.state, self.work, self.desk.texts
        self.call_it(t.t(N_("Import")))
        page = HISTORY_PAGE if self._in_history else EMPTY_PAGE if state.step is Step.EMPTY else STEPS_PAGE
        self.area.setCurrentIndex(page)
        self._head.setVisible(page != HISTORY_PAGE)
        self.add_button.setVisible(page == STEPS_PAGE)
        self.paste_button.setVisible(page == STEPS_PAGE)
        self.add_button.setEnabled(not work.busy)
        self.paste_button.setEnabled(not work.busy)
        if page == HISTORY_PAGE:
            self.history.show_state(work.imports, busy=work.busy)
        elif page == STEPS_PAGE:
            self.files.show_state(state, work.mappings)
            self.preview_card.show_state(state, work.fed, outdated=work.outdated)
            self.result.show_state(state, working=work.handle is not None, undone=work.undone)
        if work.handle is not None:
            self._timer.start()
            self._progress()
        else:
            self._timer.stop()
        self.say("" if page == HISTORY_PAGE else sentence(state, t.translator))


def _dropped(event: QDragEnterEvent | QDropEvent) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
