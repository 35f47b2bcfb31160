"""Looking back: lists and a profile as they were known before an import, and two runs beside each other."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Report, in_child, middle, milliseconds
from benchmarks.window import copied
from benchmarks.worlds import TODAY, noon, paths

IMPORTED = 20_000
TEXTS = ("小满", "haiyan", "H0500")


def two_runs(store: str, file: str) -> dict[str, Any]:
    """Store a run, import a file an hour later, store another; CPU and wall seconds of each."""
    from datetime import timedelta

    from auditor.app import Auditor
    from auditor.services.audits import Audit
    from auditor.services.imports import ImportFiles

    told: dict[str, Any] = {}
    with Auditor.open(Path(store), clock=lambda: noon() + timedelta(hours=1)) as app:
        for name, job in (("first", Audit(TODAY)), ("import", ImportFiles((Path(file),))), ("second", Audit(TODAY))):
            cpu, wall = time.process_time(), time.perf_counter()
            app.run(job)
            told[name] = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return told


def compared(store: str) -> dict[str, Any]:
    """CPU and wall seconds of comparing the two, the first time and again, and of the first findings; how many."""
    from auditor.app import Auditor
    from auditor.services.comparing import ComparedFindings, CompareRuns

    told: dict[str, Any] = {}
    with Auditor.open(Path(store), clock=noon) as app:
        for name, query in (("compare", CompareRuns()), ("again", CompareRuns()), ("findings", ComparedFindings(2, 1))):
            cpu, wall = time.process_time(), time.perf_counter()
            found: Any = app.ask(query)
            told[name] = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
            if name == "compare":
                told["turns"] = {turn.value: count for turn, count in found.turns.items()}
    return told


def back(store: str) -> dict[str, Any]:
    """CPU and wall of each question, now and as known before the import: the first time in a process, the median."""
    from auditor.app import Auditor
    from auditor.services.answers import Judged
    from auditor.services.lists import ListFilter, ListFirst, ListIds, ListRows
    from auditor.services.profiles import ProfileOf

    told: dict[str, Any] = {}
    then = noon().replace(tzinfo=None)
    with Auditor.open_for_window(Path(store), clock=noon) as app:
        for when, known in (("now", None), ("then", then)):
            ids = app.ask(ListIds("host"), known=known)
            first = app.ask(ListFirst("host"), known=known)[0]
            questions: dict[str, Any] = {
                "first rows": ListFirst("host"),
                "all ids in order": ListIds("host"),
                "jump: 200 rows": ListRows("host", tuple(ids[len(ids) // 2 : len(ids) // 2 + 200])),
                **{f"first rows for {text}": ListFirst("host", ListFilter(text)) for text in TEXTS},
                "a profile": ProfileOf("host", first.code),
                "what the rules say of it": Judged("host", first.id, TODAY, passed=True),
            }
            for name, query in questions.items():
                told.setdefault(name, {})[when] = _spent(app, query, known)
    return told


def _spent(app: Any, query: Any, known: Any) -> dict[str, float]:
    wall: list[float] = []
    cpu: list[float] = []
    for _ in range(4):
        began, used = time.perf_counter(), time.process_time()
        app.ask(query, known=known)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return {"first": wall[0], "first cpu": cpu[0], "wall": middle(wall[1:]), "cpu": middle(cpu[1:])}


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size, on a copy into which an import and two runs are stored."""
    from benchmarks.importing import workbooks

    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    with copied(store, "back") as copy:
        made = in_child("two_runs", store=str(copy), file=str(workbooks(folder, IMPORTED)[0]))
        beside = in_child("compared", store=str(copy))
        told = in_child("back", store=str(copy))
    head = ("question", "as known before the import, first time", "CPU", "median", "CPU", "now, median")
    report = Report(f"Looking back, {hosts:,} hosts", head)
    for name, when in told.items():
        if isinstance(when, dict):
            then, now = when["then"], when["now"]
            figures = (then["first"], then["first cpu"], then["wall"], then["cpu"], now["wall"])
            report.lines.append((name, *map(milliseconds, figures)))
    found, again = beside["compare"], beside["findings"]
    turns = ", ".join(f"{count:,} {turn}" for turn, count in beside["turns"].items())
    report.notes.append(
        f"{IMPORTED:,} rows are imported into a copy, and all is asked as it was known before and as it is known now."
    )
    report.notes.append(
        f"Two stored runs, one before that import and one behind it ({turns}), are compared in {found['cpu']:.1f} s "
        f"CPU, {found['wall']:.1f} s wall; again in {beside['again']['cpu']:.1f} s CPU; their first findings in "
        f"{again['cpu']:.1f} s CPU; peak {beside['peak_mb']:.0f} MB. A run took {made['second']['cpu']:.0f} s CPU "
        f"to judge and to store; both and the import had at most {made['peak_mb']:.0f} MB."
    )
    return report
