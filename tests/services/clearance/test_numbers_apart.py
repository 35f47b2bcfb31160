"""The lines of a signing that no rule gives name every case and every training behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.clearance.signing import KNOWLEDGE, RECORD, SignHost
from auditor.services.explaining import Explained, ExplainRule
from auditor.services.imports import ImportFiles
from auditor.services.lists import ListIds, ListRows
from tests.beginning import begun

CLEAN = Path(__file__).parents[2] / "samples" / "workbook-clean-small.xlsx"
DAYS = (date(2026, 6, 30), date(2024, 1, 1))
NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Explained]]:
    """Every host's two lines taken apart, held against what the signing says."""
    path = tmp_path_factory.mktemp("numbers") / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        app.run(ImportFiles((CLEAN,)))
        found = {}
        for row in app.ask(ListRows("host", tuple(app.ask(ListIds("host", order="code"))))):
            for day in DAYS:
                within = SignHost(row.code, day)
                lines = {one.line.rule: one.line for one in app.ask(within).lines}
                for rule in (RECORD, KNOWLEDGE):
                    told = app.ask(ExplainRule(rule, "host", row.code, day, within=within))
                    assert told.result == lines[rule].result
                    found[f"{row.code} {day}", rule] = told
        yield found


def test_that_cases_are_named_where_there_are_some(told: dict[tuple[str, str], Explained]) -> None:
    records = [one for (_, rule), one in told.items() if rule == RECORD]
    assert {one.result for one in records} == {"pass", "fail"}
    for one in records:
        cases = one.tree.require.parts
        assert (one.result == "fail") is bool(cases)
        assert all(part.record is not None and part.record.kind == "case" for part in cases)
        if cases:
            assert one.message[1].startswith(f"{len(cases)} established")


def test_that_a_training_says_whether_it_counts_and_why_not(told: dict[tuple[str, str], Explained]) -> None:
    tests = [one for (_, rule), one in told.items() if rule == KNOWLEDGE]
    assert {one.result for one in tests} == {"pass", "fail"}
    for one in tests:
        counts = [part.value for part in one.tree.require.parts]
        assert any(counts) is (one.result == "pass")
        assert counts == sorted(counts, reverse=True, key=bool)
