"""Calendar arithmetic in one place: months and years clipped at the month's end, birthdays, the first day that reaches.

SQL that computes with dates must equal what these functions say; what is in force is decided in auditor.rulebook.facts.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, count: int) -> date:
    """``count`` calendar months later (earlier when negative), clipped to the month's end; else OverflowError."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, count: int) -> date:
    """``count`` calendar years later (earlier when negative): 29 February becomes the 28th where it must."""
    return add_months(day, 12 * count)


def first_day_reaching(day: date, months: int) -> date:
    """The first day whose ``add_months(…, months)`` reaches ``day``: ``f + months(n) >= D`` is ``f >= c``."""
    candidate = add_months(day, -months)
    return candidate if add_months(candidate, months) >= day else candidate + ONE_DAY


def birthday(birth: date, age: int) -> date:
    """The day on which somebody turns ``age``; born on 29 February it is 1 March in other years."""
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)


def age_on(birth: date, day: date) -> int:
    """Whole years of age on a day, counted by birthdays; negative before birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def latest_birth(day: date, age: int) -> date:
    """The latest birth date of those who are at least ``age`` on ``day``."""
    return add_years(day, -age)
