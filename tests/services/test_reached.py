"""Whom a write reaches through others: goods of a broadcast, the merchant of a contract, the contracts of an operator."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from auditor.app import Auditor
from auditor.services.standing.touched import touched_since
from tests.services.conftest import Store
from tests.services.rows import day, host, shop

WORLD: dict[str, list[dict[str, Any]]] = {
    "agencies": [{"code": "J1", "name": "甲传媒"}],
    "merchants": [shop("S1"), shop("S2"), shop("S3")],
    "hosts": [host("H1", agency="J1")],
    "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1"}],
    "products": [{"merchant": "S2", "code": "G1", "name": "茶", "category": "food_prepacked"}],
    "contracts": [
        {"code": "C1", "party_type": "merchant", "party": "S3", "counterparty_type": "agency", "counterparty": "J1",
         "kind": "selection", "valid_from": day("2026-01-01"), "topics": ("content",)},
        {"code": "C2", "party_type": "merchant", "party": "S1", "counterparty_type": "agency", "counterparty": "J1",
         "kind": "operation", "valid_from": day("2026-01-01")},
    ],
    "broadcasts": [
        {"code": "B1", "room": "R1", "hosts": ("H1",), "merchants": ("S2",), "categories": ("food_prepacked",),
         "products": ("G1",), "planned_start": day("2026-07-02") * 86_400}
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "row", "reached"),
    [
        ("products", {"merchant": "S2", "code": "G1", "category": "drug_rx"}, "broadcast:B1"),
        ("merchants", {"code": "S3", "identity_verified_on": day("2026-06-01")}, "agency:J1"),
        ("contracts", {"code": "C2", "terminated_on": day("2026-06-01")}, "broadcast:B1"),
        ("contracts", {"code": "C1", "likeness_consent_on": day("2026-06-01")}, "agency:J1"),
    ],
    ids=["a product", "the merchant of a contract", "an operator's contract", "a contract"],
)
def test_that_a_write_reaches_whoever_is_judged_through_it(
    app: Auditor, store: Store, sheet: str, row: dict[str, Any], reached: str
) -> None:
    _counts, _problems, before = store(WORLD)
    assert before is not None
    _counts, problems, after = store({sheet: [row]})
    assert after is not None, problems[sheet].found
    kind, _, code = reached.partition(":")
    with app.context.store.reading() as connection:
        found = touched_since(connection, app.context.published(), before)
        asked = text("SELECT id FROM subject WHERE type = :kind AND code = :code")
        number = connection.execute(asked, {"kind": kind, "code": code}).scalar_one()
    assert found is not None
    assert number in found


def test_that_a_host_reaches_nobody_who_only_deals_with_the_same_people(app: Auditor, store: Store) -> None:
    _counts, _problems, before = store(WORLD)
    assert before is not None
    store({"hosts": [{"code": "H1", "birth_date": day("1999-01-02")}]})
    with app.context.store.reading() as connection:
        found = touched_since(connection, app.context.published(), before)
        named: dict[str, int] = {row.code: row.id for row in connection.execute(text("SELECT code, id FROM subject"))}
    assert found is not None
    assert named["H1"] in found
    assert not found & {named["S1"], named["S3"], named["R1"]}
