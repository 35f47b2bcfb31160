"""A held session logged in the grid: keyboard, paste, refusals at their cell; what was typed is never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from typing_extensions import override

from auditor.services.changes import Head
from auditor.services.profiles import ProfileOf
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf
from tests.ui.training.conftest import Office
from ui.training.held import CODE, DAY, MINUTES, NOTE, REMARK, RESULT, SCORE, WHO, meant_word
from ui.training.held_pane import HeldPane


def _log(office: Office, code: str = "S1", *who: str) -> HeldPane:
    office.app.do(Enrol(code, learners=who or ("H1", "H2", "H3", "staff:张三")))
    office.open("session", code)
    page = office.room.sessions.page
    page.tabs.setCurrentWidget(page.log)
    return page.log


def _type(log: HeldPane, row: int, column: int, text: str) -> None:
    log.model.setData(log.model.index(row, column), text)


def _keys(qtbot: QtBot, log: HeldPane, text: str) -> None:
    """Type at wherever the focus is, then Enter."""
    for key in (*text, Qt.Key.Key_Return):
        focused = QApplication.focusWidget()
        qtbot.keyClick(focused if focused is not None and log.isAncestorOf(focused) else log.grid, key)
        QApplication.processEvents()


def _cell(log: HeldPane, row: int, column: int) -> str:
    return str(log.model.index(row, column).data() or "")


def _roster(office: Office, code: str = "S1") -> list[tuple[object, ...]]:
    return [(one.learner, one.state, one.score, one.attempt) for one in office.app.ask(SessionOf(code)).roster]


def test_that_a_session_of_today_opens_on_its_log_and_is_logged_by_keys_alone(office: Office, qtbot: QtBot) -> None:
    office.app.do(Enrol("S1", learners=("H1", "H2", "H3", "staff:张三")))
    office.open("session", "S1")
    page = office.room.sessions.page
    log, grid = page.log, page.log.grid
    assert page.tabs.currentWidget() is log
    grid.setFocus()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, SCORE)
    for score in ("92", "55", "", "100"):
        _keys(qtbot, log, score)
    grid.setCurrentIndex(log.model.index(2, RESULT))
    _keys(qtbot, log, "qk")
    assert log.bar.text() == "2 passed · 1 failed · 1 absent · 0 refused · 0 excused · 0 open"
    head = office.app.ask(Head()).change
    qtbot.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    office.settle()
    assert office.app.ask(Head()).change == head + 1
    assert _roster(office) == [
        ("H1", "attended", 9200, 1), ("H2", "attended", 5500, 1), ("H3", "no_show", None, 1),
        ("张三", "attended", 10000, 1),
    ]  # fmt: skip
    assert "4 new" in office.said()


def test_that_what_cannot_be_is_told_at_its_cell_as_it_is_typed(office: Office, qtmodeltester: ModelTester) -> None:
    log = _log(office)
    qtmodeltester.check(log.model)
    _type(log, 0, SCORE, "101")
    _type(log, 1, SCORE, "ninety")
    _type(log, 2, DAY, "2026-07-01")
    _type(log, 3, RESULT, "缺考")
    _type(log, 3, SCORE, "40")
    assert _cell(log, 0, NOTE) == "The score 101 lies outside the course's scale of 0 to 100."
    assert "“ninety”" in _cell(log, 1, NOTE)
    assert _cell(log, 2, NOTE) == "The training day 2026-07-01 lies ahead."
    assert _cell(log, 3, NOTE) == "Who did not take part has no score."
    assert set(log.state.lines[0].wrong) == {SCORE}
    assert set(log.state.lines[2].wrong) == {DAY}
    _type(log, 0, SCORE, "100")
    assert _cell(log, 0, NOTE) == ""


def test_that_a_completion_before_the_start_comes_back_to_its_cell_and_nothing_is_stored(office: Office) -> None:
    log = _log(office)
    for row in range(4):
        _type(log, row, SCORE, "90")
    _type(log, 1, DAY, "2026-06-29")
    head = office.app.ask(Head())
    log.save_all()
    office.settle()
    assert office.app.ask(Head()) == head
    assert set(log.state.lines[1].wrong) == {DAY}
    assert "2026-06-29" in _cell(log, 1, NOTE)
    assert log.grid.currentIndex().row() == 1
    assert [_cell(log, row, SCORE) for row in range(4)] == ["90"] * 4


def test_that_start_and_end_are_checked_at_their_fields(office: Office) -> None:
    log = _log(office)
    log.all_attended()
    log.started.line.setText("2026-06-30 18:00")
    log.ended.line.setText("2026-06-30 07:00")
    assert "lies ahead" in log.started.complaint.text()
    log.started.line.setText("2026-06-30 08:00")
    log.ended.line.setText("2026-06-30 07:30")
    assert "lies before the start" in log.ended.complaint.text()
    log.save_all()
    office.settle()
    assert office.app.ask(SessionOf("S1")).line.status == "planned"


def test_that_a_column_of_a_spreadsheet_fills_downwards_and_names_find_their_line(office: Office) -> None:
    log = _log(office)
    log.paste(0, SCORE, "92\t118\r\n\t\r\n88\t\r\n70\t90\r\n")
    assert [(_cell(log, row, SCORE), _cell(log, row, MINUTES)) for row in range(4)] == [
        ("92", "118"), ("", ""), ("88", ""), ("70", "90"),
    ]  # fmt: skip
    log.paste(0, SCORE, "H3\t缺考\n张三\t95\nH5\t81\n")
    office.settle()
    assert (_cell(log, 2, RESULT), _cell(log, 3, SCORE)) == ("缺考", "95")
    assert (_cell(log, 4, WHO), _cell(log, 4, SCORE)) == ("H5", "81")
    assert _cell(log, 4, 1).endswith("H5")
    _type(log, 2, SCORE, "")
    _type(log, 1, SCORE, "55")
    log.save_all()
    office.settle()
    assert [one[0] for one in _roster(office)] == ["H1", "H2", "H3", "H5", "张三"]


def test_that_who_is_unknown_or_unsaid_is_told_and_all_others_can_be_said_to_have_come(office: Office) -> None:
    log = _log(office, "S2", "H1", "H2")
    log.paste(2, WHO, "没有这个人\t90")
    office.settle()
    log.save_all()
    assert _cell(log, 2, NOTE) == "Nobody is called 没有这个人."
    log.grid.removed.emit({2})
    _type(log, 0, RESULT, "拒训")
    log.all_attended()
    assert [_cell(log, row, RESULT) for row in (0, 1)] == ["拒训", "Attended"]


def test_that_a_held_session_sends_only_what_was_typed_anew_and_keeps_every_attempt(office: Office) -> None:
    log = _log(office)
    log.paste(0, SCORE, "92\n55\n88\n70")
    log.co_signer.line.setText("赵敏")
    log.save_all()
    office.settle()
    assert [_cell(log, row, SCORE) for row in range(4)] == ["92", "55", "88", "70"]
    log.save_all()
    assert "There is nothing new to store." in office.said()
    _type(log, 1, SCORE, "85")
    log.save_all()
    office.settle()
    assert _roster(office)[1] == ("H2", "attended", 8500, 1)
    trainings = office.app.ask(ProfileOf("host", "H2")).records["trainings"]
    assert [(one.values["attempt"], one.values["score"], one.values["co_signer"]) for one in trainings] == [
        (1, 8500, "赵敏")
    ]


def test_that_what_was_typed_stays_while_another_session_is_looked_at(office: Office) -> None:
    log = _log(office)
    _type(log, 1, SCORE, "77")
    _type(log, 1, REMARK, "补考")
    office.open("session", "S2")
    office.open("session", "S1")
    office.app.do(Enrol("S1", learners=("H4",), over=True))
    office.room.sessions.read()
    office.settle()
    assert (_cell(log, 1, SCORE), _cell(log, 1, REMARK)) == ("77", "补考")
    assert log.model.rowCount() == 6


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("缺", "缺考"), ("ref", "refused"), ("bhg", "不合格"), ("a", "a"), ("合格", "合格"), ("", ""), ("请", "请假")],
)
def test_that_the_beginning_of_a_word_is_enough(typed: str, meant: str) -> None:
    assert meant_word(typed) == meant


def _at_once(log: HeldPane, text: str) -> None:
    """Keys that came while the window was busy: one after the other, with nothing done between them."""
    for key in text:
        code = Qt.Key.Key_Return if key == "\n" else Qt.Key(ord(key.upper()))
        focused = QApplication.focusWidget() or log.grid
        QApplication.sendEvent(
            focused, QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, key.strip())
        )


def test_that_scores_typed_faster_than_the_window_is_stand_each_at_its_line(office: Office) -> None:
    log = _log(office)
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(0, SCORE))
    _at_once(log, "92\n55\n71\n")
    assert [_cell(log, row, SCORE) for row in range(4)] == ["92", "55", "71", ""]
    log.grid.setCurrentIndex(log.model.index(0, RESULT))
    _at_once(log, "excused\nabsent\n")
    assert [_cell(log, row, RESULT) for row in range(2)] == ["Excused", "Absent"]


def test_that_a_cell_in_which_somebody_writes_stays_open_while_the_session_is_read_again(
    office: Office, qtbot: QtBot
) -> None:
    log = _log(office)
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(1, SCORE))
    _at_once(log, "8")
    office.app.do(Enrol("S1", learners=("staff:李四",), over=True))
    office.room.sessions.page.show_session(office.app.ask(SessionOf("S1")))
    assert log.model.rowCount() == 5
    _at_once(log, "5\n")
    qtbot.waitUntil(lambda: log.model.rowCount() == 6)
    assert (_cell(log, 1, SCORE), _cell(log, 4, WHO)) == ("85", "李四")
    assert (log.grid.currentIndex().row(), log.grid.currentIndex().column()) == (2, SCORE)


def test_that_what_stands_in_the_open_cell_is_stored_with_the_rest(office: Office, qtbot: QtBot) -> None:
    log = _log(office, "S1", "H1")
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(0, SCORE))
    _at_once(log, "92")
    log.save_all()
    office.settle()
    assert _roster(office) == [("H1", "attended", 9200, 1)]


def _offers(log: HeldPane) -> list[str]:
    """What the list that is open offers."""
    shown = [one for one in log.window().findChildren(QListView) if one.isVisible()]
    found = [one for one in shown if one.property("is") == "offers"]
    return [str(found[0].model().index(row, 0).data()) for row in range(found[0].model().rowCount())] if found else []


def test_that_words_are_offered_without_a_window_that_could_take_the_next_key(office: Office, qtbot: QtBot) -> None:
    log = _log(office)
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(0, RESULT))
    before = {one for one in QApplication.topLevelWidgets() if one.isVisible()}
    _at_once(log, "a")
    assert _offers(log) == ["absent", "attended"]
    assert {one for one in QApplication.topLevelWidgets() if one.isVisible()} == before
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert _cell(log, 0, RESULT) == "Absent"
    assert (_offers(log), log.grid.currentIndex().row()) == ([], 1)
    _at_once(log, "ex")
    assert _offers(log) == ["excused"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert (_offers(log), log.grid.editing) == ([], True)
    _at_once(log, "\n")
    assert _cell(log, 1, RESULT) == "Excused"


def test_that_the_log_is_stored_with_the_word_that_is_being_completed(office: Office, qtbot: QtBot) -> None:
    log = _log(office, "S1", "H1")
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(0, RESULT))
    _at_once(log, "abs")
    assert _offers(log) == ["absent"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    office.settle()
    assert _roster(office) == [("H1", "no_show", None, 1)]


class _Reader(QObject):
    """A screen reader that listens: Qt holds each key back until it has heard it, but no shortcut."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple[QWindow, QKeyEvent]] = []

    @override
    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if isinstance(target, QWindow) and isinstance(event, QKeyEvent) and event.spontaneous():
            self.held.append((target, event.clone()))
            return True
        return False

    def heard(self) -> None:
        """Let the keys go."""
        for target, event in self.held:
            QApplication.sendEvent(target, event)


def test_that_no_key_overtakes_another_while_a_screen_reader_listens(office: Office, qapp: QApplication) -> None:
    log = _log(office, "S1", "H1", "H2")
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(0, SCORE))
    reader, window = _Reader(), log.window().windowHandle()
    qapp.installEventFilter(reader)
    for key in (*"92", Qt.Key.Key_Return, *"85"):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qapp.removeEventFilter(reader)
    reader.heard()
    office.settle()
    assert _roster(office) == [("H1", "attended", 9200, 1), ("H2", "attended", 8500, 1)]


def test_that_people_are_offered_and_their_answer_writes_over_nothing_that_is_typed_meanwhile(
    office: Office, qtbot: QtBot
) -> None:
    log = _log(office)
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(4, WHO))
    _at_once(log, "H5")
    office.settle()
    assert _offers(log) == ["名H5  H5"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    _at_once(log, "\n")
    log.grid.setCurrentIndex(log.model.index(4, SCORE))
    _at_once(log, "9")
    office.settle()
    assert "名H5" in _cell(log, 4, CODE), "who is meant was read while the score was typed"
    _at_once(log, "1\n")
    assert (_cell(log, 4, WHO), _cell(log, 4, SCORE)) == ("H5", "91")
