"""When somebody has to learn something again: a window that opens, is due, has days of grace, and lapses.

Days are day numbers throughout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from auditor.i18n import N_
from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months

WindowState = Literal["done", "not_yet", "open", "grace", "lapsed", "missing"]
STATES: tuple[WindowState, ...] = ("done", "not_yet", "open", "grace", "lapsed", "missing")
"""In order; ``missing``: it has to be learnt, and no day is known by when."""
GAPS: tuple[WindowState, ...] = ("open", "grace", "lapsed", "missing")
"""Whoever is in one of these needs a seat."""
STATE_WORDS: dict[WindowState, str] = {
    "done": N_("learnt"),
    "not_yet": N_("not open yet"),
    "open": N_("open for learning"),
    "grace": N_("days of grace"),
    "lapsed": N_("lapsed"),
    "missing": N_("still to be learnt"),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """By when something has to be learnt: a word of ``requirement_due`` with its numbers.

    An empty ``due``: once, and again when having passed does not count any more.
    """

    due: str = ""
    months: int | None = None
    by_day: int | None = None
    opens_days: int = 0
    grace_days: int = 0
    since: int | None = None
    """The first day of the requirement."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A day on which it was passed, and the last day on which that counts (None: no end is known)."""

    on: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The day it is due (None: done for good, or no day is known), and the days around it."""

    due: int | None
    learnt: bool
    opens_days: int = 0
    grace_days: int = 0

    @property
    def opens(self) -> int | None:
        """The first day on which it may be learnt for this time."""
        return None if self.due is None else self.due - self.opens_days

    @property
    def lapses(self) -> int | None:
        """The last day of grace."""
        return None if self.due is None else self.due + self.grace_days

    def lapses_within(self, day: int, days: int) -> bool:
        """Whether having learnt it ceases to count on the day or within so many days after it."""
        return self.learnt and self.due is not None and day <= self.due <= day + days

    def state(self, day: int) -> WindowState:
        """How it stands on a day."""
        if self.due is None:
            return "done" if self.learnt else "missing"
        if day < self.due - self.opens_days:
            return "done" if self.learnt else "not_yet"
        if day <= self.due:
            return "open"
        return "grace" if day <= self.due + self.grace_days else "lapsed"


def window(demand: Demand, passed: Iterable[Passed], first_live: int | None = None) -> Window:
    """The window of somebody who passed on these days and was, or will be, live first on ``first_live``."""
    around = (demand.opens_days, demand.grace_days)
    ends = [_end(demand, one) for one in passed if _counts(demand, one, first_live)]
    if ends:
        last = None if None in ends else max(one for one in ends if one is not None)
        return Window(last, True, *around)
    return Window(_first_due(demand, first_live), False, *around)


def _counts(demand: Demand, one: Passed, first_live: int | None) -> bool:
    """Whether having passed then fulfils the demand at all."""
    if demand.due == "by_day" and demand.by_day is not None:
        begun = demand.since is None or one.on >= demand.since
        return begun and (one.until is None or one.until >= demand.by_day)
    if demand.due == "before_first_live" and first_live is not None:
        return one.until is None or one.until >= first_live
    return True


def _end(demand: Demand, one: Passed) -> int | None:
    """The day by which it has to be passed again; None: never."""
    if demand.due in ("by_day", "before_first_live"):
        return None
    if demand.due == "every_months" and demand.months:
        again = _again(one.on, demand.months)
        return again if one.until is None else min(again, one.until)
    return one.until


@lru_cache(4096)
def _again(day: int, months: int) -> int:
    """The day so many months on; a million people passed on a few thousand days."""
    return day_of(add_months(date_of(day), months))


def _first_due(demand: Demand, first_live: int | None) -> int | None:
    """The day by which it has to be passed for the first time; None: no day is known."""
    if demand.due == "by_day":
        return demand.by_day
    if demand.due == "before_first_live":
        return None if first_live is None else first_live - 1
    known = [one for one in (demand.since, first_live) if one is not None]
    return max(known) if known else None
