"""The trainer's room: sessions, certificates, a log without a session, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import cast

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

PAGES: Mapping[str, Callable[[Desk], Screen]] = MappingProxyType(
    {
        SESSIONS: SessionsPage,
        AWARDS: AwardsPage,
        MATRIX: MatrixPage,
        COURSES: CoursesPage,
        SHOWS: ShowsPage,
        LOG: TrainingLog,
    }
)


class TrainersDesk(Screen):
    """Each page is built and reads when it is first seen; the room says what the page says."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = QTabWidget()
        fade(self.tabs, desk.theme)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        desk.texts.name(self.tabs.tabBar(), N_("Trainer's desk"))
        self._built: dict[str, Screen] = {}
        self._places = {key: parts.box(parts.column(gap=0)) for key in PAGES}
        for key, place in self._places.items():
            self.tabs.addTab(place, desk.texts.t(TITLES[key]))
        self.tabs.currentChanged.connect(lambda _: self._turned())
        self.setLayout(parts.column(self.tabs, gap=0, margins=(16, 4, 16, 0)))
        self._turned()

    # pages ------------------------------------------------------------------------------------------------------

    def page(self, key: str) -> Screen:
        """A page, built when it is first asked for."""
        if key not in self._built:
            made = PAGES[key](self.desk)
            self._built[key] = made
            layout = self._places[key].layout()
            assert layout is not None
            layout.addWidget(made)
            made.show()  # Qt would do it some time later, and the page would read only then
            made.named.connect(partial(self._named, made))
            made.status.connect(partial(self._said, made))
        return self._built[key]

    @property
    def sessions(self) -> SessionsPage:
        """Sessions, and one of them."""
        return cast("SessionsPage", self.page(SESSIONS))

    @property
    def awards(self) -> AwardsPage:
        """Certificates, and one of them."""
        return cast("AwardsPage", self.page(AWARDS))

    @property
    def matrix(self) -> MatrixPage:
        """Requirements with their gaps."""
        return cast("MatrixPage", self.page(MATRIX))

    @property
    def courses(self) -> CoursesPage:
        """Courses with their versions."""
        return cast("CoursesPage", self.page(COURSES))

    @property
    def log(self) -> TrainingLog:
        """The log without a session."""
        return cast("TrainingLog", self.page(LOG))

    @property
    def shown(self) -> Screen:
        """The page that is turned to."""
        return self.page(tuple(PAGES)[max(0, self.tabs.currentIndex())])

    # going ------------------------------------------------------------------------------------------------------

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
        elif what in PAGES:
            self.show_page(str(what))
        if what in ("", SESSIONS) and self.shown is self.sessions:
            self.sessions.show_list()
        elif what == AWARDS:
            self.awards.show_list()

    def show_page(self, key: str) -> None:
        """Turn to a page."""
        self.tabs.setCurrentWidget(self._places[key])

    def _turned(self) -> None:
        page = self.shown
        self.setFocusProxy(page)
        self.call_it(page.name_shown)
        self.say(page.said)

    def _named(self, page: Screen, name: str) -> None:
        if self.shown is page:
            self.call_it(name)

    def _said(self, page: Screen, text: str) -> None:
        if self.shown is page:
            self.say(text)

    @override
    def render_texts(self) -> None:
        for at, key in enumerate(PAGES):
            self.tabs.setTabText(at, self.desk.texts.t(TITLES[key]))
        self._turned()
