"""What the trade's words mean: categories, kinds of licence, qualifications, topics."""

from __future__ import annotations

import pytest

from auditor.model import catalogue

BANNED = {"tobacco", "drug_rx", "drug_special", "food_barred", "pesticide_restricted"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("food_prepacked", "food_prepacked"),
        ("预包装食品", "food_prepacked"),
        ("食品饮料", "food_prepacked"),
        ("酒水", "alcohol"),
        ("滋补保健", "food_health"),
        ("美妆", "cosmetics_ordinary"),
        ("图书", "publication"),
        ("家居百货", "home"),
    ],
)
def test_that_codes_names_and_trade_words_lead_to_the_category(word: str, code: str) -> None:
    found = catalogue.category(word)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "word", [" 预包装 食品\u200b", "ＦＯＯＤ＿ＰＲＥＰＡＣＫＥＤ", "Food_Prepacked", "预包装食品\u00a0"]
)
def test_that_width_case_and_unseen_characters_do_not_matter(word: str) -> None:
    found = catalogue.category(word)
    assert found is not None
    assert found.code == "food_prepacked"


@pytest.mark.parametrize("word", ["玄学用品", "医疗器械", "药品", ""])
def test_that_a_word_of_no_or_of_two_meanings_stays_unmapped(word: str) -> None:
    assert catalogue.category(word) is None


def test_that_every_accepted_kind_is_a_kind_of_the_catalogue() -> None:
    kinds = {kind.code for kind in catalogue.licence_kinds()}
    accepted = {kind for one in catalogue.categories() for kind in one.accepted}
    qualifying = {kind for one in catalogue.qualifications() for kind in one.kinds}
    assert accepted | qualifying <= kinds


def test_that_food_is_marked_where_it_is_eaten_or_drunk() -> None:
    food = {one.code for one in catalogue.categories() if one.food}
    assert food == {
        "food_prepacked", "food_bulk", "food_health", "food_infant", "food_fsmp", "food_agri", "food_barred", "alcohol",
    }  # fmt: skip


def test_that_nothing_is_asked_for_goods_that_need_no_licence() -> None:
    free = {one.code for one in catalogue.categories() if not one.licensed}
    assert free == {
        "food_agri", "tobacco", "general", "salt", "feed", "jewellery", "apparel", "home", "digital", "baby", "pet",
        "virtual", "drug_rx", "drug_special", "food_barred", "pesticide_restricted",
    }  # fmt: skip


def test_that_what_may_not_be_sold_in_a_livestream_is_banned_outright() -> None:
    assert {one.code for one in catalogue.categories() if one.banned} == BANNED


def test_that_a_business_licence_may_be_without_term_for_a_sole_trader_only() -> None:
    found = catalogue.licence_kind("营业执照")
    assert found is not None
    assert (found.level, found.no_term, found.no_term_for) == ("entity", False, ("sole_trader",))


def test_that_the_kinds_without_term_are_those_of_the_rulebook() -> None:
    without = {kind.code for kind in catalogue.licence_kinds() if kind.no_term}
    assert without == {"food_filing", "device_filing_2", "cosmetics_filing", "physician", "lawyer", "teacher"}


def test_that_each_level_has_its_kinds() -> None:
    levels = [kind.level for kind in catalogue.licence_kinds()]
    assert (levels.count("entity"), levels.count("product"), levels.count("person")) == (15, 8, 5)


def test_that_four_domains_call_for_a_qualification() -> None:
    asked = {one.domain: one.kinds for one in catalogue.qualifications()}
    assert asked == {
        "medical": ("physician",),
        "finance": ("securities",),
        "law": ("lawyer",),
        "education": ("teacher",),
    }


def test_that_five_topics_are_statutory() -> None:
    statutory = [one.code for one in catalogue.topics() if one.statutory]
    assert statutory == ["trade", "infosec", "quality", "consumer", "platform_rules"]


def test_that_a_topic_is_found_by_its_chinese_name() -> None:
    found = catalogue.topic("食品安全")
    assert found is not None
    assert found.code == "food"


def test_that_a_case_points_to_topics_that_exist() -> None:
    known = {one.code for one in catalogue.topics()}
    pointed = set(catalogue.topics_for_case("absolute_terms")) | set(catalogue.topics_for_case("food_safety"))
    assert pointed == {"advertising", "food"}
    assert pointed <= known
    assert catalogue.topics_for_case("no_such_category") == ()


def test_that_no_trade_word_holds_a_sign_that_parts_the_words_of_a_list_cell() -> None:
    words = [word for one in catalogue.categories() for word in (one.zh, *one.aliases)]
    assert [word for word in words if set(word) & set("、,;，；|")] == []


@pytest.mark.parametrize("word", ["奶粉", "防晒", "维生素", "雾化器", "玩具乐器"])
def test_that_words_that_may_call_for_different_licences_are_left_unmapped(word: str) -> None:
    assert catalogue.category(word) is None
