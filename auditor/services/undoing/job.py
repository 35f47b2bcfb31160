"""Undo as a job: one write transaction that looks, takes back, mends the caches beside the rows, and counts."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.cases.kept import ClosedCases, cases_of_change
from auditor.services.changes import UNDO, change_row, refusal, undo_links
from auditor.services.context import Context
from auditor.services.undoing.beside import mend_names, touch_subjects
from auditor.services.undoing.counted import Reversed, counted
from auditor.services.undoing.later import Later
from auditor.services.undoing.taking import take_back
from auditor.services.undoing.versions import written_by
from auditor.services.verbs import Job
from auditor.storage.work import Recorded, Work

__all__ = ["Reversed", "Undo", "Undone", "undo"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the change taken back, the change that did it (None: a dry run), rows per sheet name."""

    undone: int
    change: int | None
    rows: dict[str, Reversed]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Undo(Job[Undone]):
    """Take back a whole change, unless later edits stand on it (LaterEdits) or it is of a kind that is never undone.

    ``why`` is kept with the new change; ``dry_run`` only tells what would happen.
    """

    change: int
    why: str = ""
    dry_run: bool = False


class _TakenBack(Exception):
    """Ends a dry run's transaction."""


def undo(context: Context, job: Undo, monitor: Monitor, who: str) -> Undone:
    """All of it or nothing; stopped before its end, nothing happened."""
    rows: dict[str, Reversed] = {}
    made: int | None = None
    try:
        with context.store.writing(Recorded(who, UNDO, why=job.why, source=str(job.change))) as work:
            rows = _reverse(work, job.change, monitor)
            if job.dry_run:
                raise _TakenBack
        made = work.committed.id if work.committed else None
    except _TakenBack:
        pass
    return Undone(job.change, made, rows, job.dry_run)


def _reverse(work: Work, number: int, monitor: Monitor) -> dict[str, Reversed]:
    connection = work.connection
    row = change_row(connection, number)
    links = undo_links(connection)
    against = refusal(row, links)
    if against is not None:
        raise CallerMistake(against, said("Nothing was changed; what can be undone stands in: auditor history"))
    written = written_by(connection, number)
    later = Later(connection, number, links)
    later.look(written)
    later.raise_if_any()
    closed = ClosedCases(connection, cases_of_change(connection, number, {one.name for one in written}))
    take_back(work, number, written, later, monitor)
    later.raise_if_any()
    closed.check()
    later.drop()
    mend_names(work, monitor)
    touch_subjects(work)
    return counted(work)
