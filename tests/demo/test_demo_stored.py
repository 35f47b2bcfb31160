"""The made-up world through the one write path: nothing refused, nothing lost, and told again it changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.services.demo import demo_rows
from auditor.services.records import Problems, Recorder
from auditor.storage import workspace
from auditor.storage.store import Store
from auditor.storage.work import Recorded

TODAY = date(2026, 11, 21)
HOSTS = 600


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("demo") / "demo.auditor"
    workspace.create(path, noon, title="demo")
    return workspace.open_store(path, noon)


def fill(store: Store) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """(outcomes, problems by sheet and code) of storing the world once."""
    outcomes: Counter[str] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    with store.writing(Recorded("admin", "demo")) as work:
        recorder = Recorder(work, day_of(TODAY))
        for name, rows in demo_rows(HOSTS, 1, TODAY):
            problems = Problems(BY_NAME[name].zh)
            counts = recorder.apply(BY_NAME[name], rows, problems)
            for outcome in ("created", "updated", "unchanged", "refused", "superseded"):
                outcomes[outcome] += getattr(counts, outcome)
            told.update((name, problem.code) for problem in problems.found)
    return outcomes, told


def test_that_every_row_is_stored_once_and_a_second_time_changes_nothing(store: Store) -> None:
    made: Counter[str] = Counter()
    for name, rows in demo_rows(HOSTS, 1, TODAY):
        made[name] += len(rows)
    outcomes, told = fill(store)
    assert told == Counter()
    assert outcomes == Counter(created=made.total(), updated=0, unchanged=0, refused=0, superseded=0)
    with store.reading() as connection:
        for sheet in SHEETS:
            stored = connection.execute(select(func.count()).select_from(MAIN[sheet.table])).scalar_one()
            assert stored == made[sheet.name], sheet.name
    again, _ = fill(store)
    assert again == Counter(created=0, updated=0, unchanged=made.total(), refused=0, superseded=0)
