"""The settings room: a page for each concern, built when it is first looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget
from typing_extensions import override

from auditor.i18n import N_
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.screen import Screen
from ui.settings.about import AboutPage
from ui.settings.laid import LaidDown
from ui.settings.looks import Looks
from ui.settings.organisation import OrganisationPage
from ui.settings.reminding import LadderPage
from ui.settings.workspace import WorkspacePage

PAGES = (
    ("looks", N_("Appearance")),
    ("workspace", N_("Workspace")),
    ("organisation", N_("Organisation")),
    ("reminders", N_("Reminders")),
    ("laid", N_("Calendar and words")),
    ("about", N_("About Auditor")),
)


class Settings(Screen):
    """A place may name a page: ``Place("settings", "reminders")``."""

    looks_back = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        doors = desk.doors
        self.title = parts.label(desk.texts, N_("Settings"), "title")
        self.looks = Looks(desk)
        self.workspace = WorkspacePage(desk, doors.workspace)
        self.organisation = OrganisationPage(desk)
        self.reminders = LadderPage(desk)
        self.laid = LaidDown(desk)
        self.about = AboutPage(desk, doors.keys, doors.tour)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        desk.texts.name(self.tabs, N_("Settings"))
        for (key, _), page in zip(PAGES, self._pages(), strict=True):
            shown = page if key == "about" else parts.scrolled(page if key == "laid" else _readable(page, desk))
            self.tabs.addTab(shown, "")
        self.tabs.currentChanged.connect(lambda _: self.read())
        layout = parts.column(parts.row(self.title, None), self.tabs, gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.render_texts()

    def _pages(self) -> tuple[QWidget, ...]:
        return self.looks, self.workspace, self.organisation, self.reminders, self.laid, self.about

    @override
    def open(self, argument: object) -> None:
        keys = [key for key, _ in PAGES]
        if argument in keys:
            self.tabs.setCurrentIndex(keys.index(str(argument)))

    @override
    def read(self) -> None:
        key = PAGES[self.tabs.currentIndex()][0]
        if key == "workspace":
            self.workspace.show_recent()
            self.workspace.passphrase.read()
        elif key == "organisation":
            self.organisation.read()
        elif key == "reminders":
            self.reminders.read()
            self.reminders.show_looked(self.desk.doors.looked())
        elif key == "laid":
            self.laid.outdate()
        elif key == "about":
            self.about.show_parts()

    @override
    def day_changed(self) -> None:
        """Settings do not depend on the day."""

    @override
    def render_texts(self) -> None:
        self.call_it(self.desk.texts.t(N_("Settings")))
        for number, (_, words) in enumerate(PAGES):
            self.tabs.setTabText(number, self.desk.texts.t(words))
        if PAGES[self.tabs.currentIndex()][0] == "reminders":
            self.reminders.show_looked(self.desk.doors.looked())


def _readable(page: QWidget, desk: Desk) -> QWidget:
    """A page no wider than can be read, at the left."""

    def bound() -> None:
        page.setMaximumWidth(desk.theme.px(880))

    desk.theme.changed.connect(bound)
    bound()
    layout = parts.row(page, None, margins=(0, 12, 8, 12))
    layout.setStretch(0, 50)
    return parts.box(layout, "bare")
