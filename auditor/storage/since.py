"""Verifies the changes after the last verified one, for as long as a start may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.i18n import said
from auditor.model.ledger import change, head
from auditor.storage.chain import GENESIS, link_hash, link_text
from auditor.storage.differences import Difference
from auditor.storage.recompute import recomputed, windows

CHANGES_AT_ONCE = 1_000
ROWS_AT_ONCE = 10_000
BIGGEST = 50_000
"""A change of more row versions is left to the full verification: recomputing it takes longer than a start may."""


@dataclass(frozen=True, slots=True)
class Since:
    """How far the chain is verified now, what differs, and how many changes are left to the full verification."""

    verified: int
    hash: str
    difference: Difference | None = None
    left: int = 0


def verify_since(connection: Connection, number: int, digest: str, *, seconds: float = 0.5) -> Since:
    """Recompute the changes after ``number``, whose hash was ``digest``; stops early rather than take long.

    What was verified before is not looked at again: only the full verification sees that it was altered since.
    """
    found: str | None = GENESIS
    if number:
        found = connection.execute(select(change.c.hash).where(change.c.id == number)).scalar()
    if found != digest:
        number, digest = 0, GENESIS
    last = connection.execute(select(head.c.change_id)).scalar_one()
    until = time.monotonic() + seconds
    for window in windows(connection, number + 1, CHANGES_AT_ONCE, ROWS_AT_ONCE):
        if time.monotonic() > until or window[0].rows > BIGGEST:
            break
        _, difference = recomputed(connection, window)
        linked = _linked(connection, window[0].id, window[-1].id, number, digest)
        if isinstance(linked, Difference) or difference is not None:
            return Since(number, digest, linked if isinstance(linked, Difference) else difference, last - number)
        number, digest = window[-1].id, linked
    return Since(number, digest, None, last - number)


def _linked(connection: Connection, low: int, high: int, before: int, digest: str) -> str | Difference:
    """The hash of the last link, when each follows on the one before."""
    raw = connection.connection.cursor()
    sql = (
        f"SELECT id, prev, hash, {link_text(connection.dialect.name)} FROM change WHERE id BETWEEN ? AND ? ORDER BY id"
    )
    for number, prev, stored, text in raw.execute(sql, (low, high)):
        if number != before + 1 or prev != digest or link_hash(text) != stored:
            message = said("The record of change {change} was altered.", change=number)
            return Difference(message, "change", str(number), number)
        before, digest = number, stored
    raw.close()
    return digest
