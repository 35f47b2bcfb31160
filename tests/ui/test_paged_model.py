"""The model of big lists: pages on demand, late answers ignored, the exact count when the ids are here."""

from __future__ import annotations

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.sources import COLUMNS, People
from ui.kit import paged_model
from ui.kit.paged_model import PAGE, PAGES_KEPT, PENDING, PagedModel
from ui.kit.source import Order
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts


def listed(people: People, inline: InlineTasks, texts: Texts, filter: object = None) -> PagedModel:
    model = PagedModel(people, COLUMNS, inline, texts)
    model.show(filter, Order("code"))
    return model


def test_that_qt_finds_no_fault_with_the_model(
    qtmodeltester: ModelTester, people: People, inline: InlineTasks, texts: Texts
) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    qtmodeltester.check(model)
    inline.run_all()
    qtmodeltester.check(model)


def test_that_the_first_page_shows_before_the_ids_are_here(people: People, inline: InlineTasks, texts: Texts) -> None:
    model = listed(people, inline, texts)
    inline.lanes.run_one()
    inline.land()
    assert model.rowCount() == PAGE
    assert not model.exact
    assert model.text(0, "code") == "H0000001"
    inline.run_all()
    assert model.rowCount() == 450
    assert model.exact


def test_that_the_ids_only_append_rows_below_those_already_shown(
    people: People, inline: InlineTasks, texts: Texts, qtbot: QtBot
) -> None:
    model = listed(people, inline, texts)
    inline.lanes.run_one()
    inline.land()
    resets: list[str] = []
    model.modelReset.connect(lambda: resets.append("reset"))
    with qtbot.waitSignal(model.rowsInserted, timeout=1000):
        inline.run_all()
    assert resets == []


def test_that_rows_not_yet_loaded_show_a_placeholder(people: People, inline: InlineTasks, texts: Texts) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    assert model.text(449, "code") == PENDING
    inline.run_all()
    assert model.text(449, "code") == "H0000450"


def test_that_the_newest_wish_is_served_first_and_hidden_pages_never(
    qtbot: QtBot, texts: Texts, inline: InlineTasks, tmp_path: object
) -> None:
    from pathlib import Path

    people = People(Path(str(tmp_path)) / "many.db", 20 * PAGE)
    model = listed(people, inline, texts)
    inline.run_all()
    people.asked.clear()
    for page in range(1, 11):
        model.row(page * PAGE)
    model.look(10 * PAGE, 10 * PAGE + 30)
    inline.run_all()
    served = [detail[0] // PAGE for what, detail in people.asked if what == "rows" and isinstance(detail, tuple)]
    assert served == [1, 2, 10, 9]
    people.close()


def test_that_only_so_many_pages_are_kept(qtbot: QtBot, texts: Texts, inline: InlineTasks, tmp_path: object) -> None:
    from pathlib import Path

    people = People(Path(str(tmp_path)) / "many.db", (PAGES_KEPT + 20) * PAGE)
    model = listed(people, inline, texts)
    inline.run_all()
    for page in range(PAGES_KEPT + 20):
        model.row(page * PAGE)
        inline.run_all()
    assert model.row(0) is None
    people.close()


def test_that_a_late_answer_of_an_older_filter_is_ignored(people: People, inline: InlineTasks, texts: Texts) -> None:
    model = listed(people, inline, texts, "Wang")
    model.show("Li")
    inline.run_all()
    assert model.rowCount() == 150
    assert model.text(0, "name") == "Li"
    assert ("ids", "Wang") not in people.asked


def test_that_a_page_asked_for_before_a_new_filter_does_not_land_in_it(
    people: People, inline: InlineTasks, texts: Texts
) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    model.row(250)
    model.show("Li")
    inline.run_all()
    assert [model.text(n, "name") for n in range(150)] == ["Li"] * 150


def test_that_sorting_is_asked_of_the_source(people: People, inline: InlineTasks, texts: Texts) -> None:
    from PySide6.QtCore import Qt

    model = listed(people, inline, texts)
    inline.run_all()
    model.sort(2, Qt.SortOrder.AscendingOrder)
    inline.run_all()
    assert model.order == Order("followers")
    assert model.text(0, "code") == "H0000450"


def test_that_marks_are_asked_for_visible_rows_alone(people: People, inline: InlineTasks, texts: Texts) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    model.look(10, 12)
    model.ask_marks()
    inline.run_all()
    assert ("marks", (11, 12, 13)) in people.asked
    assert model.text(10, "mark") == "m11"
    assert model.text(9, "mark") == ""


def test_that_edited_rows_are_read_again(people: People, inline: InlineTasks, texts: Texts) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    people.execute("UPDATE person SET name = 'Zhao' WHERE id = 1")
    assert model.text(0, "name") == "Wang"
    model.forget_rows([1])
    model.text(0, "name")
    inline.run_all()
    assert model.text(0, "name") == "Zhao"


def test_that_a_failing_source_is_told_and_leaves_the_list_as_it_was(
    people: People, inline: InlineTasks, texts: Texts
) -> None:
    model = listed(people, inline, texts)
    inline.run_all()
    errors: list[object] = []
    model.failed.connect(errors.append)
    people.broken = True
    model.show("Li")
    inline.run_all()
    assert errors
    assert model.rowCount() == 450


def test_that_a_row_is_found_where_it_stood_and_far_from_there(
    people: People, inline: InlineTasks, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged_model, "AROUND", 10)
    model = listed(people, inline, texts)
    inline.run_all()
    for row, near in ((400, 398), (400, 3), (5, 430), (0, 0)):
        one = model.id_at(row)
        assert one is not None
        assert model.row_of(one, near) == row
    assert model.row_of(-1, 7) is None
    assert model.rows_of(model.ids([400, 7, 30])) == [7, 30, 400]
    assert model.rows_of([-1]) == []
