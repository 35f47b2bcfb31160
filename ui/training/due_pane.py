"""The certificates of a session: who would get one, looked at beforehand; then issued for all or for some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from auditor.i18n import N_, said
from auditor.services.training.awarding import AwardsDue, Due, IssueAwards
from auditor.services.training.sessions import SessionShown
from ui.kit import parts
from ui.kit.chips import Answer
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable
from ui.training.award_words import DUE_TITLES, due_line
from ui.training.printing import Printing

if TYPE_CHECKING:
    from auditor.app import Done

STATUS = 7


class DuePane(QWidget):
    """A look beforehand, and the button that does what was seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.session: SessionShown | None = None
        self.due: tuple[Due, ...] | None = None
        self._busy = False
        texts = desk.texts
        self.sentence = parts.plain_label("", "section", wrap=True)
        self.series = QLineEdit()
        texts.name(self.series, N_("Series"))
        texts.say(self.series, N_("as the last one"), "setPlaceholderText")
        self.series.setMaximumWidth(desk.theme.px(140))
        self.issue = parts.button(texts, N_("Issue"), self.issue_them, "primary")
        self.pdf = parts.button(texts, N_("As PDF…"), self._print)
        self.printing = Printing(desk, self)
        self.table = SmallTable(desk.theme)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        texts.name(self.table, N_("Certificates of the session"))
        self.nobody = parts.EmptyState(texts, "")
        named = parts.label(texts, N_("Series"), "label")
        self.tools = parts.box(parts.row(self.sentence, None, named, self.series, self.pdf, self.issue, gap=8))
        body = parts.column(self.tools, self.table, self.nobody, gap=6, margins=(0, 8, 0, 0))
        body.setStretch(1, 1)
        body.setStretch(2, 1)
        self.setLayout(body)
        parts.least(self.table, desk.theme, 150)
        self.series.editingFinished.connect(self._ask)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._say_button())
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)

    # showing ----------------------------------------------------------------------------------------------------

    def show_session(self, session: SessionShown) -> None:
        """Ask who would get one, where it was held."""
        if self.session is None or self.session.line.code != session.line.code:
            self.due = None
        self.session = session
        if session.line.status == "held":
            self._ask()
        self.render_texts()

    def _ask(self) -> None:
        if self.session is not None and self.session.line.status == "held":
            query = AwardsDue(self.session.line.code, self.series.text().strip())
            self._desk.tasks.ask(query, self._read, owner=self, slot="due")

    def _read(self, found: tuple[Due, ...]) -> None:
        self.due = found
        self.render_texts()

    def chosen(self) -> tuple[Due, ...]:
        """Those that are chosen and have none yet."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        found = [self.table.small.lines[row].payload for row in rows]
        return tuple(one for one in found if isinstance(one, Due) and not one.standing)

    def render_texts(self) -> None:
        """Say everything in the language in force."""
        if self.session is None:
            return
        translator = self._desk.texts.translator
        held = self.session.line.status == "held"
        due = self.due or ()
        lines = [
            Line(due_line(one, translator), one, {STATUS: Answer.PASS if one.standing else Answer.LOW}) for one in due
        ]
        self.table.show_lines([translator.t(title) for title in DUE_TITLES], lines)
        self.table.setVisible(bool(due))
        self.tools.setVisible(bool(due))
        nothing = N_("Certificates are issued once the session was held and logged.")
        if held:
            nothing = N_("Nobody passed this session.") if self.due is not None else ""
        self.nobody.setVisible(not due)
        self.nobody.sentence.setText(translator.t(nothing) if nothing else "")
        open_ = sum(not one.standing for one in due)
        self.sentence.setText(
            translator.t(N_("{all} passed, {n} without a certificate"), all=f"{len(due):,}", n=f"{open_:,}")
        )
        self.pdf.setVisible(any(one.standing for one in due))
        self._say_button()

    def _print(self) -> None:
        if self.session is not None:
            self.printing.choose(self.session.line.code, session=self.session.line.code)

    def _say_button(self) -> None:
        t = self._desk.texts.t
        chosen, open_ = len(self.chosen()), sum(not one.standing for one in self.due or ())
        some = 0 < chosen < open_
        text = (
            t(N_("Issue the {n} chosen"), n=f"{chosen:,}") if some else t(N_("Issue {n} certificates"), n=f"{open_:,}")
        )
        self.issue.setText(text)
        self.issue.setEnabled(bool(open_) and not self._busy)

    def _open(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, Due) and one.standing:
            self._desk.go(Place("training", ("award", one.standing)))

    # issuing ----------------------------------------------------------------------------------------------------

    def issue_them(self) -> None:
        """Issue what was seen: those that are chosen, or all; others that came due meanwhile are not taken along."""
        if self.session is None or self._busy:
            return
        chosen, series = self.chosen(), self.series.text().strip()
        only = tuple(one.learner for one in chosen or (self.due or ()) if not one.standing)
        if not only:
            return
        self._busy = True
        self._say_button()
        command = IssueAwards(self.session.line.code, only, series=series, expected=len(only))
        self._desk.tasks.do(command, self._issued, self._failed, owner=self)

    def _issued(self, done: Done[tuple[str, ...]]) -> None:
        self._busy = False
        numbers = done.result
        span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} – {numbers[-1]}"
        self._desk.edits.tell(done.change, said("Issued: {numbers}", numbers=span))
        self._ask()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._desk.problems.tell(error)
        self._ask()
