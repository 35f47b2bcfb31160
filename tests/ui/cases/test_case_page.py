"""The page of one case: its clocks, its next steps, each refused at its field with the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt

from auditor.services.cases import story as s
from auditor.services.cases.logging import LogCaseEvent
from tests.ui.cases.conftest import K1, K2, K3, Office
from ui.cases.clock_cards import ClockCards
from ui.cases.screen import ME
from ui.kit.desk import Place


def test_that_the_page_says_who_what_and_how_far(office: Office) -> None:
    page = office.page(K2)
    assert page.name.text() == "Infraction K2"
    assert page.beside.text().split("  ·  ")[0] == "店S1"
    assert "Substantiated" in page.beside.text()
    assert [card.left.text() for card in page.clocks.cards] == ["1 d 6 h left"]
    page.subject.click()
    assert office.went == [Place("profile", ("merchant", "S1"))]


def test_that_the_clocks_follow_the_size_of_writing_and_their_titles_are_not_cut(office: Office) -> None:
    case = office.case(K3)
    cards = ClockCards(office.desk)
    office.qtbot.addWidget(cards)
    cards.resize(1200, 400)
    cards.show_clocks(case.clocks, case.now)
    cards.show()
    title = cards.cards[0].title
    assert title.text() == "Corrective action to be carried out 1"
    before = cards.cards[0].width()
    assert title.fontMetrics().horizontalAdvance(title.text()) <= before - 20
    office.desk.theme.resize(2.0)
    after = cards.cards[0].width()
    office.desk.theme.resize(1.0)
    assert after > 1.8 * before


def test_that_an_appeal_still_to_be_filed_keeps_closing_from_being_the_next_step(office: Office) -> None:
    page = office.page(K2)
    assert next(iter(page.steps)) == s.SANCTIONED
    assert s.CLOSED in page.steps


def test_that_a_case_goes_from_intake_to_decision_by_the_keyboard_alone(office: Office) -> None:
    page = office.page(K1)
    assert list(page.steps)[:3] == [s.ACCEPTED, s.RESPONDED, s.DECIDED]
    assert page.steps[s.ACCEPTED].hasFocus()
    for kind in (s.ACCEPTED, s.RESPONDED):
        first = page.steps[kind]
        office.qtbot.keyClick(first, Qt.Key.Key_Space)
        office.qtbot.keyClick(page.form.fields["by"].entry.inner, Qt.Key.Key_Return)
        office.settle()
        assert page.form.isHidden()
    office.qtbot.keyClick(page.steps[s.DECIDED], Qt.Key.Key_Space)
    outcome = page.form.fields["outcome"].entry.inner
    assert outcome.hasFocus()
    office.qtbot.keyClicks(outcome, "subst")
    office.qtbot.keyClick(outcome, Qt.Key.Key_Return)
    office.settle()
    shown = office.case(K1)
    assert (shown.case.values["outcome"], shown.state.stage) == ("substantiated", s.DECIDED)


def test_that_a_decision_without_an_outcome_is_refused_at_the_field(office: Office) -> None:
    page = office.page(K1)
    office.step(page, s.DECIDED)
    assert office.told(page) == {"outcome": "A decision says what the case was held to be."}
    assert page.form.fields["outcome"].entry.inner.hasFocus()
    assert office.case(K1).state.decided is None


def test_that_a_sanction_without_its_end_is_refused_at_the_field(office: Office) -> None:
    page = office.page(K2)
    office.step(page, s.SANCTIONED, sanction="warning")
    assert office.told(page) == {"until": "A sanction has a last day, or is long-term: say which."}
    office.step(page, s.SANCTIONED, sanction="warning", until="2026-06-01")
    assert list(office.told(page)) == ["until"]
    office.step(page, s.SANCTIONED, sanction="warning", until="长期")
    assert page.form.isHidden()
    assert len(office.case(K2).sanctions) == 1
    assert page.records.tabText(1) == "Sanctions  1"


def test_that_verifying_ones_own_action_is_refused_at_the_field_with_the_reason(office: Office) -> None:
    page = office.page(K3)
    assert next(iter(page.steps)) == s.VERIFIED
    office.step(page, s.VERIFIED, by="闻专员")
    assert list(office.told(page)) == ["by"]
    office.step(page, s.VERIFIED, by="岑专员")
    assert page.form.isHidden()
    assert office.case(K3).actions[0].values["verified_by"] == "岑专员"


def test_that_closing_what_was_not_decided_is_told_in_the_form(office: Office) -> None:
    page = office.page(K1)
    assert s.CLOSED not in page.steps
    page.take(s.CLOSED)
    page.form.save()
    office.settle()
    assert "It was not decided yet." in page.form.general.text()
    assert page.form.general.isVisible()


def test_that_a_moment_ahead_is_refused_at_the_moment(office: Office) -> None:
    page = office.page(K1)
    office.step(page, s.RESPONDED, at="2026-07-02 09:00")
    assert list(office.told(page)) == ["at"]


def test_that_a_step_is_taken_back_with_all_that_it_did(office: Office) -> None:
    page = office.page(K1)
    office.step(page, s.ACCEPTED)
    assert office.case(K1).case.values["accepted_at"] is not None
    office.desk.edits.undo()
    office.settle()
    assert office.case(K1).case.values["accepted_at"] is None


def test_that_waiting_pauses_the_clock_and_the_next_step_is_the_answer(office: Office) -> None:
    page = office.page(K1)
    office.step(page, s.ACCEPTED)
    office.step(page, s.WAITING, party="consumer")
    assert next(iter(page.steps)) == s.RESUMED
    assert "Waiting for the other side" in page.notes.itemAt(0).widget().text()
    assert any("Paused" in card.left.text() for card in page.clocks.cards)


def test_that_what_is_typed_in_a_step_survives_a_change_made_elsewhere(office: Office) -> None:
    page = office.page(K1)
    page.take(s.DECIDED)
    field = page.form.fields["text"]
    field.entry.put("录像一致")
    office.app.do(LogCaseEvent(K1, s.ACCEPTED))
    page.outdate()
    office.settle()
    assert page.form.fields["text"] is field
    assert (field.entry.text, s.ACCEPTED in page.steps) == ("录像一致", False)


def test_that_the_keyboard_stays_on_a_step_that_is_still_to_be_done(office: Office) -> None:
    page = office.page(K1)
    page.steps[s.NOTE].setFocus()
    office.app.do(LogCaseEvent(K1, s.ACCEPTED))
    office.desk.tasks.changed.emit(None)
    office.settle()
    assert s.ACCEPTED not in page.steps
    note = page.steps[s.NOTE]
    assert page.window().focusWidget() is note
    office.desk.tasks.changed.emit(None)
    office.settle()
    assert page.steps[s.NOTE] is note, "one that is just being pressed is pressed"


def test_that_no_other_step_is_pressed_in_place_of_one_that_somebody_else_did(office: Office) -> None:
    page = office.page(K1)
    page.steps[s.ACCEPTED].setFocus()
    office.app.do(LogCaseEvent(K1, s.ACCEPTED))
    office.desk.tasks.changed.emit(None)
    office.settle()
    assert page.window().focusWidget() not in page.steps.values()


def test_that_an_action_gets_the_next_number(office: Office) -> None:
    page = office.page(K3)
    office.step(page, "action", action="排期表增加年龄提示", responsible="岑专员")
    assert [one.values["number"] for one in office.case(K3).actions] == [1, 2]
    page.records.setCurrentWidget(page.records.pages["actions"])
    page.records.pages["actions"].begin_adding()
    assert page.records.pages["actions"].adding.fields["number"].entry.text == "3"


def test_that_a_step_opens_where_it_is_seen_in_a_low_window(office: Office) -> None:
    page = office.page(K1)
    page.resize(700, 300)
    office.settle()
    page.take(s.DECIDED)
    office.settle()
    seen = page.pane.viewport().rect()
    assert seen.contains(page.form.title.mapTo(page.pane.viewport(), page.form.title.rect().center()))
    assert page.form.fields["outcome"].entry.inner.hasFocus()


def test_that_the_window_remembers_who_sits_at_it(office: Office) -> None:
    page = office.page(K1)
    office.step(page, s.ACCEPTED, by="闻专员")
    assert office.desk.memory.get(ME) == "闻专员"
    page.take(s.RESPONDED)
    assert page.form.fields["by"].entry.text == "闻专员"


def test_that_a_field_of_the_case_is_edited_where_it_stands(office: Office) -> None:
    page = office.page(K2)
    draft = page.records.facts.draft
    assert draft is not None
    draft.type("compensation", "200")
    page.records.saver.save(draft, "compensation")
    office.settle()
    assert office.case(K2).case.values["compensation"] == 20_000


def test_that_the_window_looking_back_writes_nothing_and_keeps_what_was_typed(office: Office) -> None:
    from ui.cases.page import CasePage
    from ui.kit.looking import looking_back

    page = CasePage(looking_back(office.desk))
    page.open(K1)
    office.shown(page)
    office.desk.day.know(office.desk.day.now)
    office.settle()
    office.step(page, s.ACCEPTED, text="转二组")
    assert page.form.fields["text"].entry.text == "转二组"
    assert office.case(K1).state.accepted is None


def test_that_a_case_that_is_not_there_is_told(office: Office) -> None:
    page = office.page("K77")
    assert page.area.currentWidget() is page.absent
    assert "K77" in page.absent.sentence.text()
