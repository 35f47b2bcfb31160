"""The Chinese working calendar, make-up days included; a year without a published calendar stays unknown."""

from __future__ import annotations

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def is_workday(day: date) -> bool | None:
    """Whether people work on that day; None in a year whose calendar is not published."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def add_workdays(day: date, count: int) -> date | None:
    """The ``count``-th working day after ``day`` (before it when negative); None when an unknown year is met.

    With 0 it is the day itself, whatever day that is.
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        try:
            day += step
        except OverflowError:
            return None
        works = is_workday(day)
        if works is None:
            return None
        left -= works
    return day
