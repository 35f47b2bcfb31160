"""Lists filtered by category: words and groups, every way of going through a list, counts, what is kept between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.values import Other
from auditor.rulebook.data import core_data
from auditor.services.aliases import SetAlias
from auditor.services.facets import Facets
from auditor.services.lists import ListFilter, ListFirst, ListIds, ListRows, subjects
from auditor.services.lists.categories import called, groups
from auditor.services.lists.views import filter_from, view_from
from tests.services.conftest import NOW, Store

DAY = NOW.date()
HOSTS = {
    "H1": ("food_prepacked", "apparel"),
    "H2": ("alcohol", "food_agri"),
    "H3": ("apparel",),
    "H4": (),
    "H5": (Other("玄学"),),
    "H6": ("food_health", "cosmetics_special"),
}


@pytest.fixture
def hosts(app: Auditor, store: Store) -> Auditor:
    rows = [
        {"code": code, "stage_name": f"主播{code}", "categories": has, "unit": "甲组" if code < "H4" else "乙组",
         "tags": ("重点",) if code in ("H2", "H3") else ()}
        for code, has in HOSTS.items()
    ]  # fmt: skip
    store(
        {
            "hosts": rows,
            "agencies": [{"code": "A1", "name": "星芒"}],
            "merchants": [{"code": "S1", "shop_name": "李氏", "categories": ("food_bulk",)}],
        }
    )
    return app


def codes(app: Auditor, chosen: ListFilter, order: str = "code", kind: str = "host") -> list[str]:
    """What a list leaves, which its first page (even of a single row) and its rows agree on."""
    ids = app.ask(ListIds(kind, chosen, order, DAY))  # type: ignore[arg-type] # one of the orders
    rows = app.ask(ListRows(kind, tuple(ids), DAY))
    for size in (1, 200):
        first = app.ask(ListFirst(kind, chosen, order, size, DAY))  # type: ignore[arg-type] # one of the orders
        assert first == rows[:size]
    return [row.code for row in rows]


WORDS: tuple[tuple[tuple[str, ...], list[str]], ...] = (
    (("food",), ["H1", "H2", "H6"]),
    (("食品",), ["H1", "H2", "H6"]),
    (("食品类目",), ["H1", "H2", "H6"]),
    (("预包装食品",), ["H1"]),
    (("食品饮料",), ["H1"]),
    (("Alcoholic drinks",), ["H2"]),
    (("酒水",), ["H2"]),
    (("apparel",), ["H1", "H3"]),
    (("apparel", "酒水"), ["H1", "H2", "H3"]),
    (("",), ["H4"]),
    (("", "food"), ["H1", "H2", "H4", "H6"]),
    (("其他",), ["H5"]),
    (("ad_approved",), ["H6"]),
    (("pesticide",), []),
)


def test_that_a_word_lets_through_whatever_it_names(hosts: Auditor) -> None:
    for values, expected in WORDS:
        chosen = ListFilter(category=values)
        assert codes(hosts, chosen) == expected, values
        assert codes(hosts, chosen, "-name") == expected[::-1]
        assert sorted(codes(hosts, chosen, "answer")) == expected
        assert codes(hosts, replace(chosen, text="主播")) == expected
        assert codes(hosts, replace(chosen, unit=("甲组",)), "name") == [one for one in expected if one < "H4"]
        assert codes(hosts, replace(chosen, tag=("重点",))) == [one for one in expected if one in ("H2", "H3")]
        again = filter_from("host", {"category": list(values)})
        assert codes(hosts, again) == expected


def test_that_food_is_what_rules_call_food() -> None:
    assert groups()["food"] == set(core_data()["food_categories"].items)
    assert (called("food", "zh"), called("food", "en")) == ("食品类目", "food categories")
    assert (called("alcohol", "zh"), called("一个词", "zh")) == ("酒类", "一个词")


def test_that_a_word_of_the_workspace_means_what_it_laid_down(hosts: Auditor) -> None:
    asked = filter_from("host", {"category": ["夜场"]})
    with pytest.raises(CallerMistake, match="夜场 is no category"):
        hosts.ask(ListIds("host", asked))
    hosts.do(SetAlias("夜场", "酒类"))
    assert codes(hosts, asked) == ["H2"]
    hosts.do(SetAlias("食品饮料", "服饰"))
    assert codes(hosts, ListFilter(category=("食品饮料",))) == ["H1", "H3"]


def test_that_lists_without_categories_say_so() -> None:
    for kind in ("agency", "room", "licence", "product"):
        with pytest.raises(CallerMistake, match="not filtered by category"):
            filter_from(kind, {"category": ["food"]})
    told = {"auditor_view": 1, "kind": "merchant", "filter": {"category": ["食品", "酒类"]}}
    assert view_from(told).as_json()["filter"] == {"category": ["food", "alcohol"]}


def test_that_every_count_is_what_the_list_then_shows(hosts: Auditor) -> None:
    picked = ListFilter(category=("酒水",))
    for chosen in (ListFilter(), picked, ListFilter(unit=("甲组",)), ListFilter(tag=("重点",)), ListFilter("主播h")):
        counts = hosts.ask(Facets("host", chosen, DAY)).counts["category"]
        assert counts
        for value, count in counts:
            narrowed = replace(chosen, category=(value,))
            assert len(codes(hosts, narrowed)) == count, (chosen, value)
    counts = dict(hosts.ask(Facets("host", picked, DAY)).counts["category"])
    assert (counts["food"], counts["酒水"], counts[""]) == (3, 1, 1)
    assert dict(hosts.ask(Facets("host", ListFilter(category=("food",)), DAY)).counts["unit"]) == {"甲组": 2, "乙组": 1}
    assert hosts.ask(Facets("merchant", ListFilter(), DAY)).counts["category"] == (("food", 1), ("food_bulk", 1), ("licensed", 1))  # fmt: skip
    assert hosts.ask(Facets("agency", ListFilter(), DAY)).counts["category"] == ()


def test_that_what_is_kept_between_questions_follows_every_change(hosts: Auditor, store: Store) -> None:
    chosen = ListFilter(category=("food",))

    def told() -> tuple[list[str], int]:
        return codes(hosts, chosen), dict(hosts.ask(Facets("host", ListFilter(), DAY)).counts["category"])["food"]

    assert told() == (["H1", "H2", "H6"], 3)
    store({"hosts": [{"code": "H3", "unit": "丙组"}]})
    assert told() == (["H1", "H2", "H6"], 3)
    store({"hosts": [{"code": "H3", "categories": ("apparel", "salt", "food_bulk")}, {"code": "H6", "categories": ("salt",)}]})  # fmt: skip
    assert told() == (["H1", "H2", "H3"], 3)
    store({"hosts": [{"code": "H1", "categories": ("apparel",)}]})
    assert told() == (["H2", "H3"], 2)


def test_that_a_category_that_few_have_is_found_behind_the_first_lines(
    app: Auditor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "AHEAD", 3)
    rows = [{"code": f"H{n:02d}", "stage_name": f"甲{n:02d}", "categories": ("apparel",)} for n in range(9)]
    store({"hosts": [*rows, {"code": "H99", "stage_name": "乙", "categories": ("food_agri",)}]})
    assert codes(app, ListFilter(category=("food",))) == ["H99"]
