"""What a spreadsheet would compute leaves with a quote before it, and comes back without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.formulas import guarded, unguarded

_LEADS = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x")
_TEXTS = st.text(st.sampled_from("'=+-@＝＋－＠ \t\r\n\u3000\u200b,;\"1.5a麦"), max_size=12) | st.text(max_size=12)


@pytest.mark.parametrize(
    "text", [*_LEADS, "＝1+1", "＋1", "－", "＠x", "  =1", "\u3000=1", "\u200b=1", "\u00a0+1", "-", " \r", " \u200b\tx"]
)
def test_that_what_could_be_computed_gets_a_quote(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["-3.5", "+86", "0", "", "小麦", "a=b", "1-2", "'90s", "O'Neil", "“=”"])
def test_that_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


def test_that_a_quote_of_the_text_itself_is_not_lost() -> None:
    assert guarded("'=1") == "''=1"
    assert unguarded("''=1") == "'=1"


def test_that_numbers_with_a_formula_behind_them_are_no_numbers() -> None:
    assert guarded("-3+cmd|' /C calc'!A0") == "'-3+cmd|' /C calc'!A0"


@given(_TEXTS)
def test_that_every_text_comes_back_as_it_left(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(_TEXTS)
def test_that_no_guarded_text_begins_like_a_formula_but_numbers_do(text: str) -> None:
    first = guarded(text).lstrip(" \u3000\u00a0\u200b\ufeff")[:1]
    assert first not in set("=@＝＋－＠\t\r\0")
    if first in set("+-"):
        float(text)
