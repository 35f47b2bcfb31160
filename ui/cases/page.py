"""The page of one case: who and what, its clocks, the next step as a form, its story, and what is stored of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedLayout
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, Message, said
from auditor.services.cases.case import CaseOf, CaseShown
from ui.cases.beneath import CaseRecords
from ui.cases.clock_cards import ClockCards
from ui.cases.form import StepForm
from ui.cases.presenter import head_words, notes_of
from ui.cases.screen import ME
from ui.cases.steps import TITLES, Command, Steps, next_steps, placed
from ui.cases.thread import Thread
from ui.kit import parts, staying
from ui.kit.desk import Desk, Place
from ui.kit.flow import Flow
from ui.kit.screen import Screen, still_at

NUMBERED = 9
"""So many steps have a key: Alt with their number."""


class CasePage(Screen):
    """Shows the case that its place names: by the number of its row, or by its own number."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: int | str | None = None
        self.shown: CaseShown | None = None
        self.steps: dict[str, QPushButton] = {}
        self._stepped = False
        self._drawn: tuple[Steps, str] | None = None
        self._build()
        self._lay_out()

    # building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        desk, texts = self.desk, self.desk.texts
        self.name = parts.Brief("name")
        self.beside = parts.plain_label("", "muted", wrap=True)
        self.subject = parts.button(texts, N_("Open the profile"), self.to_subject)
        self.points = parts.button(texts, N_("Points"), self.to_points)
        self.queue = parts.button(texts, N_("All cases"), lambda: desk.go(Place("cases")), "quiet")
        self.notes = parts.column(gap=2)
        self.clocks = ClockCards(desk)
        self._flow = Flow()
        self.form = StepForm(desk)
        self.form.wanted.connect(self._do)
        self.form.left.connect(self._to_steps)
        self.thread_title = parts.label(texts, N_("Course of the case"), "section")
        self.story = Thread(desk)
        self.records = CaseRecords(desk)
        self.records.stale.connect(self.outdate)
        for number in range(1, NUMBERED + 1):
            QShortcut(QKeySequence(f"Alt+{number}"), self, partial(self._numbered, number))

    def _lay_out(self) -> None:
        texts = self.desk.texts
        head = parts.row(self.name, self.queue, self.points, self.subject, gap=10)
        head.setStretch(0, 1)
        card = parts.card(head, self.beside, self.notes, gap=4, padding=14)
        left = parts.column(self.thread_title, 2, self.story, None, gap=6, margins=(14, 10, 14, 10))
        inner = parts.scrolled(parts.box(left, "bare"))
        texts.name(inner, N_("Course of the case"))
        story = parts.card(inner, padding=2)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(12)
        self.split.addWidget(story)
        self.split.addWidget(parts.card(self.records.clash, self.records, padding=12))
        self.split.setSizes([520, 480])
        self.split.setMinimumHeight(self.desk.theme.px(300))
        steps = parts.box(self._flow, "bare")
        body = parts.column(card, self.clocks, steps, self.form, self.split, gap=10, margins=(0, 0, 0, 8))
        body.setStretch(4, 1)
        self.pane = parts.scrolled(parts.box(body, "page"))
        texts.name(self.pane, N_("Case"))
        self.wait = parts.EmptyState(texts, N_("Reading…"))
        back = parts.button(texts, N_("All cases"), lambda: self.desk.go(Place("cases")))
        self.absent = parts.EmptyState(texts, N_("This case is not on file."), back)
        self.area = QStackedLayout()
        for page in (self.wait, self.pane, self.absent):
            self.area.addWidget(page)
        whole = parts.column(margins=(16, 12, 16, 4))
        whole.addLayout(self.area)
        self.setLayout(whole)

    # going ------------------------------------------------------------------------------------------------------

    @override
    def open(self, argument: object) -> None:
        """The number of the row, or what the case is called."""
        if isinstance(argument, int | str) and argument != self._wanted:
            self._wanted = argument
            self.shown = None
            self.form.stored()
            self._stepped = True
            self.area.setCurrentWidget(self.wait)
            self.outdate()

    def to_subject(self) -> None:
        """The profile of whom the case is about."""
        if self.shown is not None and self.shown.who.code:
            self.desk.go(Place("profile", (self.shown.who.type, self.shown.who.code)))

    def to_points(self) -> None:
        """The points of whom the case is about."""
        if self.shown is not None and self.shown.who.code:
            self.desk.go(Place("points", (self.shown.who.type, self.shown.who.code, self.shown.who.name)))

    @override
    def place_aside(self) -> Place | None:
        return None if self.shown is None else Place("case", self.shown.id)

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        if self._wanted is None:
            self.area.setCurrentWidget(self.absent)
            return
        day, wanted = self.desk.day.value, self._wanted
        query = CaseOf("", day, wanted) if isinstance(wanted, int) else CaseOf(wanted, day)
        self.desk.tasks.ask(query, self._arrived, self._failed, owner=self, slot="case")

    def _arrived(self, shown: CaseShown) -> None:
        self.shown = shown
        self.area.setCurrentWidget(self.pane)
        self.render_texts()
        if self._stepped and self.form.isHidden():
            self._stepped = False
            self._to_steps()

    def _failed(self, error: Exception) -> None:
        self.shown = None
        if isinstance(error, AuditorError):
            self.desk.texts.say(self.absent.sentence, error.message)
            self.area.setCurrentWidget(self.absent)
            return
        self.desk.problems.tell(error)

    # steps ------------------------------------------------------------------------------------------------------

    def take(self, kind: str) -> None:
        """Open the form of a step."""
        if self.shown is not None:
            now = replace(self.shown, now=self.desk.day.now)
            self.form.begin(kind, now, self.desk.memory.get(ME))
            parts.thread_before(self.records.tabBar(), self.form.held)
            QTimer.singleShot(0, self, self._to_form)  # it has its place only then

    def _to_form(self) -> None:
        """In a low window the form opens below what is seen: all of it comes up, or its beginning."""
        if not self.form.isHidden():
            for widget in (self.form.store, self.form.title):
                self.pane.ensureWidgetVisible(widget, 0, 16)

    def _numbered(self, number: int) -> None:
        kinds = list(self.steps)
        if number <= len(kinds):
            self.take(kinds[number - 1])

    def _do(self, command: Command) -> None:
        kind = self.form.kind
        self.desk.tasks.do(command, partial(self._done, kind), partial(self._refused, kind), owner=self)

    def _done(self, kind: str, done: Any) -> None:
        self._remember_me()
        self.form.stored()
        self._stepped = True
        name = "" if self.shown is None else self.shown.name
        self.desk.edits.tell(done.change, said("Case {case}: {what}", case=name, what=Message(TITLES[kind])))
        for one in getattr(done.result, "warnings", ()):
            self.desk.problems.warn(one.message)

    def _remember_me(self) -> None:
        by = self.form.texts.get("by", "").strip()
        if by and not self.desk.memory.get(ME):
            self.desk.memory.put(ME, by)

    def _refused(self, kind: str, error: Exception) -> None:
        if not isinstance(error, AuditorError) or getattr(error, "already_told", False):
            self.form.store.setEnabled(True)
            self.desk.problems.tell(error)
            return
        self.form.refuse(placed(kind, error, set(self.form.fields)))
        where = self.form.focusWidget()
        if where is not None:
            self.pane.ensureWidgetVisible(where, 0, 40)

    def _to_steps(self) -> None:
        first = next(iter(self.steps.values()), None)
        if first is not None and still_at(self):
            staying.hand_to(first)

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        shown, tr = self.shown, self.desk.texts.translator
        if shown is None:
            self.call_it(tr.t(N_("Case")))
            return
        title, beside = head_words(shown, tr)
        self.name.setText(title)
        self.beside.setText(beside)
        self.call_it(title)
        parts.empty(self.notes)
        for text, what in notes_of(shown, tr):
            self.notes.addWidget(parts.plain_label(text, what, wrap=True))
        known = bool(shown.who.code)
        self.subject.setVisible(known)
        self.points.setVisible(known)
        self.clocks.show_clocks(shown.clocks, shown.now)
        self._show_steps(shown)
        self.form.stand_on(shown)
        self.form.render_texts()
        self.story.show_story(shown.story)
        self.records.show_case(shown)
        self.say(beside)

    def _show_steps(self, shown: CaseShown) -> None:
        found = next_steps(shown)
        drawn = (found, self.desk.texts.language)
        if drawn == self._drawn:
            return  # the same steps: a button that is just being pressed stays
        self._drawn = drawn
        parts.empty(self._flow)
        self.steps = {}
        for at, kind in enumerate(found.kinds):
            primary = found.first and at == 0
            made = parts.button(self.desk.texts, TITLES[kind], partial(self.take, kind), "primary" if primary else "")
            if at < NUMBERED:
                made.setToolTip(f"Alt+{at + 1}")
            self._flow.addWidget(made)
            self.steps[kind] = made
        parts.thread_before(self.records.tabBar(), self._flow)
