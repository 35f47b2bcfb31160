"""The Chinese working calendar, make-up days included: as shipped, and with the years that a workspace lays down.

A year without a calendar stays unknown, and so does what would have to count through it.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from auditor.model.types import date_of, day_of

WEEKEND = 5
"""date.weekday() of Saturday; from here on a day is free unless it is worked instead of another."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year's calendar: weekdays (or weekend days) that are free, and weekend days that are worked."""

    off: frozenset[date]
    work: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether people work on a day of the year."""
        return day not in self.off if day.weekday() < WEEKEND else day in self.work


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days by day number, whole years without a gap from ``first`` to ``last``."""

    first: int
    last: int
    days: tuple[int, ...]

    def landing(self, day: int, count: int) -> int | None:
        """The ``count``-th working day after (before) the day; None where the calendar does not reach."""
        place = bisect_right(self.days, day) + count - 1 if count > 0 else bisect_left(self.days, day) + count
        return self.days[place] if 0 <= place < len(self.days) else None

    def known(self, count: int) -> tuple[int, int]:
        """The first and last day from which so many working days can be counted; empty when last < first."""
        if abs(count) > len(self.days):
            return 0, -1
        if count > 0:
            return self.first - 1, self.days[len(self.days) - count] - 1
        return self.days[-count - 1] + 1, self.last + 1

    def works(self, day: date) -> bool | None:
        """Whether people work on that day; None in a year without a calendar."""
        number = day_of(day)
        if not self.first <= number <= self.last:
            return None
        place = bisect_left(self.days, number)
        return place < len(self.days) and self.days[place] == number

    def moved(self, day: date, count: int) -> date | None:
        """The ``count``-th working day after ``day`` (before it when negative); None when an unknown year is met.

        With 0 it is the day itself, whatever day that is.
        """
        if count == 0:
            return day
        first, last = self.known(count)
        landed = self.landing(day_of(day), count)
        return None if landed is None or not first <= day_of(day) <= last else date_of(landed)

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year."""
        return date_of(self.first).year, date_of(self.last).year


@cache
def shipped() -> Calendar:
    """The calendar as far as the program brings it along."""
    import chinese_calendar
    import chinese_calendar.constants as known

    marked = sorted([*known.holidays, *known.workdays])
    first, last = date(marked[0].year, 1, 1), date(marked[-1].year, 12, 31)
    days = tuple(day_of(day) for day in _days(first, last) if chinese_calendar.is_workday(day))
    return Calendar(day_of(first), day_of(last), days)


def _days(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


@lru_cache(maxsize=8)
def calendar_of(body: str | None) -> Calendar:
    """The shipped calendar with the years of a stored text in place of its own or behind them."""
    years = years_of(body)
    if not years:
        return shipped()
    base = shipped()
    low, high = base.years
    first, last = date(min(low, *years), 1, 1), date(max(high, *years), 12, 31)
    held = set(base.days)

    def works(day: date) -> bool:
        own = years.get(day.year)
        return day_of(day) in held if own is None else own.works(day)

    return Calendar(day_of(first), day_of(last), tuple(day_of(day) for day in _days(first, last) if works(day)))


def years_of(body: str | None) -> Mapping[int, Year]:
    """The years of a stored text, as ``stored_years`` wrote it."""
    if body is None:
        return {}
    return {
        int(year): Year(*(frozenset(map(date.fromisoformat, told[name])) for name in ("off", "work")))
        for year, told in json.loads(body).items()
    }


def stored_years(years: Mapping[int, Year]) -> str | None:
    """The years as the setting keeps them; None for none at all."""
    if not years:
        return None
    told = {
        str(year): {"off": sorted(map(date.isoformat, one.off)), "work": sorted(map(date.isoformat, one.work))}
        for year, one in years.items()
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
