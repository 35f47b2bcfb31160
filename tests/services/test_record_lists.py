"""Lists of licences, authorisations, products and contracts: order, filters, what a line tells, counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.app import Auditor
from auditor.model.types import day_of
from auditor.services.facets import Facets
from auditor.services.lists import ListFilter, ListFirst, ListIds, ListRows
from tests.services.conftest import NOW, Store

DAY = NOW.date()


@pytest.fixture
def papers(app: Auditor, store: Store) -> Auditor:
    today = day_of(DAY)
    term = [("A1", -400, -1), ("A2", -400, 0), ("A3", -30, 30), ("A4", -30, 31), ("A5", 5, 400)]
    licences = [
        {"owner_type": "merchant", "owner": "S1" if i < 3 else "S2", "kind": "food_operation", "number": number,
         "valid_from": today + first, "valid_until": today + last}
        for i, (number, first, last) in enumerate(term)
    ]  # fmt: skip
    licences[1] |= {"kind": "business_licence"}  # which nothing succeeds
    licences[3] |= {"state": "revoked"}
    licences.append({"owner_type": "host", "owner": "H1", "kind": "other", "number": "B1"})
    store(
        {
            "merchants": [
                {"code": "S1", "shop_name": "李氏食品", "unit": "食品组", "owner": "陈静", "tags": ("重点", "甲,乙")},
                {"code": "S2", "shop_name": "王记", "unit": "服饰组"},
            ],
            "hosts": [{"code": "H1", "stage_name": "阿青", "tags": ("重点",)}],
            "products": [
                {"merchant": "S1", "code": "G1", "name": "海盐饼干", "category": "food_prepacked", "brand": "海边"},
                {"merchant": "S2", "code": "G2", "name": "长裙", "category": "apparel", "test_report_until": today + 3},
            ],
            "licences": licences,
            "contracts": [
                {"code": "C1", "party_type": "merchant", "party": "S1", "counterparty_type": "host",
                 "counterparty": "H1", "kind": "promotion", "valid_from": today - 1, "valid_until": today + 9},
            ],
        }
    )  # fmt: skip
    return app


def codes(app: Auditor, kind: str, chosen: ListFilter, order: str = "code") -> list[str]:
    ids = app.ask(ListIds(kind, chosen, order, DAY))  # type: ignore[arg-type] # one of the orders
    rows = app.ask(ListRows(kind, tuple(ids), DAY))
    first = app.ask(ListFirst(kind, chosen, order, as_of=DAY))  # type: ignore[arg-type] # one of the orders
    assert first == rows
    return [row.code for row in rows]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ListFilter(), ["A1", "A2", "A3", "A4", "A5", "B1"]),
        (ListFilter(stands=("expired",)), ["A1"]),
        (ListFilter(stands=("in_force",)), ["A2", "A3"]),
        (ListFilter(stands=("not_yet", "ended")), ["A4", "A5"]),
        (ListFilter(stands=("open",)), ["B1"]),
        (ListFilter(expires_within=30), ["A2", "A3"]),
        (ListFilter(unit=("服饰组",)), ["A4", "A5"]),
        (ListFilter(unit=("",)), ["B1"]),
        (ListFilter(owner=("陈静",)), ["A1", "A2", "A3"]),
        (ListFilter(tag=("甲,乙",)), ["A1", "A2", "A3"]),
        (ListFilter(tag=("重点",), stands=("open",)), ["B1"]),
        (ListFilter(missing=("valid_until",)), ["B1"]),
        (ListFilter(missing=("scan", "issuer"), status=("revoked",)), ["A4"]),
        (ListFilter(text="a"), ["A1", "A2", "A3", "A4", "A5", "B1"]),
        (ListFilter(text="A4"), ["A4"]),
        (ListFilter(text="a4"), ["A4"]),
        (ListFilter(text="B", stands=("expired",)), []),
        (ListFilter(text="lishi"), ["A1", "A2", "A3"]),
        (ListFilter(text="100%"), []),
    ],
)
def test_that_licences_are_filtered_by_what_they_are_and_whose(
    papers: Auditor, chosen: ListFilter, expected: list[str]
) -> None:
    assert codes(papers, "licence", chosen) == expected
    assert codes(papers, "licence", chosen, "-code") == expected[::-1]


def test_that_many_are_walked_in_the_order_in_which_few_are_looked_up(
    papers: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        ListFilter(unit=("食品组",)), ListFilter(tag=("重点",)), ListFilter(expires_within=40), ListFilter("李")
    ]  # fmt: skip
    few = [codes(papers, "licence", one) for one in asked]
    papers.context.recent._kept.clear()
    monkeypatch.setattr("auditor.services.lists.marked.FEW", -1)
    assert [codes(papers, "licence", one) for one in asked] == few
    assert [len(one) for one in few] == [3, 4, 2, 3]


def test_that_goods_are_found_by_name_and_contracts_by_either_party(papers: Auditor) -> None:
    assert codes(papers, "product", ListFilter("盐饼")) == ["G1"]
    assert codes(papers, "product", ListFilter(expires_within=5)) == ["G2"]
    assert codes(papers, "contract", ListFilter("李氏")) == ["C1"]
    assert codes(papers, "contract", ListFilter("aqing")) == ["C1"]
    assert codes(papers, "contract", ListFilter(expires_within=8)) == []


def test_that_what_ends_soon_stands_in_the_order_of_its_end(papers: Auditor) -> None:
    soon = ListFilter(expires_within=60)
    assert codes(papers, "licence", soon, "until") == ["A2", "A3"]
    assert codes(papers, "licence", soon, "-until") == ["A3", "A2"]


def test_that_a_line_tells_whose_it_is_and_where_it_is_shown(papers: Auditor) -> None:
    row = papers.ask(ListFirst("contract", order="code", as_of=DAY))[0]
    assert (row.name, row.values["other_name"], row.values["stands"]) == ("阿青", "李氏食品", "in_force")
    assert row.values["place"] == ("host", "H1", "contract", row.id)


def test_that_counts_of_records_are_those_of_the_lists(papers: Auditor) -> None:
    for chosen in (ListFilter(), ListFilter(stands=("in_force",)), ListFilter("李"), ListFilter(tag=("重点",))):
        counts = papers.ask(Facets("licence", chosen, DAY)).counts
        for name, values in counts.items():
            for value, count in values:
                narrowed = replace(chosen, **{name: (value,)})  # type: ignore[arg-type] # texts all of them
                assert len(codes(papers, "licence", narrowed)) == count, (chosen, name, value)


def test_that_subjects_are_filtered_by_tag_by_what_is_missing_and_by_what_ends(papers: Auditor) -> None:
    assert codes(papers, "merchant", ListFilter(tag=("甲,乙",))) == ["S1"]
    assert codes(papers, "merchant", ListFilter(tag=("",))) == ["S2"]
    assert codes(papers, "merchant", ListFilter(missing=("owner", "scan"))) == ["S2"]
    assert codes(papers, "merchant", ListFilter(expires_within=9)) == ["S1"]
    assert codes(papers, "host", ListFilter(expires_within=9)) == ["H1"]
    assert dict(papers.ask(Facets("merchant")).counts["tag"]) == {"重点": 1, "甲,乙": 1}
    assert dict(papers.ask(Facets("merchant", ListFilter(unit=("服饰组",)))).counts).get("tag", ()) == ()
