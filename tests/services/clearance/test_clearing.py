"""What a clearance answers, rule by rule of its own readings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.i18n import Translator
from auditor.services.clearance.clearing import Clear, Clearance
from tests.services.clearance.conftest import Ask, authorisation, licence, seconds
from tests.services.conftest import Store
from tests.services.rows import day, host, shop


def rules(told: Clearance) -> set[str]:
    """The rules among the reasons."""
    return {line.rule for line in told.reasons}


def test_that_everything_in_order_is_go_on_the_day_asked(ask: Ask) -> None:
    told = ask(room="R1")
    assert (told.answer, told.reasons, told.earliest_go) == ("GO", (), date(2026, 7, 1))


def test_that_duties_of_the_start_are_listed_and_change_nothing(ask: Ask) -> None:
    told = ask(room="R1")
    assert {line.rule for line in told.to_do} >= {"ID-07", "RC-03"}
    assert all(line.by == datetime(2026, 7, 1, 20, 0) for line in told.to_do)


def test_that_a_category_needs_its_licence_whatever_the_merchant_lists(ask: Ask) -> None:
    told = ask(categories=("cosmetics_ordinary",))
    assert told.answer == "NO-GO"
    assert "LI-02" in rules(told)
    assert told.earliest_go is None


def test_that_what_the_merchant_lists_beside_is_not_judged_tonight(ask: Ask, store: Store) -> None:
    store({"merchants": [shop("S1", categories=("apparel", "cosmetics_ordinary"))]})
    assert "LI-02" not in rules(ask())


def test_that_a_food_broadcast_needs_a_food_training_of_a_host_who_lists_none(ask: Ask, store: Store) -> None:
    store({"hosts": [host("H2", first_live_on=day("2026-03-01"), categories=("apparel",))]})
    told = ask(hosts=("H1", "H2"), categories=("food_prepacked",))
    assert [line.subject.code for line in told.reasons if line.rule == "TR-03"] == ["H2"]


def test_that_a_brand_without_authorisation_blocks(ask: Ask) -> None:
    told = ask(brands=("山海", "无名"))
    assert "BR-02" in rules(told)
    assert ask(brands=("山海",)).answer == "GO"


def test_that_a_chain_cut_above_the_merchant_is_a_condition_whatever_brands_he_lists(ask: Ask, store: Store) -> None:
    until = {"until": "2026-06-15", "may_sublicense": 1}
    store({"merchants": [shop("S1", brands=("山海",))],
           "authorisations": [authorisation("S1", "云上", "云上集团", "代理甲", "2025-01-01", **until),
                              authorisation("S1", "云上", "代理甲", "S1", "2025-01-01", "2027-12-31", level=2)]})  # fmt: skip
    assert (ask(brands=("云上",)).answer, rules(ask(brands=("云上",)))) == ("CONDITIONS", {"BR-01"})
    assert ask(brands=("山海",)).answer == "GO"


def test_that_what_is_named_twice_counts_once_and_an_unknown_product_is_refused(ask: Ask) -> None:
    told = ask(hosts=("H1", "Ｈ1"), merchants=("S1", "Ｓ１"), categories=("apparel", "服饰鞋包"))
    assert [len(one) for one in (told.deal.hosts, told.deal.merchants, told.deal.categories)] == [1, 1, 1]
    with pytest.raises(CallerMistake, match="P9"):
        ask(products=("P9",))


def test_that_a_product_brings_its_category_and_brand_though_nobody_names_them(ask: Ask, store: Store) -> None:
    store(
        {
            "products": [
                {"merchant": "S1", "code": "P1", "name": "口红", "brand": "无名", "category": "cosmetics_ordinary"}
            ]
        }
    )
    told = ask(products=("P1",))
    assert rules(told) >= {"LI-02", "BR-02"}
    assert (told.deal.brands, len(told.deal.categories)) == (("无名",), 2)


def test_that_the_merchants_own_brands_are_not_asked_where_brands_are_given(ask: Ask, store: Store) -> None:
    store({"merchants": [shop("S1", brands=("山海", "旧牌"))]})
    assert "BR-02" in rules(ask())
    assert "BR-02" not in rules(ask(brands=("山海",)))


def second_shop(store: Store, **values: Any) -> None:
    """Another merchant beside the first."""
    store(
        {"merchants": [shop("S2", entity_type="person", licence_exemption="petty", categories=("apparel",), **values)]}
    )


def test_that_one_of_several_merchants_must_cover_each_brand(ask: Ask, store: Store) -> None:
    second_shop(store)
    store({"authorisations": [authorisation("S2", "云上", "云上集团", "S2", "2025-01-01", "2027-06-30")]})
    both = ("S1", "S2")
    assert "BR-02" not in rules(ask(merchants=both, brands=("山海", "云上")))
    told = ask(merchants=both, brands=("山海", "云上", "无名"))
    assert {line.subject.code for line in told.reasons if line.rule == "BR-02"} == {"S1", "S2"}


def test_that_an_empty_first_live_is_this_start(ask: Ask, store: Store) -> None:
    store({"hosts": [host("H2", status="active")]})
    told = ask(hosts=("H2",))
    assert "TR-01" in {line.rule for line in told.reasons if line.weight == "block"}


SANCTIONED = {
    "code": "K1", "kind": "infraction", "subject_type": "host", "subject": "H1", "category": "vulgar",
    "occurred_at": seconds("2026-06-01T10:00"), "outcome": "substantiated", "sanction": "ban_live",
    "sanction_from": day("2026-06-02"), "sanction_until": day("2026-07-10"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "asked", "counts"),
    [
        ({"platform": "kuaishou"}, {"platform": "douyin"}, False),
        ({"platform": "douyin"}, {"platform": "douyin"}, True),
        ({}, {"platform": "douyin"}, True),
        ({"platform": "kuaishou", "source": "regulator"}, {"platform": "douyin"}, True),
        ({"platform": "kuaishou"}, {}, True),
        ({"platform": "kuaishou"}, {"room": "R1"}, False),
    ],
)
def test_that_a_sanction_counts_on_its_platform(
    ask: Ask, store: Store, case: dict[str, Any], asked: dict[str, Any], counts: bool
) -> None:
    store({"cases": [SANCTIONED | case]})
    told = ask(**asked)
    assert ("IN-01" in rules(told)) is counts
    assert told.earliest_go == (date(2026, 7, 11) if counts else date(2026, 7, 1))


def test_that_lapsing_licences_are_noted_for_the_categories_sold_only(ask: Ask, store: Store) -> None:
    store({"licences": [licence("S1", "food_licence", "JY14401060000010", until="2026-07-20")]})
    food = ask(categories=("food_prepacked",))
    assert "LI-04" in {line.rule for line in food.notes}
    assert food.answer == "GO"
    assert "LI-04" not in {line.rule for line in ask().notes}


def test_that_the_day_of_the_planned_end_is_judged_too(ask: Ask, store: Store) -> None:
    store({"licences": [licence("S1", "food_licence", "JY14401060000010", until="2026-07-01")]})
    food = {"categories": ("food_prepacked",), "start": datetime(2026, 7, 1, 22, 0)}
    assert ask(**food, end=datetime(2026, 7, 1, 23, 0)).answer == "GO"
    late = ask(**food, end=datetime(2026, 7, 2, 1, 0))
    (lapsed,) = (line for line in late.reasons if line.rule == "LI-03")
    # On the day of the start the licence is in force: so the line says of which day it speaks.
    assert Translator("en").t(lapsed.message).startswith("On 2026-07-02: ")


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ({"hosts": [host("H1", status="suspended")]}, "ST-01"),
        ({"hosts": [host("H1", left_on=day("2026-07-01"))]}, "ST-01"),
        ({"merchants": [shop("S1", status="candidate")]}, "ST-02"),
        ({"rooms": [{"code": "R1", "status": "suspended"}]}, "ST-04"),
        ({"agencies": [{"code": "A1", "name": "机构", "status": "suspended"}],
          "hosts": [host("H1", agency="A1", agency_from=day("2026-01-01"))]}, "ST-03"),
    ],
)  # fmt: skip
def test_that_the_gate_keeps_out_who_is_not_active(ask: Ask, store: Store, rows: Any, rule: str) -> None:
    store(rows)
    told = ask(room="R1")
    assert told.answer == "NO-GO"
    assert rule in {line.rule for line in told.reasons if line.weight == "block"}


def test_that_who_joins_later_may_be_there_from_that_day(ask: Ask, store: Store) -> None:
    store({"hosts": [host("H1", onboarded_on=day("2026-07-05"))]})
    assert ask().earliest_go == date(2026, 7, 5)


def test_that_a_condition_leaves_conditions(ask: Ask, store: Store) -> None:
    store({"hosts": [host("H1", residence="清空"), host("H3", first_live_on=day("2026-03-01"))]})
    told = ask(hosts=("H3",))
    assert told.answer in ("CONDITIONS", "NO-GO")
    assert "ID-04" in {line.rule for line in told.reasons if line.weight == "condition"}


def test_that_what_would_block_and_is_unknown_is_a_condition(ask: Ask, store: Store) -> None:
    store({"merchants": [shop("S2", entity_type="company", uscc="9144010*********1D", categories=("apparel",))]})
    told = ask(merchants=("S2",))
    unknown = [line for line in told.reasons if line.result == "unknown"]
    assert [line.weight for line in unknown] == ["condition"] * len(unknown)


def test_that_a_broadcast_on_file_is_judged_as_it_stands(app: Auditor, world: object) -> None:
    told = app.ask(Clear(None, "B1"))
    assert (told.answer, told.start) == ("GO", datetime(2026, 7, 1, 20, 0))
    moved = app.ask(Clear(None, "B1", datetime(2026, 8, 1, 9, 0)))
    assert moved.start == datetime(2026, 8, 1, 9, 0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"hosts": ("H9",)}, "no host"),
        ({"categories": ("nothing",)}, "category"),
        ({"platform": "nowhere"}, "platform"),
        ({"room": "R1", "platform": "taobao"}, "is on"),
        ({"hosts": ()}, "No host"),
        ({"end": datetime(2026, 6, 30, 1, 0)}, "before the start"),
    ],
)
def test_that_what_is_not_on_file_is_told(ask: Ask, given: dict[str, Any], told: str) -> None:
    with pytest.raises(CallerMistake, match=told):
        ask(**given)


def test_that_a_cancelled_broadcast_is_told(app: Auditor, store: Store, world: object) -> None:
    store({"broadcasts": [{"code": "B1", "status": "cancelled"}]})
    with pytest.raises(CallerMistake, match="cancelled"):
        app.ask(Clear(None, "B1"))


def test_that_the_document_has_the_shape_of_the_contract(ask: Ask) -> None:
    told = ask(categories=("cosmetics_ordinary",)).as_json(Translator("en"))
    assert list(told) == ["answer", "reasons", "to_do", "notes", "earliest_go"]
    keys = ["rule", "subject", "result", "severity", "effect", "message", "remedy", "to_do_by"]
    assert all(list(line) == keys for line in (*told["reasons"], *told["to_do"], *told["notes"]))
    assert told["earliest_go"] is None
