"""The first line of an answer: whom it is about beside its title while there is room, else below."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.kit import parts
from ui.kit.brief import BriefButton
from ui.kit.headline import Headline


def test_that_a_title_is_not_cut_into_words_by_what_stands_beside_it(qtbot: QtBot) -> None:
    mark, rule, whom = QLabel("High"), QLabel("CT-02"), BriefButton()
    whom.setText("南屿市珩渡羽文化传媒有限公司 J0001")
    title = parts.plain_label("Topics of agency and operator agreements", wrap=True)
    box = QWidget()
    box.setLayout(Headline(mark, title, whom, rule))
    qtbot.addWidget(box)
    box.resize(900, 40)
    box.show()
    lines = lambda: title.height() // title.fontMetrics().height()  # noqa: E731 - a page may add a pixel to a line
    assert (lines(), whom.x() > title.geometry().right()) == (1, True)
    assert rule.x() > whom.geometry().right()
    box.resize(mark.sizeHint().width() + title.fontMetrics().horizontalAdvance(title.text()) + 90, 80)
    assert (lines(), whom.y() >= title.geometry().bottom()) == (1, True)
    assert rule.geometry().center().y() == mark.geometry().center().y()
    box.resize(box.layout().minimumSize().width(), 200)  # type: ignore[union-attr]
    assert (lines() > 1, whom.y() >= title.geometry().bottom()) == (True, True)
    assert rule.geometry().right() < box.width()


def test_that_a_button_with_words_from_data_takes_the_width_there_is_and_tells_the_rest(qtbot: QtBot) -> None:
    made = BriefButton()
    qtbot.addWidget(made)
    made.setText("很长的名称" * 8)
    made.resize(120, 24)
    made.show()
    assert (made.shown[-1], made.toolTip(), made.text()) == ("…", made.text(), "很长的名称" * 8)
    assert made.minimumSizeHint().width() <= 120
    made.resize(made.sizeHint())
    assert (made.shown, made.toolTip()) == (made.text(), "")
