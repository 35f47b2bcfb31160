"""The rules room over a real workspace: a rule is tuned, its count shown, a bad value refused, saved, undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.imports import ImportFiles
from auditor.services.overlays import OverlayNow
from ui.kit.desk import Day, Desk, Place
from ui.kit.forms import TextField
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.rules.page import TUNE, WHO
from ui.rules.screen import OVERLAY, Rules
from ui.rules.tree import FAIL, RulesModel

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
CLEAN = Path(__file__).parents[2] / "samples" / "workbook-clean-small.xlsx"


@dataclass(slots=True)
class Room:
    """The room on a desk, and where it was asked to go."""

    app: Auditor
    room: Rules
    tasks: InlineTasks
    gone: list[Place]

    def settle(self, qapp: QApplication) -> None:
        for _ in range(3):
            qapp.processEvents()
            self.tasks.run_all()

    def tune(self, rule: str) -> TextField:
        self.room.open(rule)
        self.room.page.tabs.setCurrentIndex(TUNE)
        self.tasks.run_all()
        field = self.room.page.form.fields["warn_months"]
        assert isinstance(field, TextField)
        return field


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "w.auditor"
    Auditor.create(path, clock=lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        app.run(ImportFiles((CLEAN,)))
    return path


@pytest.fixture
def made(workspace: Path, tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Room]:
    path = tmp_path / "w.auditor"
    shutil.copy(workspace, path)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        problems.bars = Bars(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        gone: list[Place] = []
        room = Rules(Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append))
        qtbot.addWidget(room)
        qtbot.addWidget(problems.bars)
        room.resize(1100, 700)
        room.show()
        tasks.run_all()
        yield Room(app, room, tasks, gone)


def test_that_a_parameter_is_tuned_with_who_would_change_told_refused_where_it_must_be_and_undone(
    made: Room, qapp: QApplication
) -> None:
    form = made.room.page.form
    field = made.tune("ID-06")
    before = made.room.counting.counts
    assert before is not None
    field.line.setText("99")
    assert "above the most allowed" in field.complaint.text()
    assert "above the most allowed" in form.impact.quiet.text()  # whole, where there is room for it
    assert not form.save_button.isEnabled()
    field.line.setText("1")
    assert field.complaint.text() == " "
    form.settling.stop()
    form.ask_impact()
    made.settle(qapp)
    found = form.impact.found
    assert found is not None
    assert found.newly_failing > 0
    assert f"+{found.newly_failing} newly failing" in form.impact.headline.text()
    form.save_button.click()
    made.settle(qapp)
    after = made.room.counting.counts
    assert after is not None
    assert after.rules["ID-06"].fail == before.rules["ID-06"].fail + found.newly_failing
    assert made.app.ask(OverlayNow()).text is not None
    form.undo_button.click()
    made.settle(qapp)
    assert made.app.ask(OverlayNow()).text is None
    assert form.fields["warn_months"].text == "5"


def test_that_typing_on_stops_what_was_being_worked_out(made: Room, qapp: QApplication) -> None:
    form = made.room.page.form
    field = made.tune("ID-06")
    field.line.setText("2")
    form.ask_impact()
    asked = form._monitor
    assert asked is not None
    assert not asked.stopped
    field.line.setText("5")
    assert asked.stopped
    made.settle(qapp)
    assert form.impact.found is None
    assert "Change a value" in form.impact.quiet.text()


def test_that_what_is_typed_outlives_another_rule_a_change_of_data_and_of_language(
    made: Room, qapp: QApplication
) -> None:
    made.tune("ID-06").line.setText("7")
    made.room.open("TR-02")
    made.settle(qapp)
    assert "warn_months" not in made.room.page.form.fields
    made.room.outdate()
    made.settle(qapp)
    assert made.tune("ID-06").text == "7"
    made.room.desk.texts.switch("zh")
    assert made.room.page.form.fields["warn_months"].text == "7"
    made.room.page.form.give_up()
    assert made.room.page.form.fields["warn_months"].text == "5"


def test_that_nothing_of_a_form_is_cut_in_the_smallest_window(made: Room, qapp: QApplication) -> None:
    made.tune("ID-06")
    made.room.resize(800, 580)
    made.settle(qapp)
    form = made.room.page.form
    page, seen = form.area.widget(), form.area.viewport()
    assert page.width() <= seen.width()
    assert page.height() >= page.heightForWidth(page.width())
    rights = {name: field.mapTo(page, field.rect().bottomRight()) for name, field in form.fields.items()}
    assert [name for name, corner in rights.items() if not page.rect().contains(corner)] == []


def test_that_a_value_refused_by_the_command_is_told_at_its_field_and_stays(made: Room, qapp: QApplication) -> None:
    from auditor.i18n import Message
    from auditor.services.overlays import NotAllowed

    field = made.tune("ID-06")
    field.line.setText("8")
    made.room.page.form._refused(NotAllowed("warn_months", Message("not today")))
    assert (field.complaint.text(), field.text) == ("not today", "8")


def test_that_a_count_opens_those_it_counts_and_each_its_profile(made: Room, qapp: QApplication) -> None:
    counts = made.room.counting.counts
    assert counts is not None
    view = made.room.listing.view
    index = view.rules.find("TR-02")
    view._clicked(index.siblingAtColumn(FAIL))
    made.settle(qapp)
    assert made.room.page.tabs.currentIndex() == WHO
    lines = made.room.page.who.table.small.lines
    assert len(lines) == counts.rules["TR-02"].fail
    made.room.page.who._go(made.room.page.who.table.small.index(0, 0))
    assert made.gone == [Place("profile", ("host", lines[0].texts[0]))]


def test_that_a_refused_file_shows_every_fault_and_what_is_in_force_stays(
    made: Room, tmp_path: Path, qapp: QApplication
) -> None:
    page = made.room.overlay
    made.room.tabs.setCurrentIndex(OVERLAY)
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("rules:\n  TR-02: {severity: low}\n", encoding="utf-8")
    bad.write_text(
        "rules:\n  TR-02: {severity: lwo}\n  TR-99: {enabled: no}\n  ID-06: {params: {x: 1}}\n", encoding="utf-8"
    )
    page.lay_down(good)
    made.settle(qapp)
    page.lay_down(bad)
    made.settle(qapp)
    assert [line.texts[:1] for line in page.faults.small.lines] == [("2",), ("3",), ("4",)]
    assert [line.texts for line in page.table.small.lines] == [("TR-02", "severity", "High", "Low")]
    page.save(tmp_path / "saved.yaml")
    made.settle(qapp)
    assert (tmp_path / "saved.yaml").read_text(encoding="utf-8") == good.read_text(encoding="utf-8")
    page.weigh(good)
    made.settle(qapp)
    assert page.impact.found is not None
    page.take_away()
    made.settle(qapp)
    assert made.app.ask(OverlayNow()).text is None


def test_that_the_faults_of_a_pack_name_their_files(made: Room, tmp_path: Path, qapp: QApplication) -> None:
    from tests.rulebook.test_packs import RULE, pack

    folder = pack(tmp_path, **{"ZZ-01/rule.yaml": RULE.replace("low", "grave"), "data/lists.yaml": "watched: [1]\n"})
    page = made.room.overlay
    made.room.tabs.setCurrentIndex(OVERLAY)
    page.weigh(folder)
    made.settle(qapp)
    told = [line.texts[2].partition(": ")[0] for line in page.faults.small.lines]
    assert set(told) == {"data/lists.yaml", "ZZ-01/rule.yaml"}
    assert "ours" in page.refusal.text()


def test_that_the_lists_of_the_room_are_models_as_qt_wants_them(made: Room, texts: Texts) -> None:
    model = RulesModel(texts)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown = made.room.listing.view.rules
    model.show(shown._groups, shown._counts)
    model.show(shown._groups[:2], None)
    model.show([], None)
    QAbstractItemModelTester(made.room.overlay.table.small, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert shown.rowCount() > 5
