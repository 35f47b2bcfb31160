"""What trainings show: evidence that strikes the eye, whether they help, what followed cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.training.anomalies import Anomaly, TrainingAnomalies
from auditor.services.training.courses import Course, Courses
from auditor.services.training.effect import Effect, Effectiveness
from auditor.services.training.remedies import FollowedCases, Remedy
from auditor.services.training.sessions import SessionLine, Sessions
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable
from ui.training.seat_bar import SeatBar
from ui.training.shows_words import (
    EFFECT_TITLES,
    FOLLOWED_MARKS,
    REMEDY_TITLES,
    SIGN_TITLES,
    VERDICT_MARKS,
    effect_line,
    remedy_line,
    sign_line,
)

WAYS = {"signs": N_("Evidence to look at"), "effect": N_("Do they help?"), "remedies": N_("After an infraction")}
TELLS = {
    "signs": N_("Signs on passed trainings, no verdicts: each is to be looked at."),
    "effect": N_(
        "Substantiated cases on what was taught, within 90 days. A rate is no proof: who was sent to a course because "
        "of an infraction had a higher one before."
    ),
    "remedies": N_("Substantiated cases of a year: the course that fits, the training since, 90 days of watching."),
}
NOTHING = {
    "signs": N_("Nothing strikes the eye."),
    "effect": N_("Nobody has passed a training yet."),
    "remedies": N_("No case of the year calls for a training."),
}
GROUPS = {"version": N_("By version"), "trainer": N_("By trainer"), "course": N_("By course")}
AT_MOST = 1000


class ShowsPage(Screen):
    """Three questions, one table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._titles: dict[str, str] = {}
        self._found: tuple[Any, ...] | None = None
        self._planned: tuple[SessionLine, ...] = ()
        self.title = parts.label(texts, N_("What trainings show"), "title")
        self.turns = QButtonGroup(self)
        self.ways = {key: self._way(name) for key, name in WAYS.items()}
        self.ways["signs"].setChecked(True)
        self.by = QComboBox()
        for key, name in GROUPS.items():
            self.by.addItem(texts.t(name), key)
        texts.name(self.by, N_("Group by"))
        self.tells = parts.plain_label("", "muted", wrap=True)
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("What trainings show"))
        self.nothing = parts.EmptyState(texts, "")
        self.seating = SeatBar(desk)
        head = parts.column(parts.row(self.title, None), parts.flowing(*self.ways.values(), self.by), gap=6)
        area = parts.column(head, self.tells, self.seating, self.table, self.nothing, gap=10, margins=(0, 12, 0, 12))
        area.setStretch(3, 1)
        area.setStretch(4, 1)
        self.setLayout(area)
        self.setFocusProxy(self.table)
        self.by.currentIndexChanged.connect(lambda _: self._turned())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._picked())
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.render_texts()

    def _way(self, name: str) -> QPushButton:
        made = parts.toggle(self.desk.texts, name)
        self.turns.addButton(made)
        made.clicked.connect(self._turned)
        return made

    @property
    def way(self) -> str:
        """Which question is asked."""
        return next(key for key, button in self.ways.items() if button.isChecked())

    @override
    def read(self) -> None:
        way = self.way
        query: Any = TrainingAnomalies()
        if way == "effect":
            query = Effectiveness(self.by.currentData())
        elif way == "remedies":
            self.desk.tasks.ask(Courses(), self._courses_read, owner=self, slot="courses")
            self.desk.tasks.ask(Sessions("planned"), self._sessions_read, owner=self, slot="planned")
            query = FollowedCases()
        self.desk.tasks.ask(query, partial(self._read, way), owner=self, slot="shows")

    def _turned(self) -> None:
        self._found = None
        self.render_texts()
        self.read()

    def _read(self, way: str, found: tuple[Any, ...]) -> None:
        if way == self.way:
            self._found = found
            self.render_texts()

    def _sessions_read(self, found: tuple[SessionLine, ...]) -> None:
        self._planned = found
        self._picked()

    def _picked(self) -> None:
        """Another case is current: a seat is offered to whom it concerns."""
        at = self.table.currentIndex()
        one = self.table.small.lines[at.row()].payload if at.isValid() else None
        self.seating.show_for(one if isinstance(one, Remedy) else None, self._planned, self._titles)

    def _courses_read(self, found: tuple[Course, ...]) -> None:
        self._titles = {one.code: one.title for one in found}
        self.render_texts()

    def _open(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, Anomaly | Remedy) and one.learner_type != "staff":
            record = ("training", one.record) if isinstance(one, Anomaly) else ()  # where its scans are opened
            self.desk.go(Place("profile", (one.learner_type, one.learner, *record)))

    def _lines(self) -> list[Line]:
        translator, found = self.desk.texts.translator, (self._found or ())[:AT_MOST]
        made: list[Line] = []
        for one in found:
            if isinstance(one, Anomaly):
                made.append(Line(sign_line(one, translator), one))
            elif isinstance(one, Effect):
                made.append(Line(effect_line(one, translator), one, {6: VERDICT_MARKS[one.verdict]}))
            elif isinstance(one, Remedy):
                marks = {9: FOLLOWED_MARKS[one.state]}
                made.append(Line(remedy_line(one, self._titles, translator), one, marks))
        return made

    @override
    def render_texts(self) -> None:
        t, way = self.desk.texts.t, self.way
        self.call_it(t(N_("What trainings show")))
        self.by.setVisible(way == "effect")
        for at, name in enumerate(GROUPS.values()):
            self.by.setItemText(at, t(name))
        self.tells.setText(t(TELLS[way]))
        titles = {"signs": SIGN_TITLES, "effect": EFFECT_TITLES, "remedies": REMEDY_TITLES}[way]
        lines = self._lines()
        self.table.show_lines([t(title) for title in titles], lines)
        if way == "remedies" and lines and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._picked()
        nothing = self._found == ()
        self.nothing.sentence.setText(t(NOTHING[way]) if nothing else "")
        self.nothing.setVisible(nothing)
        self.table.setVisible(not nothing)
        self.say(t(N_("{n} lines"), n=f"{len(self._found):,}") if self._found is not None else t(N_("Working it out…")))
