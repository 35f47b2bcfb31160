"""The list of hosts and the search, as the window asks for them."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

from auditor.services.verbs import Query
from benchmarks.measure import Promise, Report, in_child, middle, milliseconds
from benchmarks.worlds import noon, paths

RECORDS = {"licence": "JY", "authorisation": "海", "product": "海盐", "contract": "HT05"}
"""Lists of records, each with a text that is typed into it."""
SEARCHES = ("海盐", "小满", "haiyan", "hyxm", "H0500", "南风严选", "云朵团子日记")


def _timed(auditor: Any, times: int, query: Query[Any]) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        auditor.ask(query)
        taken.append(time.perf_counter() - started)
    return taken


def lists(store: str) -> dict[str, Any]:
    """Wall times of the first rows, of all ids, of a jump's rows, of typing into the list, of a search by anything."""
    from auditor.app import Auditor
    from auditor.services.lists import Find, ListFilter, ListFirst, ListIds, ListRows

    told: dict[str, Any] = {}
    with Auditor.open_for_window(Path(store), clock=noon) as auditor:
        timed = partial(_timed, auditor)
        told["first rows, first time"] = timed(1, ListFirst("host"))
        told["first rows"] = timed(20, ListFirst("host"))
        told["all ids in order"] = timed(3, ListIds("host"))
        ids = auditor.ask(ListIds("host"))
        told["jump: 200 rows"] = []
        for share in range(1, 10):
            at = len(ids) * share // 10
            told["jump: 200 rows"] += timed(3, ListRows("host", tuple(ids[at : at + 200])))
        told["first rows by code"] = timed(3, ListFirst("host", order="code"))
        told["first rows of two statuses"] = timed(3, ListFirst("host", ListFilter(status=("suspended", "left"))))
        for value in ("food", "seed"):
            told[f"first rows of the category {value}"] = timed(
                5, ListFirst("host", ListFilter(category=(value,)), "code")
            )
        for order in ("name", "answer"):
            nobody = ListFirst("host", ListFilter(unit=("无此组",)), order=order)
            told[f"first rows of a team without anybody, by {order}"] = timed(5, nobody)
        for text in SEARCHES:
            chosen = ListFilter(text=text)
            told[f"first rows for {text}"] = timed(5, ListFirst("host", filter=chosen))
            told[f"all ids for {text}"] = timed(3, ListIds("host", filter=chosen))
            told[f"find {text}"] = timed(5, Find(text))
        for kind, text in RECORDS.items():
            told |= _records(timed, auditor, kind, text)
    return {"taken": {name: {"median": middle(taken), "worst": max(taken)} for name, taken in told.items()}}


def _records(timed: Any, auditor: Any, kind: str, text: str) -> dict[str, Any]:
    """The same of a list of records: first rows, a jump, a text, and what stands otherwise than most on the day."""
    from auditor.services.lists import ListFilter, ListFirst, ListIds, ListRows

    told = {f"{kind}: first rows": timed(5, ListFirst(kind, order="code"))}
    told[f"{kind}: all ids in order"] = timed(2, ListIds(kind, order="code"))
    ids = auditor.ask(ListIds(kind, order="code"))
    told[f"{kind}: jump"] = []
    for share in range(1, 10):
        at = len(ids) * share // 10
        told[f"{kind}: jump"] += timed(2, ListRows(kind, tuple(ids[at : at + 200])))
    told[f"{kind}: first rows for {text}"] = timed(5, ListFirst(kind, ListFilter(text), "code"))
    told[f"{kind}: first rows of a team"] = timed(5, ListFirst(kind, ListFilter(unit=("食品组",)), "code"))
    if kind != "product":
        told[f"{kind}: first rows expired"] = timed(5, ListFirst(kind, ListFilter(stands=("expired",)), "code"))
    soon = ListFilter(expires_within=30)
    told[f"{kind}: first rows that end within 30 days"] = timed(5, ListFirst(kind, soon, "until"))
    return told


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size."""
    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    told = in_child("lists", store=str(store))["taken"]
    report = Report(f"Lists and search, {hosts:,} hosts", ("question", "median", "worst"))
    for name, found in told.items():
        report.lines.append((name, milliseconds(found["median"]), milliseconds(found["worst"])))
    searches = [found["median"] for name, found in told.items() if name.startswith(("first rows for", "find "))]
    jump, first = told["jump: 200 rows"]["median"], told["first rows, first time"]["median"]
    first_records = max(found["median"] for name, found in told.items() if name.endswith(": first rows"))
    jumps = max(found["median"] for name, found in told.items() if name.endswith(": jump"))
    typed = max(told[f"{kind}: first rows for {text}"]["median"] for kind, text in RECORDS.items())
    nobody = max(found["median"] for name, found in told.items() if "without anybody" in name)
    report.promises += [
        Promise(f"first rows of the list, {hosts:,} hosts", "100 ms", milliseconds(first), first < 0.1),
        Promise("any jump in it", "150 ms", milliseconds(jump), jump < 0.15),
        Promise("search, the slowest of the texts tried", "100 ms", milliseconds(max(searches)), max(searches) < 0.1),
        Promise(
            "first rows of lists of records, the slowest", "100 ms", milliseconds(first_records), first_records < 0.1
        ),
        Promise("any jump in them, the slowest", "150 ms", milliseconds(jumps), jumps < 0.15),
        Promise("typing into them, the slowest", "100 ms", milliseconds(typed), typed < 0.1),
        Promise("a filter that leaves nobody", "100 ms", milliseconds(nobody), nobody < 0.1),
    ]
    report.notes.append(
        "The connection keeps as few pages as the window's. The first time in a process is that of the list's own"
        " services; the window imports the others once it stands."
    )
    return report
