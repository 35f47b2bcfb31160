"""Charts are reached by keys, say what they show, and open what each part stands for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.charts import Bars, Chart, ChartPart, Columns, Stacked, Trend
from ui.kit.theme import Theme

PARTS = (
    ChartPart("a", 9_000_000, "critical", "nine million", "first"),
    ChartPart("a", 1, "good", "one", "second"),
    ChartPart("b", 0, "low", "none", "third", 1),
)


@pytest.mark.parametrize("kind", [Bars, Columns, Stacked, Trend])
def test_that_each_part_is_met_by_keys_and_by_the_pointer(kind: type[Chart], theme: Theme, qtbot: QtBot) -> None:
    chart = kind(theme)
    qtbot.addWidget(chart)
    chart.resize(300, 140)
    chart.show_parts(PARTS, "numbers")
    chart.show()
    found: list[object] = []
    chart.opened.connect(found.append)
    for _ in PARTS:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert found == ["first", "second", "third"]
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.rect_of(1).center().toPoint())
    assert found[-1] == "second"
    assert chart.accessibleName() == "numbers"
    assert "nine million" in chart.accessibleDescription()
    boxes = [chart.rect_of(at) for at in range(len(PARTS))]
    assert all(box.width() > 0 for box in boxes)
    assert all(box.left() >= 0 and box.right() <= 300 + 1 for box in boxes)


@pytest.mark.parametrize("kind", [Bars, Columns, Stacked, Trend])
def test_that_nothing_at_all_is_painted_without_a_fault(kind: type[Chart], theme: Theme, qtbot: QtBot) -> None:
    chart = kind(theme)
    qtbot.addWidget(chart)
    chart.show_parts((), "nothing")
    chart.resize(300, 140)
    assert not chart.grab().isNull()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
