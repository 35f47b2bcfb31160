"""What is stored of cases, read for many at once: what happened, appeals, sanctions, actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, select

from auditor.services.cases.story import Event, of_events

_AT_ONCE = 900


def rows_of(connection: Connection, table: FromClause, cases: Sequence[int]) -> dict[int, list[Any]]:
    """The rows that hang on these cases, by the case's id."""
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(cases), _AT_ONCE):
        wanted = table.c.case_id.in_(cases[start : start + _AT_ONCE])
        for row in connection.execute(select(table).where(wanted).order_by(table.c.id)):
            found[row.case_id].append(row)
    return found


def events_of(connection: Connection, table: FromClause, cases: Sequence[int]) -> dict[int, tuple[Event, ...]]:
    """What the sheet of events tells of these cases."""
    return {number: of_events(rows) for number, rows in rows_of(connection, table, cases).items()}
