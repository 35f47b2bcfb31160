"""What every screen is handed: language, theme, tasks, problems, the as-of day, and the way to another place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from auditor.clock import Clock, wall
from auditor.clock import today as today_of
from auditor.i18n import N_
from ui.kit.edits import Edits
from ui.kit.memory import Memory
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
    """The as-of day, and the moment as known at which everything on screen is judged."""

    changed = Signal()
    """The day moved, or what was known."""

    def __init__(self, clock: Clock, day: date | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._day = day or today_of(clock)
        self._known: datetime | None = None

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
    def known(self) -> datetime | None:
        """Only what was recorded by then counts (naive wall time in Asia/Shanghai); None: all that is recorded."""
        return self._known

    @property
    def is_today(self) -> bool:
        """Whether the as-of day is the calendar's."""
        return self._day == self.today

    def set(self, day: date) -> None:
        """Look at everything as of this day."""
        self.look(day, self._known)

    def know(self, moment: datetime | None) -> None:
        """Look at everything as it was recorded at this moment (naive wall time); None: as it is recorded now."""
        self.look(self._day, moment)

    def look(self, day: date, known: datetime | None) -> None:
        """Set both at once, told once."""
        if (day, known) != (self._day, self._known):
            self._day, self._known = day, known
            self.changed.emit()

    def reset(self) -> None:
        """Back to today, as it is recorded now."""
        self.look(self.today, None)

    def move(self, days: int) -> None:
        """Go this many days on (negative: back)."""
        self.set(self._day + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Rekeying:
    """The passphrase that the workspace has (None: none), the one it is to have, whether the former file is kept."""

    present: str | None = field(repr=False)
    new: str | None = field(repr=False)
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """What only the window as a whole can do, for the room that offers it."""

    workspace: Callable[[Path], None] = lambda path: None
    """Open another workspace in place of this one."""
    keys: Callable[[], object] = lambda: None
    tour: Callable[[], object] = lambda: None
    back_up: Callable[[], object] = lambda: None
    examine: Callable[[], object] = lambda: None
    verify: Callable[[], object] = lambda: None
    looked: Callable[[], str] = lambda: ""
    """When reminders were looked for last, in words."""
    rekey: Callable[[Rekeying], object] = lambda wish: None
    """Close the workspace, put it under another passphrase, open it again."""


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
    memory: Memory = field(default_factory=Memory)
    """What this person's window remembers: sizes, columns, last places; never anybody's data."""
    aside: Callable[[Place], None] = field(default=lambda place: None)
    """Open a place in a window of its own; what has none opens where it always does."""
    doors: Doors = field(default_factory=Doors)
    edits: Edits = field(init=False)
    """What was changed in this window: every change made in it is told to ``edits.done`` or ``edits.tell``."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edits", Edits(self.tasks, self.problems, self.day))

    def leading(self, go: Callable[[Place], None]) -> Desk:
        """The same desk for another window, where places are opened otherwise; it shares what can be undone."""
        made = replace(self, go=go)
        object.__setattr__(made, "edits", self.edits)
        return made


def relative(translate: Callable[..., str], day: date, today: date) -> str:
    """A day beside today in words: today, in 12 days, 3 days ago."""
    days = (day - today).days
    if days == 0:
        return translate(N_("today"))
    if days > 0:
        return translate(N_("in {n} days"), n=days) if days > 1 else translate(N_("tomorrow"))
    return translate(N_("{n} days ago"), n=-days) if days < -1 else translate(N_("yesterday"))
