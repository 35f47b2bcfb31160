"""Sessions: which are planned and which were held, a new one by a form, and one of them whole."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSplitter, QStackedLayout
from typing_extensions import override

from auditor.i18n import N_
from auditor.model.sheets import BY_NAME
from auditor.services.lists.chosen import Listed
from auditor.services.training.planning import next_code
from auditor.services.training.sessions import SessionLine, SessionOf, Sessions, SessionShown
from ui.editing.adding import AddForm
from ui.editing.draft import Draft
from ui.editing.saver import Saver
from ui.kit import parts
from ui.kit.desk import Desk, Place
from ui.kit.screen import Screen, still_at
from ui.kit.small_table import Line, SmallTable
from ui.training.session_page import SessionPage
from ui.training.words import SESSION_TITLES, session_line

STATUSES = {"": N_("All"), "planned": N_("Planned"), "held": N_("Held"), "cancelled": N_("Cancelled")}
LEAD = timedelta(days=7)
"""A new session is offered for this time of the next week."""


class SessionsPage(Screen):
    """The list with the form of a new one beside it; a session takes the place of both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        texts = desk.texts
        self._all: tuple[SessionLine, ...] = ()
        self._read_once = False
        self._code = ""
        self._offered: Listed | None = None
        self.title = parts.label(texts, N_("Sessions"), "title")
        self.new = parts.button(texts, N_("New session…"), self.begin_new, "primary")
        self.turns = QButtonGroup(self)
        self.choices = {status: self._choice(name) for status, name in STATUSES.items()}
        self.choices[""].setChecked(True)
        self.table = SmallTable(desk.theme)
        texts.name(self.table, N_("Sessions"))
        self.form = AddForm(desk, BY_NAME["sessions"])
        self.saver = Saver(desk)
        self._page: SessionPage | None = None
        self._lay_out()
        self._listen()
        self.render_texts()

    def _choice(self, name: str) -> QPushButton:
        made = parts.toggle(self.desk.texts, name)
        self.turns.addButton(made)
        made.clicked.connect(lambda: self.render_texts())
        return made

    def _lay_out(self) -> None:
        texts = self.desk.texts
        first = parts.button(texts, N_("New session…"), self.begin_new, "primary")
        self.empty = parts.EmptyState(
            texts, N_("Here stand the sessions: what is taught when and by whom, who comes, and how they did."), first
        )
        self.none = parts.plain_label("", "muted")
        self.split = QSplitter()
        self.split.addWidget(parts.box(parts.column(self.table, self.none, gap=8)))
        self.split.addWidget(self.form)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([640, 400])
        head = parts.row(self.title, 12, *self.choices.values(), None, self.new, gap=6)
        area = parts.column(head, self.split, self.empty, gap=10, margins=(0, 12, 0, 12))
        area.setStretch(1, 1)
        area.setStretch(2, 1)
        self.listing = parts.box(area)
        self.area = QStackedLayout()
        self.area.addWidget(self.listing)
        self.setLayout(self.area)

    def _listen(self) -> None:
        self.table.activated.connect(self._opened)
        self.table.doubleClicked.connect(self._opened)
        self.form.wanted.connect(self.saver.save)
        self.form.closed.connect(self.render_texts)
        self.saver.refused.connect(lambda _: self.form.refused())
        self.saver.saved.connect(self._stored)

    @property
    def page(self) -> SessionPage:
        """One of them whole; built when the first is opened."""
        if self._page is None:
            self._page = SessionPage(self.desk)
            self.area.addWidget(self._page)
            self._page.left.connect(lambda: self.desk.go(Place("training", ("sessions",))))
        return self._page

    # going ------------------------------------------------------------------------------------------------------

    def show_list(self) -> None:
        """All sessions."""
        self._code = ""
        self.area.setCurrentWidget(self.listing)
        self.setFocusProxy(self.table)
        self.outdate()

    def show_session(self, code: str) -> None:
        """One of them."""
        self._code = code
        self.outdate()

    def offer(self, listed: Listed) -> None:
        """What was chosen in a list is to be put on the list of the session that is opened next."""
        self._offered = listed
        self.show_list()

    def _opened(self, index: QModelIndex) -> None:
        one = self.table.small.lines[index.row()].payload
        if isinstance(one, SessionLine):
            self.desk.go(Place("training", ("session", one.code)))

    # reading ----------------------------------------------------------------------------------------------------

    @override
    def read(self) -> None:
        self.desk.tasks.ask(Sessions(), self._read, owner=self, slot="sessions")
        if self._code:
            self.desk.tasks.ask(SessionOf(self._code), self._session_read, self._gone, owner=self, slot="session")

    def _read(self, found: tuple[SessionLine, ...]) -> None:
        self._all, self._read_once = found, True
        self.render_texts()

    def _session_read(self, found: SessionShown) -> None:
        if found.line.code != self._code:
            return
        arriving = self.area.currentWidget() is self.listing and self.table.hasFocus()
        self.page.show_session(found)
        self.area.setCurrentWidget(self.page)
        self.setFocusProxy(self.page.tabs)
        if arriving:  # else Qt hands the keyboard to the first button of the page
            self.page.tabs.currentWidget().setFocus()
        if self._offered is not None:
            self.page.roster.form.offer(self._offered)
            self._offered = None
        self.render_texts()

    def _gone(self, error: Exception) -> None:
        self.show_list()
        self.desk.problems.tell(error)

    # a new one --------------------------------------------------------------------------------------------------

    def begin_new(self, course: str = "") -> None:
        """Open the form; what was typed in it before still stands there."""
        self.form.begin("", "")
        start = self.desk.day.today + LEAD
        offered = {
            "code": next_code((one.code for one in self._all), start),
            "course": course,
            "planned_start": f"{start.isoformat()} 09:00",
        }
        draft = self.form.draft
        assert draft is not None
        for name, text in offered.items():
            if text and not draft.text(name):
                draft.type(name, text)
                self.form.fields[name].entry.put(text)
        self.form.fields["course"].entry.setFocus()
        self.render_texts()

    def _stored(self, draft: Draft) -> None:
        """The session is there: its page is where people are put on it."""
        code = self._typed_code
        self.form.stored()
        if code and still_at(self):
            self.desk.go(Place("training", ("session", code)))

    @property
    def _typed_code(self) -> str:
        from auditor.model.folding import folded_code

        entry = self.form.fields.get("code")
        return "" if entry is None else folded_code(entry.entry.text)

    # showing ----------------------------------------------------------------------------------------------------

    @override
    def render_texts(self) -> None:
        translator = self.desk.texts.translator
        status = next((one for one, button in self.choices.items() if button.isChecked()), "")
        shown = [one for one in self._all if status in ("", one.status)]
        lines = [Line(session_line(one, translator), one, key=one.code) for one in shown]
        self.table.show_lines([translator.t(title) for title in SESSION_TITLES], lines, gives=2)
        self.none.setText("" if shown or not self._all else translator.t(N_("No session is like that.")))
        self.none.setVisible(bool(self.none.text()))
        nothing = self._read_once and not self._all and self.form.isHidden()
        self.empty.setVisible(nothing)
        self.split.setVisible(not nothing)
        for button in (self.new, *self.choices.values()):
            button.setVisible(not nothing)
        self.form.render_texts()
        page = self._page
        if page is not None:
            page.render_texts()
        if page is not None and self.area.currentWidget() is page:
            self.call_it(page.title.text())
            self.say(page.seats.text())
        else:
            self.call_it(translator.t(N_("Sessions")))
            self.say(translator.t(N_("{n} sessions"), n=f"{len(shown):,}") if self._read_once else "")
