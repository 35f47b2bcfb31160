"""Requirements: gaps by group and seats by week as a map, the people of a cell, a session for them in one press."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QSplitter
from typing_extensions import override

from auditor.i18n import N_, Message
from auditor.model.sheets import BY_NAME
from auditor.services.training.courses import Course, Courses
from auditor.services.training.matrix import LearnersOf, LearnerWindow, MatrixRow, Requirements
from auditor.services.training.planning import PlanSession
from auditor.services.training.roster import Enrol
from ui.editing.adding import AddForm
from ui.editing.saver import Saver
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.heat import HeatMap
from ui.kit.refill import refill
from ui.kit.screen import Screen, still_at
from ui.kit.small_table import Line, SmallTable
from ui.kit.stopping import LongQuestions
from ui.training.matrix_words import (
    LEARNER_TITLES,
    MARKS,
    STATUS,
    WEEKS,
    Gap,
    gaps_grid,
    learner_line,
    named,
    sentence,
    starts,
    weeks_grid,
)
from ui.training.words import moment, planned_text

if TYPE_CHECKING:
    from auditor.app import Done
    from auditor.services.training.planning import Planned

WAYS = {"unit": N_("By team"), "owner": N_("By person in charge"), "weeks": N_("Seats by week")}
AT_MOST = 500
"""So many people are shown; the session is for all of them."""


class MatrixPage(Screen):
    """The map above, the people of the current cell below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._rows: tuple[MatrixRow, ...] | None = None
        self._courses: tuple[Course, ...] = ()
        self._people: tuple[LearnerWindow, ...] = ()
        self._gap: Gap | None = None
        self._wanted = ""
        self._long = LongQuestions(desk.tasks, self)
        self._busy = False
        self.title = parts.label(texts, N_("Requirements"), "title")
        self.sentence = parts.plain_label("", "number")
        self.turns = QButtonGroup(self)
        self.ways = {key: self._way(name) for key, name in WAYS.items()}
        self.ways["unit"].setChecked(True)
        self.heat = HeatMap(desk, 64)
        texts.name(self.heat, N_("Gaps by requirement"))
        self.troubles = parts.plain_label("", "bad", wrap=True)
        self.cell = parts.plain_label("", "section", wrap=True)
        self.course = QComboBox()
        texts.name(self.course, N_("Course"))
        self.plan = parts.button(texts, N_("Plan a session"), self.plan_session, "primary")
        self.new = parts.button(texts, N_("New requirement…"), self.begin_new)
        self.form = AddForm(desk, BY_NAME["requirements"])
        self.saver = Saver(desk)
        self.people = SmallTable(desk.theme)
        texts.name(self.people, N_("Who needs a seat"))
        self.empty = parts.EmptyState(
            texts,
            N_("Here stands who has to learn what by when, once a requirement says it."),
            parts.button(texts, N_("New requirement…"), self.begin_new),
        )
        self._lay_out()
        self._listen()
        self.render_texts()

    def _way(self, name: str) -> QPushButton:
        made = parts.toggle(self.desk.texts, name)
        self.turns.addButton(made)
        made.clicked.connect(self._turned)
        return made

    def _lay_out(self) -> None:
        head = parts.column(
            parts.row(self.title, None, self.sentence, self.new, gap=12), parts.flowing(*self.ways.values()), gap=6
        )
        acts = parts.row(self.cell, self.course, self.plan, gap=8)
        acts.setStretch(0, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(parts.box(parts.column(self.heat, self.troubles, gap=4)))
        self.split.addWidget(parts.box(parts.column(acts, self.people, gap=6)))
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.split.setChildrenCollapsible(False)
        area = parts.column(head, self.form, self.split, self.empty, gap=10, margins=(0, 12, 0, 12))
        for at in (1, 2, 3):
            area.setStretch(at, 1)
        self.setLayout(area)
        self.setFocusProxy(self.heat)

    def _listen(self) -> None:
        self.heat.selectionModel().currentChanged.connect(lambda *_: self._picked())
        self.heat.activated.connect(lambda _: self.plan_session())
        self.people.activated.connect(self._open)
        self.people.doubleClicked.connect(self._open)
        self.form.wanted.connect(self.saver.save)
        self.form.closed.connect(self.render_texts)
        self.saver.refused.connect(lambda _: self.form.refused())
        self.saver.created.connect(lambda *_: self._stored())

    def show_requirement(self, code: str) -> None:
        """Make the first cell of the requirement of that code the current one, now or once the map is here."""
        self._wanted = code
        self.render_texts()

    # reading ----------------------------------------------------------------------------------------------------

    @property
    def way(self) -> str:
        """How the map is cut: by unit, by owner, by weeks."""
        return next(key for key, button in self.ways.items() if button.isChecked())

    @override
    def read(self) -> None:
        by = "owner" if self.way == "owner" else "unit"
        self._long.ask(Requirements(self.desk.day.value, by, WEEKS), self._read, slot="matrix")
        self.desk.tasks.ask(Courses(), self._courses_read, owner=self, slot="courses")

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves waits for no answer; it is asked for again when the page is seen."""
        super().hideEvent(event)
        if self._long.stop():
            self._stale = True

    def _turned(self) -> None:
        self._rows = None
        self.render_texts()
        self.read()

    def _read(self, rows: tuple[MatrixRow, ...]) -> None:
        self._rows = rows
        self.render_texts()

    def _courses_read(self, found: tuple[Course, ...]) -> None:
        self._courses = found
        self._show_courses()

    def _picked(self) -> None:
        """Another cell is current: its people are asked for."""
        cell = self.heat.cell()
        gap = None if cell is None else cell.payload
        before, self._gap = self._gap, (gap if isinstance(gap, Gap) else None)
        if self._gap is None or before is None or self._gap.asked != before.asked:
            self._people = ()  # else who stood there stays until they are read again
        if self._gap is not None:
            query = LearnersOf(self._gap.row.code, self.desk.day.value, self._gap.states)
            self._long.ask(query, partial(self._people_read, self._gap), slot="people")
        self._show_courses()
        self._show_people()

    def _people_read(self, gap: Gap, found: tuple[LearnerWindow, ...]) -> None:
        if gap is self._gap:
            self._people = gap.meant(found, self.desk.day.value)
            self._show_people()

    def _open(self, index: QModelIndex) -> None:
        one = self.people.small.lines[index.row()].payload
        if isinstance(one, LearnerWindow) and one.learner_type != "staff":
            self.desk.go(Place("profile", (one.learner_type, one.learner)))

    # a requirement ----------------------------------------------------------------------------------------------

    def begin_new(self) -> None:
        """Open the form of a new requirement; what was typed in it before still stands there."""
        self.form.begin("", "")
        self.empty.hide()

    def _stored(self) -> None:
        self.form.stored()
        self.read()

    # a session --------------------------------------------------------------------------------------------------

    @property
    def unseated(self) -> tuple[LearnerWindow, ...]:
        """The people of the cell who are on no list of a planned session."""
        return tuple(one for one in self._people if not one.booked)

    def plan_session(self) -> None:
        """Make a session with the people of the cell on its list; its page is shown, where it is altered."""
        people = self.unseated
        if self._gap is None or self._busy or not people:
            return
        self._busy = True
        self._show_people()
        gap, learners = self._gap, tuple(f"{one.learner_type}:{one.learner}" for one in people)
        values = {
            "title": " · ".join(text for text in (named(gap.row), gap.group or "") if text),
            "course": str(self.course.currentData() or gap.row.courses[0]),
            "planned_start": moment(starts(gap, self.desk.day.today)),
            "seats": str(len(people)),
        }
        command = PlanSession(tuple(values.items()), Enrol("", learners=learners, partly=True))
        self.desk.tasks.do(command, self._planned, self._failed, owner=self)

    def _planned(self, done: Done[Planned]) -> None:
        self._busy = False
        self.desk.edits.tell(done.change, planned_text(done.result))
        if still_at(self):
            self.desk.go(Place("training", ("session", done.result.session)))

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._show_people()
        self.desk.problems.tell(error)

    # showing ----------------------------------------------------------------------------------------------------

    def _show_map(self) -> None:
        rows, translator = self._rows or (), self.desk.texts.translator
        made = weeks_grid(rows, translator) if self.way == "weeks" else gaps_grid(rows, self.way, translator)
        stays = self.heat.show_grid(made)
        asked = [
            place for place, cell in made.cells.items()
            if isinstance(cell.payload, Gap) and cell.payload.row.code == self._wanted
        ]  # fmt: skip
        if asked:
            self.heat.setCurrentIndex(self.heat.heat.index(*min(asked)))
            self._wanted = ""
        elif made.cells and not (stays and self.heat.cell() is not None):
            self.heat.setCurrentIndex(self.heat.heat.index(*min(made.cells)))
        elif not made.cells:
            self._picked()
        told = [(row.code, row.problem) for row in rows if row.problem is not None]
        lines = [translator.t(Message(N_("{code}: {why}"), {"code": code, "why": why})) for code, why in told]
        self.troubles.setText("\n".join(lines))
        self.troubles.setVisible(bool(lines))

    def _show_courses(self) -> None:
        titles = {one.code: one.title for one in self._courses}
        codes = () if self._gap is None else self._gap.row.courses
        refill(self.course, [(titles.get(code) or code, code) for code in codes], self.course.currentData())
        self.course.setVisible(len(codes) > 1)

    def _show_people(self) -> None:
        translator = self.desk.texts.translator
        cell = self.heat.cell() if self._gap is not None else None
        self.cell.setText(translator.t(N_("Pick a cell to see who needs a seat.")) if cell is None else cell.words)
        shown = self._people[:AT_MOST]
        marks = {one.state: {STATUS: MARKS[one.state]} for one in shown if one.state in MARKS}
        lines = [Line(learner_line(one, translator), one, marks.get(one.state, {})) for one in shown]
        self.people.show_lines([translator.t(title) for title in LEARNER_TITLES], lines)
        n = len(self.unseated)
        self.plan.setText(translator.t(N_("Plan a session for {n} people"), n=f"{n:,}"))
        self.plan.setVisible(self._gap is not None)
        self.plan.setEnabled(bool(n) and not self._busy)

    @override
    def render_texts(self) -> None:
        translator = self.desk.texts.translator
        self.call_it(translator.t(N_("Requirements")))
        self.sentence.setText(sentence(self._rows, translator))
        self.say(self.sentence.text())
        nothing = self._rows == ()
        self.form.render_texts()
        self.empty.setVisible(nothing and self.form.isHidden())
        self.split.setVisible(not nothing)
        for button in self.ways.values():
            button.setVisible(not nothing)
        if self._rows is not None:
            self._show_map()
        self._show_people()
