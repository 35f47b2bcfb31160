"""Which fields of a record tell a reader what it is: its natural key and the few that rules turn on; never personal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from auditor.model.types import date_of, datetime_of, decimal_of
from auditor.rulebook.language.types import Simple

KEYS: dict[str, tuple[str, ...]] = {
    "host": ("code",),
    "merchant": ("code",),
    "agency": ("code",),
    "room": ("code",),
    "broadcast": ("code",),
    "product": ("code",),
    "contract": ("code",),
    "licence": ("kind", "number", "valid_from"),
    "authorisation": ("brand", "grantor", "grantee", "valid_from"),
    "training": ("course", "completed_on", "attempt"),
    "case": ("platform", "code"),
    "review": ("order_ref",),
    "account": ("platform", "account_id"),
}
"""The natural key of a record within its owner."""

TELLING: dict[str, tuple[str, ...]] = {
    "host": ("stage_name", "status"),
    "merchant": ("shop_name", "status"),
    "agency": ("name", "status"),
    "room": ("platform", "status"),
    "broadcast": ("status", "start"),
    "product": ("name", "category", "status"),
    "contract": ("kind", "state", "valid_from", "valid_until", "valid_until_long", "terminated_on"),
    "licence": ("kind", "number", "state", "valid_from", "valid_until", "valid_until_long", "ended_on"),
    "authorisation": ("brand", "grantee", "state", "valid_from", "valid_until", "valid_until_long"),
    "training": ("course", "completed_on", "result", "valid_until", "revoked_on"),
    "case": (
        "kind", "category", "platform", "occurred_at", "outcome_then", "points", "scheme", "sanction", "sanction_from",
        "sanction_until", "asked_at", "answered_at", "goods_returned_on", "refunded_on",
    ),
    "review": ("reviewed_at", "hidden", "hidden_reason"),
    "account": ("platform", "account_id", "status"),
}  # fmt: skip


def shown(value: Any, kind: Any) -> Any:
    """A stored value as JSON shows it: ISO days and times, decimals as numbers, flags as true and false."""
    python = python_of(value, kind)
    if isinstance(python, datetime):
        return python.isoformat(sep=" ", timespec="seconds")
    if isinstance(python, date):
        return python.isoformat()
    if isinstance(python, Decimal):
        return float(python)
    return python


def python_of(value: Any, kind: Any) -> Any:
    """A stored value as Python has it; None stays None."""
    if value is None:
        return None
    if kind is Simple.BOOL:
        return bool(value)
    if kind is Simple.DATE:
        return date_of(int(value))
    if kind is Simple.TIME:
        return datetime_of(int(value))
    if kind is Simple.DOUBLE:
        return decimal_of(int(value))
    return value
