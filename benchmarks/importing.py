"""Importing host rows of 15 columns, against reading them bare and inserting them bare; and hosts with children."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from auditor.model.enums import word
from auditor.model.fields import Kind
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of, datetime_of
from auditor.model.values import FOREVER, Other, Value
from benchmarks.measure import Promise, Report, exponent, in_child, middle
from benchmarks.worlds import SEED, TODAY, noon

ROWS = 100_000
"""The size that the promise names."""

ROUNDS = 3
IN_A_FILE = 200_000
COLUMNS = (
    *("code", "stage_name", "real_name", "id_number", "birth_date", "sex", "phone", "residence", "occupation"),
    *("categories", "followers", "first_live_on", "identity_verified_on", "status", "onboarded_on"),
)


AROUND = ("agencies", "merchants", "rooms", "courses", "accounts", "trainings")
"""What stands around hosts, for the import of a whole world."""


def workbooks(folder: Path, rows: int) -> list[Path]:
    """The hosts of a made-up world as a platform would export them, so many in a file; built once."""
    done = sorted(folder.glob(f"hosts-{rows}-*.xlsx"))
    return done or _written(folder, f"hosts-{rows}", rows, {"hosts": COLUMNS})


def worlds(folder: Path, rows: int) -> list[Path]:
    """The same hosts with what stands around them and every fourth of their trainings, by files; built once."""
    done = sorted(folder.glob(f"world-{rows}-*.xlsx"))
    wanted = {name: tuple(f.name for f in BY_NAME[name].fields) for name in AROUND}
    return workbooks(folder, rows) + (done or _written(folder, f"world-{rows}", rows, wanted))


def _written(folder: Path, stem: str, rows: int, wanted: dict[str, tuple[str, ...]]) -> list[Path]:
    from auditor.services.demo import demo_rows

    folder.mkdir(parents=True, exist_ok=True)
    pages = {name: _Pages(folder, f"{stem}-{name}", name, columns) for name, columns in wanted.items()}
    for name, batch in demo_rows(rows, SEED, TODAY):
        if name in pages:
            for row in batch[:: 4 if name == "trainings" else 1]:
                pages[name].write(row.values)
        elif "hosts" in wanted and name not in ("agencies", "merchants"):
            break
    return [path for page in pages.values() for path in page.close()]


class _Pages:
    """Workbooks of one sheet each, a new one whenever the last is full."""

    def __init__(self, folder: Path, stem: str, name: str, columns: tuple[str, ...]) -> None:
        sheet = BY_NAME[name]
        self._stem, self._title = folder / stem, sheet.zh
        self._fields = [sheet.field(column) for column in columns]
        self._paths: list[Path] = []
        self._book: Any = None
        self._line = 0

    def write(self, values: dict[str, Value]) -> None:
        import xlsxwriter

        if self._line % IN_A_FILE == 0:
            self._end()
            path = self._stem.with_name(f"{self._stem.name}-{len(self._paths) + 1:02}.xlsx")
            self._paths.append(path)
            options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
            self._book = xlsxwriter.Workbook(str(path), options)
            self._page = self._book.add_worksheet(self._title)
            self._page.write_row(0, 0, [field.zh for field in self._fields])
        self._line += 1
        cells = [_cell(field.kind, field.words, values.get(field.name)) for field in self._fields]
        self._page.write_row((self._line - 1) % IN_A_FILE + 1, 0, cells)

    def _end(self) -> None:
        if self._book is not None:
            self._book.close()

    def close(self) -> list[Path]:
        self._end()
        return self._paths


def _cell(kind: Kind, words: str, value: Value | None) -> str | int | float | date | datetime:
    if value is None:
        return ""
    if value is FOREVER:
        return "长期"
    if isinstance(value, tuple):
        return "、".join(_word(words, each) for each in value)
    if kind is Kind.ENUM:
        return _word(words, value)
    if isinstance(value, int):
        if kind in (Kind.DATE, Kind.END):
            return date_of(value)
        if kind is Kind.DATETIME:
            return datetime_of(value)
        if kind is Kind.DECIMAL:
            return value / 100
        return ("否", "是")[value] if kind is Kind.BOOL else value
    return str(value)


def _word(words: str, value: object) -> str:
    if isinstance(value, Other):
        return value.text
    return word(words, str(value), "zh") if words else str(value)


def ours(files: list[str]) -> dict[str, Any]:
    """The whole import into a new workspace: reading in its child, checks, write path, history, chain, commit."""
    from auditor.app import Auditor
    from auditor.services.imports import ImportFiles

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "import.auditor"
        Auditor.create(store, clock=noon)
        with Auditor.open(store, clock=noon) as auditor:
            before, started = _children(), time.process_time()
            done = auditor.run(ImportFiles(tuple(Path(each) for each in files)))
            own, child = time.process_time() - started, _children() - before
        sheets = [sheet for file in done.files for sheet in file.sheets]
        created: dict[str, int] = {}
        for sheet in sheets:
            created[sheet.name] = created.get(sheet.name, 0) + sheet.counts.created
        size = sum(each.stat().st_size for each in Path(folder).iterdir()) / 1e6
    return {"cpu": own + child, "own": own, "child": child, "created": created, "refused": done.refused, "mb": size}


def taken_back(files: list[str]) -> dict[str, Any]:
    """Undo of such an import: what it costs, and the process's peak from the import's end on."""
    from auditor.app import Auditor
    from auditor.services.imports import ImportFiles
    from auditor.services.undoing import Undo

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "import.auditor"
        Auditor.create(store, clock=noon)
        with Auditor.open(store, clock=noon) as auditor:
            change = auditor.run(ImportFiles(tuple(Path(each) for each in files))).change
            assert change is not None
            Path("/proc/self/clear_refs").write_text("5")
            started = time.process_time()
            auditor.run(Undo(change))
            cpu = time.process_time() - started
            peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return {"cpu": cpu, "mb": int(peak.split()[1]) / 1024}


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bare(files: list[str]) -> dict[str, Any]:
    """The same files through calamine into one table by executemany, in one durable transaction."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE host ({', '.join(COLUMNS)})")
        started = time.process_time()
        marks = ", ".join("?" * len(COLUMNS))
        for path in files:
            connection.executemany(f"INSERT INTO host VALUES ({marks})", _bare_rows(path))
        connection.commit()
        cpu = time.process_time() - started
        stored = connection.execute("SELECT count(*) FROM host").fetchone()[0]
        connection.close()
    return {"cpu": cpu, "rows": stored}


def _bare_rows(path: str) -> Iterator[list[Any]]:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    rows = ([each.isoformat() if isinstance(each, date) else each for each in row] for row in sheet.iter_rows())
    next(rows)
    return rows


def run(folder: Path, sizes: list[int]) -> Report:
    """Both in turn, round by round, at every size; the largest once."""
    head = ("rows", "files", "ours, CPU s", "bare, CPU s", "ratio", "parent MB", "child MB")
    report = Report("Import of host rows x 15 columns", head)
    folder.mkdir(parents=True, exist_ok=True)
    cpu: list[float] = []
    peaks: list[float] = []
    ratios: dict[int, float] = {}
    for rows in sizes:
        files = [str(path) for path in workbooks(folder, rows)]
        many = ROUNDS if rows <= ROWS else 1
        rounds = [(in_child("import", files=files), in_child("bare", files=files)) for _ in range(many)]
        mine, theirs = rounds[-1]
        assert mine["created"] == {"hosts": theirs["rows"]} == {"hosts": rows}, (mine, theirs)
        ratios[rows] = middle([each["cpu"] / other["cpu"] for each, other in rounds])
        cpu.append(middle([each["cpu"] for each, _ in rounds]))
        peaks.append(max(each["peak_mb"] for each, _ in rounds))
        report.lines.append(_line(rows, len(files), cpu[-1], theirs["cpu"], ratios[rows], peaks[-1], mine))
        report.notes = [
            f"Of ours at {rows:,} rows, {mine['own']:.1f} s in the parent, {mine['child']:.1f} s in the child."
        ]
    _promise(report, sizes, cpu, peaks, ratios, max(float(line[-1]) for line in report.lines))
    _undo(report, folder, sizes)
    _whole(report, folder, sizes)
    return report


def _line(
    rows: int, files: int, cpu: float, theirs: float, ratio: float, peak: float, mine: dict[str, Any]
) -> tuple[str, ...]:
    figures = (f"{cpu:.1f}", f"{theirs:.1f}", f"{ratio:.1f}", f"{peak:.0f}", f"{mine['child_peak_mb']:.0f}")
    return (f"{rows:,}", str(files), *figures)


def _promise(
    report: Report, sizes: list[int], cpu: list[float], peaks: list[float], ratios: dict[int, float], child: float
) -> None:
    if ROWS in ratios:
        ratio = ratios[ROWS]
        what = f"import of {ROWS:,} host rows, everything included"
        report.promises.append(Promise(what, "CPU at most 8x bare", f"{ratio:.1f}x", ratio <= 8))
    if len(sizes) < 2:
        return
    grown = exponent(sizes, cpu)
    at = sizes.index(ROWS) if ROWS in sizes else 0  # before, the page cache is not full
    measured = (
        f"parent {peaks[at]:.0f} MB at {sizes[at]:,} rows, {peaks[-1]:.0f} MB at {sizes[-1]:,}; child {child:.0f} MB"
    )
    kept = peaks[-1] <= 1.1 * peaks[at] and child < 2_048
    report.promises += [
        Promise("growth of the import", "exponent at most 1.05", f"{grown:.2f}", grown <= 1.05),
        Promise("memory of the import", "parent flat (a tenth more at most), child under 2 GB", measured, kept),
    ]


def _undo(report: Report, folder: Path, sizes: list[int]) -> None:
    told = in_child("taken_back", files=[str(path) for path in workbooks(folder, sizes[-1])])
    report.notes.append(f"That import undone: {told['cpu']:.0f} s CPU, peak of the process {told['mb']:.0f} MB.")


def _whole(report: Report, folder: Path, sizes: list[int]) -> None:
    """Hosts with their accounts and trainings in several files, one command, one change."""
    files = [str(path) for path in worlds(folder, sizes[-1])]
    told = in_child("import", files=files)
    rows = sum(told["created"].values())
    kinds = ", ".join(f"{number:,} {name}" for name, number in told["created"].items())
    cost = f"{told['cpu']:.0f} s CPU, {told['cpu'] / rows * 1e6:.0f} microseconds a row"
    memory = f"parent {told['peak_mb']:.0f} MB, child {told['child_peak_mb']:.0f} MB, workspace {told['mb']:.0f} MB"
    report.notes.append(f"One import of {len(files)} files ({kinds}): {cost}, {memory}.")
