"""Measures the promises and writes what came out to docs/benchmarks.md.

    python benchmarks/run.py [--sizes 10000,100000,1000000] [--only audit,one,…] [--worlds FOLDER] [--write]

Reports are kept beside the worlds, so a long one can be taken by itself and the page written of the last of each kind.
Worlds are built once into FOLDER (a million hosts take about a quarter of an hour and 5 GB) and used again.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Report

MODULES = {
    "audit": "benchmarks.audit",
    "night": "benchmarks.night",
    "one": "benchmarks.one",
    "import": "benchmarks.importing",
    "lists": "benchmarks.lists",
    "start": "benchmarks.start",
    "heartbeat": "benchmarks.heartbeat",
    "ahead": "benchmarks.ahead",
    "keeping": "benchmarks.keeping",
    "objects": "benchmarks.objects",
}
_CONDITIONS = """Measured on {day} with Python {python}, {machine}, {cores} cores shared with other work, page cache
warm, an unencrypted file. Each figure comes from a fresh process; ratios are medians of ratios taken round by round
within one run; CPU means user and system seconds of that process. The worlds are made up (`benchmarks/bulk.py`, seed 1,
as of 2026-11-21): for each host about four trainings, one case and one contract, for ten hosts a merchant.
"""
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """The command line."""
    sys.path.insert(0, str(ROOT))
    asked = _arguments()
    sizes = sorted(int(each) for each in asked.sizes.split(","))
    for name in filter(None, asked.only.split(",")):
        started = time.time()
        print(f"{name} ...", flush=True)
        report = importlib.import_module(MODULES[name]).run(asked.worlds, sizes)
        print(_text(report), f"  ({time.time() - started:.0f} s)\n", flush=True)
        report.keep(asked.worlds / "reports" / f"{name}.json")
    if asked.write:
        from benchmarks.measure import Report

        stored = [asked.worlds / "reports" / f"{name}.json" for name in MODULES]
        reports = [Report.kept(path) for path in stored if path.exists()]
        page = ROOT / "docs" / "benchmarks.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(_page(reports), encoding="utf-8")
        print(f"wrote {page}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--only", default=",".join(MODULES))
    parser.add_argument("--worlds", type=Path, default=Path(tempfile.gettempdir()) / "auditor-worlds")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md of the last reports")
    return parser.parse_args()


def _verdict(kept: bool | None) -> str:
    return {True: "met", False: "NOT met", None: "-"}[kept]


def _text(report: Report) -> str:
    lines = [report.title]
    widths = [max(len(line[at]) for line in (report.head, *report.lines)) for at in range(len(report.head))]
    for line in (report.head, *report.lines):
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))]
    lines += [f"  {_verdict(p.kept)}: {p.what}: promised {p.promised}, measured {p.measured}" for p in report.promises]
    return "\n".join([*lines, *(f"  {note}" for note in report.notes)])


def _table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    rows = [head, tuple("---" for _ in head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _page(reports: list[Report]) -> str:
    promises: list[tuple[str, ...]] = [
        (promise.what, promise.promised, promise.measured, _verdict(promise.kept))
        for report in reports
        for promise in report.promises
    ]
    parts = [
        "# Benchmarks\n",
        "Written by `python benchmarks/run.py --write`; read the ratios, absolute seconds belong to one machine.",
        _CONDITIONS.format(
            day=time.strftime("%Y-%m-%d"),
            python=platform.python_version(),
            machine=platform.machine(),
            cores=os.cpu_count(),
        ),
        "## Promises\n",
        _table(("what", "promised", "measured", ""), promises),
    ]
    for report in reports:
        parts += [f"\n## {report.title}\n", _table(report.head, report.lines)]
        parts += [f"\n{note}" for note in report.notes]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
