"""Dated events that read as empty while they lie after the day, where nothing more hangs on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model.tables import WORKSPACE_DATES
from auditor.rulebook.facts.rows import Row
from auditor.rulebook.facts.visible import empty_after
from auditor.rulebook.sql.values import Value

EVENTS: dict[str, tuple[str, ...]] = {
    "host": ("privacy_notice_on",),
    "merchant": ("disclosure_checked_on", "disclosure_changed_on", "disclosure_reported_on", "unreachable_on"),
    "licence": ("renewal_applied_on",),
    "contract": ("likeness_consent_on",),
    "product": ("selected_on",),
    "workspace": WORKSPACE_DATES,
}
"""Day columns by object."""


def _event(name: str) -> Callable[[Row], Value]:
    return lambda row: empty_after(row, name)


EVENT_RECIPES: dict[tuple[str, str], Any] = {
    (kind, name): _event(name) for kind, names in EVENTS.items() for name in names
}
