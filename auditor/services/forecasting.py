"""The days to come: per subject what fails today and what begins to fail when, while nobody writes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, literal, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.sheets import JUDGED
from auditor.model.tables import MAIN, subject
from auditor.model.types import date_of, day_of
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.records.names import NAMES
from auditor.services.verbs import Job
from auditor.storage.anchor import identity_of

if TYPE_CHECKING:
    from auditor.rulebook.forecasting import Turns

DAYS = 180
"""How far a forecast looks where nothing is said."""


@dataclass(frozen=True, slots=True)
class Begins:
    """A rule that fails from a day on (or fails already on the first): as grave as stated, mendable or not."""

    day: date
    rule: str
    severity: str
    effect: str
    curable: bool


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A subject with what fails on the first day, and what begins to fail after it, in the order of the days."""

    type: str
    id: int
    code: str
    name: str
    """Its stage, shop or other published name, where it has one; never a personal one."""
    unit: str
    now: tuple[Begins, ...]
    later: tuple[Begins, ...]

    @property
    def first(self) -> Begins | None:
        """Its first failure, today's before those to come."""
        return self.now[0] if self.now else self.later[0] if self.later else None


Taker = Callable[[Foreseen], None]


@dataclass(frozen=True, slots=True)
class Forecasted:
    """What a forecast covered: subjects looked at by type, subjects told, rules with their titles in (zh, en)."""

    as_of: date
    days: int
    judged: dict[str, int]
    told: int
    workspace: str = ""
    """Which workspace it is, for the identities of a calendar's events."""
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forecast(Job[Forecasted]):
    """Look ``days`` ahead from ``as_of`` and give every subject that fails, or will, to ``taker``, by type and code.

    ``subjects`` (``type:code``) narrows it to those named; ``begun`` is told before the first subject is given, its
    counts still empty.
    """

    as_of: date
    taker: Taker
    days: int = DAYS
    subjects: tuple[str, ...] = ()
    begun: Callable[[Forecasted], None] = lambda _begun: None


def forecast(context: Context, job: Forecast, monitor: Monitor, who: str) -> Forecasted:
    """On one moment of the store; breakpoints say who is to be judged again on which day."""
    from auditor.rulebook.forecasting import LONGEST, forecast
    from auditor.rulebook.judging import selected_count
    from auditor.rulebook.sql.values import Moment

    if not 1 <= job.days <= LONGEST:
        raise CallerMistake(
            said("{n} days cannot be looked ahead.", n=job.days), said("Ask for 1 to {most} days.", most=LONGEST)
        )
    judged: dict[str, int] = {}
    told = 0
    with context.store.reading() as connection:
        book = context.book(connection)
        titles = {one.rule.id: (one.rule.title["zh"], one.rule.title["en"]) for one in book.rules}
        identity = identity_of(connection)
        wanted = _wanted(connection, job.subjects)
        job.begun(Forecasted(job.as_of, job.days, {}, 0, identity, titles))
        for kind, ids in wanted.items():
            monitor.step(0, job.days, said("Looking ahead: {type}", type=_kind_word(kind)))

            def step(done: int, of: int, kind: str = kind) -> None:
                monitor.step(done, of, said("Looking ahead: {type}", type=_kind_word(kind)))

            turns = forecast(connection, book, job.as_of, job.days, kind, ids, step)
            judged[kind] = len(ids) if ids else selected_count(connection, book, Moment(job.as_of), kind)
            for one in _subjects(connection, kind, turns, day_of(job.as_of)):
                job.taker(one)
                told += 1
    return Forecasted(job.as_of, job.days, judged, told, identity, titles)


def _kind_word(kind: str) -> object:
    from auditor.services.profiles import TYPES

    return TYPES.get(kind, kind)


def _wanted(connection: Connection, subjects: tuple[str, ...]) -> dict[str, list[int] | None]:
    if not subjects:
        return dict.fromkeys(JUDGED)
    found: dict[str, list[int] | None] = {}
    for text in subjects:
        kind, code = reference(text)
        listed = found.setdefault(kind, [])
        assert listed is not None
        listed.append(subject_id(connection, kind, code))
    return found


def _subjects(connection: Connection, kind: str, turns: Turns, first: int) -> Iterator[Foreseen]:
    """The turns of each subject together, by code."""
    places: dict[int, list[int]] = {}
    for at in range(len(turns)):
        places.setdefault(turns.subject[at], []).append(at)
    for number, code, name, unit in _named(connection, kind):
        listed = places.get(number)
        if listed:
            begins = [_begins(turns, at) for at in listed]
            now = tuple(one for one in begins if day_of(one.day) == first)
            later = tuple(one for one in begins if day_of(one.day) > first)
            yield Foreseen(kind, number, code, name, unit, now, later)


def _named(connection: Connection, kind: str) -> Iterator[tuple[int, str, str, str]]:
    """(id, code, name, unit) of every subject of a type, by code."""
    main: Any = MAIN.get(kind)
    query: Select[Any] = select(subject.c.id, subject.c.code).where(subject.c.type == kind).order_by(subject.c.code)
    if main is not None:
        names = [func.nullif(main.c[column], "") for column in NAMES.get(kind, ())]
        units = [main.c.unit] if "unit" in main.c else []
        shown: list[Any] = [func.coalesce(*one, "") if one else literal("") for one in (names, units)]
        query = query.join(main, main.c.id == subject.c.id).add_columns(*shown)
    else:
        query = query.add_columns(literal(""), literal(""))
    yield from ((number, code, name, unit) for number, code, name, unit in connection.execute(query))


def _begins(turns: Turns, at: int) -> Begins:
    grade = turns.grade(at)
    day = date_of(turns.day[at])
    return Begins(day, turns.rules[turns.rule[at]], str(grade.severity), str(grade.effect), grade.curable)
