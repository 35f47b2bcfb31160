"""The tab of scans: what is on the file, the one that is current below it, files taken by dropping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QSplitter

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.monitor import Silent
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import SmallTable
from ui.profiles.shapes import Record
from ui.scans.drops import Drops
from ui.scans.presenter import STATES, TITLES, details, lines_of
from ui.scans.viewer import Viewer

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.attachments import Attached, Attaching, RecordRef, Saved, ShowAttachment, Shown

PIXELS = 2_000
"""The longest side of a page as it is fetched: enough for three times the width of the pane."""

FILES = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif *.pdf"


class Scans(QSplitter):
    """The scans of one subject; ``listed`` tells how many lie on which record."""

    listed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._desk = desk
        self._subject = ""
        self._records: Mapping[str, Sequence[Record]] = {}
        self.found: tuple[Attached, ...] = ()
        self._current: int | None = None
        self._asked: int | None = None
        self._lay_out()
        self.viewer.wanted.connect(self._fetch)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        Drops(self, self.attach, self._hover)

    def _lay_out(self) -> None:
        texts, theme = self._desk.texts, self._desk.theme
        self.setChildrenCollapsible(False)
        self.add = parts.button(texts, N_("Attach…"), self.choose)
        parts.dress(self.add, theme, "plus", "accent")
        self.hint = parts.label(texts, N_("or drop pictures and PDF here"), "caption")
        self.table = SmallTable()
        texts.name(self.table, N_("Scans"))
        self.nothing = parts.EmptyState(
            texts,
            N_("Scans of licences, certificates and decisions will lie here. Drop a picture or a PDF."),
            parts.button(texts, N_("Attach…"), self.choose, "primary"),
        )
        self.tools = parts.box(parts.row(self.add, self.hint, None, gap=8, margins=(0, 8, 0, 4)))
        self.addWidget(parts.box(parts.column(self.tools, self.table, self.nothing, gap=0)))
        self.viewer = Viewer(self._desk)
        self.about = parts.plain_label("", "caption", wrap=True, selectable=True)
        save = parts.icon_button(texts, theme, "export", N_("Save the scan in a folder…"), self.choose_folder)
        off = parts.icon_button(texts, theme, "close", N_("Take the scan off the file"), self.detach)
        head = parts.row(self.about, save, off, gap=4, margins=(0, 4, 0, 0))
        head.setStretch(0, 1)
        self.below = parts.box(parts.column(head, self.viewer, gap=4))
        self.below.layout().setStretch(1, 1)  # type: ignore[union-attr]  # it was just given one
        self.addWidget(self.below)
        self.setSizes([150, 450])

    # showing ----------------------------------------------------------------------------------------------------

    def show_subject(self, type: str, code: str, records: Mapping[str, Sequence[Record]]) -> None:
        """Whose scans these are; they are read again, and what is shown of one that is still there stays."""
        subject = f"{type}:{code}"
        if subject != self._subject:
            self._subject, self.found, self._current = subject, (), None
            self.viewer.cover()
        self._records = records
        self._show_list()
        if self._desk.tasks.core is not None:
            from auditor.services.attachments import AttachmentsOf

            self._desk.tasks.ask(AttachmentsOf(type, code), self._arrived, owner=self, slot="scans")

    def number_on(self, sheet: str, number: object) -> int:
        """How many lie on a record."""
        return sum(1 for one in self.found if one.sheet == sheet and one.record_id == number)

    def first_on(self, sheet: str, number: object) -> int | None:
        """The newest scan on a record."""
        return next((one.id for one in self.found if one.sheet == sheet and one.record_id == number), None)

    def pick(self, number: int) -> None:
        """Make one scan the current one."""
        self.table.pick(lambda one: one.id == number)

    def _arrived(self, found: tuple[Attached, ...]) -> None:
        self.found = found
        self._show_list()
        self.listed.emit()

    def _show_list(self) -> None:
        translator = self._desk.texts.translator
        current = self._current
        with_signals = self.table.selectionModel().blockSignals(True)
        lines = lines_of(self.found, self._records, translator)
        self.table.show_lines([translator.t(title) for title in TITLES], lines, gives=1)
        self.table.selectionModel().blockSignals(with_signals)
        for widget in (self.table, self.tools, self.below):
            widget.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        known = [one.id for one in self.found]
        if current is not None and current in known:
            self.pick(current)
        elif known:
            self.pick(known[0])
        self._show_current()

    def current(self) -> Attached | None:
        """The scan that is current in the list."""
        return self.table.payload()  # type: ignore[return-value]

    def _show_current(self) -> None:
        one = self.current()
        if one is None:
            return
        self.about.setText(details(one, self._desk.texts.translator))
        if one.id == self._current:
            return
        self._current = one.id
        if one.state == "kept":
            self.viewer.cover()
        else:
            self._tell_missing(Message(STATES[one.state]), one)

    def _tell_missing(self, message: Message, one: Attached) -> None:
        self.viewer.refuse(Message(N_("{what} SHA-256 {sha256}"), {"what": message, "sha256": one.sha256}))

    def _fetch(self, page: int) -> None:
        """Have a page decoded; the first one of a showing is logged."""
        from auditor.services.attachments import ShowAttachment

        one, core = self.current(), self._desk.tasks.core
        if one is None or core is None:
            return
        job = ShowAttachment(one.id, page, PIXELS, again=not self.viewer.covered)
        self.viewer.wait()
        fetch = lambda: (job, core.run(job, Silent()))  # noqa: E731 - one line among its like
        self._asked = one.id
        self._desk.tasks.read(fetch, self._fetched, self._not_fetched, owner=self, slot="page")

    def _fetched(self, answer: tuple[ShowAttachment, Shown]) -> None:
        job, shown = answer
        if job.id == self._current:
            self.viewer.show_page(shown, job.page)

    def _not_fetched(self, error: Exception) -> None:
        if self._asked != self._current:
            return
        if isinstance(error, AuditorError):
            self.viewer.refuse(error.message)
        else:
            self._desk.problems.tell(error)

    def _hover(self, hovering: bool) -> None:
        parts.mark(self.hint, "dropping" if hovering else "caption")

    # acting -----------------------------------------------------------------------------------------------------

    def choose(self, record: RecordRef | None = None) -> None:
        """Ask for files, then attach them."""
        t = self._desk.texts.t
        chosen, _ = QFileDialog.getOpenFileNames(
            self, t(N_("Attach scans")), "", f"{t(N_('Pictures and PDF'))} ({FILES})"
        )
        if chosen:
            self.attach(tuple(map(Path, chosen)), record)

    def attach(self, paths: tuple[Path, ...], record: RecordRef | None = None) -> None:
        """Put files on the file, or on one of its records."""
        from auditor.services.attachments import AttachFiles

        if self._subject:
            self._desk.tasks.run(AttachFiles(self._subject, paths, record), self._attached, owner=self)

    def _attached(self, done: Attaching) -> None:
        if done.change is None:
            self._desk.problems.done(Message(N_("The scan lies on the file already.")))
            return
        self._current = done.ids[-1]
        self.viewer.cover()
        self._desk.edits.tell(done.change, Message(N_("Scans attached: {n}."), {"n": len(done.ids)}))

    def detach(self) -> None:
        """Take the current scan off the file; it can be undone."""
        from auditor.services.attachments import Detach

        one = self.current()
        if one is not None:
            self._desk.tasks.do(Detach(one.id), self._detached, owner=self)

    def _detached(self, done: Done[None]) -> None:
        if done.change is not None:
            self._desk.edits.tell(done.change, Message(N_("The scan was taken off the file; the history keeps it.")))

    def choose_folder(self) -> None:
        """Ask for a folder, then save the current scan in it under its own name."""
        if self.current() is not None:
            chosen = QFileDialog.getExistingDirectory(self, self._desk.texts.t(N_("Save the scan in a folder…")))
            if chosen:
                self.save(Path(chosen))

    def save(self, folder: Path) -> None:
        """Write the current scan byte for byte; logged as a disclosure."""
        from auditor.services.attachments import SaveAttachment

        one = self.current()
        if one is not None:
            self._desk.tasks.run(SaveAttachment(one.id, folder), self._saved, owner=self)

    def _saved(self, saved: Saved) -> None:
        self._desk.problems.done(Message(N_("The scan is at {path}."), {"path": str(saved.path)}))
