"""Colours can be read, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui.kit import fonts
from ui.kit.theme import DARK, LIGHT, Density, Theme, Tokens, dressed

WORDS = ("text", "muted", "accent", "good", "critical", "high", "medium", "low", "unknown", "not_applicable")


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2's ratio."""

    def light(colour: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def tinted(ground: QColor, colour: QColor, share: float) -> QColor:
    mixed = [g * (1 - share) + c * share for g, c in zip(ground.getRgbF()[:3], colour.getRgbF()[:3], strict=True)]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("word", WORDS)
def test_that_words_stand_out_on_every_surface(tokens: Tokens, word: str) -> None:
    for ground in ("bg", "surface", "surface_2"):
        assert contrast(tokens.colour(word), tokens.colour(ground)) >= 4.5, ground


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("word", ["good", "critical", "high", "medium", "low", "unknown"])
def test_that_chips_can_be_read(tokens: Tokens, word: str) -> None:
    from ui.kit.chips import TINT

    fill = tinted(tokens.colour("surface"), tokens.colour(word), TINT)
    assert contrast(tokens.colour(word), fill) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_that_the_accent_can_be_read_where_it_stands(tokens: Tokens) -> None:
    assert contrast(tokens.colour("on_accent"), tokens.colour("accent")) >= 4.5
    assert contrast(tokens.colour("accent"), tokens.colour("accent_soft")) >= 4.5
    assert contrast(tokens.colour("text"), tokens.colour("accent_soft")) >= 4.5
    assert contrast(tokens.colour("focus"), tokens.colour("surface")) >= 3.0


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_chosen_line_can_be_read_as_well_and_marks_are_seen(tokens: Tokens) -> None:
    for word in WORDS:
        assert contrast(tokens.colour(word), tokens.colour("accent_soft")) >= 4.5, word
    for mark in ("focus", "amber", "accent"):
        for ground in ("bg", "surface"):
            assert contrast(tokens.colour(mark), tokens.colour(ground)) >= 3.0, (mark, ground)


def test_that_round_ends_stay_round_and_hairlines_thin_at_any_size() -> None:
    large = dressed(LIGHT, 2.0)
    assert "border-radius: 24px" in large  # of a chip, 12 at 100 %
    assert "border-radius: 48px" in large  # of an initial, 24 at 100 %
    assert "border-radius: 6px" in large
    assert "QScrollBar:vertical { background: transparent; width: 12px" in large


def test_that_the_sheet_uses_only_tokens_there_are() -> None:
    for tokens in (LIGHT, DARK):
        made = dressed(tokens)
        assert "$" not in made
        pictures = re.findall(r'url\("([^"]+)"\)', made)
        assert pictures
        assert all(Path(picture).is_file() for picture in pictures)


def test_that_everything_is_written_larger_at_once(qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply()
    told: list[float] = []
    theme.changed.connect(lambda: told.append(theme.scale))
    theme.resize(2.0)
    try:
        assert fonts.sized(fonts.BODY).pixelSize() == 26
        assert "font-size: 26px" in qapp.styleSheet()
        assert "border: 1px solid" in qapp.styleSheet()
        assert theme.row_height == 64
        theme.pack(Density.COMPACT)
        assert theme.row_height == 52
        theme.resize(9.0)
        assert told == [2.0, 2.0]
    finally:
        theme.resize(1.0)
        qapp.setStyleSheet("")
