"""How reports say values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from auditor.i18n import Translator, said
from auditor.reporting.facts import Basis, Personal, Words
from auditor.reporting.speech import Speech, guarded

ZH, EN = Speech(Translator("zh")), Speech(Translator("en"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 6, 30), "2026-06-30"),
        (datetime(2026, 6, 30, 20, 5), "2026-06-30 20:05"),
        (1234567, "1,234,567"),
        (Decimal("1234.50"), "1,234.50"),
        (Words("培训", "Training"), "培训"),
        (said("Run {run}", run="R1"), "批次 R1"),
        ("H0007", "H0007"),
    ],
)
def test_that_a_value_is_said_in_one_way(value: object, shown: str) -> None:
    assert ZH(value) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("110105199003078514", "1101**********8514"), ("13812345678", "138****5678"), ("欧阳鹿", "欧**")],
)
def test_that_a_personal_value_is_masked(value: str, shown: str) -> None:
    assert ZH(Personal(value)) == shown


def test_that_a_whole_identity_number_in_free_text_is_masked() -> None:
    assert guarded("身份证11010519491231002X，电话13812345678") == "身份证1101**********002X，电话138****5678"


def test_that_a_credit_code_an_order_number_and_a_digest_are_left_alone() -> None:
    text = f"91110000600037341L 20260630138123456780 {'ab12' * 16}"
    assert guarded(text) == text


def test_that_a_law_is_cited_with_its_article() -> None:
    basis = Basis("X", Words("食品安全法", "Food Safety Law"), "10, 25(3)")
    assert ZH.law(basis) == "《食品安全法》第10、25(3)条"
    assert EN.law(basis) == "Food Safety Law, art. 10, 25(3)"


def test_that_english_stands_between_straight_quotation_marks_and_chinese_between_its_own() -> None:
    status = Words("状态是“待准入”。", "The status is “candidate”; the shop is called “好物”.")
    assert EN(status) == 'The status is "candidate"; the shop is called “好物”.'
    assert ZH(status) == "状态是“待准入”。"
    assert EN("“as entered”") == "“as entered”"
