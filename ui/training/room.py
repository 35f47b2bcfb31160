"""The trainer's room: sessions, certificates, a log without a session, each on a page of its own."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QTabWidget
from typing_extensions import override

from auditor.i18n import N_
from auditor.services.lists.chosen import Listed
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.kit.tabs import fade
from ui.training.awards import AwardsPage
from ui.training.courses import CoursesPage
from ui.training.matrix import MatrixPage
from ui.training.screen import TrainingLog
from ui.training.sessions import SessionsPage
from ui.training.shows import ShowsPage

SESSIONS, AWARDS, MATRIX, COURSES, SHOWS, LOG = "sessions", "awards", "requirements", "courses", "shows", "log"
TITLES = {
    SESSIONS: N_("Sessions"),
    AWARDS: N_("Certificates"),
    MATRIX: N_("Requirements"),
    COURSES: N_("Courses"),
    SHOWS: N_("What trainings show"),
    LOG: N_("Log without a session"),
}


class TrainersDesk(Screen):
    """Each page reads when it is seen; the room says what the page says."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = QTabWidget()
        fade(self.tabs, desk.theme)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        desk.texts.name(self.tabs.tabBar(), N_("Trainer's desk"))
        self.sessions = SessionsPage(desk)
        self.awards = AwardsPage(desk)
        self.matrix = MatrixPage(desk)
        self.courses = CoursesPage(desk)
        self.log = TrainingLog(desk)
        self.pages: dict[str, Screen] = {
            SESSIONS: self.sessions,
            AWARDS: self.awards,
            MATRIX: self.matrix,
            COURSES: self.courses,
            SHOWS: ShowsPage(desk),
            LOG: self.log,
        }
        for key, page in self.pages.items():
            self.tabs.addTab(page, desk.texts.t(TITLES[key]))
            page.named.connect(partial(self._named, page))
            page.status.connect(partial(self._said, page))
        self.tabs.currentChanged.connect(lambda _: self._turned())
        self.setLayout(parts.column(self.tabs, gap=0, margins=(16, 4, 16, 0)))
        self._turned()

    @override
    def open(self, argument: object) -> None:
        """A page by its name, or ("session", code), ("award", number), ("course", code), ("requirement", code) on one.

        ("host", code) leads to the log, a Listed to the list of a session.
        """
        if isinstance(argument, Listed):
            self.show_page(SESSIONS)
            self.sessions.offer(argument)
            return
        what, *rest = argument if isinstance(argument, tuple) and argument else ("",)
        if what == "session":
            self.show_page(SESSIONS)
            self.sessions.show_session(str(rest[0]))
        elif what == "award":
            self.show_page(AWARDS)
            self.awards.show_award(str(rest[0]))
        elif what == "course":
            self.show_page(COURSES)
            self.courses.show_course(str(rest[0]))
        elif what == "requirement":
            self.show_page(MATRIX)
            self.matrix.show_requirement(str(rest[0]))
        elif what == "host":
            self.show_page(LOG)
            self.log.open(argument)
        elif what in self.pages:
            self.show_page(str(what))
        if what in ("", SESSIONS) and self.tabs.currentWidget() is self.sessions:
            self.sessions.show_list()
        elif what == AWARDS:
            self.awards.show_list()

    def show_page(self, key: str) -> None:
        """Turn to a page."""
        self.tabs.setCurrentWidget(self.pages[key])

    def _turned(self) -> None:
        page = self.tabs.currentWidget()
        self.setFocusProxy(page)
        if isinstance(page, Screen):
            self.call_it(page.name_shown)
            self.say(page.said)

    def _named(self, page: Screen, name: str) -> None:
        if self.tabs.currentWidget() is page:
            self.call_it(name)

    def _said(self, page: Screen, text: str) -> None:
        if self.tabs.currentWidget() is page:
            self.say(text)

    @override
    def render_texts(self) -> None:
        for at, key in enumerate(self.pages):
            self.tabs.setTabText(at, self.desk.texts.t(TITLES[key]))
        self._turned()
