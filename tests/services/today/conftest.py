"""A shop, a host and a room to which each test adds what it is about; the clock stands at noon on 2026-06-30."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from auditor.model.types import second_of
from tests.services.conftest import Store
from tests.services.rows import day, host, shop

Fill = Callable[..., None]


def seconds(text: str) -> int:
    """A wall time as the store holds it."""
    return second_of(datetime.fromisoformat(text))


def case_of(code: str, **values: Any) -> dict[str, Any]:
    """A complaint of yesterday noon against the shop, unless told otherwise."""
    return {
        "code": code, "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund",
        "source": "consumer", "occurred_at": seconds("2026-06-29T12:00"), "outcome": "open", "platform": "douyin",
    } | values  # fmt: skip


def licence_of(number: str, until: str, **values: Any) -> dict[str, Any]:
    """A food licence of the shop."""
    return {
        "owner_type": "merchant", "owner": "S1", "kind": "food_licence", "number": number,
        "valid_from": day("2024-01-01"), "valid_until": day(until),
    } | values  # fmt: skip


def broadcast_of(code: str, start: str, **values: Any) -> dict[str, Any]:
    """A planned broadcast of the host for the shop."""
    return {
        "code": code, "room": "R1", "hosts": ("H1",), "merchants": ("S1",), "categories": ("apparel",),
        "planned_start": seconds(start), "status": "planned",
    } | values  # fmt: skip


@pytest.fixture
def fill(store: Store) -> Fill:
    """Stores the shop, the host and the room with the sheets given."""

    def filled(**sheets: list[dict[str, Any]]) -> None:
        base: dict[str, list[dict[str, Any]]] = {
            "hosts": [host("H1", owner="王经理")],
            "merchants": [shop("S1", owner="卓经理", categories=("food",))],
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1", "title": "甲的直播间"}],
        }
        for name, rows in sheets.items():
            base[name] = base.get(name, []) + rows
        _counts, problems, _change = store(base)
        assert [p for found in problems.values() for p in found.found if p.level == "error"] == []

    return filled
