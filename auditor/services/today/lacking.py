"""Data to be supplied: who cannot be judged for want of them, by the person in charge, and what exactly is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from auditor.i18n import Message, Twin, said
from auditor.model.ledger import listing, standing
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.context import Context
from auditor.services.standing.state import UNKNOWN, State
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
    state = State.stored(connection)
    note = None if state.day == day_of(query.as_of) else NOT_YET
    # Asked line by line: joined, the planner would go through all lines of the lists, and by an index
    # through all subjects in no order of the file.
    owner = select(listing.c.owner).where(listing.c.id == standing.c.subject_id).scalar_subquery().label("owner")
    count, points = func.count().label("n"), func.sum(standing.c.unknown).label("points")
    statement = (
        select(standing.c.type, owner, count, points)
        .with_hint(standing, "NOT INDEXED", "sqlite")
        .where(standing.c.answer == UNKNOWN)
        .group_by(standing.c.type, owner)
        .order_by(count.desc(), standing.c.type, owner)
    )
    found = list(connection.execute(statement))
    kinds: dict[str, int] = {}
    for row in found:
        kinds[row.type] = kinds.get(row.type, 0) + row.n
    failing = select(func.count()).select_from(standing).where(standing.c.unknown > 0, standing.c.answer < UNKNOWN)
    also = connection.execute(failing).scalar_one() if note is None else 0
    if also:
        note = said("{n} more fail something already and lack data as well.", n=f"{also:,}")
    rows = tuple(_row(row.type, row.owner or "", row.n, row.points) for row in found[: query.limit])
    return Part(kinds, kinds, rows, note)


def _row(kind: str, owner: str, number: int, points: int) -> Row:
    what = said("{kind} that cannot be judged for want of data: {n}", n=f"{number:,}", kind=_MANY[kind])
    why = said("answers that wait for data: {points}", points=f"{points:,}")
    return Row("lacking", kind, Who(kind, "", ""), what, owner, why)


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
