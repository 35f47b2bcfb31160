"""Lines of text: nothing lost, nothing too wide, no forbidden mark at either end."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from auditor.reporting.wrap import atoms, width_of, wrap


class _Widths(defaultdict[str, float]):
    def __missing__(self, char: str) -> float:
        return 1000.0 if ord(char) > 0x2E00 else 500.0


WIDTHS = _Widths()
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("主播直营商品，。、；：！？（）《》「」“”—… \n$%a1Z.,-/()龑𬭎"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=120,
)


@given(TEXTS)
def test_that_atoms_joined_are_the_text(text: str) -> None:
    assert "".join(atoms(text)) == text


@given(TEXTS, st.integers(500, 20_000))
def test_that_wrapping_loses_no_character(text: str, room: int) -> None:
    assert "".join(wrap(text, WIDTHS, room)) == text.replace("\n", "")


@given(TEXTS, st.integers(1_000, 20_000))
def test_that_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    assert all(width_of(line.rstrip(), WIDTHS) <= room for line in wrap(text, WIDTHS, room))


def test_that_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = "依据《直播电商监督管理办法》（以下简称“办法”），主播须在首播前完成培训、考试；未完成的，不得开播。" * 3
    for room in range(4_000, 30_000, 500):
        lines = wrap(text, WIDTHS, room)
        assert not [line for line in lines if line[0] in "，。、；：》）”"]
        assert not [line for line in lines if line.rstrip()[-1] in "《（“"]


def test_that_a_latin_word_is_not_torn_where_a_line_can_hold_it() -> None:
    lines = wrap("许可证 JY13101150012345 已于昨日失效", WIDTHS, 9_000)
    assert any("JY13101150012345" in line for line in lines)


def test_that_a_word_longer_than_a_line_is_torn_and_kept() -> None:
    digest = "ab12" * 16
    lines = wrap(digest, WIDTHS, 10_000)
    assert len(lines) == 4
    assert "".join(lines) == digest


def test_that_a_number_with_separators_and_an_article_stay_whole() -> None:
    assert atoms("共1,000.50元，第10(1)条") == ["共", "1,000.50", "元，", "第", "10(1)", "条"]


def test_that_a_line_feed_ends_a_line_and_an_empty_line_stays() -> None:
    assert wrap("甲\n\n乙", WIDTHS, 5_000) == ["甲", "", "乙"]
