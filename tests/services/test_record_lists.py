"""Lists of licences, authorisations, products and contracts: order, filters, what a line tells, counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from auditor.app import Auditor
from auditor.model.ledger import listing
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.services.facets import Facets
from auditor.services.lists import ListFilter, ListFirst, ListIds, ListRows
from auditor.services.standing.state import ANSWERS, State
from auditor.storage.caching import caching
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


def test_that_a_contract_stands_until_the_day_on_which_it_is_terminated(papers: Auditor, store: Store) -> None:
    ending = {"code": "C2", "state": "terminated", "terminated_on": day_of(DAY) + 5, "valid_from": day_of(DAY) - 1}
    parties = {"party_type": "merchant", "party": "S2", "counterparty_type": "host", "counterparty": "H1"}
    store({"contracts": [{**ending, **parties, "valid_until": day_of(DAY) + 9}]})
    for days, word in ((0, "in_force"), (4, "in_force"), (5, "ended")):
        rows = papers.ask(ListFirst("contract", order="code", as_of=DAY + timedelta(days)))
        assert rows[1].values["stands"] == word


def test_that_counts_of_records_are_those_of_the_lists(papers: Auditor) -> None:
    for chosen in (ListFilter(), ListFilter(stands=("in_force",)), ListFilter("李"), ListFilter(tag=("重点",))):
        counts = papers.ask(Facets("licence", chosen, DAY)).counts
        assert any(counts.values()), chosen
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


def test_that_platforms_and_scopes_are_counted_as_their_lists_are_long(app: Auditor, store: Store) -> None:
    mark = {"merchant": "S1", "grantor": "山海集团", "grantee": "S1", "valid_from": day_of(DAY) - 9}
    store(
        {
            "merchants": [{"code": "S1", "shop_name": "李氏食品"}],
            "licences": [
                {"owner_type": "merchant", "owner": "S1", "kind": "food_operation", "number": "A1",
                 "scope": ("food_prepacked", "food")},
                {"owner_type": "merchant", "owner": "S1", "kind": "other", "number": "A2", "scope": ("food",)},
                {"owner_type": "merchant", "owner": "S1", "kind": "other", "number": "A3"},
            ],
            "authorisations": [
                mark | {"brand": "山", "platforms": ("douyin", "kuaishou"), "categories": ("apparel",)},
                mark | {"brand": "海", "platforms": ("douyin",), "categories": ("apparel", "food")},
                mark | {"brand": "云"},
            ],
        }
    )  # fmt: skip
    counts = app.ask(Facets("authorisation", ListFilter(), DAY)).counts
    assert (counts["platform"], counts["scope"]) == (
        (("douyin", 2), ("kuaishou", 1)),
        (("apparel", 2), ("food", 1)),
    )
    assert app.ask(Facets("licence", ListFilter(), DAY)).counts["scope"] == (("food", 2), ("food_prepacked", 1))
    for kind, chosen in (
        ("licence", ListFilter(kind=("other",))),
        ("authorisation", ListFilter(scope=("food",))),
        ("authorisation", ListFilter(platform=("douyin",), scope=("apparel",))),
    ):
        found = app.ask(Facets(kind, chosen, DAY)).counts
        for name in ("platform", "scope"):
            for value, count in found.get(name, ()):
                narrowed = replace(chosen, **{name: (value,)})  # type: ignore[arg-type] # texts all of them
                assert len(codes(app, kind, narrowed)) == count, (chosen, name, value)
    assert codes(app, "licence", ListFilter(scope=("",))) == ["A3"]
    assert codes(app, "authorisation", ListFilter(platform=("", "kuaishou"))) == ["云", "山"]


def test_that_a_line_names_whom_its_fields_refer_to_and_keeps_their_codes(app: Auditor, store: Store) -> None:
    store(
        {
            "agencies": [{"code": "J1", "name": "南屿文化"}],
            "merchants": [{"code": "S1", "shop_name": "李氏食品"}],
            "hosts": [{"code": "H1", "stage_name": "阿青", "agency": "J1"}, {"code": "H2", "stage_name": "小满"}],
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1", "title": "甲的直播间"}],
            "broadcasts": [{"code": "B1", "room": "R1", "hosts": ("H2", "H1"), "merchants": ("S1",),
                            "categories": ("apparel",), "planned_start": 0, "status": "planned"}],
        }
    )  # fmt: skip
    host = app.ask(ListFirst("host", order="code", as_of=DAY))
    assert [(row.values["agency"], row.values["called"]) for row in host] == [
        ("J1", {"agency": "南屿文化"}),
        (None, {}),
    ]
    [live] = app.ask(ListFirst("broadcast", order="code", as_of=DAY))
    assert (live.values["hosts"], live.values["called"]["hosts"]) == (("H2", "H1"), ("小满", "阿青"))
    assert live.values["called"]["merchants"] == ("李氏食品",)
    assert (live.values["room"], live.values["called"]["room"]) == ("R1", "甲的直播间")


def test_that_answers_worked_out_anew_are_seen_though_nothing_was_recorded(papers: Auditor) -> None:
    def answered(word: str) -> None:
        with caching(papers.context.store) as connection:
            owner = select(MAIN["merchant"].c.id).where(MAIN["merchant"].c.code == "S1").scalar_subquery()
            answer = ANSWERS.index(word)
            connection.execute(update(listing).where(listing.c.id == owner).values(answer=answer))
            state = State.stored(connection)
            State(day_of(DAY) + answer, state.change, state.book).put(connection)

    critical = ListFilter(answer=("critical",))
    answered("critical")
    assert codes(papers, "licence", critical) == ["A1", "A2", "A3"]
    assert dict(papers.ask(Facets("merchant", critical, DAY)).counts["tag"]) == {"重点": 1, "甲,乙": 1}
    answered("pass")
    assert codes(papers, "licence", critical) == []
    assert "tag" not in papers.ask(Facets("merchant", critical, DAY)).counts
    assert papers.ask(Facets("licence", critical, DAY)).counts["kind"] == ()
