"""A new host, shop or licence is entered beside the list of its kind, and taken back like any change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.services.editing import SaveRecord
from auditor.services.undoing import Undo
from tests.ui.lists.test_list_rooms import Room, clock
from ui.editing.adding import AddForm
from ui.kit.desk import Place
from ui.kit.memory import Memory
from ui.kit.texts import Texts
from ui.kit.theme import Theme


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path = tmp_path_factory.mktemp("empty") / "mine.auditor"
    Auditor.create(path, clock=clock)
    with Auditor.open(path, clock=clock) as made:
        yield made


@pytest.fixture
def hosts(empty: Auditor, texts: Texts, theme: Theme, qtbot: QtBot) -> Room:
    one = Room(empty, "host", texts, theme, Memory())
    qtbot.addWidget(one.screen)
    qtbot.addWidget(one.bars)
    one.open()
    return one


def begun(room: Room) -> AddForm:
    QTest.keyClick(room.screen.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = room.screen.new_row.form
    assert form is not None
    return form


def fill(form: AddForm, **typed: str) -> None:
    for name, text in typed.items():
        form.fields[name].entry.put(text)
        form.fields[name].entry.typed.emit(text)


def test_that_a_new_host_is_stored_as_one_change_and_opens(hosts: Room, empty: Auditor) -> None:
    form = begun(hosts)
    fill(form, code=" H9001 ", stage_name="小满", real_name="满小满", phone="13800138000", status="active")
    form.save()
    hosts.settle()
    assert hosts.gone == [Place("profile", ("host", "H9001"))]
    assert hosts.screen.new_row.isHidden()
    assert hosts.screen.model.rowCount() == 1
    made = hosts.screen.desk.edits.last
    assert made is not None
    empty.run(Undo(made.change))
    hosts.screen.read()
    hosts.settle()
    assert hosts.screen.model.rowCount() == 0


def test_that_a_code_that_is_taken_is_refused_at_its_field_and_nothing_typed_is_lost(hosts: Room) -> None:
    for _ in range(2):
        form = begun(hosts)
        fill(form, code="H9002", stage_name="小雪")
        form.save()
        hosts.settle()
    assert len(hosts.gone) == 1
    assert form.fields["code"].below.text().strip()
    assert form.fields["stage_name"].entry.text == "小雪"
    assert not hosts.screen.new_row.isHidden()


def test_that_what_must_be_there_is_asked_for(hosts: Room) -> None:
    form = begun(hosts)
    fill(form, stage_name="小寒")
    form.save()
    hosts.settle()
    assert "*" in form.fields["code"].caption.text()
    assert form.fields["code"].below.text().strip()
    assert hosts.gone == []


def test_that_what_has_no_page_of_its_own_stays_in_its_list(
    empty: Auditor, texts: Texts, theme: Theme, qtbot: QtBot
) -> None:
    products = Room(empty, "product", texts, theme, Memory())
    qtbot.addWidget(products.screen)
    qtbot.addWidget(products.bars)
    products.open()
    empty.do(SaveRecord("merchants", None, (("code", "M9001"), ("shop_name", "拾光店"))))
    products.screen.add.click()
    form = products.screen.new_row.form
    assert form is not None
    fill(form, merchant="M9001", code="P9001", name="山楂条", category="snack")
    form.save()
    products.settle()
    assert products.screen.model.rowCount() == 1
    assert products.gone == []


def test_that_a_half_written_word_is_asked_about_once_and_then_meant_as_it_stands(hosts: Room) -> None:
    form = begun(hosts)
    fill(form, code="H9005", stage_name="小寒", categories="服饰鞋包、保健")
    form.save()
    hosts.settle()
    assert "保健食品" in str(form.draft.told["categories"].params)  # type: ignore[union-attr]
    assert hosts.gone == []
    form.save()
    hosts.settle()
    assert hosts.gone == [Place("profile", ("host", "H9005"))]


def test_that_written_large_a_list_begins_with_columns_as_wide_and_its_form_stays_within(
    empty: Auditor, texts: Texts, theme: Theme, qtbot: QtBot
) -> None:
    theme.resize(1.5)
    large = Room(empty, "host", texts, theme, Memory())
    qtbot.addWidget(large.screen)
    large.screen.resize(1196, 700)
    large.open()
    designed = [one.width for one in large.screen.kind.columns]
    assert large.screen.table.columnWidth(0) == round(designed[0] * 1.5)
    large.screen.add.click()
    large.settle()
    form = large.screen.new_row
    assert form.geometry().right() < large.screen.width()
    assert large.screen.drawer.isHidden()
    theme.resize(1.0)
