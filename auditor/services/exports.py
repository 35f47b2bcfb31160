"""Export: the filled workbook; whole personal values are a disclosure and logged as one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.i18n import Language
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.profiles import reference, subject_id
from auditor.services.verbs import Job
from auditor.storage.work import Recorded


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the change that logged the disclosure (None: nothing personal left)."""

    files: tuple[Path, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class ExportWorkbook(Job[Exported]):
    """Write the workbook to ``out``; ``subjects`` (TYPE:CODE) limit it to them and what belongs to them."""

    out: Path
    subjects: tuple[str, ...] = ()
    masked: bool = False
    why: str = ""
    language: Language = "zh"


def export_workbook(context: Context, job: ExportWorkbook, monitor: Monitor, who: str) -> Exported:
    """Log the disclosure first, so that no whole value leaves unrecorded; then write."""
    from auditor.exporting import export_rows, write_export

    change: int | None = None
    with context.store.reading() as connection:
        chosen = tuple(subject_id(connection, *reference(text)) for text in job.subjects)
    if not job.masked:
        record = Recorded(who, "disclosure", why=job.why, source=job.out.name, always=True)
        with context.store.writing(record) as work:
            pass
        change = work.committed.id if work.committed else None
    with context.store.reading() as connection:
        sheets = export_rows(connection, subjects=chosen or None, masked=job.masked)
        files = write_export(job.out, sheets, masked=job.masked, language=job.language, monitor=monitor)
    return Exported(tuple(files), change)
