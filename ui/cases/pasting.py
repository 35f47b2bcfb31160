"""The columns of the form of a new case, as a header row for a spreadsheet, and numbers for new cases. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from auditor.model.folding import folded_name
from auditor.model.sheets import BY_NAME

SHEET = BY_NAME["cases"]
FIELDS = (
    "subject", "subject_type", "kind", "category", "occurred_at", "source", "platform", "code", "description",
    "handler",
)  # fmt: skip
"""What the form asks for, the first thing first."""
MORE = (
    "accepted_at", "severity", "rule_name", "broadcast", "product", "order_ref", "related", "points", "scheme",
    "appeal_until", "correct_by",
)  # fmt: skip
"""What it asks for where somebody unfolds it."""


def heading() -> str:
    """The header row of the form, as it is pasted into a spreadsheet."""
    return "\t".join(SHEET.field(name).zh for name in FIELDS)


def with_heading(text: str) -> str:
    """Copied rows with the header row of the form where they bring none of their own."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    cells = {folded_name(cell) for cell in first.split("\t")}
    known = {folded_name(name) for one in SHEET.fields for name in (one.zh, one.name, *one.aliases)}
    return text if len(cells & known) > 1 else f"{heading()}\n{text}"


def prefix(day: date) -> str:
    """How numbers of new cases begin in a year."""
    return f"AJ-{day.year}-"


def next_number(taken: Iterable[str], day: date) -> str:
    """The number after the highest of them."""
    tails = (code.removeprefix(prefix(day)) for code in taken if code.startswith(prefix(day)))
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{prefix(day)}{highest + 1:04}"
