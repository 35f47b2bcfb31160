"""Requirements as stored: of whom, of which courses, by when; and who passed those courses on which days."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN
from auditor.model.types import datetime_of, day_of
from auditor.services.context import Context
from auditor.services.lists.answering import in_order
from auditor.services.lists.chosen import Listed, ids_chosen
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import gathered
from auditor.services.lists.views import filter_from, told_in
from auditor.services.training.equivalent import Equivalents, learners_are
from auditor.services.training.terms import Terms, terms_of
from auditor.services.training.windows import Demand, Passed

Learner = tuple[int | None, str | None]
"""The id of a subject, or the name of a member of the staff."""
_BETWEEN = re.compile(r"[;；\n]")
AT_ONCE = 900
"""People who are looked at together, so that a million need no more memory."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement in force: whom it concerns, the courses of which any fulfils it, by when."""

    code: str
    title: str
    audience: str
    filter: str
    courses: tuple[int, ...]
    demand: Demand


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a requirement concerns."""

    learner: Learner
    code: str
    name: str
    unit: str
    owner: str
    first_live: int | None


def requirements_on(connection: Connection, day: int, code: str = "") -> tuple[Requirement, ...]:
    """The requirements in force on a day, by code; or the one of that code."""
    table = MAIN["requirement"]
    begun = or_(table.c.valid_from.is_(None), table.c.valid_from <= day)
    lasting = or_(table.c.valid_until.is_(None), table.c.valid_until >= day)
    statement = select(table).where(begun, lasting).order_by(table.c.code)
    if code:
        statement = statement.where(table.c.code == code)
    rows = connection.execute(statement).mappings().all()
    if code and not rows:
        raise CallerMistake(
            said("No requirement {code} is in force then.", code=code),
            said("They are listed by: {command}", command="auditor requirements"),
        )
    return tuple(_requirement(connection, row) for row in rows)


def _requirement(connection: Connection, row: Any) -> Requirement:
    demand = Demand(
        row["due"] or "",
        row["months"],
        row["by_day"],
        row["opens_days"] or 0,
        row["grace_days"] or 0,
        row["valid_from"],
    )
    courses = (row["course_id"],) if row["course_id"] else _courses(connection, row["id"])
    audience = row["audience_type"] or "host"
    return Requirement(row["code"], row["title"] or "", audience, row["filter"] or "", courses, demand)


def _courses(connection: Connection, requirement: int) -> tuple[int, ...]:
    """The courses that teach any of the requirement's topics."""
    wanted, taught = LISTS["requirement", "topics"].table, LISTS["course", "topics"].table
    topics = select(wanted.c.value).where(wanted.c.owner_id == requirement)
    found = connection.execute(select(taught.c.owner_id).where(taught.c.value.in_(topics)).distinct()).scalars()
    return tuple(sorted(found))


def people(
    context: Context, connection: Connection, one: Requirement, day: date, among: Listed | None = None
) -> Iterator[Person]:
    """Everybody whom the requirement concerns, of them only those of the list ``among``.

    CallerMistake where its filter says nothing that a list understands, or where the list is one of others.
    """
    if among is not None and among.type != one.audience:
        raise CallerMistake(
            said("{code} concerns {audience}, and the list is one of {kind}.",
                 code=one.code, audience=one.audience, kind=among.type),
            said("Name a list of those whom it concerns, or none."),
        )  # fmt: skip
    if one.audience == "staff":
        yield from _staff(connection)
        return
    own = _filter(one)
    if among is not None and own == ListFilter():
        ids = list(ids_chosen(context, connection, among))
    else:
        every = in_order(context, connection, one.audience, own, "code", day)
        ids = list(every if among is None else gathered(iter(ids_chosen(context, connection, among))).only(every))
    first = MAIN["host"].c.first_live_on if one.audience == "host" else None
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        columns = [listing.c.id, listing.c.code, listing.c.name, listing.c.unit, listing.c.owner]
        statement = select(*columns, *([] if first is None else [first])).where(listing.c.id.in_(part))
        if first is not None:
            statement = statement.outerjoin(MAIN["host"], MAIN["host"].c.id == listing.c.id)
        rows = connection.execute(statement.order_by(listing.c.code)).all()
        new = [row.id for row in rows if first is not None and row.first_live_on is None]
        ahead = _first_broadcasts(connection, new) if new else {}
        for row in rows:
            live = (row.first_live_on or ahead.get(row.id)) if first is not None else None
            yield Person((row.id, None), row.code, row.name, row.unit or "", row.owner or "", live)


def _first_broadcasts(connection: Connection, hosts: list[int]) -> dict[int, int]:
    """The day of the first broadcast, held or planned, of each of these hosts who has one."""
    broadcast = MAIN["broadcast"]
    found: dict[int, int] = {}
    for name in ("hosts", "assistants"):
        listed = LISTS["broadcast", name].table
        start = func.coalesce(broadcast.c.started_at, broadcast.c.planned_start)
        wanted = (
            select(listed.c.target_id, func.min(start))
            .join(broadcast, broadcast.c.id == listed.c.owner_id)
            .where(listed.c.target_id.in_(hosts), broadcast.c.status != "cancelled", start.is_not(None))
            .group_by(listed.c.target_id)
        )
        for host, second in connection.execute(wanted):
            day = day_of(datetime_of(second).date())
            found[host] = min(day, found.get(host, day))
    return found


def _filter(one: Requirement) -> ListFilter:
    if not one.filter.strip():
        return ListFilter()
    try:
        told = json.loads(one.filter) if one.filter.lstrip().startswith("{") else told_in(_BETWEEN.split(one.filter))
    except (ValueError, CallerMistake):
        raise CallerMistake(
            said("The filter of {code} is not a filter of a list: {text}", code=one.code, text=one.filter[:80]),
            said("Write it as {example}, or as the filter of a saved view.", example="category=食品; unit=…"),
        ) from None
    return filter_from(one.audience, told.get("filter", told) if isinstance(told, dict) else told)


def _staff(connection: Connection) -> Iterator[Person]:
    """Staff are known by what they learnt or were put on a list for."""
    names: set[str] = set()
    for table in (MAIN["training"], MAIN["enrolment"]):
        asked = select(table.c.learner_name).where(table.c.learner_name.is_not(None)).distinct()
        names.update(connection.execute(asked).scalars())
    for name in sorted(names):
        yield Person((None, name), name, name, "", "", None)


class Attained:
    """Who passed any of a requirement's courses until a day, or has what counts as one; asked for some at a time.

    A certificate that was revoked for good takes its attempt along.
    """

    def __init__(self, connection: Connection, one: Requirement, day: int) -> None:
        self._connection = connection
        self._courses = one.courses
        self._day = day
        self._terms = terms_of(connection, one.courses)
        self._fallen = _fallen(connection, one.courses)
        self._ends: dict[tuple[int, str | None, int], int | None] = {}
        self._equivalents = Equivalents(connection, one.courses, day)

    def of(self, people: Sequence[Person]) -> dict[Learner, list[Passed]]:
        """What these people passed: all of them subjects, or all of them staff."""
        ids = [number for number, _name in (one.learner for one in people) if number is not None]
        training = MAIN["training"]
        names = ("learner_id", "learner_name", "course_id", "completed_on", "attempt", "version", "valid_until")
        wanted = select(*(training.c[name] for name in names), training.c.valid_until_long).where(
            learners_are(training, ids),
            training.c.course_id.in_(self._courses),
            training.c.result == "passed",
            training.c.revoked_on.is_(None),
            training.c.completed_on <= self._day,
        )
        found: dict[Learner, list[Passed]] = defaultdict(list)
        rows: Iterable[Any] = self._connection.execute(wanted)
        for number, name, course, completed, attempt, version, until, endless in rows:
            if (number, name, course, completed, attempt) not in self._fallen:
                last = until if until is not None or endless else self._until(course, version, completed)
                found[number, name].append(Passed(completed, last))
        for learner, passed in self._equivalents.of(ids):
            found[learner].append(passed)
        return found

    def _until(self, course: int, version: str | None, completed: int) -> int | None:
        key = (course, version, completed)
        if key not in self._ends:
            self._ends[key] = _counted(self._terms[course], version, completed)
        return self._ends[key]


def _counted(terms: Terms, version: str | None, completed: int) -> int | None:
    end = terms.counts_until(terms.named(version, completed), completed)
    return day_of(end) if isinstance(end, date) else None


def _fallen(connection: Connection, courses: tuple[int, ...]) -> set[tuple[Any, ...]]:
    """Achievements of which a certificate was revoked and none stands."""
    award = MAIN["award"]
    names = ("learner_id", "learner_name", "course_id", "completed_on", "attempt")
    columns = [award.c[name] for name in names]
    rows = connection.execute(select(*columns, award.c.revoked_on).where(award.c.course_id.in_(courses))).all()
    standing = {tuple(row[:-1]) for row in rows if row.revoked_on is None}
    return {tuple(row[:-1]) for row in rows} - standing
