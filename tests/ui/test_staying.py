"""Answers come while people work: what is read again because somebody stored something moves nobody from his place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from auditor.app import Auditor
from auditor.monitor import Stoppable
from auditor.rulebook.book import core_book
from auditor.services.audits.job import Audit
from auditor.services.imports import ImportFiles
from tests.beginning import begun
from tests.services.rows import day
from tests.services.training.conftest import put
from tests.ui.desks import Furnished, furnish
from tests.ui.test_every_screen import FEW, NOW, PLACES, SAMPLE, Walk
from tests.ui.worlds import World
from ui.kit import parts
from ui.kit.desk import Place
from ui.kit.refill import refill
from ui.kit.screen import still_at
from ui.kit.scrolling import Area
from ui.kit.tasks import InlineTasks
from ui.profiles.page import ProfilePage

MORE = (
    Place("rules", "TR-02"),
    Place("training", ("session", "SX-1")),
    Place("explain", ("host", "H0007", "TR-02")),
    Place("clearance", ("host", "H0007")),
)
"""Places that are another page where something is named."""
REQUIREMENT = {
    "code": "RX", "title": "年度培训", "course": "KC-FOOD", "due": "every_months", "months": 12, "opens_days": 30,
    "grace_days": 14, "valid_from": day("2026-06-01"),
}  # fmt: skip
SESSION = {"code": "SX-1", "course": "KC-FOOD", "trainer": "李老师", "planned_start": 1_783_000_000}


@pytest.fixture
def walk(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Walk]:
    """A window over a filled workspace: an audit was saved, a requirement leaves gaps."""
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        book = core_book(examples=False)
        app.context._published = replace(book, rules=tuple(book.rule(rule) for rule in FEW), cache={})
        app.run(ImportFiles((SAMPLE,)), Stoppable())
        put(app, {"requirements": [REQUIREMENT], "sessions": [SESSION]})
        app.run(Audit(NOW.date()), Stoppable())
        made = Walk(app, qapp)
        made.opened.desk.texts.switch("en")
        yield made
        made.close()


class Law:
    """Where everybody is on the page that is shown, and who is not there any more when it was read again."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.broken: list[str] = []

    def seen(self) -> list[QWidget]:
        """The widgets of the page."""
        shown = self._walk.opened.window.shown
        assert shown is not None
        return [one for one in shown.findChildren(QWidget) if one.isVisible()]

    def somebody_stores(self) -> None:
        """Everything may have changed; nothing that is shown did."""
        self._walk.opened.desk.tasks.changed.emit(None)
        self._walk.settle()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def settle_down(self) -> None:
        """Somebody stands in every list, not at its beginning, and has scrolled whatever can be."""
        for view in self.seen():
            if isinstance(view, QAbstractItemView) and not isinstance(view, QHeaderView) and view.model() is not None:
                at = view.model().index(min(2, view.model().rowCount() - 1), min(1, view.model().columnCount() - 1))
                if at.isValid() and not (isinstance(view, QTableView) and view.isColumnHidden(at.column())):
                    view.setCurrentIndex(at)
        self._walk.settle()
        for area in self.seen():
            if isinstance(area, QAbstractItemView | QScrollArea):
                for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
                    bar.setValue(bar.maximum() * 2 // 3)
        self._walk.settle()

    def holds(self, where: str) -> None:
        """Whether it does on this page."""
        self.settle_down()
        before = [(one, called(one), state(one)) for one in self.seen()]
        self.somebody_stores()
        gone = {name for one, name, _ in before if not (isValid(one) and one.isVisible())}
        for one, name, was in before:
            if name not in gone and state(one) != was:
                self.broken.append(f"{where}: {name}: {was}, and afterwards {state(one)}")
        anew = [one for one in self.seen() if called(one) in gone and one.isEnabled()]
        names = [called(one) for one in anew if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
        for name in {*names[len(names) // 2 :][:1], *names[-1:]}:  # any of them costs as much as the page
            self._its_successor_has_the_keyboard(where, name)

    def _its_successor_has_the_keyboard(self, where: str, name: str) -> None:
        """What was drawn anew is not the same any more; but who had the keyboard in it shall not notice."""
        drawn = next(one for one in self.seen() if called(one) == name)
        drawn.setFocus()
        self.somebody_stores()
        now = self._walk.opened.window.focusWidget()
        if now is None or called(now) != name:
            self.broken.append(f"{where}: the keyboard went from {name} to {called(now)}")

    def typing_goes_on(self, where: str) -> None:
        """Whoever writes goes on writing, whoever has a choice open goes on choosing."""
        written = [one for one in self.seen() if is_written_in(one)]
        choices = [one for one in self.seen() if isinstance(one, QComboBox) and one.isEnabled() and one.count() > 1]
        emptied: list[QComboBox] = []
        for one in choices:
            one.model().rowsRemoved.connect(lambda *_, one=one: emptied.append(one))
        for one in written:
            one.setFocus()
            QTest.keyClicks(one, "ab")
            QTest.keyClick(one, Qt.Key.Key_Left)
        self._walk.settle()
        before = [(one, called(one), state(one)) for one in written if isValid(one) and one.isVisible()]
        at = self._walk.opened.window.focusWidget()
        self.somebody_stores()
        for one, name, was in before:
            if not isValid(one) or not one.isVisible() or state(one) != was:
                self.broken.append(f"{where}: who wrote in {name} was disturbed")
        if written and self._walk.opened.window.focusWidget() is not at:
            self.broken.append(f"{where}: who wrote in {called(at)} does not have the keyboard any more")
        for one in {id(one): one for one in emptied}.values():
            self._open_when_read_again(where, one)

    def _open_when_read_again(self, where: str, combo: QComboBox) -> None:
        combo.showPopup()
        combo.view().setCurrentIndex(combo.model().index(1, combo.modelColumn()))
        self.somebody_stores()
        if not combo.view().isVisible() or combo.view().currentIndex().row() != 1:
            self.broken.append(f"{where}: {called(combo)} was open, on its second line")
        combo.hidePopup()


def is_written_in(widget: QWidget) -> bool:
    """Whether people write in it."""
    if not isinstance(widget, QLineEdit | QPlainTextEdit) or isinstance(widget.parentWidget(), QAbstractSpinBox):
        return False
    return widget.isEnabled() and not widget.isReadOnly()


def called(widget: QWidget | None) -> str:
    """What a widget is, and where."""
    told = []
    while widget is not None and len(told) < 4:
        text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        told.append(f"{type(widget).__name__} {widget.accessibleName() or text}".strip())
        widget = widget.parentWidget()
    return " in ".join(told)


def state(widget: QWidget) -> object:
    """What somebody would miss of it."""
    if isinstance(widget, QHeaderView):
        return None
    if isinstance(widget, QAbstractItemView):
        chosen = [] if widget.selectionModel() is None else sorted(
            (at.row(), at.column()) for at in widget.selectionModel().selectedIndexes()
        )  # fmt: skip
        at = widget.currentIndex()
        place = widget.verticalScrollBar().value(), widget.horizontalScrollBar().value()
        return at.row(), at.column(), at.data(), chosen, place
    if isinstance(widget, QScrollArea):
        return widget.verticalScrollBar().value(), widget.horizontalScrollBar().value()
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.cursorPosition(), widget.selectedText()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText(), widget.textCursor().position()
    if isinstance(widget, QComboBox | QTabBar | QStackedWidget):
        return widget.currentIndex()
    if isinstance(widget, QAbstractButton):
        return widget.isChecked(), widget.isEnabled(), widget.text()
    return None


@pytest.mark.slow
def test_that_nobody_is_moved_from_his_place_when_somebody_stores_something(walk: Walk) -> None:
    law = Law(walk)
    for place in (*PLACES, *MORE):
        walk.go(place)
        where = f"{place.room} {place.argument or ''}".strip()
        law.holds(where)
        law.typing_goes_on(where)
    assert not law.broken, "\n".join(law.broken)


class Page(QWidget):
    """Rows with a button each, drawn anew with every answer."""

    def __init__(self, tasks: InlineTasks) -> None:
        super().__init__()
        self.tasks = tasks
        self.rows = QVBoxLayout()
        held = QWidget()
        held.setLayout(self.rows)
        self.area = Area()
        self.area.setWidget(held)
        self.other = QLineEdit()
        self.setLayout(parts.column(self.other, self.area))
        self.resize(300, 200)

    def come(self, *names: str, last: QWidget | None = None) -> None:
        """An answer comes: these rows; ``last`` is given the keyboard on purpose."""

        def draw(_: object) -> None:
            parts.empty(self.rows)
            for name in names:
                box = parts.box(parts.row(QLabel(name), button_called("Open")))
                box.setAccessibleName(name)
                self.rows.addWidget(box)
            if last is not None:
                last.setFocus()

        self.tasks.read(lambda: None, draw, owner=self)
        self.tasks.run_all()

    def button(self, name: str) -> QWidget:
        """The button of a row."""
        rows = (self.rows.itemAt(at) for at in range(self.rows.count()))
        boxes = [item.widget() for item in rows if item is not None]
        row = next(box for box in boxes if box is not None and box.accessibleName() == name)
        return next(one for one in row.children() if isinstance(one, QAbstractButton))

    def at(self) -> QWidget | None:
        """Who has the keyboard in this window."""
        return self.window().focusWidget()


def button_called(text: str) -> QAbstractButton:
    made = parts.QPushButton(text)
    made.setFixedHeight(30)
    return made


@pytest.fixture
def page(qtbot: QtBot, inline: InlineTasks) -> Page:
    made = Page(inline)
    qtbot.addWidget(made)
    made.come("A", "B", "C", "D", "E", "F", "G")
    made.show()
    QApplication.processEvents()
    return made


def test_that_the_keyboard_is_in_the_same_row_when_rows_are_drawn_anew(page: Page) -> None:
    page.button("C").setFocus()
    page.come("0", "A", "B", "C", "D")
    assert page.at() is page.button("C")
    assert page.button("C").isVisible()


def test_that_nothing_else_can_be_pressed_in_place_of_what_went(page: Page) -> None:
    page.button("C").setFocus()
    page.come("A", "B", "D", "E")
    assert page.at() is page.area


def test_that_who_was_led_elsewhere_on_purpose_stays_there(page: Page) -> None:
    page.button("C").setFocus()
    page.come("A", "B", "C", last=page.other)
    assert page.at() is page.other


def test_that_who_writes_elsewhere_goes_on_writing(page: Page) -> None:
    page.other.setFocus()
    page.come("A", "B", "C")
    assert page.at() is page.other


def test_that_what_is_scrolled_to_stays_when_rows_are_drawn_anew(page: Page) -> None:
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    page.come("A", "B", "C", "D", "E", "F", "G")
    for _ in range(3):
        QApplication.processEvents()
    assert (before > 0, bar.value()) == (True, before)


def test_that_an_open_choice_stays_where_somebody_stands_though_there_is_more_to_choose(qtbot: QtBot) -> None:
    combo = QComboBox()
    qtbot.addWidget(combo)
    refill(combo, [("All  3", ""), ("Food  2", "food"), ("Toys  1", "toys")], "food")
    combo.show()
    combo.showPopup()
    combo.view().setCurrentIndex(combo.model().index(2, 0))
    refill(combo, [("All  4", ""), ("Drinks  1", "drinks"), ("Food  2", "food"), ("Toys  1", "toys")], "food")
    assert combo.view().currentIndex().data() == "Toys  1"
    assert (combo.currentText(), combo.itemText(0)) == ("Food  2", "All  4")
    combo.hidePopup()


@pytest.fixture
def furnished(qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World(), lang="en")
    made.opened.window.show()
    made.settle(qapp)
    yield made
    made.leave(qapp)


def profile_of(furnished: Furnished) -> ProfilePage:
    found = furnished.opened.window.shown
    assert isinstance(found, ProfilePage)
    return found


def test_that_a_place_leads_to_its_record_once_and_never_back_to_it(furnished: Furnished, qapp: QApplication) -> None:
    window = furnished.opened.window
    window.go(Place("profile", ("host", "H0007", "training", 2)))
    furnished.settle(qapp)
    page = profile_of(furnished)
    trainings = page.records.pages["trainings"]
    assert page.records.currentWidget() is trainings
    assert window.focusWidget() is trainings.table
    page.records.setCurrentIndex(0)
    page.records.setFocus()
    furnished.opened.desk.tasks.changed.emit(None)
    furnished.settle(qapp)
    assert page.records.currentIndex() == 0
    assert window.focusWidget() is page.records.tabBar() or window.focusWidget() is page.records


def test_that_a_record_that_comes_late_takes_the_keyboard_from_nobody(furnished: Furnished, qapp: QApplication) -> None:
    window = furnished.opened.window
    window.go(Place("profile", ("host", "H0007", "training", 2)))
    window.palette_box.open_now()
    QTest.keyClicks(window.palette_box.line, "H00")
    furnished.settle(qapp)
    assert window.focusWidget() is window.palette_box.line
    assert window.palette_box.line.text() == "H00"


def test_that_nothing_is_opened_for_who_went_elsewhere(furnished: Furnished, qapp: QApplication) -> None:
    window = furnished.opened.window
    window.go(Place("profile", ("host", "H0007")))
    furnished.settle(qapp)
    page = profile_of(furnished)
    assert still_at(page.records)
    window.palette_box.open_now()
    assert not still_at(page.records)
    window.palette_box.hide()
    window.go(Place("hosts"))
    furnished.settle(qapp)
    assert not still_at(page.records)


def test_that_a_field_being_edited_stays_open_as_it_is_typed(furnished: Furnished, qapp: QApplication) -> None:
    furnished.opened.window.go(Place("profile", ("host", "H0007")))
    furnished.settle(qapp)
    row = profile_of(furnished).records.facts.rows["unit"]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    editor = row.editor
    assert editor is not None
    line = editor.focusProxy() or editor
    QTest.keyClicks(line, "Te")
    furnished.opened.desk.tasks.changed.emit(None)
    furnished.settle(qapp)
    assert row.editor is editor
    assert editor.text.endswith("Te")
    assert furnished.opened.window.focusWidget() is line
