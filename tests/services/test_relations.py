"""Whom a subject has to do with: periods end where the next begins, contracts where they were terminated."""

from __future__ import annotations

from auditor.app import Auditor
from auditor.services.relations import RelationsOf
from tests.services.conftest import Store
from tests.services.rows import day, host, shop


def test_that_relations_have_their_first_and_last_day_on_both_sides(app: Auditor, store: Store) -> None:
    agencies = [{"code": "A1", "name": "星河"}, {"code": "A2", "name": "远山"}]
    contract = {"code": "C1", "party_type": "agency", "party": "A2", "counterparty_type": "host", "counterparty": "H1"}
    terms = {"valid_from": day("2026-01-01"), "valid_until": day("2026-12-31"), "terminated_on": day("2026-05-05")}
    store(
        {
            "agencies": agencies,
            "merchants": [shop("M1")],
            "hosts": [host("H1", agency="A1", agency_from=day("2025-01-01"))],
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "M1", "operator_from": day("2025-02-02")}],
            "contracts": [{**contract, **terms}],
        }
    )
    store({"hosts": [host("H1", agency="A2", agency_from=day("2026-01-01"))]})

    def told(kind: str, code: str) -> list[tuple[str, str, int | None, int | None]]:
        return [(one.kind, one.code, one.first, one.last) for one in app.ask(RelationsOf(kind, code))]

    assert told("host", "H1") == [
        ("agency", "A2", day("2026-01-01"), None),
        ("agency", "A1", day("2025-01-01"), day("2025-12-31")),
        ("contract", "A2", day("2026-01-01"), day("2026-05-05")),
    ]
    assert told("agency", "A1") == [("host", "H1", day("2025-01-01"), day("2025-12-31"))]
    assert told("merchant", "M1") == [("room", "R1", day("2025-02-02"), None)]
    assert told("room", "R1") == [("operator", "M1", day("2025-02-02"), None)]
