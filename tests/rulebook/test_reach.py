"""What one subject can reach: other subjects by reference, lists of lists, records through an empty reference."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from auditor.rulebook.book import Book
from auditor.rulebook.data import core_data
from auditor.rulebook.example_store import Store
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import parse
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import ONE_ID, Maker, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number
from auditor.rulebook.sql.values import Moment

DAY = date(2026, 6, 30)
BROADCAST = {
    "code": "L1",
    "room": {"code": "R1", "operator": {"code": "S1", "licences": [{"kind": "food_licence", "valid_until": date(2027, 1, 1)}]}},
    "hosts": [
        {"code": "H1", "birth_date": date(2000, 1, 1), "trainings": [{"completed_on": date(2026, 1, 1), "result": "passed"}]},
        {"code": "H2"},
    ],
    "merchants": [{"code": "S1"}, {"code": "S2"}],
    "started_at": datetime(2026, 6, 29, 20),
}  # fmt: skip
IN_FORCE = {"kind": "management", "valid_from": date(2026, 1, 1), "valid_until": "long-term", "state": "in_force"}
AGENCY = {
    "code": "J1",
    "hosts": [{"code": "H1"}, {"code": "H2", "status": "left"}],
    "contracts": [
        {"party_type": "agency", "party": "J1", "counterparty_type": "host", "counterparty": "H1", **IN_FORCE}
    ],
}
MERCHANT = {
    "code": "S1",
    "products": [{"code": "P1", "name": "x", "category": "food_prepacked", "list_price": 3}],
    "accounts": [{"platform": "douyin", "account_id": "9", "credit": 90}],
    "rooms": [{"code": "R1", "platform": "jd"}],
}
HOST = {"code": "H1", "agency": "J1", "contracts": [{"party_type": "agency", "party": "J1", **IN_FORCE}]}


def ask(store: Connection, kind: str, facts: dict[str, Any], text: str) -> bool | None:
    try:
        subject_id = Store(store, DAY).subject(kind, facts)
        tree = Checker(Environment(kind, spec(kind), {}, core_data())).condition(parse(text))
        assert tree is not None
        maker = Maker(Book((), ()), kind, known=False)
        key = maker.row.scope.bind(lambda _given: subject_id, Simple.INT, name=ONE_ID)
        truth = Compiler(maker.row.scope, maker.row).truth(tree)
        statement = finished(select(as_number(truth)).where(maker.table.c.id == key), maker.shared, store.dialect)
        found = store.exec_driver_sql(statement.text, statement.computed_with(Moment(DAY), {})).scalar()
    finally:
        store.rollback()
    return None if found is None else bool(found)


@pytest.mark.parametrize(
    ("kind", "facts", "text", "expected"),
    [
        ("broadcast", BROADCAST, 'broadcast.room.operator.code == "S1"', True),
        ("broadcast", BROADCAST, "broadcast.merchants.exists(m, m.code != broadcast.room.operator.code)", True),
        ("broadcast", BROADCAST, "broadcast.room.operator.licences.exists(l, l.in_force)", True),
        ("broadcast", BROADCAST, "broadcast.hosts.all(h, h.age >= 18)", None),
        ("broadcast", BROADCAST, "broadcast.hosts.exists(h, h.age >= 18)", True),
        ("broadcast", BROADCAST, "broadcast.hosts.exists(h, h.trainings.exists(t, t.passed))", True),
        ("broadcast", BROADCAST, "has(broadcast.room.operator.uscc)", False),
        ("broadcast", BROADCAST, "size(broadcast.merchants.filter(m, m.rooms.exists(r, r.code == 'R1'))) == 1", True),
        ("broadcast", BROADCAST, 'broadcast.room.operator.status == "active"', True),
        ("broadcast", BROADCAST, "broadcast.hosts.exists(h, h.broadcasts.exists(x, x.code == broadcast.code))", True),
        ("broadcast", BROADCAST, "broadcast.aired && day(broadcast.start) < as_of", True),
        ("broadcast", BROADCAST, "day(broadcast.start) + years(3) <= broadcast.recording_kept_until", None),
        ("agency", AGENCY, "size(agency.hosts) == 2", True),
        ("agency", AGENCY, "agency.hosts.all(h, agency.contracts.exists(c, c.in_force && c.counterparty == h.code))", False),
        ("agency", AGENCY, "agency.hosts.exists(h, h.contracts.exists(c, c.in_force && c.party == agency.code))", True),
        ("agency", AGENCY, "agency.hosts.all(h, h.agency == agency.code)", True),
        ("room", {"code": "R1", "platform": "jd", "operator": "S1"}, 'room.operator.code == "S1"', True),
        ("room", {"code": "R1", "platform": "jd", "operator": "S1"}, "room.operator.rooms.exists(r, r.code == room.code)", True),
        ("workspace", {"title": "x"}, 'workspace.title == "x"', True),
        ("host", HOST, "host.contracts.exists(c, c.party == host.agency)", True),
        ("host", HOST, "host.contracts.exists(c, c.party != host.agency)", False),
        ("host", HOST, 'host.agency in ["J1"]', True),
        ("host", {"code": "H1"}, "has(host.agency)", False),
        ("host", {"code": "H1"}, 'host.agency == "J1"', None),
        ("merchant", MERCHANT, "merchant.products.map(p, p.list_price).sum() == 3.0", True),
        ("merchant", MERCHANT, "merchant.products.exists(p, p.live_price < p.list_price)", None),
        ("merchant", MERCHANT, "merchant.accounts.exists(a, a.credit < 100.0)", True),
        ("merchant", MERCHANT, 'merchant.rooms.exists(r, r.platform == "jd")', True),
    ],
)  # fmt: skip
def test_that_facts_are_reached(
    store: Connection, kind: str, facts: dict[str, Any], text: str, expected: bool | None
) -> None:
    assert ask(store, kind, facts, text) is expected
