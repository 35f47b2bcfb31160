"""The broadcasts of a day and of the next one, those still to come first; each is cleared by a question of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, FromClause, and_, func, select

from auditor.i18n import Message, Twin, said
from auditor.model.tables import LISTS
from auditor.model.types import DAY_SECONDS, datetime_of
from auditor.services.context import Context
from auditor.services.today.rows import SHOWN, TOMORROW, TONIGHT, Part, Row, Who, people
from auditor.services.today.seen import Seen, seen
from auditor.services.verbs import Query

USUAL_LENGTH = 4 * 3600
"""Seconds after which a broadcast without an end is taken to be over."""

NAMED = 3
"""Hosts and merchants that a line names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Tonight(Query[Part]):
    """The broadcasts of ``as_of`` that are not over yet, and those of the day after."""

    as_of: date
    known: datetime | None = None
    limit: int = SHOWN


def tonight(context: Context, connection: Connection, query: Tonight) -> Part:
    """Count both days, then read the first of each."""
    at = seen(context, connection, query.as_of, query.known)
    table = at.table("broadcast")
    groups: dict[str, int] = {}
    rows: list[Row] = []
    for group, first, last in (
        (TONIGHT, at.number * DAY_SECONDS, at.end),
        (TOMORROW, at.end, at.end + DAY_SECONDS),
    ):
        where = (_between(table, at, first, last),)
        groups[group] = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
        # What comes tomorrow can wait a little longer: half as many lines.
        limit = query.limit if group == TONIGHT else max(1, query.limit // 2)
        rows += rows_of(connection, table, where, limit, group)
    return Part(groups, {"broadcast": sum(groups.values())}, tuple(rows))


def rows_of(
    connection: Connection, table: FromClause, where: Sequence[Any], limit: int, group: str = TONIGHT
) -> list[Row]:
    """The first broadcasts by their start, as lines."""
    columns = (table.c.id, table.c.code, table.c.planned_start, table.c.owner, table.c.unit)
    ordered = select(*columns).where(*where).order_by(table.c.planned_start, table.c.id).limit(limit)
    found = list(connection.execute(ordered))
    parties = _parties(connection, [row.id for row in found])
    return [_row(group, row, parties) for row in found]


def over(table: FromClause) -> Any:
    """When a broadcast is over, or is taken to be."""
    return func.coalesce(table.c.ended_at, table.c.planned_end, table.c.planned_start + USUAL_LENGTH)


def _between(table: FromClause, at: Seen, first: int, last: int) -> Any:
    return and_(
        table.c.planned_start >= first,
        table.c.planned_start < last,
        table.c.status != "cancelled",
        over(table) > at.second,
    )


def _parties(connection: Connection, ids: list[int]) -> dict[int, dict[str, list[Who]]]:
    """Hosts and merchants of these broadcasts, in their order."""
    found: dict[int, dict[str, list[Who]]] = {number: {"hosts": [], "merchants": []} for number in ids}
    for field in ("hosts", "merchants"):
        listed = LISTS["broadcast", field].table
        statement = select(listed.c.owner_id, listed.c.target_id).where(listed.c.owner_id.in_(ids))
        pairs = list(connection.execute(statement.order_by(listed.c.owner_id, listed.c.ordinal)))
        known = people(connection, {target for _, target in pairs})
        for owner, target in pairs:
            if target in known:
                found[owner][field].append(known[target])
    return found


def _row(group: str, row: Any, parties: dict[int, dict[str, list[Who]]]) -> Row:
    mine = parties[row.id]
    hosts, merchants = mine["hosts"], mine["merchants"]
    named = "、".join(one.name for one in hosts[:NAMED]) + ("…" if len(hosts) > NAMED else "")
    # Nobody is in charge of most broadcasts themselves; whoever is in charge of the host is asked.
    owner = row.owner or next((one.owner for one in (*hosts, *merchants) if one.owner), "")
    who = Who("broadcast", row.code, named or row.code, owner, row.unit or "")
    what = said("broadcast for {merchants}", merchants=_names(merchants))
    return Row("broadcast", group, who, what, owner, due=datetime_of(row.planned_start), record=("broadcasts", row.id))


def _names(listed: list[Who]) -> Message | str:
    told = [one.name for one in listed[:NAMED]]
    if not told:
        return said("nobody")
    joined = Twin("、".join(told), ", ".join(told))
    if len(listed) > NAMED:
        return said("{names} and {n} more", names=joined, n=len(listed) - NAMED)
    return Message("{text}", {"text": joined})
