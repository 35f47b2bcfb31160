"""What a course asks and grants: its versions by day, their pass marks, and until when having passed one counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.tables import MAIN
from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months
from auditor.model.values import FOREVER, Mark

_QUARTER = 3
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long having passed counts: the words of ``course_validity`` (empty: nothing is said), and their numbers.

    ``months`` are those after completion; with ``fixed_day`` and ``quarter_end`` the end is the first such day that
    they reach. ``changed`` is the last day before the rule changes, where that is known.
    """

    kind: str = ""
    months: int | None = None
    fixed_day: str = ""
    changed: date | None = None


def last_day(validity: Validity, completed: date) -> date | Mark | None:
    """The last day on which having passed on ``completed`` counts; FOREVER: no end; None: no end is known."""
    if validity.kind == "lifelong":
        return FOREVER
    if validity.kind == "until_rule":
        return None if validity.changed is None else max(validity.changed, completed)
    if validity.kind in ("fixed_day", "quarter_end"):
        reached = add_months(completed, validity.months or 0)
        return _quarter_end(reached) if validity.kind == "quarter_end" else _after(reached, validity.fixed_day)
    return None if validity.months is None else add_months(completed, validity.months)


def _quarter_end(day: date) -> date:
    return add_months(day.replace(day=1), _QUARTER - (day.month - 1) % _QUARTER) - timedelta(days=1)


def _after(day: date, fixed: str) -> date | None:
    """The first day of that month and number after ``day``; 29 February is the 28th in other years."""
    month, _, number = fixed.partition("-")
    if not (month.isdigit() and number.isdigit()):
        return None
    found = _in_year(day.year, int(month), int(number))
    return found if found > day else _in_year(day.year + 1, int(month), int(number))


def _in_year(year: int, month: int, number: int) -> date:
    if (month, number) == _LEAP_DAY:
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, number)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a course, as stored (days as numbers, marks in hundredths)."""

    version: str
    effective_from: int
    effective_until: int | None
    pass_mark: int | None
    validity: Validity
    hours: int | None = None
    """In hundredths, like the mark."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A course with its versions, by first day."""

    id: int
    code: str
    title: str
    pass_mark: int | None
    valid_months: int | None
    versions: tuple[Version, ...]
    hours: int | None = None

    def on(self, day: int) -> Version | None:
        """The version in force on a day: the latest that has begun and has not ended."""
        begun = [
            one
            for one in self.versions
            if one.effective_from <= day and (one.effective_until is None or day <= one.effective_until)
        ]
        return begun[-1] if begun else None

    def named(self, version: str | None, day: int) -> Version | None:
        """The version of that name; without a name, or where it is not on file, the one in force on the day."""
        return next((one for one in self.versions if version and one.version == version), None) or self.on(day)

    def mark(self, version: Version | None) -> int | None:
        """The pass mark in hundredths: the version's own, else the course's; None: there is none."""
        return self.pass_mark if version is None or version.pass_mark is None else version.pass_mark

    def lasting(self, version: Version | None) -> int | None:
        """The hours in hundredths: the version's own, else the course's; None: nothing is said."""
        return self.hours if version is None or version.hours is None else version.hours

    def counts_until(self, version: Version | None, completed: int) -> date | Mark | None:
        """The last day on which having passed counts, by the version's rule, else by the course's months."""
        validity = Validity(months=self.valid_months)
        if version is not None and version.validity.kind:
            validity = version.validity
        return last_day(validity, date_of(completed))


def terms_of(connection: Connection, courses: Iterable[int]) -> dict[int, Terms]:
    """The courses by id."""
    ids = sorted(set(courses))
    course, one = MAIN["course"], MAIN["course_version"]
    versions: dict[int, list[Version]] = {}
    asked = select(one).where(one.c.course_id.in_(ids)).order_by(one.c.effective_from, one.c.version)
    for row in connection.execute(asked).mappings():
        versions.setdefault(row["course_id"], []).append(_version(row))
    columns = (course.c.id, course.c.code, course.c.title, course.c.pass_mark, course.c.valid_months)
    rows = connection.execute(select(*columns, course.c.hours).where(course.c.id.in_(ids)))
    return {row.id: Terms(*row[:-1], tuple(versions.get(row.id, ())), row.hours) for row in rows}


def _version(row: Any) -> Version:
    until = row["effective_until"]
    changed = None if until is None else date_of(until)
    validity = Validity(row["validity"] or "", row["valid_months"], row["fixed_day"] or "", changed)
    return Version(row["version"], row["effective_from"], until, row["pass_mark"], validity, row["hours"])


def end_columns(end: date | Mark | None) -> dict[str, Any]:
    """An end as the write path takes it: nothing where none is known."""
    if end is None:
        return {}
    return {"valid_until": day_of(end) if isinstance(end, date) else end}
