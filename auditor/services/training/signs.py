"""Signs that a training was not what it is said to have been, from its own row, its session and its course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from auditor.i18n import Message, said
from auditor.model.ledger import listing
from auditor.model.tables import MAIN
from auditor.model.types import date_of, datetime_of, day_of
from auditor.services.training.terms import Terms, terms_of

_HUNDREDTHS = 100
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Sign:
    """What is to be looked at on a training (its id)."""

    kind: Any
    training: int
    told: Message
    others: tuple[str, ...] = ()


def of_time(connection: Connection, where: ColumnElement[bool], short_percent: int, hours_a_day: int) -> Iterator[Sign]:
    """Too short for the hours of the course; more hours on one day than a day has; at two sessions at once."""
    rows = connection.execute(_timed(where)).all()
    terms = terms_of(connection, {row.course_id for row in rows})
    days: dict[tuple[Any, ...], list[tuple[int, int]]] = defaultdict(list)
    places: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        needed = _hours(terms[row.course_id], row)
        if needed:
            if row.started_on is None or row.started_on >= row.completed_on:  # others took more days than one
                days[row.learner_id, row.learner_name, row.completed_on].append((row.id, needed))
            yield from _short(row, needed, short_percent)
        if row.started_at is not None and row.ended_at is not None:
            places[row.learner_id, row.learner_name].append(row)
    for listed in days.values():
        yield from _too_much(listed, hours_a_day)
    for there in places.values():
        yield from _two_places(there)


def _timed(where: ColumnElement[bool]) -> Any:
    training, session, enrolment = MAIN["training"], MAIN["session"], MAIN["enrolment"]
    names = (
        "id",
        "learner_id",
        "learner_name",
        "course_id",
        "completed_on",
        "version",
        "hours",
        "session_id",
        "started_on",
    )
    same = and_(
        enrolment.c.session_id == training.c.session_id,
        enrolment.c.learner_id.is_not_distinct_from(training.c.learner_id),
        enrolment.c.learner_name.is_not_distinct_from(training.c.learner_name),
        enrolment.c.attempt.is_not_distinct_from(training.c.attempt),
    )
    return (
        select(*(training.c[name] for name in names), session.c.started_at, session.c.ended_at, enrolment.c.minutes)
        .select_from(training)
        .outerjoin(session, session.c.id == training.c.session_id)
        .outerjoin(enrolment, same)
        .where(where)
        .order_by(training.c.id)
    )


def _hours(terms: Terms, row: Any) -> int | None:
    return terms.lasting(terms.named(row.version, row.completed_on))


def _short(row: Any, needed: int, percent: int) -> Iterator[Sign]:
    """By the first that is known: minutes present, hours on the training, how long the session took."""
    minutes = row.minutes
    if minutes is None and row.hours is not None:
        minutes = row.hours * _HOUR // _HUNDREDTHS
    if minutes is None and row.started_at is not None and row.ended_at is not None:
        minutes = max(0, row.ended_at - row.started_at) // 60
    whole = needed * _HOUR // _HUNDREDTHS
    if minutes is not None and minutes * 100 < whole * percent:
        yield Sign("too_short", row.id, said("{n} minutes, of {whole} that the course takes.", n=minutes, whole=whole))


def _too_much(listed: list[tuple[int, int]], most: int) -> Iterator[Sign]:
    whole = sum(hours for _, hours in listed)
    if len(listed) > 1 and whole > most * _HUNDREDTHS:
        told = said("Courses of {n} hours together were completed on one day.", n=_number(whole))
        yield from (Sign("too_much", number, told) for number, _ in listed)


def _number(hundredths: int) -> int | float:
    return hundredths // _HUNDREDTHS if hundredths % _HUNDREDTHS == 0 else hundredths / _HUNDREDTHS


def _two_places(there: list[Any]) -> Iterator[Sign]:
    """Whoever began one session before another one that he was at had ended."""
    there = sorted(there, key=lambda row: (row.started_at, row.ended_at))
    longest: Any = None
    for row in there:
        if longest is not None and row.session_id != longest.session_id and row.started_at < longest.ended_at:
            at = datetime_of(row.started_at)
            told = said("Was at another session at the same time, {at}.", at=f"{at:%Y-%m-%d %H:%M}")
            yield from (Sign("two_places", one.id, told) for one in (longest, row))
        if longest is None or row.ended_at > longest.ended_at:
            longest = row


def of_days(connection: Connection, where: ColumnElement[bool]) -> Iterator[Sign]:
    """Completed before it or its session began, or before its version was in force."""
    training, session, version = MAIN["training"], MAIN["session"], MAIN["course_version"]
    named = and_(version.c.course_id == training.c.course_id, version.c.version == training.c.version)
    names = ("id", "completed_on", "started_on", "version")
    wanted = (
        select(
            *(training.c[name] for name in names), session.c.started_at, session.c.planned_start,
            version.c.effective_from,
        )
        .select_from(training)
        .outerjoin(session, session.c.id == training.c.session_id)
        .outerjoin(version, named)
        .where(where, or_(training.c.started_on.is_not(None), session.c.id.is_not(None), version.c.id.is_not(None)))
    )  # fmt: skip
    for row in connection.execute(wanted):
        second = row.started_at if row.started_at is not None else row.planned_start
        begun = [day_of(datetime_of(second).date())] if second is not None else []
        begun += [row.started_on] if row.started_on is not None else []
        if begun and row.completed_on < max(begun):
            yield Sign("before_start", row.id, said("It began on {day} only.", day=date_of(max(begun)).isoformat()))
        if row.effective_from is not None and row.completed_on < row.effective_from:
            day = date_of(row.effective_from).isoformat()
            told = said("Version {version} is in force from {day} on.", version=row.version, day=day)
            yield Sign("before_version", row.id, told)


def of_people(connection: Connection, where: ColumnElement[bool]) -> Iterator[Sign]:
    """Taught or co-signed for himself."""
    training = MAIN["training"]
    name = func.coalesce(training.c.learner_name, listing.c.name)
    wanted = (
        select(training.c.id, name.label("name"))
        .select_from(training)
        .outerjoin(listing, listing.c.id == training.c.learner_id)
        .where(where, or_(training.c.trainer == name, training.c.co_signer == name), name != "")
    )
    for row in connection.execute(wanted):
        yield Sign("own_trainer", row.id, said("{name} taught or signed for himself.", name=row.name))
