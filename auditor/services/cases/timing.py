"""When a clock ends: so many hours, days or working days, without the times in which it stood still."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from auditor.model.types import DAY_SECONDS, date_of, day_of
from auditor.model.workdays import Calendar, shipped

HOURS, DAYS, WORKDAYS, GIVEN = "hours", "days", "workdays", "given"

Pauses = Sequence[tuple[int, int]]
"""From, to in seconds of wall time; in order, apart from each other."""


def hours_end(length: int, begun: int, pauses: Pauses = ()) -> int:
    """The second in which a clock of hours ends."""
    left, at = length * 3600, begun
    for first, last in pauses:
        stands = max(first, at)
        if last <= stands:
            continue
        if stands - at >= left:
            break
        left -= stands - at
        at = last
    return at + left


def days_end(unit: str, length: int, begun: int, pauses: Pauses = (), calendar: Calendar | None = None) -> int | None:
    """The number of the last day of a clock that begins on the day ``begun``; None where no calendar reaches.

    The day on which the waiting begins does not count any more, the day on which it ends does.
    """
    counted = None if unit == DAYS else calendar or shipped()
    left, day = length, begun
    for first, last in pauses:
        stands, goes = max(first // DAY_SECONDS, day + 1), last // DAY_SECONDS
        if goes <= stands:
            continue
        passed = _between(counted, day, stands - 1)
        if passed is None:
            return None
        if passed >= left:
            break
        left -= passed
        day = goes - 1
    if counted is None:
        return day + left
    end = counted.moved(date_of(day), left)
    return None if end is None else day_of(end)


def _between(calendar: Calendar | None, day: int, last: int) -> int | None:
    """How many days count after ``day`` up to ``last``."""
    if calendar is None or last <= day:
        return last - day
    if day + 1 < calendar.first or last > calendar.last:
        return None
    return bisect_right(calendar.days, last) - bisect_right(calendar.days, day)


def paused(begun: int, until: int, pauses: Pauses) -> int:
    """Seconds of waiting between two moments."""
    return sum(max(0, min(last, until) - max(first, begun)) for first, last in pauses)
