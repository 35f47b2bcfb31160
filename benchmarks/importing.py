"""Importing 100,000 host rows of 15 columns, against reading them bare and inserting them bare."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from auditor.model.enums import word
from auditor.model.fields import Kind
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of
from auditor.model.values import Other, Value
from benchmarks.measure import Promise, Report, in_child, middle
from benchmarks.worlds import SEED, TODAY, noon

ROWS = 100_000
ROUNDS = 3
COLUMNS = (
    *("code", "stage_name", "real_name", "id_number", "birth_date", "sex", "phone", "residence", "occupation"),
    *("categories", "followers", "first_live_on", "identity_verified_on", "status", "onboarded_on"),
)


def workbook(path: Path, rows: int) -> None:
    """The hosts of a made-up world as a platform would export them."""
    import xlsxwriter

    from auditor.services.demo import demo_rows

    sheet = BY_NAME["hosts"]
    fields = [sheet.field(name) for name in COLUMNS]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet.zh)
    page.write_row(0, 0, [field.zh for field in fields])
    line = 0
    for name, batch in demo_rows(rows, SEED, TODAY):
        if name not in ("agencies", "merchants", "hosts"):
            break
        for row in batch if name == "hosts" else ():
            line += 1
            page.write_row(line, 0, [_cell(field.kind, field.words, row.values.get(field.name)) for field in fields])
    book.close()


def _cell(kind: Kind, words: str, value: Value | None) -> str | int | date:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(each.text if isinstance(each, Other) else word(words, each, "zh") for each in value)
    if kind is Kind.DATE and isinstance(value, int):
        return date_of(value)
    if kind is Kind.ENUM and isinstance(value, str):
        return word(words, value, "zh")
    assert isinstance(value, str | int)
    return value


def ours(path: str) -> dict[str, Any]:
    """The whole import into a new workspace: reading in its child, checks, write path, history, chain, commit."""
    from auditor.app import Auditor
    from auditor.services.imports import ImportFiles

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "import.auditor"
        Auditor.create(store, clock=noon)
        with Auditor.open(store, clock=noon) as auditor:
            before, started = _children(), time.process_time()
            done = auditor.run(ImportFiles((Path(path),)))
            own, child = time.process_time() - started, _children() - before
            (sheet,) = done.files[0].sheets
    return {"cpu": own + child, "own": own, "child": child, "created": sheet.counts.created, "refused": done.refused}


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bare(path: str) -> dict[str, Any]:
    """The same file through calamine into one table by executemany, in one durable transaction."""
    from python_calamine import CalamineWorkbook

    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE host ({', '.join(COLUMNS)})")
        started = time.process_time()
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        marks = ", ".join("?" * len(COLUMNS))
        rows = ([each.isoformat() if isinstance(each, date) else each for each in row] for row in sheet.iter_rows())
        next(rows)
        connection.executemany(f"INSERT INTO host VALUES ({marks})", rows)
        connection.commit()
        cpu = time.process_time() - started
        stored = connection.execute("SELECT count(*) FROM host").fetchone()[0]
        connection.close()
    return {"cpu": cpu, "rows": stored}


def run(folder: Path, sizes: list[int]) -> Report:
    """Both in turn, round by round; a tenth of the rows beside, to see whether memory stays flat."""
    report = Report(
        "Import of host rows x 15 columns", ("rows", "ours, CPU s", "bare, CPU s", "ratio", "parent MB", "child MB")
    )
    folder.mkdir(parents=True, exist_ok=True)
    peaks = []
    for rows in (ROWS // 10, ROWS):
        path = folder / f"hosts-{rows}.xlsx"
        if not path.exists():
            workbook(path, rows)
        rounds = [(in_child("import", path=str(path)), in_child("bare", path=str(path))) for _ in range(ROUNDS)]
        ratio = middle([mine["cpu"] / theirs["cpu"] for mine, theirs in rounds])
        mine, theirs = rounds[-1]
        assert mine["created"] == theirs["rows"] == rows, (mine, theirs)
        peaks.append(max(each["peak_mb"] for each, _ in rounds))
        cpu = [f"{middle([each['cpu'] for each in side]):.1f}" for side in zip(*rounds, strict=True)]
        report.lines.append((f"{rows:,}", *cpu, f"{ratio:.1f}", f"{peaks[-1]:.0f}", f"{mine['child_peak_mb']:.0f}"))
    report.promises += [
        Promise(
            f"import of {ROWS:,} host rows, everything included", "CPU at most 8x bare", f"{ratio:.1f}x", ratio <= 8
        ),
        Promise(
            "its memory",
            "parent flat, child under 2 GB",
            f"parent {peaks[0]:.0f} -> {peaks[-1]:.0f} MB for ten times the rows, child {mine['child_peak_mb']:.0f} MB",
            peaks[-1] < 1.5 * peaks[0] and mine["child_peak_mb"] < 2_048,
        ),
    ]
    report.notes.append(f"Of ours, {mine['own']:.1f} s in the parent and {mine['child']:.1f} s in the reading child.")
    return report
