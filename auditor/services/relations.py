"""Whom a subject has to do with, and from when to when: agencies, rooms, contracts, broadcasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from auditor.i18n import N_
from auditor.model.fields import BEGINNING
from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, past_agency, past_operator, subject
from auditor.model.types import DAY_SECONDS
from auditor.services.context import Context
from auditor.services.profiles import subject_id
from auditor.services.verbs import Query

MOST = 300
"""Relations of one kind at most, the latest first."""

KINDS: dict[str, str] = {
    "agency": N_("agency"),
    "host": N_("host of the agency"),
    "operator": N_("operator"),
    "room": N_("room"),
    "contract": N_("contract"),
    "broadcast": N_("broadcast"),
}
"""What a relation is called."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: what it is, to whom, its first and last day (day numbers; None: not known, or still running)."""

    kind: str
    type: str
    code: str
    name: str
    first: int | None
    last: int | None
    record: str = ""
    """The contract's code."""


@dataclass(frozen=True, slots=True)
class RelationsOf(Query[tuple[Relation, ...]]):
    """The relations of ``type:code``, the latest of each kind first."""

    type: str
    code: str


def relations_of(context: Context, connection: Connection, query: RelationsOf) -> tuple[Relation, ...]:
    """Read them from periods, contracts and broadcasts."""
    number = subject_id(connection, query.type, query.code)
    rows: list[tuple[str, int, int | None, int | None, str]] = []
    if query.type == "host":
        rows += _own(connection, number, "agency", MAIN["host"], past_agency, "agency_id")
    elif query.type == "agency":
        rows += _others(connection, number, "host", MAIN["host"], past_agency, "agency_id", "agency_from")
    elif query.type == "room":
        rows += _own(connection, number, "operator", MAIN["room"], past_operator, "operator_id")
    elif query.type == "merchant":
        rows += _others(connection, number, "room", MAIN["room"], past_operator, "operator_id", "operator_from")
    if query.type in ("host", "merchant", "agency"):
        rows += _contracts(connection, number)
    rows += _broadcasts(connection, query.type, number)
    return tuple(_named(connection, rows))


def _day(value: int | None) -> int | None:
    return None if value is None or value == BEGINNING else value


def _own(
    connection: Connection, number: int, kind: str, main: Table, past: Table, column: str
) -> Iterator[tuple[str, int, int | None, int | None, str]]:
    """The periods of the subject itself, each until the next begins."""
    first = f"{column.removesuffix('_id')}_from"
    row = connection.execute(select(main.c[column], main.c[first]).where(main.c.id == number)).one()
    value = past.c.agency_id if "agency_id" in past.c else past.c.merchant_id
    periods = [
        (day, who) for day, who in connection.execute(select(past.c.from_day, value).where(past.c.subject_id == number))
    ]
    periods = sorted([*periods, (row[1], row[0])])
    for at, (day, who) in enumerate(periods):
        last = periods[at + 1][0] - 1 if at + 1 < len(periods) else None
        if who is not None:
            yield kind, who, _day(day), last, ""


def _others(
    connection: Connection, number: int, kind: str, main: Table, past: Table, column: str, first: str
) -> Iterator[tuple[str, int, int | None, int | None, str]]:
    """Who has the subject in a period now, and who had it before."""
    now = select(main.c.id, main.c[first]).where(main.c[column] == number).order_by(main.c[first].desc()).limit(MOST)
    for who, day in connection.execute(now):
        yield kind, who, _day(day), None, ""
    value = past.c.agency_id if "agency_id" in past.c else past.c.merchant_id
    before = select(past.c.subject_id, past.c.from_day).where(value == number).order_by(past.c.from_day.desc())
    for who, day in connection.execute(before.limit(MOST)).all():
        later = select(past.c.from_day).where(past.c.subject_id == who, past.c.from_day > day)
        following = [*connection.execute(later).scalars()]
        following += [*connection.execute(select(main.c[first]).where(main.c.id == who)).scalars()]
        last = min((one for one in following if one > day), default=None)
        yield kind, who, _day(day), None if last is None else last - 1, ""


def _contracts(connection: Connection, number: int) -> Iterator[tuple[str, int, int | None, int | None, str]]:
    main = MAIN["contract"]
    mine = or_(main.c.party_id == number, main.c.counterparty_id == number)
    for row in connection.execute(select(main).where(mine).order_by(main.c.valid_from.desc()).limit(MOST)).mappings():
        other = row["counterparty_id"] if row["party_id"] == number else row["party_id"]
        ends = [day for day in (row["valid_until"], row["terminated_on"]) if day is not None]
        yield "contract", other, row["valid_from"], min(ends, default=None), row["code"]


def _broadcasts(
    connection: Connection, kind: str, number: int
) -> Iterator[tuple[str, int, int | None, int | None, str]]:
    main = MAIN["broadcast"]
    where: Any = None
    if kind == "room":
        where = main.c.room_id == number
    elif kind in ("host", "merchant"):
        names = ("hosts", "assistants") if kind == "host" else ("merchants",)
        tables = [LISTS["broadcast", name].table for name in names]
        where = or_(*(main.c.id.in_(select(t.c.owner_id).where(t.c.target_id == number)) for t in tables))
    if where is None:
        return
    statement = select(main.c.id, main.c.started_at, main.c.planned_start).where(where)
    for who, started, planned in connection.execute(statement.order_by(main.c.id.desc()).limit(MOST)):
        second = started if started is not None else planned
        day = None if second is None else second // DAY_SECONDS
        yield "broadcast", who, day, day, ""


def _named(connection: Connection, rows: list[tuple[str, int, int | None, int | None, str]]) -> Iterator[Relation]:
    wanted = sorted({row[1] for row in rows})
    known: dict[int, tuple[str, str, str]] = {}
    for start in range(0, len(wanted), 900):
        statement = select(subject.c.id, subject.c.type, subject.c.code, listing.c.name).outerjoin(
            listing, listing.c.id == subject.c.id
        )
        for number, kind, code, name in connection.execute(
            statement.where(subject.c.id.in_(wanted[start : start + 900]))
        ):
            known[number] = (kind, code, name or code)
    order = list(KINDS)
    for kind, who, first, last, record in sorted(rows, key=lambda row: (order.index(row[0]), -(row[2] or 0))):
        yield Relation(kind, *known[who], first, last, record)
