"""What the clearance page asks and says, without a widget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from auditor.errors import CallerMistake
from auditor.i18n import Translator, said
from auditor.services.clearance.clearing import Clearance
from auditor.services.clearance.combination import Deal, Who
from auditor.services.clearance.lines import Line
from ui.clearance.presenter import Picks, Token, offered, sections, sentence, when

TODAY = date(2026, 6, 30)
START = datetime(2026, 7, 1, 20, 0)
HOST = Who("host", 1, "H1", "林晚风")
DEAL = Deal(
    Who("broadcast", 7, "B1", ""), (HOST,), (), (("apparel", None),), (), (), ("douyin", None), None, START, None
)


def line(rule: str, effect: str, result: str = "fail") -> Line:
    """A line about the host."""
    return Line(rule, said(rule), HOST, result, "high", effect, said("why"), said("do"), None, START.date())


def picked() -> Picks:
    """All that is needed."""
    picks = Picks(day=START.date())
    picks.tokens = {
        "host": [Token("H1", "林晚风")],
        "merchant": [Token("S1", "店")],
        "category": [Token("apparel", "衣")],
    }
    return picks


def test_that_nothing_is_asked_before_all_that_is_needed_is_picked() -> None:
    picks = Picks()
    assert picks.lacking == ("host", "merchant", "category")
    assert picked().lacking == ()
    assert Picks(broadcast="B1").lacking == ()


def test_that_an_end_before_the_start_is_the_next_days() -> None:
    picks = picked()
    picks.start, picks.end = "22:00", "01:30"
    asked = picks.question().combination
    assert asked is not None
    assert (asked.start, asked.end) == (datetime(2026, 7, 1, 22, 0), datetime(2026, 7, 2, 1, 30))


@pytest.mark.parametrize("text", ["25:00", "abends", ""])
def test_that_a_time_that_is_none_is_told(text: str) -> None:
    picks = picked()
    picks.start = text
    with pytest.raises(CallerMistake):
        picks.question()


def test_that_a_broadcast_fills_the_pickers() -> None:
    picks = Picks(broadcast="B1")
    picks.take(DEAL, Translator("zh"))
    assert (picks.codes("host"), picks.codes("platform"), picks.start) == (("H1",), ("douyin",), "20:00")
    assert picks.of("category")[0].shown == "服饰鞋包"


@pytest.mark.parametrize("typed", ["食品经营", "ybz", "yubaozhuang", "food_prepacked", "食品饮料"])
def test_that_a_category_is_found_by_pinyin_initials_code_or_trade_word(typed: str) -> None:
    found = {one.code for one in offered("category", typed, Translator("zh"))}
    assert ("food_prepacked" in found) is (typed != "食品经营")


def test_that_blocks_stand_before_conditions_and_duties() -> None:
    told = Clearance("NO-GO", (line("A", "block"), line("B", "condition"), line("C", "block", "unknown")),
                     (line("D", "condition", "unknown"),), (line("E", "note"),), date(2026, 7, 12), DEAL)  # fmt: skip
    assert [[one.rule for one in section.lines] for section in sections(told)] == [["A"], ["B", "C"], ["D"]]
    words = sentence(told, TODAY, Translator("en"))
    assert (
        words == "against it: 1; conditions: 2; to do by the start: 1; with the same facts from 2026-07-12 (in 12 days)"
    )
    assert when(told, TODAY, Translator("en")) == "2026-07-01 20:00  (tomorrow)"


def test_that_a_clean_answer_says_so() -> None:
    told = Clearance("GO", (), (), (), START.date(), DEAL)
    assert sentence(told, TODAY, Translator("zh")) == "没有任何问题"


def test_that_the_products_of_a_broadcast_stay_in_what_is_asked_when_it_is_changed() -> None:
    picks = Picks(broadcast="B1")
    picks.take(replace(DEAL, products=("P1", "P2"), product_names=("口红", "P2")), Translator("zh"))
    assert [one.shown for one in picks.of("product")] == ["口红 P1", "P2"]
    picks.broadcast, picks.start = "", "21:00"
    assert picks.question().combination.products == ("P1", "P2")  # type: ignore[union-attr]


def test_that_a_product_says_itself_of_which_category_it_is() -> None:
    picks = picked()
    picks.tokens |= {"category": [], "product": [Token("P1", "口红")]}
    assert picks.lacking == ()
