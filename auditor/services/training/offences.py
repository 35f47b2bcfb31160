"""What people did against what they were taught: substantiated cases by topic, and passed trainings with theirs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.catalogue import topics_for_case
from auditor.model.coded import shown_code
from auditor.model.tables import LISTS, MAIN
from auditor.model.types import DAY_SECONDS

COUNTED = ("infraction", "penalty", "complaint", "ip_report")
"""Kinds of cases that tell of an offence; a request or an inspection does not."""


@dataclass(frozen=True, slots=True)
class Offence:
    """One substantiated case against somebody: the day it happened, and the topics that its category calls for."""

    case: str
    subject: int
    day: int
    category: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Taught:
    """One passed training of a subject (its id), with its own topics, else its course's."""

    subject: int
    learner_type: str
    course: int
    version: str
    trainer: str
    day: int
    topics: frozenset[str]


class Offences:
    """Substantiated cases by subject, by day."""

    def __init__(self, connection: Connection, subject: int | None = None) -> None:
        self._of: dict[int, list[Offence]] = defaultdict(list)
        for one in _offences(connection, subject):
            self._of[one.subject].append(one)
        for listed in self._of.values():
            listed.sort(key=lambda one: one.day)

    def __iter__(self) -> Iterator[Offence]:
        for listed in self._of.values():
            yield from listed

    def between(self, subject: int, first: int, last: int, topics: frozenset[str]) -> Offence | None:
        """The first offence of somebody on any of the topics from one day to another."""
        listed = self._of.get(subject, [])
        start = bisect_left(listed, first, key=lambda one: one.day)
        end = bisect_right(listed, last, key=lambda one: one.day)
        return next((one for one in listed[start:end] if one.topics & topics), None)


def _offences(connection: Connection, subject: int | None) -> Iterator[Offence]:
    case = MAIN["case_record"]
    columns = (case.c.subject_id, case.c.occurred_at, case.c.category, shown_code("case_record", case).label("shown"))
    wanted = select(*columns).where(
        case.c.kind.in_(COUNTED), case.c.outcome == "substantiated", case.c.occurred_at.is_not(None)
    )
    if subject is not None:
        wanted = wanted.where(case.c.subject_id == subject)
    known: dict[str, frozenset[str]] = {}
    for row in connection.execute(wanted):
        if row.category not in known:
            known[row.category] = frozenset(topics_for_case(row.category or "other"))
        topics = known[row.category]
        yield Offence(str(row.shown), row.subject_id, row.occurred_at // DAY_SECONDS, row.category, topics)


def taught(connection: Connection, subject: int | None = None) -> list[Taught]:
    """Every passed training of a subject that teaches a topic, the earliest first; staff commit no cases."""
    training = MAIN["training"]
    own, courses = _topics(connection, "training"), _topics(connection, "course")
    names = ("id", "learner_id", "learner_type", "course_id", "version", "trainer", "completed_on")
    wanted = select(*(training.c[name] for name in names)).where(
        training.c.result == "passed", training.c.revoked_on.is_(None), training.c.learner_id.is_not(None)
    )
    if subject is not None:
        wanted = wanted.where(training.c.learner_id == subject)
    found: list[Taught] = []
    for number, learner, kind, course, version, trainer, day in connection.execute(wanted):
        topics = own.get(number) or courses.get(course)
        if topics:
            found.append(Taught(learner, kind, course, version or "", trainer or "", day, topics))
    return sorted(found, key=lambda one: one.day)


def _topics(connection: Connection, table: str) -> dict[int, frozenset[str]]:
    listed = LISTS[table, "topics"].table
    found: dict[int, set[str]] = defaultdict(set)
    rows: Any = connection.execute(select(listed.c.owner_id, listed.c.value))
    for owner, value in rows:
        found[owner].add(value)
    return {owner: frozenset(values) for owner, values in found.items()}


def courses_teaching(connection: Connection) -> dict[int, frozenset[str]]:
    """The topics of every course, by its id."""
    return _topics(connection, "course")
