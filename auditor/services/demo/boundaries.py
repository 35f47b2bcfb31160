"""One subject on each edge of each rule, as rows: each named in its note, so that a person can look it up."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.model.values import Value
from auditor.services.demo import names
from auditor.services.demo.dice import Dice
from auditor.services.demo.edges import Edge, Values, born
from auditor.services.demo.edges_broadcasts import broadcast_edges
from auditor.services.demo.edges_hosts import host_edges
from auditor.services.demo.edges_merchants import LEGAL, OWN, merchant_edges

ROOM = "RB001"
_OWNERS = {
    "trainings": ("learner", ""),
    "licences": ("owner", ""),
    "cases": ("subject", "subject_type"),
    "contracts": ("counterparty", ""),
    "authorisations": ("merchant", ""),
    "reviews": ("merchant", ""),
}
"""The column of each sheet that says whose a record is, and the one that says of which type."""
_NUMBERED = {"cases": "code", "contracts": "code", "reviews": "order_ref"}


@dataclass(slots=True)
class Edges:
    """How many of the world's hosts stand on an edge, and all rows that this takes, by sheet."""

    hosts: int = 0
    rows: dict[str, list[Values]] = field(default_factory=dict)
    numbers: int = 0

    def add(self, sheet: str, values: Values) -> None:
        """Put a row on a sheet."""
        self.rows.setdefault(sheet, []).append(values)

    def records(self, edge: Edge, owner: str, code: str) -> None:
        """Put the records of an edge under their owner."""
        for sheet, values in edge.records:
            column, type_column = _OWNERS[sheet]
            row: Values = {column: code, **values}
            if type_column:
                row[type_column] = owner
            if sheet in _NUMBERED:
                self.numbers += 1
                row[_NUMBERED[sheet]] = f"E{self.numbers:04d}"
            self.add(sheet, row)


def edges(day: int, hosts: int) -> Edges:
    """The edges of a world of that many hosts: at most a third of them, so that a small one stays mostly in order."""
    made = Edges()
    chosen = host_edges(day)[: hosts // 3]
    for number, edge in enumerate(chosen):
        code = f"HB{number + 1:03d}"
        made.add("hosts", _without(edge, _sound_host(day, number) | edge.values | _named(code, edge)))
        made.records(edge, "host", code)
    made.hosts = len(chosen)
    if not chosen:
        return made
    for number, edge in enumerate(merchant_edges(day)[: max(2, hosts // 4)]):
        code = f"SB{number + 1:03d}"
        made.add("merchants", _without(edge, _sound_merchant(day, number) | edge.values | _named(code, edge)))
        made.records(edge, "merchant", code)
    _on_air(made, day, hosts)
    return made


def _named(code: str, edge: Edge) -> Values:
    return {"code": code, "note": f"边界：{edge.note}"}


def _without(edge: Edge, values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in edge.without}


def _on_air(made: Edges, day: int, hosts: int) -> None:
    room: Values = {
        "code": ROOM,
        "platform": "douyin",
        "account": "roomb",
        "operator": "SB001",
        "title": "岚汀禾直播间",
    }
    made.add("rooms", room | {"status": "active"})
    for number, edge in enumerate(broadcast_edges(day)[: max(2, hosts // 6)]):
        row: dict[str, Value] = {
            "room": ROOM,
            "hosts": ("HB001",),
            "merchants": ("SB002",) if edge.values.get("mode") == "creator" else ("SB001",),
            "categories": ("apparel",),
            "mode": "own",
            **edge.values,
            **_named(f"BB{number + 1:03d}", edge),
        }
        made.add("broadcasts", _without(edge, row))


def _sound_host(day: int, number: int) -> Values:
    draw = Dice(number)
    return {
        "stage_name": names.stage_name(draw),
        "real_name": names.real_name(draw),
        **born(day - 9_500 - number),
        "phone": names.phone(80_000_000 + number),
        "residence": "云州市东浦区",
        "occupation": "带货主播",
        "engagement": "external",
        "domains": ("general",),
        "categories": ("apparel",),
        "followers": 12_000 + number,
        "first_live_on": day - 400,
        "identity_verified_on": day - 30,
        "presenter": "human",
        "status": "active",
        "onboarded_on": day - 430,
        "unit": "样板组",
        "owner": "闻专员",
    }


def _sound_merchant(day: int, number: int) -> Values:
    return {
        "shop_name": f"{names.mark(4_000 + number * 17)}生活馆",
        "legal_name": LEGAL,
        "entity_type": "company",
        "uscc": OWN,
        "representative": "柏知微",
        "phone": names.phone(81_000_000 + number),
        "address": "云州市望溪区澜桥路8号",
        "roles": ("seller", "operator"),
        "shop_type": "company",
        "categories": ("apparel",),
        "status": "active",
        "onboarded_on": day - 800,
        "identity_verified_on": day - 30,
        "disclosure_checked_on": day - 30,
        "unit": "样板组",
        "owner": "闻专员",
    }
