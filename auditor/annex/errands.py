"""Which jobs are carried out elsewhere: those that go through the whole store, or a whole file of somebody's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from auditor.model.ledger import change
from auditor.storage.store import Store

LONG = frozenset(
    {
        "Audit",
        "BackUp",
        "BulkEdit",
        "CheckAnchor",
        "DuplicateCandidates",
        "ExportWorkbook",
        "ImportFiles",
        "MendWorkspace",
        "RefreshStanding",
        "ReportRun",
        "VerifyChain",
    }
)
"""By name: to name a job is not to import it. Small ones (a picture, a merge) are done before a process has started."""

UNDO, FEW = "Undo", 2_000
"""Taking back a change of more rows takes longer than starting a process."""


def goes_away(job: Any, store: Store) -> bool:
    """Whether the job is one for the annex."""
    name = type(job).__name__
    return name in LONG or (name == UNDO and _rows(store, job.change) > FEW)


def _rows(store: Store, number: int) -> int:
    """How many rows a change wrote."""
    with store.reading() as connection:
        return connection.execute(select(change.c.rows).where(change.c.id == number)).scalar() or 0
