"""Reminders before something ends: a ladder of days for each kind of record, and what has come to a rung of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.model.ledger import head
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.services.context import Context
from auditor.services.lapsing import KINDS
from auditor.services.settings import REMINDERS, put_setting, setting
from auditor.services.today.lapses import Found, ending, rows_of
from auditor.services.today.rows import Row
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

USUAL = (60, 30, 7, 1)
"""Days before the last day of validity, where a workspace says nothing else."""

MOST_RUNGS, FARTHEST = 12, 730
SHOWN = 50

TITLES: Mapping[str, str] = {
    "licence": N_("Licences"),
    "authorisation": N_("Authorisations"),
    "contract": N_("Contracts"),
    "training": N_("Trainings"),
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """The days before an end at which is reminded, falling; ``own``: laid down by this workspace."""

    kind: str
    days: tuple[int, ...]
    own: bool

    @property
    def title(self) -> Message:
        """What the kind is called."""
        return Message(TITLES[self.kind])


@dataclass(frozen=True, slots=True)
class Ladders(Query[tuple[Ladder, ...]]):
    """The ladder of each kind."""


@dataclass(frozen=True, slots=True)
class SetLadder(Command[tuple[int, ...]]):
    """Lay a kind's ladder down: days in any order, none for no reminder; None: the usual one again. Gives the days."""

    kind: str
    days: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Where somebody last looked: the day, and the last change there was."""

    day: date
    change: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """What stands on a rung: how many by kind and rung, the first lines by their ends, and where was looked."""

    counts: Mapping[tuple[str, int], int]
    rows: tuple[Row, ...]
    checked: Checked
    more: bool = False

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Reminders(Query[Reminded]):
    """What ends soon enough on ``as_of`` to be reminded of, each under the narrowest rung it has come to.

    With ``since`` only what came to its rung after that day, or was written after that change.
    """

    as_of: date
    since: Checked | None = None
    limit: int = SHOWN


def ladders(context: Context, connection: Connection, query: Ladders) -> tuple[Ladder, ...]:
    """The workspace's own, else the usual one."""
    own = _stored(connection)
    return tuple(Ladder(kind, own.get(kind, USUAL), kind in own) for kind in KINDS)


def set_ladder(context: Context, work: Work, command: SetLadder) -> tuple[int, ...]:
    """Check, then write; the ladders of the other kinds stay."""
    if command.kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise CallerMistake(
            said("There are no reminders of {kind}.", kind=command.kind),
            said("There are some of: {kinds}", kinds=kinds),
        )
    own = dict(_stored(work.connection))
    if command.days is None:
        own.pop(command.kind, None)
    else:
        own[command.kind] = _checked(command.days)
    body = json.dumps({kind: list(days) for kind, days in sorted(own.items())}) if own else None
    put_setting(work, REMINDERS, body)
    return own.get(command.kind, USUAL)


def _checked(days: tuple[int, ...]) -> tuple[int, ...]:
    wrong = [day for day in days if not 0 <= day <= FARTHEST]
    if wrong or len(set(days)) > MOST_RUNGS:
        raise CallerMistake(
            said("A ladder has at most {n} rungs of 0 to {far} days.", n=MOST_RUNGS, far=FARTHEST),
            said("Write it as 60, 30, 7, 1."),
        )
    return tuple(sorted(set(days), reverse=True))


def _stored(connection: Connection) -> Mapping[str, tuple[int, ...]]:
    body = setting(connection, REMINDERS)
    return {} if body is None else {str(kind): tuple(days) for kind, days in json.loads(body).items()}


def reminders(context: Context, connection: Connection, query: Reminders) -> Reminded:
    """One walk along the ends of each kind; only what is shown is read whole."""
    own = {one.kind: one.days for one in ladders(context, connection, Ladders())}
    at = seen(context, connection, query.as_of, None)
    farthest = max((max(days) for days in own.values() if days), default=0)
    found = ending(connection, at, at.number, at.number + farthest, [kind for kind in KINDS if own[kind]])
    on_rung = {kind: dict(_due(connection, at, kind, own[kind], found, query.since)) for kind in found.pairs}
    counts = Counter((kind, rung) for kind, pairs in on_rung.items() for rung in pairs.values())
    kept = {kind: [pair for pair in pairs if pair[1] in on_rung[kind]] for kind, pairs in found.pairs.items()}
    rows = rows_of(connection, at, replace(found, pairs=kept), query.limit, farthest)
    change = int(connection.execute(select(head.c.change_id)).scalar_one())
    return Reminded(dict(sorted(counts.items())), tuple(rows), Checked(query.as_of, change), found.more)


def _due(
    connection: Connection, at: Seen, kind: str, days: tuple[int, ...], found: Found, since: Checked | None
) -> Iterator[tuple[int, int]]:
    """(id, rung) of what has come to a rung, and came there since somebody looked."""
    table = MAIN[kind]
    written: frozenset[int] = frozenset()
    if since is not None:
        later = select(table.c.id).where(table.c.change_id > since.change)
        written = frozenset(connection.execute(later).scalars())
    for end, number in found.pairs[kind]:
        rung = rung_of(end - at.number, days)
        if rung is None:
            continue
        if since is None or end - rung > day_of(since.day) or number in written:
            yield number, rung


def rung_of(left: int, days: tuple[int, ...]) -> int | None:
    """The narrowest rung that something with so many days left has come to; None where it has come to none."""
    return min((rung for rung in days if left <= rung), default=None)
