"""The checks room: a new check typed into its form, a run from its sides, two runs beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.services.audits import Audit
from auditor.services.imports import ImportFiles
from auditor.services.runs import Runs
from tests.beginning import begun
from tests.services.conftest import NOW
from ui.checks.presenter import Scope
from ui.checks.screen import Checks
from ui.checks.wish import Wish, wrong_moment, wrong_rules, wrong_subjects
from ui.kit.desk import Day, Desk, Place
from ui.kit.heat import HeatCell
from ui.kit.problems import Problems
from ui.kit.small_table import Line, SmallModel
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

CLEAN = Path(__file__).parent.parent / "samples" / "workbook-clean-small.xlsx"
DAY = date(2026, 6, 30)
RULES = frozenset({"TR-01", "TR-02", "LI-03"})


@pytest.mark.parametrize("text", ["", "host:H0001", "host：H0001、merchant:S0001  host:H2"])
def test_that_subjects_are_typed_with_any_mark_between_them(text: str) -> None:
    assert wrong_subjects(text) is None


@pytest.mark.parametrize("text", ["H0001", "host:", "product:P1", "host H0001"])
def test_that_a_subject_without_type_is_told_at_its_field(text: str) -> None:
    assert wrong_subjects(text) is not None


def test_that_a_rule_that_is_not_there_is_told_with_its_neighbour() -> None:
    assert wrong_rules("tr-02 LI-03", RULES) is None
    wrong = wrong_rules("TR-2", RULES)
    assert wrong is not None
    assert str(wrong.params["near"]).startswith("TR-0")


def test_that_a_wish_becomes_one_audit() -> None:
    job = Wish(DAY, "2026-06-01 18:00", "host:H0001, merchant:S1", "tr-02", ("cn-livestream",), True).job()
    assert (job.subjects, job.rules, job.packs) == (("host:H0001", "merchant:S1"), ("TR-02",), ("cn-livestream",))
    assert job.known_at is not None
    assert (job.known_at.hour, job.baseline, job.save) == (18, True, True)
    assert wrong_moment("tomorrow") is not None


def test_that_quantities_are_sorted_by_what_they_are_worth() -> None:
    model = SmallModel()
    model.show(["n"], [Line((text,)) for text in ("300", "1,200", "–", "45")])
    model.sort(0)
    assert [line.texts[0] for line in model.lines] == ["–", "45", "300", "1,200"]


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot, texts: Texts, theme: Theme) -> Iterator[tuple[Checks, list[Place], Auditor]]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW, "t")
    with Auditor.open(path, clock=lambda: NOW) as app:
        app.run(ImportFiles((CLEAN,)))
        for day in (date(2026, 5, 1), DAY):
            app.run(Audit(day, rules=("TR-02", "LI-03", "ID-03", "IN-03")))
        gone: list[Place] = []
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        made = Checks(Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append))
        qtbot.addWidget(made)
        made.show()
        tasks.run_all()
        yield made, gone, app


def test_that_a_run_is_read_from_its_sides_compared_and_checked_anew(
    room: tuple[Checks, list[Place], Auditor],
) -> None:
    checks, gone, app = room
    work = checks.desk.tasks.run_all  # type: ignore[attr-defined]
    run = app.ask(Runs())[0]
    # Every side adds up to the run, and a line of it narrows the findings to what it counts.
    for side in ("rule", "subject", "unit", "owner"):
        checks.sides.turn(side)
        work()
        told = [line.texts for line in checks.sides.table.small.lines]
        assert sum(int(one[2]) + int(one[3]) for one in told) == run.counts["fail"]
    checks.narrow(Scope(rule="TR-02"))
    work()
    counted = run.by_rule["TR-02"]
    assert checks.findings.small.rowCount() == counted["fail"] + counted["unknown"]
    assert "TR-02" in checks.narrowed.text()
    checks.why.click()  # each finding is taken apart, on the day of its run
    first = checks.findings.small.lines[0].payload
    assert gone[-1] == Place("explain", (first.type, first.code, "TR-02", run.as_of, None))  # type: ignore[attr-defined]
    checks.sides.turn("unit map")
    work()
    assert isinstance(next(iter(checks.sides.map.heat.grid.cells.values())), HeatCell)
    # What changed since May: the chips count, the list shows what is chosen.
    assert checks.beside.compared is not None
    turns = checks.beside.compared.turns
    assert checks.beside.table.small.rowCount() == turns["new"] + turns["back"]
    checks.beside.turns["resolved"].click()
    work()
    assert checks.beside.table.small.rowCount() == turns["new"] + turns["back"] + turns["resolved"]
    checks.beside.table.activated.emit(checks.beside.table.small.index(0, 0))
    assert gone[-1].room == "profile"
    # A new check of one host and one rule.
    checks.other.click()
    work()
    checks.form.subjects.line.setText("H0001")
    assert not checks.form.begin.isEnabled()
    checks.form.subjects.line.setText("host:H0001")
    checks.form.rules.line.setText("TR-02")
    checks.form.begin.click()
    work()
    latest = app.ask(Runs())[0]
    assert (latest.id, latest.scope["subjects"], latest.scope["rules"]) == (run.id + 1, ["host:H0001"], ["TR-02"])
    assert not checks.form.isVisible()


def test_that_a_run_in_which_nobody_failed_says_so_and_what_comes_next(
    room: tuple[Checks, list[Place], Auditor],
) -> None:
    checks, gone, app = room
    found = next(one.id for one in app.ask(Runs()) if one.as_of == DAY)
    passing = next(
        name for name, counts in app.ask(Runs())[0].by_rule.items() if not counts["fail"] + counts["unknown"]
    )
    app.run(Audit(DAY, rules=(passing,)))
    checks.desk.tasks.changed.emit(None)
    checks.desk.tasks.run_all()  # type: ignore[attr-defined]
    checks.runs.selectRow(0)
    checks.desk.tasks.run_all()  # type: ignore[attr-defined]
    assert checks._open is not None
    assert checks._open.id > found
    assert checks.clean.isVisible()
    assert checks.findings.isHidden()
    assert "2026-06-30" in checks.clean.sentence.text()
    checks.clean.findChildren(QPushButton)[0].click()
    assert gone == [Place("forecast")]
    checks.runs.selectRow(1)
    checks.desk.tasks.run_all()  # type: ignore[attr-defined]
    assert checks.clean.isHidden()
    assert checks.findings.isVisible()
