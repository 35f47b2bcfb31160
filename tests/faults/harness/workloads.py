"""The workloads that faults are tried on, and how what they left behind is judged."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.harness import jobs
from tests.faults.harness.bench import BASE_CHANGE, BASE_HOSTS, Bench
from tests.faults.harness.oracle import SOON, after_edits, standing
from tests.faults.harness.tiers import TIER

Judge = Callable[[Path, list[int]], list[str]]


def _one_change(path: Path, acks: list[int], rows: Callable[[Any], int], none: int, whole: int) -> list[str]:
    """A job of one change: all of it or nothing, and all of it once acknowledged."""
    found = standing(path)
    wrong = list(found.faults)
    if found.seconds > SOON:
        wrong.append(f"opened after {found.seconds:.1f} s")
    if found.faults:
        return wrong
    there = rows(found)
    if there not in (none, whole):
        wrong.append(f"partial: {there} rows")
    if acks and there != whole:
        wrong.append(f"lost: {there} rows after {acks}")
    if found.change - BASE_CHANGE != (there != none):
        wrong.append(f"change {found.change} with {there} rows")
    return wrong


@dataclass(frozen=True, slots=True)
class Job:
    """A workload: what runs, and how what it left is judged."""

    name: str
    job: str
    request: Callable[[Bench, Path], dict[str, Any]]
    judge: Judge


def _words(*words: str) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda _, path: {"arguments": ["--workspace", str(path), *(w.replace("@", str(path)) for w in words)]}


def _import(rows: int) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda bench, path: {"arguments": ["--workspace", str(path), "import", str(bench.rows(rows))]}


def _attach(bench: Bench, path: Path) -> dict[str, Any]:
    return {"arguments": ["--workspace", str(path), "attach", f"host:{jobs.host(0)}", str(bench.scan())]}


def attached(path: Path, acks: list[int]) -> list[str]:
    """No row without its content and no content without its row: the oracle has the contents compared."""
    return _one_change(path, acks, lambda s: s.scans, 0, 1)


def imported(rows: int) -> Judge:
    return lambda path, acks: _one_change(path, acks, lambda s: s.hosts, BASE_HOSTS, BASE_HOSTS + rows)


def _audited(path: Path, acks: list[int]) -> list[str]:
    return _one_change(path, acks, lambda s: s.runs, 0, 1)


def _changed(path: Path, acks: list[int]) -> list[str]:
    """A command of one change, whatever rows it writes: the doctor finds the workspace whole, the change is there or not."""
    found = standing(path)
    made = found.change - BASE_CHANGE
    wrong = list(found.faults)
    if found.seconds > SOON:
        wrong.append(f"opened after {found.seconds:.1f} s")
    if not found.faults and made not in (0, 1):
        wrong.append(f"partial: {made} changes")
    if not found.faults and acks and made != 1:
        wrong.append(f"lost: {made} changes after {acks}")
    return wrong


def _copied(path: Path, acks: list[int]) -> list[str]:
    """The workspace is untouched, and the copy is whole or absent; it is there when the command said so."""
    copy = path.with_name("copy.auditor")
    wrong = after_edits(path, BASE_CHANGE, [], unsure=0)
    if copy.exists():
        wrong += [f"copy: {fault}" for fault in after_edits(copy, BASE_CHANGE, [], unsure=0)]
    return wrong


def _made(path: Path, acks: list[int]) -> list[str]:
    new = path.with_name("new.auditor")
    if not new.exists():
        return ["lost: the new workspace"] if acks else []
    return standing(new).faults


def _restored(path: Path, acks: list[int]) -> list[str]:
    """Either what was there or what was restored, never neither."""
    found = standing(path)
    wrong = list(found.faults)
    wanted = {BASE_CHANGE + 1} if acks else {BASE_CHANGE, BASE_CHANGE + 1}
    if not wrong and found.change not in wanted:
        wrong.append(f"change {found.change}")
    return wrong


def _edits(many: int, pages: int) -> Callable[[Bench, Path], dict[str, Any]]:
    return lambda _, path: {"workspace": str(path), "first": 0, "many": many, "pages": pages}


def edited(path: Path, acks: list[int]) -> list[str]:
    return after_edits(path, BASE_CHANGE, acks)


EDITS = Job("edits", "edits", _edits(60, 100), edited)
TRAINED = Job(
    "train", "cli", _words("train", "log", jobs.host(0), "--course", jobs.COURSE, "--on", str(jobs.day(0))), edited
)
AT_ANY_TIME = (
    EDITS,
    Job("import", "cli", _import(5_000), imported(5_000)),
    Job("audit", "cli", _words("audit", "--fail-on", "never", "--quiet"), _audited),
    Job("backup", "cli", _words("backup", "@", "--quiet"), _copied),
    Job("attach", "cli", _attach, attached),
)
DESKS = tuple(
    Job(" ".join(words[:2]), "cli", _words(*words), _changed)
    for words in (
        ("rules", "tune", "TR-02", "--set", "look_back_years=2"),
        ("aliases", "set", "汉服圈", "服装"),
        ("tick", "TR-02", "host:H000003", "--set", "course=KC-ANN", "--set", "completed_on=2026-06-01"),
        ("case", "AJ008", "note", "--text", "x"),
        ("session", "PX260703", "enrol", "H000004"),
        ("award", "revoke", "ORG-2026-000003", "--why", "x"),
        ("award", "reissue", "ORG-2026-000003", "--why", "x"),
        ("erase", "host:H000003", "--why", "x"),
        ("organisation", "--name", "某公司"),
    )
)
"""A command of each desk: rules, words, clearance, cases, sessions, certificates, erasure, settings."""
AT_EVERY_CALL = (
    Job("edits", "edits", _edits(8, 30), edited),
    Job("import", "cli", _import(40), imported(40)),
    Job("backup", "cli", _words("backup", "@", "--quiet"), _copied),
    Job("restore", "cli", _words("restore", "@", "--quiet"), _restored),
    Job("init", "cli", _words("init", "--quiet"), _made),
)
HALTED: tuple[Job, ...] = (Job("an edit", "edits", _edits(1, 30), edited),)
"""Jobs that are halted at every call."""
if TIER != "push":  # it is one commit more, and reading the rules takes its time
    AT_ANY_TIME = (*AT_ANY_TIME, *DESKS)
    AT_EVERY_CALL = (*AT_EVERY_CALL, AT_ANY_TIME[2], AT_ANY_TIME[4])
    HALTED = AT_EVERY_CALL


def begin(bench: Bench, job: Job) -> tuple[Path, dict[str, Any]]:
    """A fresh workspace and what the job is asked."""
    if job.name == "audit":
        bench.ready_to_audit()
    path = bench.fresh()
    request = job.request(bench, path)
    words = request.get("arguments", [])
    if job.name == "backup":
        words[words.index("backup") + 1] = str(path.with_name("copy.auditor"))
    elif job.name == "restore":
        source = path.with_name("source.auditor")
        shutil.copyfile(bench.base, source)
        words[words.index("restore") + 1] = str(source)
    elif job.name == "init":
        words[words.index(str(path))] = str(path.with_name("new.auditor"))
    return path, request
