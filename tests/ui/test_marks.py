"""Quotation marks stand close to Latin words and keep the width of a character between Chinese ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.kit import fonts
from ui.main import build_app


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield build_app()
    fonts.latin(on=False)


def test_that_quotation_marks_are_as_wide_as_the_language_wants_them(app: QApplication) -> None:
    fonts.latin(on=False)
    wide = QFontMetrics(fonts.sized(fonts.BODY)).horizontalAdvance("“a”")
    fonts.latin(on=True)
    close = QFontMetrics(fonts.sized(fonts.BODY)).horizontalAdvance("“a”")
    assert wide - close >= fonts.BODY // 2
    assert QFontMetrics(fonts.sized(fonts.BODY)).horizontalAdvance("主播") == 2 * fonts.BODY
