"""What an edge is: one subject that stands exactly on the line of a rule, with the records that put it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.model.types import date_of, day_of
from auditor.model.values import Value
from auditor.services.demo import names
from auditor.services.demo.learning import ANNUAL, ONBOARDING, TITLES

Values = dict[str, Value]
Record = tuple[str, Values]
"""A row of a sheet, but for the columns that say whose it is."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A subject in order but for ``values`` (a field listed in ``without`` is empty) and its ``records``."""

    note: str
    values: Values
    records: tuple[Record, ...] = ()
    without: tuple[str, ...] = ()


def shifted(day: int, months: int) -> int:
    """The day so many calendar months later (earlier when negative), clipped to the month's end."""
    start = date_of(day)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - date(years, month + 1, 1)).days
    return day_of(date(years, month + 1, min(start.day, last)))


def born(day: int, sex: str = "female") -> Values:
    """Birth date, sex and an identity number that says the same."""
    return {"birth_date": day, "sex": sex, "id_number": names.id_number("330000", day, sex, 71)}


def passed(course: str, completed: int, **more: Value) -> Record:
    """A passed training."""
    return "trainings", {
        "learner_type": "host",
        "course": course,
        "title": TITLES.get(course, course),
        "completed_on": completed,
        "attempt": 1,
        "mode": "online",
        "result": "passed",
        "score": 8_800,
        "trainer": "裴老师",
        **more,
    }


def licence(kind: str, number: str, start: int, until: Value | None, **more: Value) -> Record:
    """A licence in force from ``start``; ``until`` None leaves its end empty."""
    row: Values = {"kind": kind, "number": number, "issued_on": start, "valid_from": start, "state": "in_force"}
    if until is not None:
        row["valid_until"] = until
    return "licences", row | more


def case(kind: str, category: str, occurred_at: int, **more: Value) -> Record:
    """A case on the platform douyin, substantiated unless said otherwise."""
    return "cases", {
        "kind": kind,
        "category": category,
        "source": "platform",
        "platform": "douyin",
        "occurred_at": occurred_at,
        "outcome": "substantiated",
        "severity": "minor",
        **more,
    }


def learned(day: int) -> tuple[Record, Record]:
    """The two trainings of a host in order."""
    return passed(ONBOARDING, day - 405), passed(ANNUAL, day - 60)
