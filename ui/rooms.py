"""The rooms of the window, in the order of the rail: only what is built stands here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.i18n import N_
from ui.kit.desk import Desk
from ui.kit.screen import Screen


@dataclass(frozen=True, slots=True)
class Room:
    """A screen and how to reach it; ``build`` imports the slice, so that a room costs nothing until it is entered."""

    key: str
    title: str
    icon: str
    build: Callable[[Desk], Screen]
    rail: bool = True
    group: str = ""
    """What stands together on the rail; a hairline parts the groups."""


def _list(kind: str) -> Callable[[Desk], Screen]:
    def build(desk: Desk) -> Screen:
        from ui.kit.looking import looking_back
        from ui.lists.asked import AskedLists
        from ui.lists.screen import ProfileList

        back = looking_back(desk)
        return ProfileList(back, kind, AskedLists(back.tasks.core))

    return build


def _profile(desk: Desk) -> Screen:
    from ui.kit.looking import looking_back
    from ui.profiles.asked import AskedProfiles
    from ui.profiles.page import ProfilePage

    back = looking_back(desk)
    return ProfilePage(back, AskedProfiles(back.tasks.core))


def _importing(desk: Desk) -> Screen:
    from ui.importing.screen import ImportRoom

    return ImportRoom(desk)


def _training(desk: Desk) -> Screen:
    from ui.training.room import TrainersDesk

    return TrainersDesk(desk)


def _cases(desk: Desk) -> Screen:
    from ui.cases.screen import CaseDesk
    from ui.kit.looking import looking_back

    return CaseDesk(looking_back(desk))


def _case(desk: Desk) -> Screen:
    from ui.cases.page import CasePage
    from ui.kit.looking import looking_back

    return CasePage(looking_back(desk))


def _new_case(desk: Desk) -> Screen:
    from ui.cases.intake import NewCase

    return NewCase(desk)


def _case_figures(desk: Desk) -> Screen:
    from ui.cases.figures_page import CaseFiguresPage
    from ui.kit.looking import looking_back

    return CaseFiguresPage(looking_back(desk))


def _feedback(desk: Desk) -> Screen:
    from ui.cases.feedback_page import FeedbackPage
    from ui.kit.looking import looking_back

    return FeedbackPage(looking_back(desk))


def _points(desk: Desk) -> Screen:
    from ui.cases.points_page import PointsPage
    from ui.kit.looking import looking_back

    return PointsPage(looking_back(desk))


def _checks(desk: Desk) -> Screen:
    from ui.checks.screen import Checks

    return Checks(desk)


def _rules(desk: Desk) -> Screen:
    from ui.rules.screen import Rules

    return Rules(desk)


def _duplicates(desk: Desk) -> Screen:
    from ui.duplicates.screen import Duplicates

    return Duplicates(desk)


def _settings(desk: Desk) -> Screen:
    from ui.settings.screen import Settings

    return Settings(desk)


def _clearance(desk: Desk) -> Screen:
    from ui.clearance.screen import ClearanceDesk
    from ui.kit.looking import looking_back

    return ClearanceDesk(looking_back(desk))


def _explain(desk: Desk) -> Screen:
    from ui.explain.screen import ExplainPage
    from ui.kit.looking import looking_back

    return ExplainPage(looking_back(desk))


def _lapse(desk: Desk) -> Screen:
    from ui.clearance.lapse import LapsePage
    from ui.kit.looking import looking_back

    return LapsePage(looking_back(desk))


def _forecast(desk: Desk) -> Screen:
    from ui.forecast.screen import ForecastRoom

    return ForecastRoom(desk)


def _today(desk: Desk) -> Screen:
    from ui.today.screen import TodayRoom

    return TodayRoom(desk)


def _calendar(desk: Desk) -> Screen:
    from ui.calendar.screen import CalendarRoom

    return CalendarRoom(desk)


ROOMS: tuple[Room, ...] = (
    Room("today", N_("Today"), "today", _today, group="day"),
    Room("calendar", N_("Calendar"), "calendar", _calendar, group="day"),
    Room("hosts", N_("Hosts"), "host", _list("host"), group="people"),
    Room("merchants", N_("Merchants"), "merchant", _list("merchant"), group="people"),
    Room("agencies", N_("Agencies"), "agency", _list("agency"), group="people"),
    Room("rooms", N_("Live rooms"), "room", _list("room"), group="live"),
    Room("broadcasts", N_("Broadcasts"), "broadcast", _list("broadcast"), group="live"),
    Room("products", N_("Products"), "product", _list("product"), group="live"),
    Room("clearance", N_("Clearance"), "play", _clearance, group="live"),
    Room("licences", N_("Licences"), "licence", _list("licence"), group="papers"),
    Room("authorisations", N_("Authorisations"), "authorisation", _list("authorisation"), group="papers"),
    Room("contracts", N_("Contracts"), "contract", _list("contract"), group="papers"),
    Room("training", N_("Training"), "training", _training, group="papers"),
    Room("cases", N_("Cases"), "case", _cases, group="papers"),
    Room("checks", N_("Checks"), "check", _checks, group="checks"),
    Room("rules", N_("Rules"), "rules", _rules, group="checks"),
    Room("import", N_("Import"), "import", _importing, group="data"),
    Room("duplicates", N_("Duplicates"), "copy", _duplicates, group="data"),
    Room("settings", N_("Settings"), "settings", _settings, group="settings"),
    Room("profile", N_("Profile"), "host", _profile, rail=False),
    Room("case", N_("Case"), "case", _case, rail=False),
    Room("case-new", N_("New case"), "case", _new_case, rail=False),
    Room("points", N_("Points"), "case", _points, rail=False),
    Room("case-figures", N_("Statistics of cases"), "case", _case_figures, rail=False),
    Room("feedback", N_("Consumers' feedback"), "case", _feedback, rail=False),
    Room("forecast", N_("Forecast"), "check", _forecast, rail=False),
    Room("lapse", N_("What a lapse touches"), "play", _lapse, rail=False),
    Room("explain", N_("Why"), "check", _explain, rail=False),
)
"""In the order of the rail: today, calendar | people | live (rooms, broadcasts, products, clearance)
| papers (licences, authorisations, contracts, training, cases) | checks (checks, rules) | data (import,
duplicates) | settings.
"""
