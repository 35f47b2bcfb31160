"""What lapses in the days to come: licences, trainings, authorisations, contracts that nothing succeeds yet, by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, Twin, said
from auditor.model.types import date_of
from auditor.services.context import Context
from auditor.services.lapsing import KINDS, Ends, Span, ends
from auditor.services.today.rows import NOBODY, SHOWN, Part, Row, enum_word, people
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query

DAYS = 30
WINDOWS = (1, 7, 14, 30)
"""Days by which lapses are grouped; a line stands in the narrowest it fits."""

MOST = 200_000
"""Records of a kind that are counted; beyond, the numbers say "more than"."""


@dataclass(frozen=True, slots=True)
class Lapsing:
    """The lines of the page, and how many lapse by day (the last day of validity) and kind."""

    part: Part
    by_day: Mapping[tuple[date, str], int]


@dataclass(frozen=True, slots=True)
class Lapses(Query[Lapsing]):
    """What is valid on ``as_of`` and ends on it or within ``days`` after it, by kind; ``kinds`` narrows it."""

    as_of: date
    known: datetime | None = None
    days: int = DAYS
    limit: int = SHOWN
    kinds: tuple[str, ...] = KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """What ends within some days: (last day, id) of each record by kind, in order; whether there are more."""

    ends: tuple[Ends, ...]
    pairs: Mapping[str, list[tuple[int, int]]]
    more: bool

    def by_day(self) -> dict[tuple[date, str], int]:
        """How many end on each day, by kind."""
        counted = Counter((day, kind) for kind, pairs in self.pairs.items() for day, _ in pairs)
        return {(date_of(day), kind): number for (day, kind), number in sorted(counted.items())}


def lapses(context: Context, connection: Connection, query: Lapses) -> Lapsing:
    """One walk along each kind; only what is shown is read whole."""
    at = seen(context, connection, query.as_of, query.known)
    found = ending(connection, at, at.number, at.number + query.days, query.kinds)
    by_day = found.by_day()
    groups: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for (day, kind), number in by_day.items():
        group = window_of((day - query.as_of).days, query.days)
        groups[group] = groups.get(group, 0) + number
        kinds[kind] = kinds.get(kind, 0) + number
    rows = tuple(rows_of(connection, at, found, query.limit, query.days))
    return Lapsing(Part(groups, kinds, rows, None, found.more), by_day)


def window_of(days: int, most: int) -> str:
    """The narrowest window in which something lies that ends so many days from now."""
    return str(next((one for one in WINDOWS if days <= one), most))


def ending(connection: Connection, at: Seen, first: int, last: int, kinds: Collection[str]) -> Found:
    """What ends from one day (by number) to another."""
    span = Span(at.day, first, last, at.change)
    made = tuple(ends(connection, span, kind) for kind in KINDS if kind in kinds)
    pairs: dict[str, list[tuple[int, int]]] = {}
    more = False
    for one in made:
        # Both columns stand in the index that the walk goes along, so no row is touched.
        asked = select(one.end, one.table.c.id).select_from(one.table).where(*one.where).limit(MOST + 1)
        found = sorted((int(day), int(number)) for day, number in connection.execute(asked))
        more = more or len(found) > MOST
        pairs[one.kind] = found[:MOST]
    return Found(made, pairs, more)


def rows_of(connection: Connection, at: Seen, found: Found, limit: int, days: int) -> list[Row]:
    """The first that end, over all kinds, read whole."""
    listed = ((day, KINDS.index(kind), one) for kind, pairs in found.pairs.items() for day, one in pairs[:limit])
    kept = sorted(listed)[:limit]
    read: dict[tuple[int, int], Any] = {}
    for one in found.ends:
        place = KINDS.index(one.kind)
        ids = [number for _, kind, number in kept if kind == place]
        columns = (one.table.c.id, one.holder.label("holder"), *one.told)
        for row in connection.execute(select(*columns).select_from(one.table).where(one.table.c.id.in_(ids))):
            read[place, row.id] = row
    known = people(connection, {who for (place, _), row in read.items() for who in _whom(KINDS[place], row)})
    return [_row(at, day, KINDS[kind], read[kind, number], known, days) for day, kind, number in kept]


def _whom(kind: str, row: Any) -> tuple[int | None, ...]:
    return (row.holder, row.counterparty_id) if kind == "contract" else (row.holder,)


def _row(at: Seen, end: int, kind: str, row: Any, known: Mapping[int, Any], days: int) -> Row:
    who = known.get(row.holder, NOBODY)
    what, hand_in = _words(kind, row, known)
    last = date_of(end)
    due = datetime.combine(last + timedelta(days=1), time()) - timedelta(seconds=1)
    sheet = {"licence": "licences", "authorisation": "authorisations", "contract": "contracts"}.get(kind, "trainings")
    group = window_of((last - at.day).days, days)
    return Row(kind, group, who, what, who.owner, None, hand_in, due, True, record=(sheet, row.id))


def _words(kind: str, row: Any, known: Mapping[int, Any]) -> tuple[Message, Message]:
    if kind == "licence":
        word = enum_word("licence_kind", row.kind, row.kind_text)
        return said("{kind} lapses", kind=word), said("the renewed {kind} (scan of the original)", kind=word)
    if kind == "authorisation":
        return (
            said("Authorisation for {brand} lapses", brand=row.brand),
            said("the renewed authorisation for {brand}, each link of the chain", brand=row.brand),
        )
    if kind == "training":
        title = Twin(row.title, row.title)
        return said("Training {title} lapses", title=title), said("proof of the refresher: {title}", title=title)
    name = known.get(row.counterparty_id, NOBODY).name
    what = said("Contract with {name} ends", name=name)
    if row.kind:
        what = said("Contract ({kind}) with {name} ends", kind=enum_word("contract_kind", row.kind), name=name)
    return what, said("the new contract with {name}, signed, or word that it ends", name=name)
