"""What only looks different is one."""

from __future__ import annotations

import pytest

from auditor.model.folding import folded_code, folded_name


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Ｈ０００１", "H0001"),
        ("　H0001 \u200b", "H0001"),
        ("\u00a0H-0001\ufeff", "H-0001"),
        ("１３８＊＊＊＊５６７８", "138****5678"),
        ("h0001", "h0001"),
        ("主播①", "主播①"),
    ],
)
def test_that_codes_lose_width_and_stray_blanks_only(written: str, stored: str) -> None:
    assert folded_code(written) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳（前海）有限公司", "深圳(前海) 有限公司"),
        ("深圳【前海】有限公司", "深圳(前海)有限公司"),
        ("ＡＢＣ 旗舰店", "abc旗舰店"),
        ("示例\u200b公司", "示例公司"),
        ("M\u00a0Shop", "mshop"),
    ],
)
def test_that_names_that_look_alike_are_one(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


def test_that_different_names_stay_different() -> None:
    assert folded_name("深圳前海有限公司") != folded_name("深圳（前海）有限公司")


def test_that_a_letter_and_its_accent_join_when_the_blank_between_goes() -> None:
    assert folded_name("A\u00b4") == folded_name("\u00e1")
