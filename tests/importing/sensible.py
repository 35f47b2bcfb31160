"""Made-up rows put right where the cells of one row speak against each other."""

from __future__ import annotations

from typing import Any

from auditor.model.fields import Kind, Sheet
from auditor.model.row_checks import LEAST, ORDER, lies_before
from auditor.model.types import DAY_SECONDS


def sensible(sheet: Sheet, row: dict[str, Any]) -> None:
    """Change what no row of the sheet may say."""
    for start, end in (("valid_from", "valid_until"), *ORDER.get(sheet.name, ())):
        since, until = row.get(start), row.get(end)
        if isinstance(since, int) and isinstance(until, int) and lies_before(sheet, end, start)(until, since):
            timed = [sheet.field(name).kind is Kind.DATETIME for name in (start, end)]
            row[end] = since // DAY_SECONDS if timed == [True, False] else since
    for name, least in LEAST.get(sheet.name, {}).items():
        if isinstance(row.get(name), int):
            row[name] = max(row[name], least)
    if sheet.name == "cases" and isinstance(row.get("closed_at"), int):
        _decided_first(row)
    if sheet.name == "course_versions" and "fixed_day" in row:
        row["fixed_day"] = "12-31"
    if sheet.name == "actions" and "verified_by" in row:
        row["verified_by"] = "复核员"


def _decided_first(case: dict[str, Any]) -> None:
    """A closed case was decided before, and no appeal of it is open."""
    if case.get("outcome") in (None, "open"):
        case["outcome"] = "substantiated"
    if case.get("appeal") == "pending":
        case["appeal"] = "rejected"
    decided = case.get("decided_on")
    if isinstance(decided, int):
        case["decided_on"] = min(decided, case["closed_at"] // DAY_SECONDS)
