"""One profile judged again among many: in the engine, and with the durable commit of an edit before it."""

from __future__ import annotations

import os
import shutil
import time
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.audit import _open
from benchmarks.measure import Promise, Report, in_child, middle, milliseconds, quantile
from benchmarks.worlds import TODAY, paths

if TYPE_CHECKING:
    from auditor.model.values import Value

KINDS = ("host", "merchant")

TIMES = 3_000
EDITS = 300


def _chosen(connection: Any, hosts: int, many: int, kind: str) -> list[int]:
    first, last = connection.exec_driver_sql(f"SELECT min(id), max(id) FROM {kind}").one()
    draw = Random(7)
    return [draw.randint(first, last) for _ in range(many)]


def one(store: str, hosts: int, kind: str = "host") -> dict[str, Any]:
    """Wall time of judging one subject under every rule, for many subjects chosen at random."""
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    with _open(store) as auditor, auditor.context.store.reading() as connection:
        book, moment = auditor.context.published(), Moment(TODAY)
        ids = _chosen(connection, hosts, TIMES + 200, kind)
        judge_one(connection, book, moment, kind, ids[0])
        taken = []
        answers = 0
        for number in ids:
            started = time.perf_counter()
            answers += len(judge_one(connection, book, moment, kind, number))
            taken.append(time.perf_counter() - started)
    rules = sum(1 for _ in book.in_force(TODAY, kind))
    return {"median": middle(taken[200:]), "p99": quantile(taken[200:], 0.99), "rules": rules, "answers": answers}


def first(store: str) -> dict[str, Any]:
    """CPU of what a process does the first time: loading the rules, compiling what judges one, when it turns, clear."""
    from datetime import datetime

    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment
    from auditor.services.clearance.clearing import Clear
    from auditor.services.clearance.combination import Combination

    marks: dict[str, float] = {"begun": time.process_time()}
    with _open(store) as auditor:
        with auditor.context.store.reading() as connection:
            codes = {
                kind: connection.exec_driver_sql(f"SELECT code FROM {kind} LIMIT 1 OFFSET 50").scalar_one()
                for kind in KINDS
            }
            marks["opened"] = time.process_time()
            book, moment = auditor.context.book(connection), Moment(TODAY)
            marks["rules"] = time.process_time()
        start = datetime(TODAY.year, TODAY.month, TODAY.day, 20)
        auditor.ask(Clear(Combination((codes["host"],), (codes["merchant"],), ("food_prepacked",), start)))
        marks["clear"] = time.process_time()
        book.cache.clear()
        with auditor.context.store.reading() as connection:
            for kind in KINDS:
                judge_one(connection, book, moment, kind, -1)
                marks[f"judge {kind}"] = time.process_time()
            for kind in KINDS:
                list(next_changes(connection, book, moment, kind, [-1]))
                marks[f"turns {kind}"] = time.process_time()
    names = list(marks)
    return {name: marks[name] - marks[before] for before, name in pairwise(names)} | {"imports": marks["begun"]}


def _edit(kind: str, code: str, number: int) -> tuple[str, dict[str, Value]]:
    from auditor.model.types import day_of

    today = day_of(TODAY)
    if kind == "host":
        row: dict[str, Value] = {"learner": code, "course": "KC-ANN", "result": "passed", "completed_on": today}
        return "trainings", row
    row = {
        "owner_type": "merchant",
        "owner": code,
        "kind": "food_licence",
        "number": f"JY{number:014}",
        "valid_until": today + 400,
    }
    return "licences", {**row, "valid_from": today - 100, "state": "in_force"}


def committed(store: str, hosts: int, kind: str = "host") -> dict[str, Any]:
    """Wall time from a record handed to the write path, through its durable commit, to the new answers."""
    from auditor.model.sheets import BY_NAME
    from auditor.model.types import day_of
    from auditor.model.values import ParsedRow
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment
    from auditor.services.records import Problems, Recorder
    from auditor.storage.work import Recorded

    copy = Path(store).with_suffix(".edited")
    shutil.copyfile(store, copy)
    # The copy's own pages must be on the disk first, or the first commits wait for all of them.
    os.sync()
    taken, cpu = [], []
    with _open(str(copy)) as auditor:
        book, moment, kept = auditor.context.published(), Moment(TODAY), auditor.context.store
        with kept.reading() as connection:
            ids = _chosen(connection, hosts, EDITS, kind)
            asked = f"SELECT code FROM {kind} WHERE id = ?"
            codes = [connection.exec_driver_sql(asked, (n,)).scalar() for n in ids]
        for number, code in zip(ids, codes, strict=True):
            name, row = _edit(kind, str(code), number)
            sheet = BY_NAME[name]
            started, worked = time.perf_counter(), time.process_time()
            with kept.writing(Recorded("trainer", "edit")) as work:
                Recorder(work, day_of(TODAY), origin="desk").apply(sheet, [ParsedRow(1, row)], Problems(sheet.zh))
            with kept.reading() as connection:
                judge_one(connection, book, moment, kind, number)
            taken.append(time.perf_counter() - started)
            cpu.append(time.process_time() - worked)
    for left in copy.parent.glob(copy.name + "*"):
        left.unlink()
    return {"median": middle(taken[20:]), "p99": quantile(taken[20:], 0.99), "cpu": middle(cpu[20:])}


def run(folder: Path, sizes: list[int]) -> Report:
    """The smallest and the largest size."""
    head = ("hosts", "profile", "rules", "engine, median", "p99", "with edit and commit, median", "p99", "its CPU")
    report = Report("One profile judged again", head)
    ends = sorted({min(sizes), max(sizes)})
    for kind in KINDS:
        medians = []
        for hosts in ends:
            store = str(paths(folder, hosts)[0])
            told = in_child("one", store=store, hosts=hosts, kind=kind)
            edit = in_child("committed", store=store, hosts=hosts, kind=kind)
            medians.append(told["median"])
            figures = (told["median"], told["p99"], edit["median"], edit["p99"], edit["cpu"])
            report.lines.append((f"{hosts:,}", kind, str(told["rules"]), *(milliseconds(each) for each in figures)))
        report.promises += _kept(kind, hosts, told, edit)
        if len(ends) > 1:
            times = f"x{medians[-1] / medians[0]:.2f}"
            report.notes.append(f"From {ends[0]:,} to {ends[-1]:,} hosts the median of a {kind} changes by {times}.")
    report.notes.append(_first_time(str(paths(folder, ends[-1])[0])))
    return report


def _kept(kind: str, hosts: int, told: dict[str, Any], edit: dict[str, Any]) -> list[Promise]:
    return [
        Promise(
            f"one {kind} judged again among {hosts:,} hosts, all its rules",
            "median under 1 ms",
            f"{milliseconds(told['median'])} (p99 {milliseconds(told['p99'])}; {told['rules']} rules)",
            told["median"] < 0.001,
        ),
        Promise(
            f"the same after an edit of the {kind} with its durable commit",
            "median under 5 ms",
            f"{milliseconds(edit['median'])} (p99 {milliseconds(edit['p99'])})",
            edit["median"] < 0.005,
        ),
    ]


def _first_time(store: str) -> str:
    told = in_child("first", store=store)
    said = ", ".join(f"{name} {told[name]:.2f} s" for name in told if name not in ("peak_mb", "child_peak_mb"))
    return (
        f"The first time in a process, CPU: {said}. Clear is a combination of one host and one merchant with nothing "
        "compiled before; judging and the search for the days on which answers turn begin with nothing compiled too."
    )
