"""What consumers say beside complaints: the log, what waits for its answer first, the answer as a form below it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSplitter, QStackedLayout
from typing_extensions import override

from auditor.errors import AuditorError
from auditor.i18n import N_, said
from auditor.model.sheets import BY_NAME
from auditor.services.cases.feedback import ALL, ANSWERED, OPEN, AnswerFeedback, Feedback, FeedbackFound, FeedbackLog
from auditor.services.cases.telling import duration
from ui.cases.screen import ME
from ui.cases.words import word_of
from ui.editing.adding import AddForm
from ui.editing.inputs import LineInput, ProseInput
from ui.editing.saver import Saver
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.small_table import Line, SmallTable

STATES = {OPEN: N_("To be answered"), ANSWERED: N_("Answered"), ALL: N_("All")}
TITLES = (N_("Received"), N_("Kind"), N_("About"), N_("What was said"), N_("Reply"), N_("Waited"), N_("Handler"))
MOST = 2_000
LOW = 150
"""Designed pixels that the list keeps, however low the window is."""


class FeedbackPage(Screen):
    """Praise, suggestions and questions; a new one by form, an answer beneath the one that is current."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self.state = OPEN
        self.found: FeedbackFound | None = None
        self._typed: dict[int, str] = {}
        """Answers that were begun, by what they answer."""
        self._for: int | None = None
        """What the answer in the form is for."""
        self.title = parts.label(texts, N_("Consumers' feedback"), "title")
        self.number = parts.plain_label("", "number")
        self.new = parts.button(texts, N_("New feedback…"), self.begin, "primary")
        self.group = QButtonGroup(self)
        self.states: dict[str, QPushButton] = {}
        for name, title in STATES.items():
            made = parts.toggle(texts, title)
            made.clicked.connect(partial(self.show_state, name))
            self.group.addButton(made)
            self.states[name] = made
        self.states[OPEN].setChecked(True)
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("Consumers' feedback"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.adding = AddForm(desk, BY_NAME["feedback"])
        self.saver = Saver(desk)
        self.adding.wanted.connect(self.saver.save)
        self.saver.created.connect(lambda *_: self.adding.stored())
        self.saver.refused.connect(lambda _draft: self.adding.refused())
        self._build_answer()
        self._lay_out()
        self.render_texts()

    def _build_answer(self) -> None:
        texts = self.desk.texts
        self.said_there = parts.plain_label("", wrap=True, selectable=True)
        self.caption = parts.label(texts, N_("Reply"), "label")
        self.answer = ProseInput(self.desk.theme.px(20))
        self.by = LineInput()
        self.by_caption = parts.label(texts, N_("Handler"), "label")
        self.wrong = parts.plain_label(" ", "wrong", wrap=True)
        self.store = parts.button(texts, N_("Store the answer"), self.give, "primary")
        self.answer.committed.connect(self.give)
        self.by.committed.connect(self.give)
        parts.fix(self.by, self.desk.theme, width=160)
        foot = parts.row(self.by_caption, self.by, None, self.store)
        self.card = parts.card(self.said_there, self.caption, self.answer, self.wrong, foot, gap=4, padding=12)
        self.card.hide()

    def _lay_out(self) -> None:
        texts = self.desk.texts
        begin = parts.button(texts, N_("New feedback…"), self.begin)
        self.nothing = parts.EmptyState(texts, N_("No feedback waits here."), begin)
        self.area = QStackedLayout()
        for page in (self.table, self.nothing):
            self.area.addWidget(page)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        above = parts.column()
        above.addLayout(self.area)
        listed = parts.box(above, "page")
        listed.setMinimumHeight(self.desk.theme.px(LOW))
        self.adding.setMinimumHeight(self.desk.theme.px(2 * LOW))
        for widget in (listed, self.adding, self.card):
            split.addWidget(widget)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(2, 0)
        split.setSizes([4_000, 400, 190])
        head = parts.row(self.title, self.number, None, self.new, gap=10)
        tools = parts.row(*self.states.values(), None, gap=6)
        body = parts.column(head, tools, gap=10, margins=(16, 12, 16, 12))
        self.pane = parts.scrolled(split)  # in a low window the answer keeps its height
        texts.name(self.pane, N_("Consumers' feedback"))
        body.addWidget(self.pane, 1)
        self.setLayout(body)
        self.setFocusProxy(self.table)

    # acting -----------------------------------------------------------------------------------------------------

    def show_state(self, state: str) -> None:
        """Show what waits for an answer, what has one, or both."""
        self.state = state
        self.read()

    def begin(self) -> None:
        """The form of a new one; what was typed before still stands there."""
        self.card.hide()
        self.adding.begin("", "")
        draft = self.adding.draft
        if draft is not None and not draft.text("received_at"):
            now = f"{self.desk.day.now:%Y-%m-%d %H:%M}"
            draft.type("received_at", now)
            self.adding.fields["received_at"].put(now)

    def give(self) -> None:
        """Store the answer to the current one."""
        one = self.current()
        if one is None:
            return
        text, by = self.answer.text.strip(), self.by.text.strip()
        if not text:
            self.desk.texts.say(self.wrong, N_("Write something."))
            self.answer.setFocus()
            return
        self.desk.tasks.do(AnswerFeedback(one.code, text, by), self._answered, self._refused, owner=self)

    def _answered(self, done: Any) -> None:
        by = self.by.text.strip()
        if by and not self.desk.memory.get(ME):
            self.desk.memory.put(ME, by)
        self.answer.put("")
        self.desk.texts.unsay(self.wrong, nothing=" ")
        if self._for is not None:
            self._typed.pop(self._for, None)
        self.desk.edits.tell(done.change, said("The answer is stored."))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AuditorError) and not error.already_told:
            self.desk.texts.say(self.wrong, error.message)
        else:
            self.desk.problems.tell(error)

    def current(self) -> Feedback | None:
        """The one that is current."""
        found = self.table.payload()
        return found if isinstance(found, Feedback) else None

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        query = FeedbackLog(state=self.state, limit=MOST, as_of=self.desk.day.value)
        self.desk.tasks.ask(query, self._arrived, owner=self, slot="log")

    def _arrived(self, found: FeedbackFound) -> None:
        self.found = found
        self.render_texts()

    @override
    def render_texts(self) -> None:
        t = self.desk.texts.t
        self.call_it(t(N_("Consumers' feedback")))
        self.adding.render_texts()
        if self.found is None:
            self.say(t(N_("Reading…")))
            return
        self.number.setText(f"{self.found.count:,}")
        self.states[OPEN].setText(f"{t(STATES[OPEN])}  {self.found.open:,}")
        one = self.current()
        lines = [Line(self._cells(one), one, key=one.id) for one in self.found.rows]
        self.table.show_lines([t(title) for title in TITLES], lines, gives=3, whole=True)
        if lines and not self.table.pick(lambda row: one is not None and row.id == one.id):
            self.table.selectRow(0)
        self.area.setCurrentWidget(self.table if lines else self.nothing)
        self.say(t(N_("{n} to be answered"), n=f"{self.found.open:,}"))
        self._show_current()

    def _cells(self, one: Feedback) -> tuple[str, ...]:
        tr = self.desk.texts.translator
        waited = "" if one.waited is None else tr.t(duration(one.waited))
        about = "" if one.who is None else one.who.name
        kind = word_of("feedback_kind", one.kind, None, tr)
        flat = (" ".join(text.split()) for text in (one.text, one.answer))
        return (f"{one.received_at:%Y-%m-%d %H:%M}", kind, about, *flat, waited, one.handler)

    def _turn_to(self, number: int) -> None:
        """What was begun stays with what it answers."""
        if self._for != number:
            if self._for is not None:
                self._typed[self._for] = self.answer.text
            self._for = number
            self.desk.texts.unsay(self.wrong, nothing=" ")
            self.answer.put(self._typed.get(number, ""))

    def _show_current(self) -> None:
        one = self.current()
        self.card.setVisible(one is not None and self.adding.isHidden())
        if one is None:
            return
        self._turn_to(one.id)
        answered = bool(one.answer)
        told = f"{one.text}\n\n{self.desk.texts.t(N_('Reply'))}: {one.answer}" if answered else one.text
        self.said_there.setText(told)
        for widget in (self.caption, self.answer, self.by, self.by_caption, self.store, self.wrong):
            widget.setVisible(not answered)
        t = self.desk.texts.t
        self.answer.call_it(t(N_("Reply")))
        self.by.call_it(t(N_("Handler")))
        if not self.by.text:
            self.by.put(self.desk.memory.get(ME))
            self.by.line.deselect()
