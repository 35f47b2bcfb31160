"""A workspace on disk with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow, Value
from auditor.services.records import Counts, Problems, Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
TODAY = day_of(NOW.date())

Rows = dict[str, list[dict[str, Value]]]
Stored = tuple[dict[str, Counts], dict[str, Problems], int | None]
Store = Callable[..., Stored]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Auditor]:
    """An empty workspace."""
    path = begun(tmp_path / "w.auditor", lambda: NOW, "测试")
    with Auditor.open(path, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def store(app: Auditor) -> Store:
    """Stores rows by sheet through the write path; gives counts, problems and the change number."""

    def stored(rows: Rows, origin: str = "import", today: int = TODAY) -> Stored:
        counts: dict[str, Counts] = {}
        problems: dict[str, Problems] = {}
        with app.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, today, origin=origin)  # type: ignore[arg-type]
            for sheet in SHEETS:
                if sheet.name in rows:
                    problems[sheet.name] = Problems(sheet.zh)
                    parsed = [ParsedRow(number, values) for number, values in enumerate(rows[sheet.name], start=2)]
                    counts[sheet.name] = recorder.apply(BY_NAME[sheet.name], parsed, problems[sheet.name])
        return counts, problems, work.committed.id if work.committed else None

    return stored
