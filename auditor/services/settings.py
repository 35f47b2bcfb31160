"""What a workspace itself lays down (overlay, calendar, aliases): texts by name, through the one write path."""

from __future__ import annotations

from sqlalchemy import Connection, select

from auditor.model.tables import setting as table
from auditor.storage.known import as_known
from auditor.storage.work import Work

OVERLAY = "overlay"
CALENDAR = "calendar"
ALIASES = "aliases"
ORGANISATION = "organisation"
REMINDERS = "reminders"
SIGNING = "signing"


def setting(connection: Connection, name: str, known: int | None = None) -> str | None:
    """The text under a name, as it stands or as it stood after change ``known``; None where nothing was laid down."""
    rows = table if known is None else as_known(table, known).subquery()
    found: str | None = connection.execute(select(rows.c.value).where(rows.c.key == name)).scalar()
    return found


def put_setting(work: Work, name: str, body: str | None) -> bool:
    """Lay a text down, or take it away (None); whether anything changed. Undone like any other change."""
    before = setting(work.connection, name)
    if before == body:
        return False
    if body is None:
        work.delete(table, ("key",), [{"key": name}])
    elif before is None:
        work.insert(table, [{"key": name, "value": body}])
    else:
        work.update(table, ("key",), [{"key": name, "value": body}])
    return True
