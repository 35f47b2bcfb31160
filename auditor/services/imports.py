"""Import: files in, one change out; a dry run does the same and takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import WorldFailed
from auditor.i18n import said
from auditor.importing.options import ReadOptions
from auditor.importing.read import MatchedColumn, OtherSheet
from auditor.model.problem_list import IN_MEMORY, ProblemList
from auditor.model.sheets import SHEETS
from auditor.monitor import Monitor
from auditor.services.aliases import aliases_of
from auditor.services.burst import seldom_collected
from auditor.services.context import Context
from auditor.services.records import Counts, Problems, Recorder, Repeated
from auditor.services.records.outcome import Outcomes
from auditor.services.verbs import Job
from auditor.storage.location import free_bytes
from auditor.storage.store import Store
from auditor.storage.work import Recorded

if TYPE_CHECKING:
    from auditor.importing.spooled import SpooledFile, SpooledSheet


AS_IT_STANDS = ReadOptions(0)
"""Read by our own names alone; the day is filled in by the workspace."""


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
    header_row: int = 0
    matched: tuple[MatchedColumn, ...] = ()
    """Every column of the header row and what became of it."""
    total_rows: tuple[int, ...] = ()
    """The numbers of rows of sums, which were left out."""
    outcomes: Outcomes = field(default_factory=Outcomes)
    """What became of each data row."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file."""

    path: Path
    sheets: tuple[ImportedSheet, ...]
    problems: ProblemList
    ignored: tuple[str, ...] = ()
    others: tuple[OtherSheet, ...] = ()
    """The sheets that were not taken, looked into."""


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


APART_ROWS = 20_000
"""From more rows on a dry run holds others up for seconds."""
APART_BYTES = 50_000
"""Bytes of a workspace that are copied in less time than a row takes to be stored."""
APART_ROOM = 1 << 30
"""Bytes that a copy must leave free."""


@dataclass(frozen=True, slots=True)
class ImportFiles(Job[Imported]):
    """Take workbooks and csv files as one transaction and one change; ``dry_run`` only tells what would happen.

    ``choices`` says how to read (its day is the workspace's); ``csv_sheet`` is short for the choice of that name.
    """

    paths: tuple[Path, ...]
    dry_run: bool = False
    csv_sheet: str = ""
    choices: ReadOptions = AS_IT_STANDS


class _TakenBack(Exception):
    """Ends a dry run's transaction."""


@dataclass(slots=True)
class _Taken:
    """What became of a sheet."""

    counts: Counts
    problems: Problems
    outcomes: Outcomes


@seldom_collected()
def import_files(context: Context, job: ImportFiles, monitor: Monitor, who: str) -> Imported:
    """Read all files, then store sheet by sheet so that every reference points backwards."""
    from auditor.importing.scratch import scratch
    from auditor.importing.spooled import read_contained

    monitor.step(0, None, said("Reading files"))
    options = options_of(context, job.choices, job.csv_sheet)
    with scratch() as folder:
        files = read_contained(job.paths, options, folder, monitor)
        with _where(context, job, files, folder, monitor) as store:
            try:
                taken, change = _store(context, store, job, files, monitor, _recorded(job, files, who), exact=False)
            except Repeated:
                # Two rows mean the same, though they are not written alike: a savepoint to go back to would hold, in
                # memory, every page that a big import changes, so the change begins anew.
                taken, change = _store(context, store, job, files, monitor, _recorded(job, files, who), exact=True)
        near = IN_MEMORY // len(files)
        return Imported(tuple(_told(file, taken, near) for file in files), change, job.dry_run)


@contextmanager
def _where(
    context: Context, job: ImportFiles, files: Sequence[SpooledFile], folder: Path, monitor: Monitor
) -> Iterator[Store]:
    """Where rows are stored: a long dry run is made on a copy, so that nobody waits for what is taken back anyway."""
    with ExitStack() as stack:
        store = context.store
        if job.dry_run and _worth_a_copy(
            store, sum(sheet.data_rows for file in files for sheet in file.sheets), folder
        ):
            monitor.step(0, None, said("Copying the workspace, so that others can go on writing"))
            with suppress(WorldFailed):  # then on the workspace itself, as short ones are
                store = stack.enter_context(context.store.apart(folder))
        yield store


def _worth_a_copy(store: Store, rows: int, folder: Path) -> bool:
    """Whether storing so many rows takes long enough, and copying does not take longer or fill the disk."""
    if rows <= APART_ROWS or store.unwritable is not None:
        return False
    size, free = store.path.stat().st_size, free_bytes(folder)
    return size <= rows * APART_BYTES and free is not None and 2 * size + APART_ROOM < free


def options_of(context: Context, choices: ReadOptions, csv_sheet: str = "") -> ReadOptions:
    """The choices as of the workspace's today, with its own words."""
    with context.store.reading() as connection:
        own = tuple(sorted(aliases_of(connection).items()))
    return replace(choices, today=context.today_number, csv_sheet=csv_sheet or choices.csv_sheet, aliases=own)


def _recorded(job: ImportFiles, files: Sequence[SpooledFile], who: str) -> Recorded:
    source = [file.sha256 for file in files]
    if job.choices.mapping is not None:
        source.append(f"mapping:{job.choices.mapping.name}:{job.choices.mapping.sha256}")
    return Recorded(who, "import", why="、".join(path.name for path in job.paths), source=" ".join(source))


def _store(
    context: Context,
    store: Store,
    job: ImportFiles,
    files: Sequence[SpooledFile],
    monitor: Monitor,
    record: Recorded,
    *,
    exact: bool,
) -> tuple[dict[int, _Taken], int | None]:
    """Store all sheets in one change; by each sheet's identity what became of it."""
    taken: dict[int, _Taken] = {}
    try:
        with store.writing(record) as work:
            recorder = Recorder(work, context.today_number, exact=exact, settles=True)
            for sheet in _in_order(files):
                one = _Taken(Counts(), Problems(sheet.title, locate=sheet.cell), Outcomes())
                one.counts = recorder.apply(sheet.sheet, sheet, one.problems, monitor, one.outcomes)
                taken[id(sheet)] = one
            recorder.settle()
            if job.dry_run:
                raise _TakenBack
        return taken, work.committed.id if work.committed else None
    except _TakenBack:
        return taken, None


def _in_order(files: Sequence[SpooledFile]) -> list[SpooledSheet]:
    order = {sheet.name: number for number, sheet in enumerate(SHEETS)}
    return sorted((sheet for file in files for sheet in file.sheets), key=lambda s: order[s.sheet.name])


def _told(file: SpooledFile, taken: dict[int, _Taken], near: int) -> ImportedFile:
    """What became of a file; ``near`` of its problems stay in memory, however many files there are."""
    problems = ProblemList(in_memory=near)
    sheets = []
    for sheet in file.sheets:
        one = taken[id(sheet)]
        problems.extend(sheet.problems())
        problems.extend(one.problems.found)
        sheets.append(_told_sheet(sheet, one))
    return ImportedFile(file.path, tuple(sheets), problems, file.ignored, file.others)


def _told_sheet(sheet: SpooledSheet, taken: _Taken) -> ImportedSheet:
    counts, outcomes = taken.counts, taken.outcomes
    counts.refused += len(sheet.refused_rows)
    for number in sheet.refused_rows:
        outcomes.put(number, "refused")
    if len(sheet.warned_rows):
        outcomes.warn(frozenset(sheet.warned_rows))
    counts.warned = len(outcomes.warned())
    return ImportedSheet(
        sheet.sheet.name,
        sheet.title,
        counts,
        {name: cell.text for name, cell in sheet.columns.items()},
        sheet.head.extra_headers,
        sheet.head.hidden,
        sheet.head.hidden_rows,
        _completeness(sheet),
        sheet.header_row,
        sheet.matched,
        tuple(sheet.head.total_rows),
        outcomes,
    )


def _completeness(sheet: SpooledSheet) -> tuple[Filled, ...]:
    filled, rows = sheet.head.filled, sheet.data_rows
    return tuple(Filled(sheet.sheet.name, one.name, filled.get(one.name, 0), rows) for one in sheet.sheet.fields)
