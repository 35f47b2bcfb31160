"""An office on 2026-06-30: six hosts, a course in two versions, one session today and one to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.model.sheets import SHEETS
from auditor.model.values import ParsedRow
from auditor.services.dumps import Dump
from auditor.services.records import Problems, Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.conftest import NOW, TODAY
from tests.services.desk_rows import at
from tests.services.rows import day, host, shop


def office() -> dict[str, list[dict[str, Any]]]:
    """Its rows."""
    return {
        "merchants": [shop("M1")],
        "hosts": [host(f"H{n}", unit="夜班" if n % 2 else "日班") for n in range(1, 7)],
        "courses": [
            {"code": "C1", "title": "食品安全", "pass_mark": 6000, "valid_months": 24, "topics": ("food",)},
            {"code": "C2", "title": "广告合规"},
        ],
        "course_versions": [
            {"course": "C1", "version": "V1", "effective_from": day("2025-01-01"), "validity": "months",
             "valid_months": 12, "pass_mark": 6000},
            {"course": "C1", "version": "V2", "effective_from": day("2026-06-01"), "validity": "fixed_day",
             "fixed_day": "12-31", "pass_mark": 8000},
        ],
        "sessions": [
            {"code": "S1", "course": "C1", "trainer": "李老师", "planned_start": at("2026-06-30 09:00"), "seats": 4},
            {"code": "S2", "course": "C2", "trainer": "王老师", "planned_start": at("2026-07-10 09:00")},
        ],
    }  # fmt: skip


@cache
def _filled() -> bytes:
    with TemporaryDirectory() as folder:
        path = begun(Path(folder) / "w.auditor", lambda: NOW, "测试")
        with Auditor.open(path, clock=lambda: NOW) as app:
            put(app, office())
        return path.read_bytes()


def put(app: Auditor, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Store rows by sheet through the write path; all of them are fine."""
    with app.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, TODAY)
        for sheet in SHEETS:
            problems = Problems(sheet.zh)
            parsed = [ParsedRow(number, values) for number, values in enumerate(rows.get(sheet.name, ()), start=2)]
            if parsed:
                recorder.apply(sheet, parsed, problems)
            assert [(one.cell, one.code) for one in problems.found] == []


def opened(path: Path, now: datetime = NOW) -> Auditor:
    """The office at ``path``."""
    path.write_bytes(_filled())
    path.chmod(0o600)
    return Auditor.open(path, clock=lambda: now)


def dumped(app: Auditor) -> str:
    """The whole store in words."""
    pieces: list[str] = []
    app.ask(Dump(pieces.append))
    return "".join(pieces)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Auditor]:
    """The office."""
    with opened(tmp_path / "w.auditor") as app:
        yield app
