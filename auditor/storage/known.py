"""The store as it was recorded at an earlier moment: which change was the last one, which row versions it saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Table,
    exists,
    func,
    select,
    union_all,
)

from auditor.model.ledger import change
from auditor.model.tables import HISTORY, subject
from auditor.model.types import second_of


def as_known(table: Table, change_id: int | ColumnElement[int]) -> CompoundSelect[Any]:
    """The rows of a versioned table as they stood after change ``change_id`` (a number or a bound parameter).

    Current rows written by then, and former rows written by then that were still there.
    """
    history = HISTORY[table.name]
    now = select(table).where(table.c.change_id <= change_id)
    past = select(*(history.c[column.name] for column in table.columns)).where(
        history.c.change_id <= change_id, history.c.gone_by > change_id
    )
    return union_all(now, past)


def subjects_known(connection: Connection, change_id: int) -> FromClause:
    """Who there was after a change, columns as of ``subject``: those taken away since (by an undo, a merge) as well.

    Where nobody was, the table itself, which is faster to join; it holds later ones, too.
    """
    gone = HISTORY["subject"]
    if connection.execute(select(exists().where(gone.c.gone_by > change_id))).scalar():
        return as_known(subject, change_id).subquery()
    return subject


def change_known_at(connection: Connection, moment: datetime) -> int:
    """The last change whose instant, and all before it, are not after ``moment`` (naive wall time); 0 when none is.

    A clock that was set back cannot make a later change known earlier than one before it.
    """
    later = connection.execute(select(func.min(change.c.id)).where(change.c.at > second_of(moment))).scalar()
    if later is not None:
        return int(later) - 1
    return int(connection.execute(select(func.max(change.c.id))).scalar() or 0)
