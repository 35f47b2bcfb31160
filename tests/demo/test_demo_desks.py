"""The two desks of the made-up world: stored without a word, alive on the day, and no verdict of it their doing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.audits.job import Audit
from auditor.services.cases.queues import CaseQueue
from auditor.services.demo import demo_rows, desk_rows
from auditor.services.demos import FillDemo
from auditor.services.records import Problems, Recorder
from auditor.services.training.awards import Awards
from auditor.services.training.matrix import Requirements
from auditor.services.training.sessions import Sessions
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.demo.test_demo_rows import fits
from tests.services.desk_rows import DESKS

TODAY = date(2026, 11, 21)
HOSTS = 40


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    path = begun(tmp_path_factory.mktemp("desks") / "w.auditor", noon)
    opened = Auditor.open(path, clock=noon)
    opened.run(FillDemo(HOSTS))
    return opened


def judged(app: Auditor) -> dict[str, Counter[tuple[int, int]]]:
    """How often each answer was given for each subject, by rule."""
    run = app.run(Audit(TODAY, save=False))
    return {one.rule.id: Counter(enumerate(one.marks)) for one in run.judgements}


@pytest.mark.parametrize("hosts", [12, 300])
def test_that_rows_of_the_desks_are_stored_without_a_word(tmp_path: Path, hosts: int) -> None:
    told: Counter[tuple[str, str]] = Counter()
    with Auditor.open(begun(tmp_path / "w.auditor", noon), clock=noon) as app:
        with app.context.store.writing(Recorded("me", "demo")) as work:
            recorder = Recorder(work, day_of(TODAY))
            for name, rows in (*demo_rows(hosts, 1, TODAY), *desk_rows(hosts, 1, TODAY)):
                problems = Problems(BY_NAME[name].zh)
                counts = recorder.apply(BY_NAME[name], rows, problems)
                assert counts.created == len(rows), name
                told.update((name, one.code) for one in problems.found)
        assert app.ask(CaseQueue()).count > 3
    assert told == Counter()


def test_that_every_sheet_of_the_desks_has_rows_and_they_stay_few() -> None:
    for hosts in (30, 20_000):
        made = Counter({name: len(rows) for name, rows in desk_rows(hosts, 1, TODAY)})
        assert all(made[name] for name in DESKS)
        assert made.total() < 150
    assert list(desk_rows(5, 1, TODAY)) == []


def test_that_every_cell_of_the_desks_holds_what_its_column_says() -> None:
    for name, rows in desk_rows(300, 1, TODAY):
        for row in rows:
            wrong = [one for one, value in row.values.items() if not fits(BY_NAME[name].field(one), value)]
            assert not wrong, (name, row.values)


def test_that_no_verdict_of_the_world_comes_from_the_desks(demo: Auditor, tmp_path: Path) -> None:
    with Auditor.open(begun(tmp_path / "w.auditor", noon), clock=noon) as plain:
        with plain.context.store.writing(Recorded("me", "demo")) as work:
            recorder = Recorder(work, day_of(TODAY))
            for name, rows in demo_rows(HOSTS, 1, TODAY):
                recorder.apply(BY_NAME[name], rows, Problems(BY_NAME[name].zh))
        assert judged(plain) == judged(demo)


def test_that_both_desks_have_work_on_the_day(demo: Auditor) -> None:
    queue = demo.ask(CaseQueue())
    assert {"overdue", "today"} <= {name for name, count in queue.queues.items() if count}
    appeals = [one.appeal.due for one in queue.rows if one.appeal is not None and one.appeal.due is not None]
    assert (min(appeals).date() - TODAY).days == 1
    assert {one.status for one in demo.ask(Sessions())} == {"planned", "held", "cancelled"}
    rows = demo.ask(Requirements())
    assert [one.problem for one in rows] == [None] * len(rows)
    assert any(cell.gaps for one in rows for cell in one.cells)


def test_that_another_demo_leaves_the_certificates_of_the_first_alone(tmp_path: Path) -> None:
    with Auditor.open(begun(tmp_path / "w.auditor", noon), clock=noon) as app:
        app.run(FillDemo(20))
        issued = app.ask(Awards())
        app.run(FillDemo(25))
        assert app.ask(Awards()) == issued
        with pytest.raises(CallerMistake):
            app.run(FillDemo(25))
