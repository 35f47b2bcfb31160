"""Import: files in, one change out; a dry run does the same and takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.i18n import said
from auditor.importing import ReadFile, ReadOptions, ReadSheet, read_files
from auditor.model.sheets import SHEETS
from auditor.model.values import Problem
from auditor.monitor import Monitor
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.records import Counts, Problems, Recorder
from auditor.services.verbs import Job
from auditor.storage.work import Recorded


@dataclass(frozen=True, slots=True)
class Filled:
    """How complete a column is: ``filled`` of ``rows`` data rows hold something."""

    sheet: str
    field: str
    filled: int
    rows: int


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """What became of one sheet of a file; ``title`` is the file's own name for it."""

    name: str
    title: str
    counts: Counts
    columns: dict[str, str]
    """Field -> header as the sender wrote it."""
    extra_headers: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0
    completeness: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file."""

    path: Path
    sheets: tuple[ImportedSheet, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did (or, as a dry run, would do): per file and sheet; the change, None when nothing changed."""

    files: tuple[ImportedFile, ...]
    change: int | None
    dry_run: bool

    @property
    def refused(self) -> int:
        """Rows that were not taken."""
        return sum(sheet.counts.refused for file in self.files for sheet in file.sheets)

    @property
    def taken(self) -> int:
        """Rows that were stored, or stood there already."""
        counts = [sheet.counts for file in self.files for sheet in file.sheets]
        return sum(one.created + one.updated + one.unchanged for one in counts)


@dataclass(frozen=True, slots=True)
class ImportFiles(Job[Imported]):
    """Take workbooks and csv files as one transaction and one change; ``dry_run`` only tells what would happen."""

    paths: tuple[Path, ...]
    dry_run: bool = False
    csv_sheet: str = ""


class _TakenBack(Exception):
    """Ends a dry run's transaction."""


@seldom_collected()
def import_files(context: Context, job: ImportFiles, monitor: Monitor, who: str) -> Imported:
    """Read all files, then store sheet by sheet so that every reference points backwards."""
    monitor.step(0, None, said("Reading files"))
    read = read_files(job.paths, ReadOptions(today=context.today_number, csv_sheet=job.csv_sheet))
    source = " ".join(file.sha256 for file in read.files)
    record = Recorded(who, "import", why="、".join(path.name for path in job.paths), source=source)
    taken: dict[int, tuple[Counts, Problems]] = {}
    change: int | None = None
    try:
        with context.store.writing(record) as work:
            recorder = Recorder(work, context.today_number)
            for sheet in _in_order(read.files):
                problems = Problems(sheet.title, locate=sheet.cell)
                counts = recorder.apply(sheet.sheet, sheet.rows, problems, monitor)
                taken[id(sheet)] = (counts, problems)
            if job.dry_run:
                raise _TakenBack
        change = work.committed.id if work.committed else None
    except _TakenBack:
        pass
    return Imported(tuple(_told(file, taken) for file in read.files), change, job.dry_run)


def _in_order(files: Sequence[ReadFile]) -> list[ReadSheet]:
    order = {sheet.name: number for number, sheet in enumerate(SHEETS)}
    return sorted((sheet for file in files for sheet in file.sheets), key=lambda s: order[s.sheet.name])


def _told(file: ReadFile, taken: dict[int, tuple[Counts, Problems]]) -> ImportedFile:
    sheets, found = [], []
    for sheet in file.sheets:
        counts, problems = taken[id(sheet)]
        early = {p.cell for p in sheet.problems if p.level == "warning"}
        counts.refused += len(sheet.refused)
        counts.warned = _warned(sheet, problems, early)
        found += [*sheet.problems, *problems.found]
        sheets.append(
            ImportedSheet(
                sheet.sheet.name,
                sheet.title,
                counts,
                {name: cell.text for name, cell in sheet.columns.items()},
                sheet.extra_headers,
                sheet.hidden,
                sheet.hidden_rows,
                _completeness(sheet),
            )
        )
    return ImportedFile(file.path, tuple(sheets), tuple(found), file.ignored)


def _warned(sheet: ReadSheet, problems: Problems, early: set[str]) -> int:
    """Rows stored with a warning, from the reader or from the write path."""
    rows = {int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0) for cell in early}
    survivors = {row.number for row in sheet.rows} - problems.refused - problems.superseded
    return len((rows | problems.warned) & survivors)


def _completeness(sheet: ReadSheet) -> tuple[Filled, ...]:
    rows = [*sheet.rows, *sheet.refused]
    counts = dict.fromkeys((field.name for field in sheet.sheet.fields), 0)
    for row in rows:
        for name in row.values:
            if name in counts:
                counts[name] += 1
    return tuple(Filled(sheet.sheet.name, name, filled, len(rows)) for name, filled in counts.items())
