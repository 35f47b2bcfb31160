"""The clearance page over a real workspace: pick, read the answer, tick, print; work done when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.i18n import Language
from auditor.model.sheets import SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow
from auditor.services.editing import SaveRecord
from auditor.services.records import Problems as RowProblems
from auditor.services.records import Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.clearance.conftest import in_order
from tests.ui.desks import NOW
from ui.clearance.lapse import LapsePage
from ui.clearance.presenter import Token
from ui.clearance.screen import EMPTY, REFUSED, SIGNING, TOLD, ClearanceDesk
from ui.explain.screen import ExplainPage
from ui.kit.desk import Day, Desk, Place
from ui.kit.openable import Openable
from ui.kit.problems import Problems
from ui.kit.scrolling import Area
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@dataclass(slots=True)
class Around:
    """The page over the world in which everything is in order."""

    tasks: InlineTasks
    page: ClearanceDesk
    gone: list[Place]

    def settle(self) -> None:
        """Ask what was picked, and let it arrive."""
        if self.page._timer.isActive():
            self.page._timer.stop()
            self.page.ask()
        self.tasks.run_all()

    def pick(self, kind: str, typed: str) -> None:
        """Type into a picker and press Enter."""
        picker = self.page._pickers[kind]
        picker.line.setText(typed)
        picker.line.entered.emit()
        self.tasks.run_all()
        self.settle()


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Around]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    rows = in_order()
    with Auditor.open(path, clock=lambda: NOW) as app:
        with app.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, day_of(NOW.date()))
            for sheet in SHEETS:
                parsed = [ParsedRow(number, values) for number, values in enumerate(rows.get(sheet.name, ()), start=2)]
                recorder.apply(sheet, parsed, RowProblems(sheet.zh))
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        gone: list[Place] = []
        page = ClearanceDesk(Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append))
        qtbot.addWidget(page)
        page.show()
        tasks.run_all()
        yield Around(tasks, page, gone)


def test_that_an_answer_stands_there_once_all_is_picked_and_turns_with_a_tick(around: Around, tmp_path: Path) -> None:
    page = around.page
    assert page.area.currentIndex() == EMPTY
    around.pick("host", "H1")
    assert page.area.currentIndex() == SIGNING
    around.pick("merchant", "店S1")
    around.pick("category", "fsxb")
    assert (page.area.currentIndex(), page.big.answer) == (TOLD, "GO")
    around.pick("brand", "无名")
    assert page.big.answer == "NO-GO"
    assert ("BR-02", "merchant:S1") in page.lines.boxes
    page.open(("broadcast", "B1"))
    around.settle()
    assert (page.big.answer, page.picks.codes("room")) == ("GO", ("R1",))
    box = page.lines.boxes["RC-03", "broadcast:B1"]
    box.show()
    box.fields["reviewed_at"].line.setText("昨晚")
    box.send()  # refused where it is wrong; nothing was written
    around.settle()
    assert [field.valid for field in box.fields.values()] == [False, False]
    page.ask()
    around.settle()
    box = page.lines.boxes["RC-03", "broadcast:B1"]
    assert (box.isHidden(), box.fields["reviewed_at"].text) == (
        False,
        "昨晚",
    )  # what is being typed outlives a new answer
    box.fields["reviewed_at"].line.setText("2026-07-01 19:00")
    box.fields["reviewer"].line.setText("陈静")
    box.send()
    around.settle()
    page.ask()
    around.settle()
    assert ("RC-03", "broadcast:B1") not in page.lines.boxes
    question = page.picks.question()
    page.write_sheet(question, tmp_path / "sheet.pdf")
    around.settle()
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    page.goods.text.setPlainText("口红 / 无名 / 普通化妆品")
    page.goods.ask()
    around.settle()
    assert [one.answer for one in page.goods.told.goods] == ["NO-GO"]  # type: ignore[union-attr]
    around.pick("host", "H1")  # what is picked changes: the goods are answered anew
    assert page.goods.told.beside == ()  # type: ignore[union-attr]
    page.start.setText("25:99")
    page.start.textEdited.emit("25:99")
    page.ask()
    # No answer to what was picked before stands beside a time that is none.
    assert (page.area.currentIndex(), page.told, page.start.property("wrong")) == (REFUSED, None, True)
    page.open(("broadcast", "B404"))
    around.settle()
    assert page.area.currentIndex() == REFUSED


def explained(around: Around, qtbot: QtBot) -> ExplainPage:
    """The page to which the last step led."""
    page = ExplainPage(around.page.desk)
    qtbot.addWidget(page)
    page.show()
    assert around.gone[-1].room == "explain"
    page.open(around.gone[-1].argument)
    around.tasks.run_all()
    return page


def test_that_each_line_opens_as_it_was_answered(around: Around, qtbot: QtBot) -> None:
    page = around.page
    for kind, typed in (("host", "H1"), ("merchant", "店S1"), ("category", "fsxb"), ("brand", "无名")):
        around.pick(kind, typed)
    # Its categories and brands stand nowhere on file: only the combination knows them.
    line = page.lines.shown["BR-02", "merchant:S1"]
    with qtbot.waitActive(page):
        page.activateWindow()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    taken = explained(around, qtbot)
    found = taken.found
    assert found is not None
    assert (found.rule, found.code, found.result, found.as_of) == ("BR-02", "S1", "fail", page.picks.day)
    # What mends it is tried within the combination: on file alone nobody asks for this brand.
    (fix,) = taken.fixes.fixes  # type: ignore[union-attr]
    assert any("无名" in str(act.told) for act in fix.acts)
    duty = next(one for one in page.told.to_do if one.subject.id < 0)  # type: ignore[union-attr]
    page.lines.why.emit(duty)
    shown = explained(around, qtbot)
    assert shown.found is not None
    assert (shown.found.type, shown.found.result) == ("broadcast", "unknown")
    assert shown.who.isHidden()
    assert not shown.back.isHidden()


def test_that_a_ground_of_signing_opens(around: Around, qtbot: QtBot) -> None:
    around.pick("host", "H1")
    (line, *_more) = around.page.signing.findChildren(Openable)
    qtbot.mouseDClick(line, Qt.MouseButton.LeftButton)
    found = explained(around, qtbot).found
    assert found is not None
    assert (found.type, found.code, found.result) == ("host", "H1", "pass")


def test_that_a_combination_is_put_on_file_and_its_lapses_are_told(around: Around, qtbot: QtBot) -> None:
    page = around.page
    for kind, typed in (("host", "H1"), ("merchant", "店S1"), ("category", "fsxb"), ("brand", "山海"), ("room", "R1")):
        around.pick(kind, typed)
    page.keep.click()
    assert page.saving.code.text == f"{page.picks.day:%Y%m%d}-2000-R1"
    page.saving.code.line.setText("B1")
    page.saving.send()
    around.settle()
    assert page.picks.broadcast == ""  # the code is taken: nothing was written
    page.saving.code.line.setText("B2")
    page.saving.send()
    around.settle()
    assert (page.picks.broadcast, page.told.deal.on_file) == ("B2", True)  # type: ignore[union-attr]
    assert not page.keep.isEnabled()
    page.chains.findChildren(QPushButton)[-1].click()
    assert around.gone[-1].room == "lapse"
    lapse = LapsePage(page.desk)
    qtbot.addWidget(lapse)
    lapse.show()
    lapse.open(around.gone[-1].argument)
    around.tasks.run_all()
    assert (lapse.told.day.isoformat(), lapse.told.judged) == ("2027-07-01", 0)  # type: ignore[union-attr]
    lapse.day.setDate(QDate(2026, 6, 1))
    around.tasks.run_all()
    assert [line.texts[1:3] for line in lapse.table.small.lines] == [("B2", "BR-02"), ("B1", "BR-02")]
    lapse.table.activated.emit(lapse.table.small.index(0, 0))
    assert around.gone[-1] == Place("clearance", ("broadcast", "B2"))


def test_that_a_product_is_picked_by_pinyin_and_brings_merchant_category_and_brand(around: Around) -> None:
    values = (("merchant", "S1"), ("code", "P1"), ("name", "口红"), ("brand", "无名"), ("category", "普通化妆品"))
    around.page.desk.tasks.core.do(SaveRecord("products", None, values))  # type: ignore[union-attr]
    around.pick("host", "H1")
    around.pick("product", "口红")
    page = around.page
    assert (page.picks.codes("product"), page.picks.codes("merchant")) == (("P1",), ("S1",))
    assert (page.area.currentIndex(), page.told.deal.brands) == (TOLD, ("无名",))  # type: ignore[union-attr]
    page._pickers["product"].remove(page.picks.of("product")[0])
    around.pick("product", "kh")  # among the merchant's own, by initials too
    assert page.picks.codes("product") == ("P1",)
    around.pick("room", "R1")
    page.put_on_file("B2")
    around.settle()
    assert (page.picks.broadcast, page.picks.of("product")) == ("B2", [Token("P1", "口红")])


def test_that_nothing_of_an_answer_is_cut_at_its_side_in_a_small_window(around: Around) -> None:
    page = around.page
    for kind, typed in (
        ("host", "H1"),
        ("merchant", "店S1"),
        ("category", "fsxb"),
        ("brand", "山海"),
        ("brand", "无名"),
    ):
        around.pick(kind, typed)
    page.resize(832, 620)  # what a window of 1000 x 700 leaves it
    languages: tuple[tuple[Language, str], ...] = (("zh", "授权链有效"), ("en", "Holds"))
    for language, told in languages:
        page.desk.texts.switch(language)
        assert told in page.chains.view.accessibleName()
        page.layout().activate()  # type: ignore[union-attr]
        areas = [area for area in page.findChildren(Area) if area.isVisible()]
        assert len(areas) == 2
        assert all(area.widget().minimumSizeHint().width() <= area.viewport().width() for area in areas)


def test_that_what_is_being_typed_survives_what_somebody_else_stores(around: Around) -> None:
    around.pick("host", "H1")
    page = around.page
    line, start = page._pickers["merchant"].line, page.times.start
    line.setText("S")
    start.setText("20:30")
    page.picks.start = "20:30"
    start.setCursorPosition(2)
    page.desk.tasks.changed.emit(None)
    around.tasks.run_all()
    assert (line.text(), start.text(), start.cursorPosition()) == ("S", "20:30", 2)
    page.clear()
    assert line.text() == ""


def test_that_a_late_answer_to_one_name_does_not_eat_the_next(around: Around) -> None:
    picker = around.page._pickers["host"]
    picker.line.setText("H1")
    picker.line.entered.emit()
    picker.line.setText("H2")  # typed on, before it is known who H1 is
    around.tasks.run_all()
    assert (around.page.picks.codes("host"), picker.line.text()) == (("H1",), "H2")


def test_that_many_products_stand_folded_behind_a_button(around: Around) -> None:
    picker = around.page._pickers["product"]
    picker.put([Token(f"P{number}", f"货{number}") for number in range(9)])
    buttons = picker.findChildren(QPushButton)
    assert len(buttons) == 6
    buttons[-1].click()
    assert len({one.accessibleName() for one in picker.findChildren(QPushButton) if "货" in one.accessibleName()}) == 9
