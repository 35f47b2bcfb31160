"""One session: what it is, who is on its list, how it went, its certificates; its fields beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from auditor.i18n import N_
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.editing import RecordNamed
from auditor.services.training.sessions import SessionShown
from ui.editing.clash import ClashBar
from ui.editing.draft import Draft
from ui.editing.rows import FactRows
from ui.editing.saver import Saver
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.tabs import fade
from ui.profiles.record_page import scrolled
from ui.training.due_pane import DuePane
from ui.training.held_pane import HeldPane
from ui.training.roster import RosterPane
from ui.training.words import seats_text, session_facts

if TYPE_CHECKING:
    from auditor.services.editing import Named


class SessionPage(QWidget):
    """The head, the tabs, and the fields of the session where they are asked for."""

    left = Signal()
    """Back to all sessions."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.session: SessionShown | None = None
        texts = desk.texts
        self.back = parts.button(texts, N_("All sessions"), self.left.emit, "quiet")
        parts.dress(self.back, desk.theme, "back", "accent")
        self.title = parts.Brief("title")
        self.seats = parts.plain_label("", "number")
        self.facts_line = parts.plain_label("", "muted", wrap=True)
        self.details = parts.toggle(texts, N_("All fields"))
        self.details.toggled.connect(self._turn_details)
        self.roster = RosterPane(desk)
        self.log = HeldPane(desk)
        self.due = DuePane(desk)
        self.tabs = QTabWidget()
        fade(self.tabs, desk.theme)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        texts.name(self.tabs.tabBar(), N_("Parts of the session"))
        self.facts = FactRows(desk)
        self.clash = ClashBar(desk)
        self.saver = Saver(desk)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        self.tabs.addTab(self.roster, "")
        self.tabs.addTab(self.log, "")
        self.tabs.addTab(self.due, "")
        self.side = scrolled(self.clash, self.facts)
        self.side.hide()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tabs)
        split.addWidget(self.side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setSizes([640, 400])
        head = parts.row(self.title, self.seats, self.details, gap=12)
        head.setStretch(0, 1)
        body = parts.column(parts.row(self.back, None), head, self.facts_line, split, gap=6, margins=(0, 8, 0, 12))
        body.setStretch(3, 1)
        self.setLayout(parts.column(parts.scrolled(parts.box(body, "bare")), gap=0))

    def _listen(self) -> None:
        self.facts.save_wanted.connect(self.saver.save)
        self.clash.settled.connect(self.saver.settle)
        self.saver.clashed.connect(self.clash.show_clash)
        self.saver.refused.connect(lambda _: self.facts.tell_again())
        self.saver.stale.connect(self._ask_fields)

    # showing ----------------------------------------------------------------------------------------------------

    def show_session(self, session: SessionShown) -> None:
        """Show a session; the tab that was open stays open, but of another one the first that matters."""
        other = self.session is None or self.session.line.code != session.line.code
        self.session = session
        if other:
            self.facts.draft = None
            self.clash.hide()
        self.roster.show_session(session)
        self.log.show_session(session)
        self.due.show_session(session)
        if other:
            begun = session.line.planned_start.date() <= self._desk.day.today and bool(session.roster)
            self.tabs.setCurrentWidget(self.log if begun and session.line.status == "planned" else self.roster)
        if self.details.isChecked():
            self._ask_fields()
        self.render_texts()

    def render_texts(self) -> None:
        """Say everything in the language in force."""
        if self.session is None:
            return
        translator, line = self._desk.texts.translator, self.session.line
        called = f"{line.title} · {line.course_title}" if line.title else line.course_title
        self.title.setText(f"{called}  {line.code}")
        self.seats.setText(seats_text(line, translator))
        self.facts_line.setText(session_facts(self.session, translator))
        self.tabs.setTabText(0, f"{translator.t(N_('Roster'))}  {len(self.session.roster)}")
        self.tabs.setTabText(1, translator.t(N_("Log")))
        self.tabs.setTabText(2, translator.t(N_("Certificates")))
        self.roster.render_texts()
        self.due.render_texts()
        self.log.render_texts()

    # the fields -------------------------------------------------------------------------------------------------

    def _turn_details(self, on: bool) -> None:
        self.side.setVisible(on)
        if on:
            self._ask_fields()

    def _ask_fields(self) -> None:
        if self.session is not None:
            query = RecordNamed(f"session:{self.session.line.code}")
            self._desk.tasks.ask(query, self._fields_read, owner=self, slot="fields")

    def _fields_read(self, named: Named) -> None:
        draft, today = self.facts.draft, day_of(self._desk.day.today)
        if draft is None or draft.id != named.id:
            language = self._desk.texts.language
            draft = Draft(BY_NAME["sessions"], named.id, named.values, named.seen, today, language)
        else:
            draft.read_again(named.values, named.seen)
        assert self.session is not None
        self.facts.show_draft(draft, {f"course:{self.session.line.course}": self.session.line.course_title})
