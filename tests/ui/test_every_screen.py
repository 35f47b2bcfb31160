"""Every screen in both languages and themes at 100 % and 200 %: nothing clipped, nameless or untranslated."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import Language
from auditor.model import enums
from auditor.model.sheets import SHEETS
from auditor.monitor import Stoppable
from auditor.rulebook.book import core_book
from auditor.services.imports import ImportFiles
from tests.beginning import begun
from tests.ui.test_window import described, ours_of_qt
from ui.kit.desk import Place
from ui.kit.tasks import InlineLanes, Landing
from ui.kit.theme import Choice
from ui.main import Opened, Options, build_app, open_window
from ui.rooms import ROOMS
from ui.settings.screen import PAGES

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parents[1] / "samples" / "workbook-clean-small.xlsx"
FEW = ("TR-01", "TR-02", "LI-03", "IN-13")
PLACES = (
    *(Place(room.key) for room in ROOMS if room.rail),
    *(Place("settings", page) for page, _ in PAGES),
    *(Place("training", (page,)) for page in ("awards", "requirements", "courses", "shows", "log")),
    Place("profile", ("host", "H0007")),
    Place("forecast"),
    *(Place(key) for key in ("case-new", "case-figures", "feedback")),
    Place("points", ("host", "H0007")),
    Place("case", 1),
)
DRESSES: tuple[tuple[float, Language, Choice], ...] = (
    (1.0, "zh", "light"),
    (1.0, "en", "dark"),
    (2.0, "zh", "dark"),
    (2.0, "en", "light"),
)
"""Each language in each theme and at each size, each theme at each size: every pair, in half the time of all eight."""
NAMED = (QLineEdit, QToolButton, QPushButton, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)
ENGLISH = re.compile(r"[A-Za-z]{2,}( [a-z]{2,})+")
HAN = re.compile(r"[一-鿿]")


class Walk:
    """A window over a real workspace, and what is wrong with what it shows."""

    def __init__(self, app: Auditor, qapp: QApplication) -> None:
        made: list[InlineLanes] = []

        def lanes(landing: Landing) -> InlineLanes:
            made.append(InlineLanes(landing))
            return made[0]

        self._qapp = qapp
        self.opened: Opened = open_window(
            build_app(), None, Options(lang="zh", theme="light"), clock=lambda: NOW, lanes=lanes
        )
        self._lanes = made[0]
        self.opened.desk.tasks.core = app
        self.opened.window.resize(1280, 800)
        self.opened.window.show()

    def settle(self) -> None:
        """Run what was asked, and what that asks in turn."""
        for _ in range(200):
            self._qapp.processEvents()
            if not self._lanes.run_one():
                self._qapp.processEvents()  # what was laid out just now lays out what it holds
                return
            self.opened.desk.tasks.land()

    def go(self, place: Place) -> None:
        """Show a place."""
        self.opened.window.go(place)
        self.settle()

    def visible(self) -> Iterator[QWidget]:
        """Every widget that is seen."""
        return (one for one in self.opened.window.findChildren(QWidget) if one.isVisible())

    def close(self) -> None:
        self.opened.close()
        self.opened.window.hide()
        self.opened.window.deleteLater()
        self._qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        theme = self.opened.desk.theme
        theme.scale = 1.0  # told to nobody: whoever would hear of it is gone, and nothing is left to be dressed again
        theme.apply()


@pytest.fixture
def walk(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Walk]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        book = core_book(examples=False)
        # Four rules: compiling all of them would take longer than the walk.
        app.context._published = replace(book, rules=tuple(book.rule(rule) for rule in FEW), cache={})
        app.run(ImportFiles((SAMPLE,)), Stoppable())
        made = Walk(app, qapp)
        yield made
        made.close()


def clipped(widget: QWidget) -> bool:
    """Whether a text has less room than it needs; one that is cut on purpose says so by a tool tip."""
    if widget.toolTip() or widget.width() <= 0:
        return False
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 2
        lacks = widget.sizeHint().width() > widget.width() + 2 and widget.minimumWidth() != 1
        return lacks or widget.fontMetrics().height() > widget.height() + 2
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.minimumSizeHint().width() > widget.width() + 2
    return False


def named(widget: QWidget) -> bool:
    """Whether a screen reader has a name for a control; the line inside a choice or a day bears that of its owner."""
    owner = widget.parentWidget()
    if isinstance(owner, QComboBox | QAbstractSpinBox):
        return bool(owner.accessibleName()) or ours_of_qt(widget)
    return bool(widget.accessibleName()) or ours_of_qt(widget)


def untranslated(widget: QWidget) -> bool:
    """Whether somebody who reads Chinese is shown an English sentence."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return bool(ENGLISH.search(text)) and not HAN.search(text)


@pytest.mark.slow
def test_that_every_screen_can_be_read_in_both_languages_and_themes_at_any_size(walk: Walk) -> None:
    desk, wrong = walk.opened.desk, []
    sentences = ours()
    for scale, language, theme in DRESSES:
        desk.theme.resize(scale)
        desk.texts.switch(language)
        desk.theme.switch(theme)
        for place in PLACES:
            walk.go(place)
            where = f"{place.room} {place.argument or ''} {language} {theme} {scale:.0%}"
            for widget in walk.visible():
                if clipped(widget):
                    wrong.append(f"{where}: clipped: {said_by(widget)}")
                if isinstance(widget, NAMED) and not named(widget):
                    wrong.append(f"{where}: nameless: {described(widget)}")
                if language == "zh" and untranslated(widget):
                    wrong.append(f"{where}: untranslated: {said_by(widget)}")
                if language == "en" and isinstance(widget, QTableView):
                    wrong += [f"{where}: small first letter: {cell}" for cell in small_cells(widget, sentences)]
    assert not wrong, "\n".join(wrong)


def ours() -> frozenset[str]:
    """Sentences and words of ours that begin with a small letter."""
    lists = {field.words for sheet in SHEETS for field in sheet.fields if field.words} | {"subject_type"}
    words = {enums.word(name, one.code, "en") for name in lists for one in enums.words(name)}
    for file in (ROOT / "resources" / "translations" / "zh_CN").glob("*.mo"):
        with file.open("rb") as stream:
            words |= set(gettext.GNUTranslations(stream)._catalog)  # type: ignore[attr-defined]
    return frozenset(word for word in words if isinstance(word, str) and word[:1].islower())


def small_cells(table: QTableView, sentences: frozenset[str]) -> set[str]:
    """Headers and cells of a table that say a word of ours with a small first letter."""
    model = table.model()
    columns = range(model.columnCount())
    told = {model.headerData(at, Qt.Orientation.Horizontal) for at in columns if not table.isColumnHidden(at)}
    told |= {model.index(row, at).data() for row in range(min(40, model.rowCount())) for at in columns}
    return {one for one in told if isinstance(one, str) and one in sentences}


def said_by(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {text[:60]!r} in {type(widget.parentWidget()).__name__}"
