"""The history of changes: where the chain stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from auditor.model.ledger import change, head
from auditor.model.types import datetime_of
from auditor.services.context import Context
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class HeadOf:
    """The last change: its number, instant (wall time), kind, and the hash that the chain ends in."""

    change: int
    at: datetime
    kind: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head(Query[HeadOf]):
    """Where the change chain stands."""


def head_of(context: Context, connection: Connection, query: Head) -> HeadOf:
    """The last change."""
    row = connection.execute(select(change).join(head, head.c.change_id == change.c.id)).mappings().one()
    return HeadOf(row["id"], datetime_of(row["at"]), row["kind"], row["hash"])
