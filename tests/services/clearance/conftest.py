"""A small world in which everything is in order, and ways to ask about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.services.clearance.clearing import Clear, Clearance
from auditor.services.clearance.combination import Combination
from tests.services.conftest import Store
from tests.services.rows import day, host, shop

USCC = "91440101MA59ABCD1D"
START = datetime(2026, 7, 1, 20, 0)
TOPICS = ("trade", "infosec", "quality", "consumer", "platform_rules", "food")

Ask = Callable[..., Clearance]


def seconds(text: str) -> int:
    """A wall time as the store holds it."""
    from auditor.model.types import second_of

    return second_of(datetime.fromisoformat(text))


def in_order() -> dict[str, list[dict[str, Any]]]:
    """A host, a merchant and a room that lack nothing; a food licence, a brand, a broadcast tomorrow."""
    return {
        "hosts": [
            host("H1", real_name="林一", id_type="resident_id", id_number="44010219900101123X", birth_date=day("1990-01-01"), sex="male",
                 phone="13800000000", residence="广州", occupation="主播", domains=("general",),
                 categories=("apparel",), identity_verified_on=day("2026-06-01"), first_live_on=day("2026-03-01"),
                 privacy_notice_on=day("2026-01-05"), privacy_basis="contract", onboarded_on=day("2026-01-01")),
        ],
        "merchants": [
            shop("S1", legal_name="甲有限公司", entity_type="company", uscc=good_uscc(), categories=("apparel",),
                 identity_verified_on=day("2026-06-01"), disclosure_checked_on=day("2026-06-20"), address="广州",
                 roles=("seller", "operator"), onboarded_on=day("2025-01-01")),
        ],
        "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1", "title": "甲的直播间"}],
        "licences": [
            licence("S1", "business_licence", good_uscc(), until=None),
            licence("S1", "food_licence", "JY14401060000010", until="2027-12-31"),
        ],
        "authorisations": [authorisation("S1", "山海", "山海集团", "S1", "2025-01-01", "2027-06-30")],
        "courses": [{"code": "C1", "title": "岗前", "topics": TOPICS, "hours": 800}],
        "trainings": [
            {"learner_type": kind, "learner": code, "course": "C1", "completed_on": day("2026-02-20"), "attempt": 1,
             "result": "passed", "topics": TOPICS, "hours": 800, "score": 9000}
            for kind, code in (("host", "H1"), ("merchant", "S1"))
        ],
        "broadcasts": [
            {"code": "B1", "room": "R1", "hosts": ("H1",), "merchants": ("S1",), "categories": ("apparel",),
             "planned_start": seconds("2026-07-01T20:00"), "planned_end": seconds("2026-07-01T23:00"),
             "status": "planned"}
        ],
    }  # fmt: skip


def good_uscc() -> str:
    """A credit code that passes its check."""
    from auditor.model.identifiers import uscc_is_valid

    stem = "91440101MA59ABCD1"
    return next(stem + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if uscc_is_valid(stem + last))


def licence(owner: str, kind: str, number: str, *, until: str | None, **values: Any) -> dict[str, Any]:
    """A licence of a merchant; without an end it is long-term."""
    from auditor.model.values import FOREVER

    end = FOREVER if until is None else day(until)
    return {"owner_type": "merchant", "owner": owner, "kind": kind, "number": number, "issued_on": day("2024-01-01"),
            "valid_from": day("2024-01-01"), "valid_until": end, "state": "in_force", **values}  # fmt: skip


def authorisation(
    merchant: str, brand: str, grantor: str, grantee: str, since: str, until: str, **values: Any
) -> dict[str, Any]:
    """A brand authorisation under a merchant."""
    return {"merchant": merchant, "brand": brand, "grantor": grantor, "grantee": grantee, "valid_from": day(since),
            "valid_until": day(until), "state": "in_force", "level": 1, "may_sublicense": 0, **values}  # fmt: skip


@pytest.fixture
def world(store: Store) -> dict[str, list[dict[str, Any]]]:
    """The world in order, stored."""
    rows = in_order()
    _counts, problems, _change = store(rows)
    errors = [one for found in problems.values() for one in found.found if one.level == "error"]
    assert errors == []
    return rows


@pytest.fixture
def ask(app: Auditor, world: object) -> Ask:
    """Clears a combination; everything but what is given is the world in order."""

    def asked(**given: Any) -> Clearance:
        values: dict[str, Any] = {"hosts": ("H1",), "merchants": ("S1",), "categories": ("apparel",), "start": START}
        return app.ask(Clear(Combination(**{**values, **given})))

    return asked
