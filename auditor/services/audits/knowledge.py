"""What was known at a change, read the cheapest way that gives the same answer."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from auditor.model.ledger import change

_WITHOUT_FACTS = ("audit", "disclosure")
"""Kinds of change that store no fact a rule reads."""


def needed(connection: Connection, known_change: int) -> int | None:
    """The change to read the store at; None when nothing that rules read was stored since, so today's rows do."""
    later = select(func.count()).where(change.c.id > known_change, change.c.kind.not_in(_WITHOUT_FACTS))
    return known_change if connection.execute(later).scalar_one() else None
