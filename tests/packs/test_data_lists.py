"""The lists that rules read: every word known, no phrase without use, every form fitting the numbers it is made for."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import pytest
import yaml

from auditor import installed
from auditor.model import catalogue
from auditor.rulebook.data import PLAIN, core_data

FOLDER = installed.rules() / "cn-livestream" / "data"
FILES: dict[str, dict[str, Any]] = {file: yaml.safe_load((FOLDER / file).read_text(encoding="utf-8")) for file in PLAIN}
KINDS = {kind.code for kind in catalogue.licence_kinds()}
CATEGORIES = {category.code for category in catalogue.categories()}


def test_that_every_plain_list_is_one_that_rules_can_read() -> None:
    listed = {name for file in FILES.values() for name in file}
    assert listed <= core_data().keys()


def test_that_every_category_and_kind_in_the_lists_of_goods_is_known() -> None:
    for name, items in FILES["goods.yaml"].items():
        for item in items:
            if isinstance(item, dict):
                assert (item["category"] in CATEGORIES, item["kind"] in KINDS) == (True, True), item
            elif name.endswith("_categories"):
                assert item in CATEGORIES


def test_that_a_window_is_of_a_kind_with_a_term_and_closes_last() -> None:
    seen = []
    for windows in FILES["renewal_windows.yaml"].values():
        for one in windows:
            (kind,) = [kind for kind in catalogue.licence_kinds() if kind.code == one["kind"]]
            assert not kind.no_term
            assert one["opens"] > one["near"] > one["closes"] > 0
            seen.append(one["kind"])
    assert len(set(seen)) == len(seen), "a kind has one window"


@pytest.mark.parametrize(
    ("words", "exempt"), [("absolute_terms", "absolute_exempt"), ("medical_terms", "medical_exempt")]
)
def test_that_every_exempt_phrase_holds_a_word_and_none_is_a_word_itself(words: str, exempt: str) -> None:
    terms, phrases = FILES["terms.yaml"][words], FILES["terms.yaml"][exempt]
    assert len(set(terms)) == len(terms)
    assert [phrase for phrase in phrases if not any(term in phrase for term in terms)] == []
    assert not set(terms) & set(phrases)
    # A script is compared in capitals.
    assert all(term == term.upper() for term in (*terms, *phrases))


@pytest.mark.parametrize("name", ["absolute_terms", "medical_terms"])
def test_that_no_word_is_found_through_a_shorter_one_anyway(name: str) -> None:
    terms = FILES["terms.yaml"][name]
    assert [(one, other) for one, other in permutations(terms, 2) if one in other] == []


NUMBERS = {
    "统一社会信用代码": "91350100M000100Y43",
    "居民身份号码": "11010519491231002X",
    "食品经营许可证": "JY14401060000010",
    "食品流通许可证（停用）": "SP4401061550000001",
    "食品生产许可证": "SC10644010600014",
    "食品生产许可证QS（停用）": "QS440106000001",
    "仅销售预包装食品备案": "YB14401060000010",
    "化妆品生产许可证": "粤妆20160001",
    "医疗器械经营许可证": "粤穗药监械经营许20200001号",
    "第二类医疗器械经营备案": "粤穗药监械经营备20200001号",
    "医疗器械网络销售备案": "粤深械网备202005070014",
    "出版物经营许可证": "新出发京零字第朝160088号",
    "强制性产品认证证书": "2021010101000001",
    "商标注册号": "12345678",
}


@pytest.mark.parametrize("one", FILES["number_formats.yaml"]["number_formats"], ids=lambda one: one["zh"])
def test_that_a_number_of_its_kind_fits_its_form(one: dict[str, Any]) -> None:
    number = NUMBERS[one["zh"]]
    assert re.search(one["pattern"], number)
    if one["judged"] != "no":
        assert number.startswith(one["prefix"])
        assert one["digits"] in (0, len(number) - len(one["prefix"]))
    assert one["kind"] in KINDS or one["judged"] == "no"
