"""The import room: choose or drop files, look at what would happen, import, look at what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QProgressBar, QPushButton, QStackedLayout, QWidget
from typing_extensions import override

from auditor.errors import Cancelled
from auditor.i18n import N_, Message
from auditor.services.imports import Imported, ImportFiles
from ui.importing.presenter import COUNTERS, ImportState, Step
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import Handle

LEVELS = {"": N_("All problems"), "error": N_("Refused"), "warning": N_("Warned")}
LEVEL_WORDS = {"error": N_("× refused"), "warning": N_("! warned")}
KINDS = "Excel, CSV (*.xlsx *.csv)"
LOOKED_AT_MS = 150


class ImportRoom(Screen):
    """Three steps on one page that never hides the earlier ones."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state = ImportState()
        self._handle: Handle | None = None
        self.setAcceptDrops(True)
        texts = desk.texts
        self.title = parts.label(texts, N_("Import"), "title")
        self.choose = parts.button(texts, N_("Choose files…"), self._choose)
        self.store = parts.button(texts, N_("Import"), self.start_import, "primary")
        self.cancel = parts.button(texts, N_("Cancel"), self.stop)
        self.names = parts.plain_label("", "muted", wrap=True)
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.asides = parts.plain_label("", "muted", wrap=True)
        self.bar = QProgressBar()
        texts.name(self.bar, N_("Progress of the import"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.doing = parts.plain_label("", "muted")
        self.sheets = SmallTable()
        texts.name(self.sheets, N_("Sheets and what becomes of their rows"))
        self.problems = SmallTable()
        texts.name(self.problems, N_("Problems by cell"))
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self._progress)
        self._lay_out()
        self.render_texts()

    # building ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        texts = self.desk.texts
        pick = parts.button(texts, N_("Choose files…"), self._choose, "primary")
        words = N_(
            "Drop workbooks (.xlsx) or tables (.csv) here. Nothing is stored before you have seen what would happen."
        )
        self.empty = parts.EmptyState(texts, words, pick)
        head = parts.row(self.title, None, self.choose, self.store, self.cancel, gap=8)
        found = parts.column(
            parts.card(self.names, self.sentence, self.asides, self.bar, self.doing, gap=6),
            self.sheets,
            parts.row(*self._levels(), None, gap=6),
            self.problems,
            gap=10,
        )
        found.setStretch(1, 2)
        found.setStretch(3, 3)
        self.area = QStackedLayout()
        self.area.addWidget(self.empty)
        self.area.addWidget(parts.box(found))
        body = parts.column(head, gap=12, margins=(16, 12, 16, 12))
        body.addLayout(self.area, 1)
        self.setLayout(body)

    def _levels(self) -> list[QWidget]:
        self._level_buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for level in LEVELS:
            button = QPushButton()
            button.setCheckable(True)
            button.setChecked(level == "")
            parts.mark(button, "facet")
            button.toggled.connect(lambda on, chosen=level: self.pick_level(chosen) if on else None)
            group.addButton(button)
            self._level_buttons[level] = button
        return list(self._level_buttons.values())

    # acting -----------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.desk.texts.t(N_("Choose files…")), "", KINDS)
        if names:
            self.preview(tuple(Path(name) for name in names))

    def preview(self, files: tuple[Path, ...]) -> None:
        """Ask what importing these files would do; nothing is stored."""
        if self._handle is not None:
            return
        if not self.state.choose(files):
            self.desk.problems.warn(Message(N_("Only .xlsx and .csv files can be imported."), {}))
            return
        job = ImportFiles(self.state.files, dry_run=True)
        self._start(job, self._previewed)

    def start_import(self) -> None:
        """Import for real what the preview shows."""
        if self.state.step is not Step.PREVIEW or self._handle is not None:
            return
        self.state.storing()
        self._start(ImportFiles(self.state.files), self._stored)

    def stop(self) -> None:
        """Ask the work under way to stop; stopped means that nothing happened."""
        if self._handle is not None:
            self._handle.cancel()

    def _start(self, job: ImportFiles, then: Any) -> None:
        self._handle = self.desk.tasks.run(job, then, self._failed, owner=self)
        self._timer.start()
        self.render_texts()

    def _previewed(self, outcome: Imported) -> None:
        self._ended()
        self.state.previewed(outcome)
        self.render_texts()

    def _stored(self, outcome: Imported) -> None:
        self._ended()
        self.state.stored(outcome)
        self.render_texts()

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.state.stopped()
        if not isinstance(error, Cancelled):
            self.desk.problems.tell(error)
        self.render_texts()

    def _ended(self) -> None:
        self._handle = None
        self._timer.stop()

    def pick_level(self, level: str) -> None:
        """Show the problems of one level; "" for all."""
        self._level_buttons[level].setChecked(True)
        if level != self.state.level:
            self.state.level = level
            self._show_problems()

    @override
    def open(self, argument: object) -> None:
        if isinstance(argument, tuple) and argument:
            self.preview(tuple(Path(str(name)) for name in argument))

    @override
    def day_changed(self) -> None:
        """An import does not depend on the as-of day."""

    @override
    def outdate(self) -> None:
        """What another screen changed does not change this preview."""

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.preview(tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()))

    # showing ----------------------------------------------------------------------------------------------------

    def _progress(self) -> None:
        if self._handle is None:
            return
        monitor = self._handle.monitor
        self.bar.setRange(0, monitor.total or 0)
        self.bar.setValue(min(monitor.done, monitor.total or 0))
        what = "" if monitor.what is None else self.desk.texts.translator.t(monitor.what)
        share = f" {monitor.done:,} / {monitor.total:,}" if monitor.total else ""
        self.doing.setText(what + share)

    @override
    def render_texts(self) -> None:
        state, t = self.state, self.desk.texts
        busy = self._handle is not None
        self.call_it(t.t(N_("Import")))
        self.area.setCurrentIndex(0 if state.step is Step.EMPTY else 1)
        self.names.setText("、".join(path.name for path in state.files))
        self.sentence.setText(state.sentence(t.translator))
        self.asides.setText("\n".join(t.translator.t(message) for message in state.asides()))
        self.asides.setVisible(bool(state.asides()))
        self.bar.setVisible(busy)
        self.doing.setVisible(busy)
        self.cancel.setVisible(busy)
        self.choose.setVisible(not busy and state.step is not Step.EMPTY)
        self.store.setVisible(state.step is Step.PREVIEW and not busy)
        self.store.setEnabled(state.changes_anything())
        for level, button in self._level_buttons.items():
            button.setText(f"{t.t(LEVELS[level])} {state.count(level):,}")
        self._show_sheets()
        self._show_problems()
        self.say(state.sentence(t.translator) if state.step is not Step.EMPTY else "")

    def _show_sheets(self) -> None:
        t = self.desk.texts.t
        titles = [t(N_("File")), t(N_("Sheet")), *(t(word) for word in COUNTERS.values())]
        self.sheets.show_lines(titles, [Line(line) for line in self.state.sheet_lines()])

    def _show_problems(self) -> None:
        t = self.desk.texts
        titles = [
            t.t(N_("File")),
            t.t(N_("Sheet")),
            t.t(N_("Cell")),
            t.t(N_("What becomes of it")),
            t.t(N_("Why and how to mend it")),
        ]
        lines = [
            Line(
                (
                    told.file,
                    told.problem.sheet,
                    told.problem.cell,
                    t.t(LEVEL_WORDS[told.problem.level]),
                    t.translator.t(told.problem.message),
                ),
                told,
            )
            for told in self.state.problems()
        ]
        self.problems.show_lines(titles, lines)
