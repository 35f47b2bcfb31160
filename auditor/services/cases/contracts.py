"""By which contract those whom a case is about are bound on a day: an answer agreed with them rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.types import DAY_SECONDS
from auditor.services.cases.clocks import Bound
from auditor.services.cases.story import Event

PARTIES = frozenset({"host", "merchant", "agency"})


def bound_by(connection: Connection, case: Any, story: Sequence[Event]) -> Bound:
    """Looks contracts up where an entry agrees a day with a host, a merchant or an agency of the case."""
    asked = {one.party for one in story if one.due is not None} & PARTIES
    contracts = _contracts(connection, _about(connection, case, asked)) if asked else ()

    def bound(event: Event) -> str:
        day = event.at // DAY_SECONDS
        fitting = (code for code, party, first, last in contracts if party == event.party and first <= day <= last)
        return next(fitting, "")

    return bound


def _about(connection: Connection, case: Any, types: set[str]) -> dict[int, str]:
    """Subject and others the case is about, of these types."""
    others = LISTS["case_record", "related"].table
    related = select(others.c.target_id).where(others.c.owner_id == case.id)
    wanted = or_(subject.c.id == case.subject_id, subject.c.id.in_(related))
    found = connection.execute(select(subject.c.id, subject.c.type).where(wanted, subject.c.type.in_(types)))
    return {row.id: row.type for row in found}


def _contracts(connection: Connection, about: dict[int, str]) -> tuple[tuple[str, str, int, int], ...]:
    """Code, type of the party, first and last day of each contract, the one that began last first."""
    table = MAIN["contract"]
    either = or_(table.c.party_id.in_(about), table.c.counterparty_id.in_(about))
    found = []
    for row in connection.execute(select(table).where(either).order_by(table.c.valid_from.desc(), table.c.id)):
        endless = row.valid_until is None or row.auto_renew
        last = _FAR if endless else row.valid_until
        last = last if row.terminated_on is None else min(last, row.terminated_on - 1)
        parties = {about.get(row.party_id), about.get(row.counterparty_id)} - {None}
        found += [(row.code, str(party), row.valid_from, last) for party in sorted(str(one) for one in parties)]
    return tuple(found)


_FAR = 10**6
