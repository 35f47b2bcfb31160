"""What keeps a workspace safe, from the window: back up, examine, verify the chain, put caches right, export all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from auditor.i18n import N_, Message, said
from ui.kit import parts
from ui.kit.desk import Desk

if TYPE_CHECKING:
    from auditor.services.doctor import CheckUp
    from auditor.services.exports import Exported
    from auditor.services.safety import BackedUp
    from auditor.storage.verify import ChainReport

BACKUPS = "Auditor (*.auditor *.db)"
WORKBOOKS = "Excel (*.xlsx)"


class Keeping(QObject):
    """Starts the work and says its outcome in a bar; ``verified`` follows each look at the whole chain."""

    verified = Signal(bool, int)
    """Whether the chain is whole, and its last change."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def back_up(self) -> None:
        """Ask where, then write a verified copy."""
        name = f"{Path(self._desk.workspace).stem or 'workspace'}-{self._desk.day.today.isoformat()}.auditor"
        out = self._asked(N_("Back up the workspace"), name, BACKUPS)
        if out is not None:
            self.back_up_to(out)

    def back_up_to(self, out: Path) -> None:
        """Write a verified copy there."""
        from auditor.services.safety import BackUp

        def done(made: BackedUp) -> None:
            self.verified.emit(True, made.anchor.change)
            words = said(
                "Backed up to {path}, verified up to change {n}. Keep {anchor} elsewhere.",
                path=made.path.name,
                n=made.anchor.change,
                anchor=made.anchor_file.name,
            )
            self._desk.problems.done(words)

        self._desk.tasks.run(BackUp(out), done, self._desk.problems.tell, owner=self)

    def verify(self) -> None:
        """Recompute the whole chain."""
        from auditor.services.keeping import VerifyChain

        self._desk.tasks.run(VerifyChain(), self._verified, self._desk.problems.tell, owner=self)

    def _verified(self, report: ChainReport) -> None:
        self.verified.emit(report.ok, report.changes)
        if report.ok:
            words = said("The chain is whole: {n} changes, {rows} rows recomputed.", n=report.changes, rows=report.rows)
            self._desk.problems.done(words)
        elif report.first_difference is not None:
            self._desk.problems.warn(report.first_difference)

    def verify_paper(self) -> None:
        """A sheet on which a report or a certificate is verified."""
        from ui.verifying.sheet import VerifySheet

        VerifySheet(self._desk, self._window).show()

    def examine(self) -> None:
        """The doctor: every check with its sentence, on a sheet."""
        from auditor.services.doctor import Doctor

        def arrived(found: tuple[CheckUp, ...]) -> None:
            DoctorSheet(self._desk, found, self.mend, self._window).show()

        self._desk.problems.done(Message(N_("The workspace is being examined…")))
        self._desk.tasks.ask(Doctor(), arrived, self._desk.problems.tell, owner=self, slot="doctor")

    def mend(self) -> None:
        """Make anew what can be made anew: caches and indexes; records are never touched."""
        from auditor.services.mending import MendWorkspace

        def done(outcome: object) -> None:
            self._desk.problems.done(Message(N_("Caches and indexes are made anew.")))

        self._desk.tasks.run(MendWorkspace(), done, self._desk.problems.tell, owner=self)

    def export(self) -> None:
        """Ask where, then write the whole workbook with personal numbers masked."""
        from auditor.services.exports import ExportWorkbook

        out = self._asked(
            N_("Export everything, masked"), f"auditor-{self._desk.day.today.isoformat()}.xlsx", WORKBOOKS
        )
        if out is None:
            return

        def done(made: Exported) -> None:
            self._desk.problems.done(said("Written: {path}", path=made.files[0].name))

        job = ExportWorkbook(out, masked=True, language=self._desk.texts.language)
        self._desk.tasks.run(job, done, self._desk.problems.tell, owner=self)

    def _asked(self, title: str, name: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, self._desk.texts.t(title), name, kind)
        return Path(chosen) if chosen else None


class DoctorSheet(QDialog):
    """What each check found, the worst first."""

    def __init__(self, desk: Desk, found: tuple[CheckUp, ...], mend: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._mends = mend
        texts, t = desk.texts, desk.texts.t
        texts.say(self, N_("Examination of the workspace"), "setWindowTitle")
        order = {"broken": 0, "doubtful": 1, "sound": 2}
        looks = {"broken": ("bad", "✗"), "doubtful": ("stale", "!"), "sound": ("good", "✓")}
        rows = QVBoxLayout()
        rows.setSpacing(8)
        for check in sorted(found, key=lambda one: order[one.state]):
            look, sign = looks[check.state]
            mark = parts.plain_label(sign, look)
            parts.fix(mark, desk.theme, width=16)
            title = parts.plain_label(t(check.title), "section", wrap=True)
            parts.fix(title, desk.theme, width=150)
            says = parts.plain_label(t(check.message), wrap=True, selectable=True)
            line = parts.row(mark, title, says, gap=8)
            line.setStretch(2, 1)
            rows.addLayout(line)
        rows.addStretch(1)
        worst = min((order[one.state] for one in found), default=2)
        words = (N_("Something is broken."), N_("Something is doubtful."), N_("Everything is sound."))[worst]
        mending = parts.button(texts, N_("Make caches anew"), self._mend)
        close = parts.button(texts, N_("Close"), self.close, "primary")
        area = parts.scrolled(parts.box(rows, "bare"))
        texts.name(area, N_("Examination of the workspace"))
        title = parts.label(texts, words, "title")
        self.setLayout(parts.column(title, area, parts.row(None, mending, close), gap=12, margins=(24, 20, 24, 16)))
        self.resize(desk.theme.px(640), desk.theme.px(520))

    def _mend(self) -> None:
        self.close()
        self._mends()
