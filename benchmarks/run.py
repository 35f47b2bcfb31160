"""Measures the promises and writes what came out to docs/benchmarks.md.

    python benchmarks/run.py [--sizes 10000,100000,1000000] [--only audit,one,…] [--worlds FOLDER] [--write]

A long one can be taken by itself: on the page what was measured takes the place of what stood there of the same.
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
    "three": "benchmarks.three",
    "encrypted": "benchmarks.encrypted",
    "night": "benchmarks.night",
    "one": "benchmarks.one",
    "import": "benchmarks.importing",
    "lists": "benchmarks.lists",
    "start": "benchmarks.start",
    "heartbeat": "benchmarks.heartbeat",
    "saving": "benchmarks.saving",
    "chosen": "benchmarks.chosen",
    "back": "benchmarks.back",
    "ahead": "benchmarks.ahead",
    "keeping": "benchmarks.keeping",
    "objects": "benchmarks.objects",
}
_CONDITIONS = """Last measured on {day}; each section has the figures of the run that measured it last.
Python {python}, {machine}, {cores} cores shared with other work, page cache warm, an unencrypted file.
Each figure comes from a fresh process; ratios are medians of ratios taken round by round within one run; CPU means user
and system seconds of that process. The worlds are made up (`benchmarks/bulk.py`, seed 1, as of 2026-11-21): for each
host about four trainings, one case and one contract, for ten hosts a merchant.
"""
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """The command line."""
    sys.path.insert(0, str(ROOT))
    asked = _arguments()
    sizes = sorted(int(each) for each in asked.sizes.split(","))
    reports: list[Report] = []
    for name in filter(None, asked.only.split(",")):
        started = time.time()
        print(f"{name} ...", flush=True)
        report: Report = importlib.import_module(MODULES[name]).run(asked.worlds, sizes)
        print(_text(report), f"  ({time.time() - started:.0f} s)\n", flush=True)
        report.keep(asked.worlds / "reports" / f"{name}.json")
        reports.append(report)
    if asked.write:
        from benchmarks.page import merged

        page = ROOT / "docs" / "benchmarks.md"
        before = page.read_text(encoding="utf-8") if page.exists() else ""
        page.write_text(merged(before, _conditions(), reports), encoding="utf-8")
        print(f"wrote {page}")


def _conditions() -> str:
    return _CONDITIONS.format(
        day=time.strftime("%Y-%m-%d"),
        python=platform.python_version(),
        machine=platform.machine(),
        cores=os.cpu_count(),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--only", default=",".join(MODULES))
    parser.add_argument("--worlds", type=Path, default=Path(tempfile.gettempdir()) / "auditor-worlds")
    parser.add_argument("--write", action="store_true", help="put it into docs/benchmarks.md")
    return parser.parse_args()


def _text(report: Report) -> str:
    from benchmarks.page import verdict

    lines = [report.title]
    widths = [max(len(line[at]) for line in (report.head, *report.lines)) for at in range(len(report.head))]
    for line in (report.head, *report.lines):
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))]
    lines += [f"  {verdict(p.kept)}: {p.what}: promised {p.promised}, measured {p.measured}" for p in report.promises]
    return "\n".join([*lines, *(f"  {note}" for note in report.notes)])


if __name__ == "__main__":
    main()
