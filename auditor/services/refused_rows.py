"""What an import refused, for whoever can mend it: a problem's surroundings, the workbook of refused rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import CallerMistake
from auditor.i18n import N_, Language, said
from auditor.importing.options import ReadOptions
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.imports import AS_IT_STANDS, Imported, ImportFiles, import_files, options_of
from auditor.services.verbs import Job

if TYPE_CHECKING:
    from auditor.exporting.rejects import Rejected

_BESIDE = 2
"""Rows above and below the one asked for."""


@dataclass(frozen=True, slots=True)
class Around:
    """Rows as the sender wrote them: the columns' letters, their headers, (number, cells as text) of each row."""

    letters: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RowsAround(Job[Around]):
    """The rows beside one of a file's sheet (``sheet``: the file's own name of it), two above and two below.

    Blank rows are left out.
    """

    path: Path
    sheet: str
    row: int
    choices: ReadOptions = AS_IT_STANDS


@dataclass(frozen=True, slots=True)
class WriteRejects(Job[tuple[Path, ...]]):
    """Write the rows that an import of these files refuses, to be mended and imported again.

    A workbook a file; under a name that ends in .csv a table of text a sheet.

    ``imported`` is what that import gave back; without it, the import is tried first and taken back.
    """

    paths: tuple[Path, ...]
    out: Path
    choices: ReadOptions = AS_IT_STANDS
    language: Language = "zh"
    imported: Imported | None = None


def rows_around(context: Context, job: RowsAround, monitor: Monitor, who: str) -> Around:
    """Read them in the contained process."""
    from auditor.importing.cells import shown
    from auditor.importing.grid import column_letters
    from auditor.importing.raw import raw_rows
    from auditor.importing.scratch import scratch

    numbers = range(max(1, job.row - _BESIDE), job.row + _BESIDE + 1)
    with scratch() as folder:
        sheets = raw_rows(job.path, options_of(context, job.choices), {job.sheet: numbers}, folder, monitor)
        found = {number: tuple(map(shown, row)) for sheet in sheets for number, row in sheet.rows()}
        headers = found.get(sheets[0].head.header_row, ()) if sheets else ()
    rows = tuple((number, found[number]) for number in numbers if number in found)
    width = max([len(headers), *(len(cells) for _, cells in rows)])
    letters = tuple(map(column_letters, range(width)))
    return Around(letters, headers + ("",) * (width - len(headers)), rows)


def check_name(out: Path, paths: Sequence[Path]) -> None:
    """CallerMistake where the workbook of refused rows could not be written, or would fall onto one of the files."""
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise CallerMistake(
            said(N_("The file of refused rows must be named .xlsx or .csv: {path}"), path=str(out)),
            said(N_("Give it a name such as refused.xlsx.")),
        )
    if out.resolve() in {path.resolve() for path in paths}:
        raise CallerMistake(
            said(N_("{path} is one of the files to import."), path=str(out)),
            said(N_("Give the file of refused rows another name.")),
        )
    if not out.absolute().parent.is_dir():
        raise CallerMistake(
            said(N_("There is no folder {path}."), path=str(out.absolute().parent)),
            said("Make the folder, or name another."),
        )


def write_rejects(context: Context, job: WriteRejects, monitor: Monitor, who: str) -> tuple[Path, ...]:
    """Write what the import refused."""
    from auditor.exporting.rejects import write_rejects as write

    check_name(job.out, job.paths)
    imported = job.imported or import_files(
        context, ImportFiles(job.paths, dry_run=True, choices=job.choices), monitor, who
    )
    return write(job.out, _rejected(imported), options_of(context, job.choices), job.language, monitor)


def _rejected(imported: Imported) -> list[Rejected]:
    from auditor.exporting.rejects import Rejected

    made = []
    for file in imported.files:
        rows: dict[str, list[int]] = {}
        for sheet in file.sheets:
            rows.setdefault(sheet.title, []).extend(sheet.outcomes.of("refused"))
        made.append(Rejected(file.path, rows, file.problems))
    return made
