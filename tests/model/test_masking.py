"""Masked values, as platforms send them and as screens show them."""

from __future__ import annotations

import pytest

from auditor.model.masking import agrees, is_masked, masked_id, masked_name, masked_phone


@pytest.mark.parametrize("value", ["4401**********1234", "138****5678", "张**", "张＊＊", "138*＊5678", "**"])
def test_that_two_stars_in_a_row_mask_a_value(value: str) -> None:
    assert is_masked(value)


@pytest.mark.parametrize("value", ["", "13812345678", "A*B", "1*2*3", "张＊"])
def test_that_a_lone_star_masks_nothing(value: str) -> None:
    assert not is_masked(value)


@pytest.mark.parametrize(
    ("masked", "full"),
    [
        ("4401**********1234", "440106199001011234"),
        ("138****5678", "13812345678"),
        ("张**", "张三"),
        ("张＊＊", "张三丰"),
        ("440106********123x", "44010619900101123X"),
        ("１38****5678", "13812345678"),
        ("440106***1234", "4401********1234"),
        ("**", "张"),
    ],
)
def test_that_a_masked_value_agrees_with_the_full_one_behind_it(masked: str, full: str) -> None:
    assert agrees(masked, full)


@pytest.mark.parametrize(
    ("masked", "full"),
    [
        ("4401**********1234", "440106199001011235"),
        ("139****5678", "13812345678"),
        ("李**", "张三"),
        ("4401********5", "440106199001011234"),
        ("440107***1234", "440106*****1234"),
        ("1**2", "1"),
        ("12**", "12"),
    ],
)
def test_that_a_masked_value_disagrees_where_a_visible_character_differs(masked: str, full: str) -> None:
    assert not agrees(masked, full)


def test_that_values_of_equal_length_are_compared_by_position() -> None:
    assert not agrees("1**45", "14545"[::-1])
    assert not agrees("1**23", "12323"[:4] + "4")
    assert agrees("1***5*7", "1234567")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("440106199001011234", "4401**********1234"),
        ("110105491231002", "1101*******1002"),
        ("E12345678", "E******78"),
        ("12345", "*****"),
        ("7", "**"),
        ("", ""),
    ],
)
def test_that_an_identity_number_shows_four_at_each_end(number: str, shown: str) -> None:
    assert masked_id(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("075512345678", "075*****5678"),
        ("12345678", "****5678"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_that_a_telephone_number_hides_its_middle(number: str, shown: str) -> None:
    assert masked_phone(number) == shown


@pytest.mark.parametrize(("name", "shown"), [("张三", "张**"), ("欧阳娜娜", "欧**"), ("张", "**"), ("", "")])
def test_that_a_name_shows_its_first_character(name: str, shown: str) -> None:
    assert masked_name(name) == shown
