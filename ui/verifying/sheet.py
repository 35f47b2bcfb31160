"""The sheet on which a report or a certificate is verified: by its file, or by what a scanner read off it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from auditor.errors import AuditorError
from auditor.i18n import N_
from ui.kit import aloud, parts
from ui.kit.desk import Desk
from ui.verifying.presenter import BAD, SIGNS, Found, proof_lines, report_line, summary

if TYPE_CHECKING:
    from auditor.services.reports.verifying import Verified
    from auditor.services.training.proving import Proved


class VerifySheet(QDialog):
    """Takes one thing after the other; what was found of the last stands below."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        texts = desk.texts
        texts.say(self, N_("Verify a report or certificate"), "setWindowTitle")
        self.code = QPlainTextEdit()  # a record has several lines
        self.code.setTabChangesFocus(True)
        parts.fix(self.code, desk.theme, height=84)
        texts.name(self.code, N_("What a scanner read off a certificate"))
        texts.say(self.code, N_("What a scanner read off a certificate"), "setPlaceholderText")
        self.check = parts.button(texts, N_("Check this text"), self._scanned)
        self.choose = parts.button(texts, N_("Choose a PDF…"), self._choose, "primary")
        self.verdict = parts.plain_label("", "title", wrap=True)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(10)
        area = parts.scrolled(parts.box(parts.column(self.rows, None), "bare"))
        texts.name(area, N_("What was found"))
        about = parts.label(
            texts,
            N_("A report is made again from this workspace and compared; a certificate is checked by its signature."),
            "muted",
        )
        about.setWordWrap(True)
        close = parts.button(texts, N_("Close"), self.close)
        top = parts.row(self.code, parts.column(self.choose, self.check, gap=8), gap=8)
        top.setStretch(0, 1)
        foot = parts.row(None, close)
        self.setLayout(parts.column(about, top, self.verdict, area, foot, gap=12, margins=(24, 20, 24, 16)))
        self.resize(desk.theme.px(680), desk.theme.px(460))

    def check_file(self, path: Path) -> None:
        """Find out what it is, and verify it."""
        from auditor.services.training.proving import is_awards

        self._wait()
        self._desk.tasks.read(
            partial(is_awards, path), partial(self._known, path), self._failed, owner=self, slot="verify"
        )

    def check_code(self, text: str) -> None:
        """Verify what a scanner read."""
        from auditor.services.training.proving import CheckRecord

        self._wait()
        self._desk.tasks.ask(CheckRecord(text), self._proved, self._failed, owner=self, slot="verify")

    def _known(self, path: Path, certificates: bool) -> None:
        from auditor.services.reports.verifying import VerifyReport
        from auditor.services.training.proving import CheckAwards

        if certificates:
            self._desk.tasks.run(CheckAwards(path), self._proved, self._failed, owner=self)
        else:
            self._desk.tasks.run(VerifyReport(path), partial(self._verified, path), self._failed, owner=self)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._desk.texts.t(N_("Choose a PDF…")), "", "PDF (*.pdf)")
        if name:
            self.check_file(Path(name))

    def _scanned(self) -> None:
        if text := self.code.toPlainText().strip():
            self.check_code(text)

    def _proved(self, proved: Proved) -> None:
        self._show(proof_lines(proved, self._desk.texts.translator))

    def _verified(self, path: Path, found: Verified) -> None:
        self._show([report_line(path.name, found, self._desk.texts.translator)])

    def _wait(self) -> None:
        self._empty()
        self.verdict.setText(self._desk.texts.t(N_("Being verified…")))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AuditorError):
            self._empty()
            self.verdict.clear()
            self._desk.problems.tell(error)
            return
        t = self._desk.texts.t
        says = [t(error.message), *([t(error.hint)] if error.hint is not None else [])]
        self._show([Found(BAD, t(N_("Not verified")), "\n".join(says))], t(N_("This cannot be verified.")))

    def _show(self, lines: list[Found], words: str = "") -> None:
        self._empty()
        said = words or self._desk.texts.t(summary(lines))
        self.verdict.setText(said)
        aloud.announce(self.code, said)
        for one in lines:
            mark = parts.plain_label(SIGNS[one.look], one.look)
            parts.fix(mark, self._desk.theme, width=16)
            title = parts.plain_label(one.title, "section", wrap=True)
            parts.fix(title, self._desk.theme, width=170)
            line = parts.row(mark, title, parts.plain_label(one.says, wrap=True, selectable=True), gap=8)
            line.setStretch(2, 1)
            self.rows.addWidget(parts.box(line))

    def _empty(self) -> None:
        parts.empty(self.rows)
