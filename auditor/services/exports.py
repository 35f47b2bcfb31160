"""Export: the filled workbook or one sheet of it; whole personal values are a disclosure and logged as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Language, said
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_TABLE
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed, ids_chosen
from auditor.services.profiles import reference, subject_id
from auditor.services.verbs import Job
from auditor.storage.work import Recorded

if TYPE_CHECKING:
    from auditor.exporting.page import Row


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the change that logged the disclosure (None: nothing personal left)."""

    files: tuple[Path, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class ExportWorkbook(Job[Exported]):
    """Write the workbook to ``out``; ``subjects`` (TYPE:CODE) limit it to them and what belongs to them.

    ``sheet`` (its Chinese or English name) limits it to that one, as a .csv must be; ``listed`` to the rows that
    a list shows, and nothing that belongs to them.
    """

    out: Path
    subjects: tuple[str, ...] = ()
    masked: bool = False
    why: str = ""
    language: Language = "zh"
    sheet: str = ""
    listed: Listed | None = None


def check_shape(out: Path, sheet: str) -> None:
    """CallerMistake where the name asks for a table of text and no one sheet is named for it."""
    if out.suffix.lower() == ".csv" and not sheet:
        raise CallerMistake(
            said("A .csv holds one sheet: {path}", path=str(out)),
            said("Say which with --sheet (such as hosts), or export to an .xlsx."),
        )


def export_workbook(context: Context, job: ExportWorkbook, monitor: Monitor, who: str) -> Exported:
    """Log the disclosure first, so that no whole value leaves unrecorded; then write."""
    from auditor.exporting import write_export

    sheet = _sheet(job)
    personal = not job.masked and (sheet is None or any(one.personal for one in sheet.fields))
    change: int | None = None
    with context.store.reading() as connection:
        chosen = tuple(subject_id(connection, *reference(text)) for text in job.subjects)
    if personal:
        record = Recorded(who, "disclosure", why=job.why, source=job.out.name, always=True)
        with context.store.writing(record) as work:
            pass
        change = work.committed.id if work.committed else None
    with context.store.reading() as connection:
        rows = _rows(context, connection, job, sheet, chosen)
        files = write_export(job.out, rows, masked=job.masked, language=job.language, monitor=monitor)
    return Exported(tuple(files), change)


def _sheet(job: ExportWorkbook) -> Sheet | None:
    from auditor.importing.choosing import named_sheet

    if job.listed is not None:
        return BY_TABLE[job.listed.type]
    check_shape(job.out, job.sheet)
    return named_sheet(job.sheet) if job.sheet else None


def _rows(
    context: Context, connection: Connection, job: ExportWorkbook, sheet: Sheet | None, chosen: tuple[int, ...]
) -> Iterable[tuple[Sheet, Iterable[Row]]]:
    """What leaves, sheet by sheet."""
    from auditor.exporting import export_rows, rows_of
    from auditor.exporting.chosen import chosen_rows

    if sheet is None:
        return export_rows(connection, subjects=chosen or None, masked=job.masked)
    ids = None
    if job.listed is not None:
        ids = _listed(context, connection, job.listed)
    elif chosen:
        ids = chosen_rows(connection, chosen)[sheet.name]
    return [(sheet, rows_of(connection, sheet, ids, masked=job.masked))]


def _listed(context: Context, connection: Connection, listed: Listed) -> Collection[int] | None:
    """The ids; None for everything."""
    return None if listed.everything else set(ids_chosen(context, connection, listed))
