"""What every screen is handed: language, theme, tasks, problems, the as-of day, and the way to another place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, Signal

from auditor.clock import Clock, wall
from auditor.clock import today as today_of
from auditor.i18n import N_
from ui.kit.problems import Problems
from ui.kit.tasks import Tasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the window: a room, and what is open in it."""

    room: str
    argument: object = None


class Day(QObject):
    """The as-of day that everything on screen obeys."""

    changed = Signal()

    def __init__(self, clock: Clock, day: date | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._day = day or today_of(clock)

    @property
    def value(self) -> date:
        """The day."""
        return self._day

    @property
    def today(self) -> date:
        """The calendar's day, in Asia/Shanghai."""
        return today_of(self._clock)

    @property
    def now(self) -> datetime:
        """The wall time in Asia/Shanghai, to the second."""
        return wall(self._clock)

    @property
    def is_today(self) -> bool:
        """Whether the as-of day is the calendar's."""
        return self._day == self.today

    def set(self, day: date) -> None:
        """Look at everything as of this day."""
        if day != self._day:
            self._day = day
            self.changed.emit()

    def move(self, days: int) -> None:
        """Go this many days on (negative: back)."""
        self.set(self._day + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Desk:
    """The surroundings of a screen; handed to it, never looked up."""

    texts: Texts
    theme: Theme
    tasks: Tasks
    problems: Problems
    day: Day
    go: Callable[[Place], None]
    workspace: str = field(default="")


def relative(translate: Callable[..., str], day: date, today: date) -> str:
    """A day beside today in words: today, in 12 days, 3 days ago."""
    days = (day - today).days
    if days == 0:
        return translate(N_("today"))
    if days > 0:
        return translate(N_("in {n} days"), n=days) if days > 1 else translate(N_("tomorrow"))
    return translate(N_("{n} days ago"), n=-days) if days < -1 else translate(N_("yesterday"))
