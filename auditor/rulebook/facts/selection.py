"""Who is judged on a day at all: step 0 of the order of judgement."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, true

from auditor.rulebook.facts.broadcasts import start_of
from auditor.rulebook.facts.rows import Row
from auditor.rulebook.facts.scope import DAY_SECONDS
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.values import Sql

BROADCAST_WINDOW = 90
"""Days back in which an aired broadcast is still judged (option ``broadcast_window``)."""


def selected(row: Row, window: int = BROADCAST_WINDOW) -> Sql:
    """Whether the subject is judged on the day."""
    if row.kind in ("host", "merchant"):
        joined, left = row.col("onboarded_on"), row.col("left_on")
        return and_(
            or_(joined.is_(None), joined <= row.scope.as_of),
            or_(left.is_(None), left > row.scope.as_of),
        )
    if row.kind == "broadcast":
        start = start_of(row)
        begins = row.scope.bind(
            lambda given: (given.day - window + 1) * DAY_SECONDS, Simple.INT, name=f"window_{window}"
        )
        recent = and_(start >= begins, start < row.scope.as_of_end)
        status = row.col("status")
        return or_(
            status == row.scope.text("planned"),
            and_(status == row.scope.text("aired"), func.coalesce(recent, ~true())),
        )
    return true()
