"""Data to be supplied: who cannot be judged for want of them, by the person in charge, and what exactly is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from auditor.i18n import Message, Twin, said
from auditor.model.ledger import listing, standing
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of
from auditor.services.context import Context
from auditor.services.standing.refresh import StandingNow, standing_now
from auditor.services.standing.state import KINDS, UNKNOWN
from auditor.services.today.rows import SHOWN, Part, Row, Who
from auditor.services.verbs import Query

MOST_LISTED = 20
"""Subjects of one owner whose missing fields are looked up at once."""

_MANY = {
    "host": said("Hosts"),
    "merchant": said("Merchants"),
    "agency": said("Agencies"),
    "room": said("Live rooms"),
    "broadcast": said("Broadcasts"),
}


@dataclass(frozen=True, slots=True)
class Lacking(Query[Part]):
    """How many subjects fail nothing but cannot be judged for want of data: a line for each owner and type.

    Who fails something besides stands in the note: the list behind a number holds just whom it counts.
    """

    as_of: date
    known: datetime | None = None
    limit: int = SHOWN


@dataclass(frozen=True, slots=True)
class Lack:
    """A subject with the fields to be filled, each as (sheet, field); none where no empty field explains it."""

    who: Who
    fields: tuple[tuple[str, str], ...]
    why: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnerLacks(Query[tuple[Lack, ...]]):
    """What an owner's subjects of a type lack, the first of them by code; an empty owner: of whom nobody is in charge.

    Each is judged for it, a millisecond or so.
    """

    owner: str
    type: str
    as_of: date
    limit: int = MOST_LISTED


NOT_KEPT = said("Unknown answers are kept for today only; for another day run a check as of it.")
NOT_YET = said("The answers are still being worked out.")


def lacking(context: Context, connection: Connection, query: Lacking) -> Part:
    """From the answers that lists show, which hold for today."""
    if query.known is not None or query.as_of != context.today:
        return Part(note=NOT_KEPT)
    note = _old(context, connection)
    # Along the index of the lists' answers, so that a number is what its list holds.
    count = func.count().label("n")
    statement = (
        select(listing.c.type, listing.c.owner, count)
        .with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite")
        .where(listing.c.type.in_(KINDS), listing.c.answer == UNKNOWN)
        .group_by(listing.c.type, listing.c.owner)
        .order_by(count.desc(), listing.c.type, listing.c.owner)
    )
    found = list(connection.execute(statement))
    kinds: dict[str, int] = {}
    for row in found:
        kinds[row.type] = kinds.get(row.type, 0) + row.n
    if note is None:
        note = _failing(connection)
    rows = tuple(_row(row.type, row.owner or "", row.n) for row in found[: query.limit])
    return Part(kinds, kinds, rows, note)


def _old(context: Context, connection: Connection) -> Message | None:
    """Said where the answers hold for another day, an earlier change or another rule book."""
    holds = standing_now(context, connection, StandingNow())
    if holds.fresh:
        return None
    if holds.day is None:
        return NOT_YET
    return said("The answers are those of {day}; what has changed since is not in them yet.", day=date_of(holds.day))


def _failing(connection: Connection) -> Message | None:
    """Who fails something already and lacks data as well: counted, for the lists of failures hold them."""
    statement = (
        select(func.count())
        .select_from(standing)
        .with_hint(standing, "NOT INDEXED", "sqlite")
        .where(standing.c.unknown > 0, standing.c.answer < UNKNOWN)
    )
    number = connection.execute(statement).scalar_one()
    return said("{n} more fail something already and lack data as well.", n=f"{number:,}") if number else None


def _row(kind: str, owner: str, number: int) -> Row:
    what = said("{kind} that cannot be judged for want of data: {n}", n=f"{number:,}", kind=_MANY[kind])
    hand_in = said("the data that are missing; the notice names them")
    return Row("lacking", kind, Who(kind, "", ""), what, owner, None, hand_in)


def owner_lacks(context: Context, connection: Connection, query: OwnerLacks) -> tuple[Lack, ...]:
    """Look up whom the numbers count, and judge them once more for what is missing."""
    from auditor.services.answers import Judged, judged

    mine = listing.c.owner == query.owner if query.owner else func.coalesce(listing.c.owner, "") == ""
    statement = (
        select(listing.c.id, listing.c.code, listing.c.name, listing.c.owner, listing.c.unit)
        .join(standing, standing.c.subject_id == listing.c.id)
        .where(listing.c.type == query.type, mine, standing.c.answer == UNKNOWN)
        .order_by(listing.c.code)
        .limit(query.limit)
    )
    found = []
    for number, code, name, owner, unit in list(connection.execute(statement)):
        answers = judged(context, connection, Judged(query.type, number, query.as_of))
        unknown = [one for one in answers if one.result == "unknown"]
        fields = dict.fromkeys(field for one in unknown for field in one.missing)
        reasons = tuple(Message("{text}", {"text": Twin(*one.remedy)}) for one in unknown if not one.missing)
        found.append(Lack(Who(query.type, code, name or code, owner or "", unit or ""), tuple(fields), reasons))
    return tuple(found)


def field_words(fields: tuple[tuple[str, str], ...]) -> Twin:
    """The fields in words, each behind its sheet."""
    zh, en = [], []
    for sheet_name, field_name in fields:
        sheet = BY_NAME[sheet_name]
        zh.append(f"{sheet.zh}·{next((one.zh for one in sheet.fields if one.name == field_name), field_name)}")
        en.append(f"{sheet.name}.{field_name}")
    return Twin("、".join(zh), ", ".join(en))
