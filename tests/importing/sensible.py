"""Made-up rows put right where the cells of one row speak against each other."""

from __future__ import annotations

from typing import Any

from auditor.model.fields import Sheet
from auditor.model.row_checks import LEAST, ORDER


def sensible(sheet: Sheet, row: dict[str, Any]) -> None:
    """Change what no row of the sheet may say."""
    for start, end in (("valid_from", "valid_until"), *ORDER.get(sheet.name, ())):
        since, until = row.get(start), row.get(end)
        if isinstance(since, int) and isinstance(until, int) and until < since:
            row[end] = since
    for name, least in LEAST.get(sheet.name, {}).items():
        if isinstance(row.get(name), int):
            row[name] = max(row[name], least)
    if sheet.name == "course_versions" and "fixed_day" in row:
        row["fixed_day"] = "12-31"
    if sheet.name == "actions" and "verified_by" in row:
        row["verified_by"] = "复核员"
