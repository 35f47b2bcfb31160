"""Records of a profile: added by a form that asks for what is missing, changed in place, removed and brought back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from auditor.services.profiles import ProfileOf
from tests.ui.editing.conftest import Open, Opened
from ui.editing.inputs import WhoInput
from ui.profiles.record_page import RecordPage


def licences(one: Opened) -> RecordPage:
    page = one.page.records.pages["licences"]
    one.page.records.setCurrentWidget(page)
    return page


def numbers(one: Opened) -> list[object]:
    return [row.values["number"] for row in one.app.ask(ProfileOf("merchant", "M1")).records["licences"]]


def fill(page: RecordPage, **texts: str) -> None:
    for name, text in texts.items():
        field = page.adding.fields[name]
        field.entry.put(text)
        field.entry.typed.emit(text)


def test_that_a_record_is_added_with_what_it_must_have(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.begin_adding()
    page.adding.save()
    assert page.adding.fields["kind"].below.text() == "Kind must be filled in."
    fill(page, kind="business licence", number="91")
    page.adding.save()
    one.tasks.run_all()
    assert numbers(one) == ["91", "JY1"]
    assert page.adding.isHidden()
    current = page.current()
    assert current is not None
    assert current["number"] == "91"


def test_that_a_key_that_stands_is_told_at_its_field_and_the_form_keeps_its_text(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.begin_adding()
    fill(page, kind="business licence", number="JY1", valid_from="2022-01-08")
    page.adding.save()
    one.tasks.run_all()
    assert "stored already" in page.adding.fields["number"].below.text()
    page.adding.leave()
    page.begin_adding()
    assert page.adding.fields["number"].entry.text == "JY1"


def test_that_a_field_of_a_record_is_stored_and_the_record_stays_current(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.table.selectRow(0)
    page.facts.edit("issuer")
    editor = page.facts.rows["issuer"].editor
    assert editor is not None
    editor.put("市场监管局")
    editor.typed.emit("市场监管局")
    editor.committed.emit()
    one.tasks.run_all()
    row = page.current()
    assert row is not None
    assert row["issuer"] == "市场监管局"
    assert not page.detail.isHidden()


def test_that_a_removed_record_comes_back_by_undo(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.table.selectRow(0)
    page.remove.click()
    one.tasks.run_all()
    assert numbers(one) == []
    assert page.detail.isHidden()
    one.page.desk.edits.undo()
    one.tasks.run_all()
    assert numbers(one) == ["JY1"]


def test_that_a_form_says_in_words_whose_it_is_and_of_what_type_is_picked(opened: Open) -> None:
    one = opened()
    one.page.desk.texts.switch("zh")
    page = one.page.records.pages["contracts"]
    page.begin_adding()
    assert page.adding.fields["counterparty_type"].entry.text == "主播"
    party = page.adding.fields["party"].entry
    assert isinstance(party, WhoInput)
    party.look("xinghe")
    one.tasks.run_all()
    party.pick("星河机构  A1")
    assert [page.adding.fields[name].entry.text for name in ("party_type", "party")] == ["机构", "A1"]
    assert page.adding.draft is not None
    assert page.adding.draft.values["party_type"] == "agency"


def test_that_the_keyboard_goes_on_at_the_new_record_or_where_it_came_from(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.add.setFocus()
    page.begin_adding()
    page.adding.leave()
    assert one.page.focusWidget() is page.add
    page.begin_adding()
    fill(page, kind="Business licence", number="92")
    page.adding.save()
    one.tasks.run_all()
    assert page.adding.isHidden()
    assert page.table.isAncestorOf(one.page.focusWidget())
    row = page.current()
    assert row is not None
    assert row["number"] == "92"


def test_that_a_form_belongs_to_the_profile_it_was_opened_on(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.begin_adding()
    fill(page, number="92")
    one.page.open(("agency", "A1"))
    one.tasks.run_all()
    assert page.adding.isHidden(), "what is typed there would be stored with somebody who is not on screen"
    one.page.open(("merchant", "M1"))
    one.tasks.run_all()
    page.begin_adding()
    assert page.adding.fields["number"].entry.text == "92"


def test_that_a_form_opens_within_the_window_and_takes_the_room_of_the_empty_list(opened: Open) -> None:
    one = opened("host", "H1")
    one.page.resize(1100, 700)
    one.page.show()
    page = one.page.records.pages["licences"]
    one.page.records.setCurrentWidget(page)
    windows = Windows()
    page.begin_adding()
    assert windows.shown == []
    assert page.above.isHidden(), "an empty list keeps room above the form"


def test_that_whoever_types_a_new_record_keeps_the_field_when_something_changes_elsewhere(opened: Open) -> None:
    one = opened("merchant", "M1")
    page = licences(one)
    page.begin_adding()
    fill(page, number="93")
    typing = page.adding.fields["number"]
    one.page.outdate()
    one.tasks.run_all()
    assert page.adding.fields["number"] is typing
    one.page.desk.texts.switch("zh")
    one.tasks.run_all()
    assert page.adding.title.text().startswith("新增")
    assert page.adding.fields["number"].entry.text == "93"
    one.page.desk.texts.switch("en")


class Windows(QObject):
    """Hears of every widget that shows as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False
