"""Small pieces of the kit: icons, fonts, keys, forms, words."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from auditor.i18n import Message, said
from auditor.installed import resources
from ui.footline import remaining
from ui.kit import fonts, icons
from ui.kit.desk import relative
from ui.kit.flow import Flow
from ui.kit.forms import DateField, TextField
from ui.kit.shortcuts import Key
from ui.kit.small_table import CUT_TO, Line, SmallTable, narrowed
from ui.kit.texts import Texts
from ui.rooms import ROOMS


@pytest.mark.parametrize("name", icons.names())
def test_that_an_icon_is_ours_drawn_thin_and_coloured_by_the_theme(name: str, qapp: QApplication) -> None:
    source = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert 'stroke="currentColor"' in source
    assert 'stroke-width="1.5"' in source
    image = icons.pixmap(name, "#B3261E", 20, 1.0).toImage()
    opaque = [image.pixelColor(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 200]
    assert opaque
    assert all(colour.red() > colour.blue() for colour in opaque)


def test_that_every_room_has_an_icon_and_a_key_of_its_own() -> None:
    assert {room.icon for room in ROOMS} <= set(icons.names())
    assert max(Counter(room.key for room in ROOMS).values()) == 1


def test_that_no_two_keys_are_the_same() -> None:
    assert max(Counter(key.keys for key in Key).values()) == 1


def test_that_rare_names_are_drawn_in_bold_too(dressed: QApplication) -> None:
    assert {fonts.FAMILY, fonts.RARE} <= set(QFontDatabase.families())
    metrics = QFontMetrics(fonts.sized(22, bold=True))
    assert metrics.horizontalAdvance("䶮㛃") == pytest.approx(44, abs=2)


def test_that_a_complaint_shows_below_the_field_and_moves_nothing(qtbot: QtBot, texts: Texts) -> None:
    def check(text: str) -> Message | None:
        return None if text.isdigit() else said("Digits only.")

    field = TextField(texts, "Code", check, "12")
    qtbot.addWidget(field)
    field.show()
    height = field.sizeHint().height()
    assert field.valid
    field.line.setText("ab")
    assert not field.valid
    qtbot.wait(1)
    assert field.complaint.text() == "Digits only."
    assert field.sizeHint().height() == height


def test_that_a_field_is_named_after_its_label(qtbot: QtBot, texts: Texts) -> None:
    field = DateField(texts, "Day", date(2026, 6, 30))
    qtbot.addWidget(field)
    assert field.picker.accessibleName() == "Day"
    assert field.day == date(2026, 6, 30)


def test_that_texts_follow_the_language_and_forget_widgets_that_are_gone(qtbot: QtBot) -> None:
    texts = Texts("en")
    label, gone = QLabel(), QLabel()
    qtbot.addWidget(label)
    texts.say(label, "Hosts")
    texts.say(gone, "Hosts")
    del gone
    texts.switch("zh")
    assert label.text() == "主播"
    assert len(texts._said) == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 6, 30), "today"),
        (date(2026, 7, 1), "tomorrow"),
        (date(2026, 7, 12), "in 12 days"),
        (date(2026, 6, 29), "yesterday"),
        (date(2026, 6, 1), "29 days ago"),
    ],
)
def test_that_a_day_is_told_beside_today(day: date, words: str) -> None:
    assert relative(Texts("en").t, day, date(2026, 6, 30)) == words


def test_that_the_time_left_is_not_told_too_early() -> None:
    assert remaining(0.5, 10, 100) is None
    assert remaining(10, 50, 100) == 10


def test_that_the_widest_columns_give_way_first_and_none_beyond_reading() -> None:
    assert narrowed([200, 120, 100], 420) == [200, 120, 100]
    assert narrowed([200, 120, 100], 380) == [160, 120, 100]
    assert narrowed([200, 170, 100], 360, frozenset({1})) == [200, 170, 100], "only the first could, and not so far"
    assert narrowed([220, 200, 100], 360) == [130, 130, 100]
    assert min(narrowed([220, 200, 100], 2 * CUT_TO + 100)) == 100


def test_that_a_day_and_its_time_are_never_cut(qtbot: QtBot) -> None:
    table = SmallTable()
    qtbot.addWidget(table)
    table.resize(420, 200)
    table.show()
    long = "很长的一段话" * 6
    table.show_lines(["何时", "何事", "何人"], [Line(("2026-06-29 20:00", long, long)), Line(("–", "", ""))], gives=1)
    table.resize(380, 200)
    wide = table.fontMetrics().horizontalAdvance("2026-06-29 20:00")
    assert [table.columnWidth(0) > wide, table.columnWidth(2) < 150] == [True, True]


def test_that_quantities_stand_right_and_numbers_of_people_left(qtbot: QtBot) -> None:
    table = SmallTable()
    qtbot.addWidget(table)
    table.show_lines(("Name", "Followers", "Account"), [Line(("Lu", "12,000", "4976857929")), Line(("Ze", "–", "88"))])
    sides = [table.small.data(table.small.index(0, at), Qt.ItemDataRole.TextAlignmentRole) for at in range(3)]
    assert [side is not None and bool(side & Qt.AlignmentFlag.AlignRight) for side in sides] == [False, True, False]


def test_that_what_stands_in_one_line_is_centred_in_it(qtbot: QtBot) -> None:
    low, high = QWidget(), QWidget()
    low.setFixedSize(40, 10)
    high.setFixedSize(40, 30)
    box = QWidget()
    box.setLayout(Flow(low, high))
    qtbot.addWidget(box)
    box.resize(200, 60)
    box.show()
    assert low.geometry().center().y() == high.geometry().center().y()
    box.resize(60, 90)
    assert high.geometry().top() >= low.geometry().bottom()
