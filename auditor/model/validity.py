"""What is in force on a day: the one definition of terms, ages and calendar arithmetic, in plain Python.

Every answer about time that SQL gives elsewhere must equal what these functions say; True, False, or None for unknown.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
Truth = bool | None
"""Three-valued: None means that a datum is missing."""

IN_FORCE = "in_force"
_ENDED = ("revoked", "cancelled")


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


def seen(value: date | None, day: date) -> date | None:
    """An event's date as ``day`` sees it: what lies after the day reads as empty."""
    return None if value is None or value > day else value


@dataclass(frozen=True, slots=True)
class End:
    """The end of a term: its last day (inclusive), or long-term by its own flag; neither is unknown."""

    until: date | None = None
    long_term: bool = False

    def not_before(self, day: date) -> Truth:
        """Whether the term still runs on ``day``."""
        if self.long_term:
            return True
        return None if self.until is None else self.until >= day


LONG_TERM = End(long_term=True)


@dataclass(frozen=True, slots=True)
class LicenceTerm:
    """What decides whether a licence is in force; ``no_term`` says that its kind has no end by nature."""

    state: str
    end: End
    no_term: bool = False
    valid_from: date | None = None
    issued_on: date | None = None
    ended_on: date | None = None

    def in_force(self, day: date) -> Truth:
        """In force on ``day``: issued, begun, neither suspended nor ended, and not past its last day."""
        if not is_visible(self.issued_on, day) or not is_visible(self.valid_from, day):
            return False
        if self.ended_on is not None and self.ended_on <= day:
            return False
        state = IN_FORCE if self.state in _ENDED and self.ended_on is not None else self.state
        if state != IN_FORCE:
            return False
        end = LONG_TERM if self.no_term and self.end.until is None else self.end
        return end.not_before(day)


@dataclass(frozen=True, slots=True)
class AgreedTerm:
    """What decides whether an authorisation or a contract is in force; an auto-renewed contract has no end."""

    state: str
    valid_from: date
    end: End
    auto_renew: bool = False
    signed_on: date | None = None
    terminated_on: date | None = None

    def in_force(self, day: date) -> Truth:
        """In force on ``day``: signed, begun, not suspended or terminated, and not past its last day."""
        if self.state != IN_FORCE or self.valid_from > day or not is_visible(self.signed_on, day):
            return False
        if self.terminated_on is not None and self.terminated_on <= day:
            return False
        return True if self.auto_renew else self.end.not_before(day)


def is_visible(born: date | None, day: date) -> bool:
    """Whether a record whose birth day may be empty is seen on ``day``: an empty one always is."""
    return born is None or born <= day


def training_end(completed_on: date, end: End, valid_months: int | None) -> End:
    """The end of a training: its own, else the course's months after completion (inclusive), else none."""
    if end.long_term or end.until is not None:
        return end
    return LONG_TERM if valid_months is None else End(add_months(completed_on, valid_months))


def training_valid(*, passed: bool, completed_on: date, revoked_on: date | None, end: End, day: date) -> bool:
    """Whether a training (``end`` from :func:`training_end`) is passed, not revoked and not lapsed on ``day``."""
    if not passed or completed_on > day or seen(revoked_on, day) is not None:
        return False
    return bool(end.not_before(day))


def sanction_in_force(start: date | None, end: End, decided_day: date, day: date) -> bool:
    """Whether a sanction runs on ``day``: from its start (else the decision) to its end, else until lifted."""
    if (start or decided_day) > day:
        return False
    return end.not_before(day) is not False
