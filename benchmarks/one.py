"""One profile judged again among many: in the engine, and with the durable commit of an edit before it."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.audit import _open
from benchmarks.measure import Promise, Report, in_child, middle, milliseconds, quantile
from benchmarks.worlds import TODAY, paths

TIMES = 3_000
EDITS = 300


def _chosen(connection: Any, hosts: int, many: int) -> list[int]:
    first = connection.exec_driver_sql("SELECT min(id) FROM host").scalar()
    draw = Random(7)
    return [first + draw.randrange(hosts) for _ in range(many)]


def one(store: str, hosts: int, kind: str = "host") -> dict[str, Any]:
    """Wall time of judging one subject under every rule, for many subjects chosen at random."""
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    with _open(store) as auditor, auditor.context.store.reading() as connection:
        book, moment = auditor.context.published(), Moment(TODAY)
        ids = _chosen(connection, hosts, TIMES + 200)
        judge_one(connection, book, moment, kind, ids[0])
        taken = []
        answers = 0
        for number in ids:
            started = time.perf_counter()
            answers += len(judge_one(connection, book, moment, kind, number))
            taken.append(time.perf_counter() - started)
    rules = sum(1 for _ in book.in_force(TODAY, kind))
    return {"median": middle(taken[200:]), "p99": quantile(taken[200:], 0.99), "rules": rules, "answers": answers}


def committed(store: str, hosts: int) -> dict[str, Any]:
    """Wall time from a training handed to the write path, through its durable commit, to the new answers."""
    from auditor.model.sheets import BY_NAME
    from auditor.model.types import day_of
    from auditor.model.values import ParsedRow, Value
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment
    from auditor.services.records import Problems, Recorder
    from auditor.storage.work import Recorded

    copy = Path(store).with_suffix(".edited")
    shutil.copyfile(store, copy)
    # The copy's own pages must be on the disk first, or the first commits wait for all of them.
    os.sync()
    taken = []
    with _open(str(copy)) as auditor:
        book, moment, kept = auditor.context.published(), Moment(TODAY), auditor.context.store
        with kept.reading() as connection:
            ids = _chosen(connection, hosts, EDITS)
            codes = [connection.exec_driver_sql("SELECT code FROM host WHERE id = ?", (n,)).scalar() for n in ids]
        sheet = BY_NAME["trainings"]
        for number, code in zip(ids, codes, strict=True):
            row: dict[str, Value] = {"learner": str(code), "course": "KC-ANN", "result": "passed"}
            row["completed_on"] = day_of(TODAY)
            started = time.perf_counter()
            with kept.writing(Recorded("trainer", "edit")) as work:
                Recorder(work, day_of(TODAY), origin="desk").apply(sheet, [ParsedRow(1, row)], Problems(sheet.zh))
            with kept.reading() as connection:
                judge_one(connection, book, moment, "host", number)
            taken.append(time.perf_counter() - started)
    for left in copy.parent.glob(copy.name + "*"):
        left.unlink()
    return {"median": middle(taken[20:]), "p99": quantile(taken[20:], 0.99)}


def run(folder: Path, sizes: list[int]) -> Report:
    """The smallest and the largest size."""
    report = Report(
        "One profile judged again", ("hosts", "rules", "engine, median", "p99", "with edit and commit, median", "p99")
    )
    medians = []
    for hosts in sorted({min(sizes), max(sizes)}):
        store, _ = paths(folder, hosts)
        told = in_child("one", store=str(store), hosts=hosts)
        edit = in_child("committed", store=str(store), hosts=hosts)
        medians.append(told["median"])
        figures = (told["median"], told["p99"], edit["median"], edit["p99"])
        report.lines.append((f"{hosts:,}", str(told["rules"]), *(milliseconds(each) for each in figures)))
    hosts = max(sizes)
    report.promises += [
        Promise(
            f"one host judged again among {hosts:,}, all its rules",
            "median under 1 ms",
            f"{milliseconds(told['median'])} (p99 {milliseconds(told['p99'])}; {told['rules']} rules)",
            told["median"] < 0.001,
        ),
        Promise(
            "the same after an edit with its durable commit",
            "median under 5 ms",
            f"{milliseconds(edit['median'])} (p99 {milliseconds(edit['p99'])})",
            edit["median"] < 0.005,
        ),
    ]
    if len(medians) > 1:
        report.notes.append(
            f"From {min(sizes):,} to {hosts:,} hosts the median changes by x{medians[-1] / medians[0]:.2f}."
        )
    return report
