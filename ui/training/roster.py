"""The roster of a session: who is on it and how they stand, people put on it, confirmed, excused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from auditor.i18n import N_, said
from auditor.services.training.lines import LinesRefused, LineTold
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import OnList, SessionShown
from auditor.services.training.unseating import TakeOff
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.small_table import Line, SmallTable
from ui.training.enrolling import EnrolForm
from ui.training.words import ROSTER_TITLES, roster_line, whom

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.training.roster import Enrolled
    from auditor.services.training.unseating import TakenOff

SAID = 5
"""So many reasons are told one by one."""


class RosterPane(QWidget):
    """The form above, the list below; what is chosen in the list is confirmed or excused."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.session: SessionShown | None = None
        self._waiting = False
        self._stay: tuple[LineTold, ...] = ()
        texts = desk.texts
        self.form = EnrolForm(desk)
        self.table = SmallTable(desk.theme)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        texts.name(self.table, N_("Roster"))
        self.confirm = parts.button(texts, N_("Mark confirmed"), partial(self._turn, "confirmed"), "quiet")
        self.excuse = parts.button(texts, N_("Mark excused"), partial(self._turn, "excused"), "quiet")
        self.invite = parts.button(texts, N_("Back to invited"), partial(self._turn, "invited"), "quiet")
        self.off = parts.button(texts, N_("Take off the list"), self.take_off, "quiet")
        texts.say(self.off, N_("Takes who is chosen off the list (Delete)"), "setToolTip")
        self.told = parts.plain_label("", "wrong", wrap=True)
        self.nobody = parts.EmptyState(texts, N_("Nobody is on the list yet: name people above, or choose whom."))
        self.tools = parts.flowing(self.confirm, self.excuse, self.invite, self.off)
        body = parts.column(self.form, self.tools, self.told, self.table, self.nobody, gap=6, margins=(0, 8, 0, 0))
        body.setStretch(3, 1)
        body.setStretch(4, 1)
        self.setLayout(body)
        parts.least(self.table, desk.theme, 150)
        self.told.hide()
        self.form.wanted.connect(self._put)
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_tools())

    def show_session(self, session: SessionShown) -> None:
        """Show its roster; people are put on it for as long as it is planned."""
        if self.session is None or self.session.line.code != session.line.code:
            self._tell(())
        self.session = session
        self.form.show_for(session.line)
        planned = session.line.status == "planned"
        self.form.setVisible(planned)
        self.tools.setVisible(planned and bool(session.roster))
        self.render_texts()

    def render_texts(self) -> None:
        """Say everything in the language in force."""
        if self.session is None:
            return
        translator = self._desk.texts.translator
        lines = [Line(roster_line(one, translator), one) for one in self.session.roster]
        self.table.show_lines([translator.t(title) for title in ROSTER_TITLES], lines, gives=6)
        self.table.setVisible(bool(lines))
        self.nobody.setVisible(not lines)
        if self.session.line.status != "planned":
            self.nobody.sentence.setText(translator.t(N_("Nobody was on the list.")))
        self.form.render_texts()
        self._say_why()
        self._show_tools()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.take_off()
        else:
            super().keyPressEvent(event)

    def chosen(self) -> tuple[OnList, ...]:
        """Who is chosen in the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        found = (self.table.small.lines[row].payload for row in rows)
        return tuple(one for one in found if isinstance(one, OnList))

    def _show_tools(self) -> None:
        for button in (self.confirm, self.excuse, self.invite, self.off):
            button.setEnabled(bool(self.chosen()))

    def _open(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, OnList) and one.learner_type != "staff":
            self._desk.go(Place("profile", (one.learner_type, one.learner)))

    # putting on -------------------------------------------------------------------------------------------------

    def _turn(self, state: str) -> None:
        learners = tuple(whom(one) for one in self.chosen())
        if learners and self.session is not None:
            self._put(Enrol(self.session.line.code, learners=learners, state=state, over=True))

    def _put(self, command: Enrol) -> None:
        self.form.wait(waiting=True)
        self._desk.tasks.do(command, self._stored, self._failed, owner=self)

    def _stored(self, done: Done[Enrolled]) -> None:
        self.form.wait(waiting=False)
        counts = done.result.counts
        told = said(
            "On the list: {created} new, {updated} changed, {same} as they were.",
            created=counts.created,
            updated=counts.updated,
            same=counts.unchanged,
        )
        self._desk.edits.tell(done.change, told)
        self.form.stored()
        self.form.tell(done.result.told)
        self._tell(())

    def _failed(self, error: Exception) -> None:
        self.form.wait(waiting=False)
        if isinstance(error, LinesRefused):
            self.form.tell(error.told)
        else:
            self._desk.problems.tell(error)

    # taking off -------------------------------------------------------------------------------------------------

    def take_off(self) -> None:
        """Take who is chosen off the list; whoever has to stay is told with the reason, and the others go."""
        learners = tuple(whom(one) for one in self.chosen())
        if not learners or self.session is None or self.session.line.status != "planned" or self._waiting:
            return
        self._waiting = True
        command = TakeOff(self.session.line.code, learners, partly=True)
        self._desk.tasks.do(command, self._taken_off, self._kept, owner=self)

    def _taken_off(self, done: Done[TakenOff]) -> None:
        self._waiting = False
        names = done.result.names
        told = said("Taken off the list: {n}", n=f"{len(names):,}")
        self._desk.edits.tell(done.change, told)
        self._tell(done.result.told)

    def _kept(self, error: Exception) -> None:
        self._waiting = False
        if isinstance(error, LinesRefused):
            self._tell(error.told)
        else:
            self._desk.problems.tell(error)

    def _tell(self, told: tuple[LineTold, ...]) -> None:
        """Say above the list why somebody stays on it."""
        self._stay = told
        self._say_why()

    def _say_why(self) -> None:
        t = self._desk.texts.t
        lines = [t(one.message) for one in self._stay[:SAID]]
        if len(self._stay) > len(lines):
            lines.append(t(N_("And {n} more."), n=len(self._stay) - len(lines)))
        self.told.setText("\n".join(lines))
        self.told.setVisible(bool(lines))
