"""Whether training helps: who was taught a topic and offended on it afterwards, beside the rates to hold it against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Literal

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import enumerated, said
from auditor.model.enums import words
from auditor.model.tables import MAIN, subject
from auditor.model.types import day_of
from auditor.services.context import Context
from auditor.services.training.offences import Offences, Taught, taught
from auditor.services.training.terms import terms_of
from auditor.services.verbs import Query

By = Literal["version", "trainer", "course"]
GROUPS: tuple[By, ...] = ("version", "trainer", "course")
Verdict = Literal["too_few", "no_base", "lower", "no_difference", "higher"]
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, and the bounds between which the true share lies in 95 of 100 cases (Wilson)."""

    offended: int
    people: int

    @property
    def share(self) -> float | None:
        """None where there is nobody."""
        return self.offended / self.people if self.people else None

    @property
    def bounds(self) -> tuple[float, float]:
        """From 0 to 1 where there is nobody."""
        if not self.people:
            return 0.0, 1.0
        n, part = self.people, self.offended / self.people
        middle = part + _Z * _Z / (2 * n)
        spread = _Z * sqrt(part * (1 - part) / n + _Z * _Z / (4 * n * n))
        whole = 1 + _Z * _Z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True, slots=True)
class Effect:
    """One version, trainer or course.

    ``trained``: people who passed. ``after``: of those whose ``days`` have gone by whole, how many offended on what
    they were taught. ``before``: the same people in as many days before. ``untrained``: people of the same kinds who
    had not passed it by then, in the last ``days``. ``verdict``: ``after`` beside ``untrained``, where the numbers say
    anything.
    """

    group: str
    title: str
    topics: tuple[str, ...]
    trained: int
    after: Rate
    before: Rate
    untrained: Rate
    verdict: Verdict

    @property
    def small(self) -> bool:
        """Whether the numbers say nothing."""
        return self.verdict in ("too_few", "no_base")


@dataclass(frozen=True, slots=True)
class Effectiveness(Query[tuple[Effect, ...]]):
    """By ``version``, ``trainer`` or ``course``; of one ``topic`` or all that each training taught.

    Counted are people who passed ``since`` a day, watched for ``days`` up to ``until`` (None: today). ``least``: with
    fewer people watched than this nothing is said of a group.
    """

    by: By = "version"
    topic: str = ""
    days: int = 90
    since: date | None = None
    until: date | None = None
    least: int = 20


@dataclass(slots=True)
class _Group:
    """What belongs to one group: the first passed training of each person in it."""

    title: str
    first: dict[int, Taught]

    @property
    def topics(self) -> frozenset[str]:
        return frozenset().union(*(one.topics for one in self.first.values()))

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(one.learner_type for one in self.first.values())


def effectiveness(context: Context, connection: Connection, query: Effectiveness) -> tuple[Effect, ...]:
    """The groups of which most people were watched first."""
    _check(query)
    until = day_of(query.until or context.today)
    everything = [one for one in taught(connection) if one.day <= until]
    if query.topic:
        wanted = frozenset((query.topic,))
        everything = [_narrowed(one, wanted) for one in everything if one.topics & wanted]
    first = None if query.since is None else day_of(query.since)
    groups = _groups(connection, [one for one in everything if first is None or one.day >= first], query.by)
    offences, people = Offences(connection), _people(connection)
    found = [
        _effect(name, group, everything, offences, people, (until, query.days, query.least))
        for name, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.after.people, -one.trained, one.group)))


def _check(query: Effectiveness) -> None:
    if query.by not in GROUPS:
        raise CallerMistake(
            said("{word} is not known here.", word=query.by), said("Known: {names}", names=enumerated(GROUPS))
        )
    known = [word.code for word in words("topic")]
    if query.topic and query.topic not in known:
        raise CallerMistake(
            said("{word} is not known here.", word=query.topic), said("Known: {names}", names=enumerated(known))
        )
    if query.days < 1:
        raise CallerMistake(said("The days to watch are 1 or more."), said("Give a whole number such as 90."))


def _narrowed(one: Taught, topics: frozenset[str]) -> Taught:
    return Taught(one.subject, one.learner_type, one.course, one.version, one.trainer, one.day, one.topics & topics)


def _groups(connection: Connection, listed: Iterable[Taught], by: By) -> dict[str, _Group]:
    listed = list(listed)
    terms = terms_of(connection, {one.course for one in listed})
    groups: dict[str, _Group] = {}
    for one in listed:
        course = terms[one.course]
        version = one.version
        if not version and by == "version":
            named = course.on(one.day)
            version = "" if named is None else named.version
        name, title = one.trainer, one.trainer
        if by != "trainer":
            name = f"{course.code} {version}".strip() if by == "version" else course.code
            title = f"{course.title or course.code} {version}".strip() if by == "version" else course.title
        groups.setdefault(name, _Group(title, {})).first.setdefault(one.subject, one)
    return groups


def _people(connection: Connection) -> dict[str, set[int]]:
    """Everybody who can learn and offend, by kind."""
    found: dict[str, set[int]] = defaultdict(set)
    for kind in ("host", "merchant", "agency"):
        table = MAIN[kind]
        wanted = select(subject.c.id).join(table, table.c.id == subject.c.id)
        found[kind] = set(connection.execute(wanted).scalars())
    return found


def _effect(
    name: str,
    group: _Group,
    everything: list[Taught],
    offences: Offences,
    people: dict[str, set[int]],
    frame: tuple[int, int, int],
) -> Effect:
    until, days, least = frame
    watched = [one for one in group.first.values() if one.day + days <= until]
    after = sum(_offended(offences, one, one.day + 1, one.day + days) for one in watched)
    before = sum(_offended(offences, one, one.day - days, one.day - 1) for one in watched)
    topics = group.topics
    # Whoever passed it at any time is not of the untrained, not even in another group.
    learnt = {one.subject for one in everything if one.topics & topics and one.day <= until}
    base = {one for kind in group.kinds for one in people.get(kind, ())} - learnt
    fell = sum(offences.between(one, until - days + 1, until, topics) is not None for one in base)
    told = (Rate(after, len(watched)), Rate(before, len(watched)), Rate(fell, len(base)))
    verdict = _verdict(told[0], told[2], least)
    return Effect(name, group.title, tuple(sorted(topics)), len(group.first), *told, verdict)


def _offended(offences: Offences, one: Taught, first: int, last: int) -> bool:
    return offences.between(one.subject, first, last, one.topics) is not None


def _verdict(after: Rate, untrained: Rate, least: int) -> Verdict:
    if after.people < least:
        return "too_few"
    if untrained.people < least:
        return "no_base"
    (low, high), (base_low, base_high) = after.bounds, untrained.bounds
    if high < base_low:
        return "lower"
    return "higher" if low > base_high else "no_difference"


def as_told(one: Rate) -> dict[str, Any]:
    """A rate with its bounds, for scripts."""
    low, high = one.bounds
    share = one.share
    told = {"offended": one.offended, "people": one.people, "share": None if share is None else round(share, 4)}
    return told | {"low": round(low, 4), "high": round(high, 4)}
