"""The page of figures: what a run measured takes the place of what stood there of the same, all else stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.measure import Promise, Report

_HEAD = ("what", "promised", "measured", "")


def verdict(kept: bool | None) -> str:
    """Whether a promise is kept, in a word."""
    return {True: "met", False: "NOT met", None: "-"}[kept]


def merged(page: str, conditions: str, reports: Sequence[Report]) -> str:
    """The page with the promises, tables and notes of these reports; ``page`` is the one before, or empty."""
    sections = _sections(page)
    stood = [line for line in sections.get("Promises", "").splitlines() if line.startswith("| ")][2:]
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in stood}
    for report in reports:
        rows |= {promise.what: _row(promise) for promise in report.promises}
    sections["Promises"] = "\n".join([_line(_HEAD), _line(("---",) * 4), *rows.values()])
    for report in reports:
        sections[report.title] = "\n\n".join([_table(report), *report.notes])
    parts = [f"## {title}\n\n{text.strip()}" for title, text in sections.items()]
    return "\n\n".join([_beginning(conditions), *parts]) + "\n"


def _beginning(conditions: str) -> str:
    title = "# Benchmarks\n\nWritten by `python benchmarks/run.py --write`; read the ratios, absolute seconds belong"
    return f"{title} to one machine.\n{conditions.strip()}"


def _sections(page: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return {"Promises": ""} | dict(zip(parts[1::2], parts[2::2], strict=True))


def _row(promise: Promise) -> str:
    return _line((promise.what, promise.promised, promise.measured, verdict(promise.kept)))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(report: Report) -> str:
    return "\n".join([_line(report.head), _line(("---",) * len(report.head)), *map(_line, report.lines)])
