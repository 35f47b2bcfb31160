"""Two stored runs beside each other, judged against a plain comparison of sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.ledger import verdict
from auditor.services.audits import Audit
from auditor.services.comparing import TURNS, ComparedFindings, CompareRuns
from auditor.services.imports import ImportFiles
from auditor.services.run_parts import RunMap, RunParts
from auditor.services.runs import Runs, RunVerdicts
from tests.beginning import begun
from tests.services.conftest import NOW

CLEAN = Path(__file__).parent.parent / "samples" / "workbook-clean-small.xlsx"
MAY, JUNE, AUTUMN = date(2026, 5, 1), date(2026, 6, 30), date(2026, 11, 21)

Findings = dict[tuple[int, str], tuple[str, str | None, str | None]]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    """Four runs: May, June, May again (what June brought is gone), autumn; then one of two hosts and one rule."""
    path = tmp_path_factory.mktemp("runs") / "w.auditor"
    begun(path, lambda: NOW, "测试")
    with Auditor.open(path, clock=lambda: NOW) as app:
        app.run(ImportFiles((CLEAN,)))
        for day in (MAY, JUNE, MAY, AUTUMN):
            app.run(Audit(day))
        app.run(Audit(AUTUMN, subjects=("host:H0001", "host:H0002"), rules=("TR-02",)))
        yield app


def _findings(app: Auditor, run: int) -> Findings:
    with app.context.store.reading() as connection:
        rows = connection.execute(select(verdict).where(verdict.c.run_id == run)).mappings()
        return {(row["subject_id"], row["rule"]): (row["result"], row["severity"], row["effect"]) for row in rows}


def _turn(app: Auditor, pair: tuple[int, str], run: int, against: int) -> str:
    mine, theirs = _findings(app, run), _findings(app, against)
    if pair not in mine:
        return "resolved"
    if pair in theirs:
        return "persisting" if mine[pair] == theirs[pair] else "changed"
    return "back" if any(pair in _findings(app, before) for before in range(1, against)) else "new"


@pytest.mark.parametrize(("run", "against"), [(2, 1), (3, 2), (4, 3), (4, 1), (1, 4)])
def test_that_every_finding_takes_the_turn_that_a_comparison_of_sets_gives(
    audited: Auditor, run: int, against: int
) -> None:
    pairs = _findings(audited, run).keys() | _findings(audited, against).keys()
    found = audited.ask(ComparedFindings(run, against, TURNS, limit=100_000))
    assert {(one.subject_id, one.rule): one.turn for one in found} == {
        pair: _turn(audited, pair, run, against) for pair in pairs
    }
    told = audited.ask(CompareRuns(run, against))
    assert sum(told.turns.values()) == len(pairs)
    assert {one.turn for one in found} == {turn for turn, count in told.turns.items() if count}


def test_that_what_left_and_returned_came_back(audited: Auditor) -> None:
    told = audited.ask(CompareRuns(4, 3))
    assert told.turns["back"] > 0
    assert told.turns["new"] > 0


def test_that_what_the_later_run_did_not_ask_is_not_called_resolved(audited: Auditor) -> None:
    told = audited.ask(CompareRuns())
    assert (told.run.id, told.against.id) == (5, 4)
    assert told.turns["unjudged"] > 0
    assert told.turns["resolved"] == 0
    assert "TR-01" in told.rules_dropped
    asked = {(one.code, one.rule) for one in audited.ask(RunVerdicts(5, limit=1000))}
    kept = audited.ask(ComparedFindings(5, 4, ("new", "persisting", "changed"), limit=1000))
    assert {(one.code, one.rule) for one in kept} == asked


def test_that_pages_follow_one_another_without_gap_or_repetition(audited: Auditor) -> None:
    whole = audited.ask(ComparedFindings(4, 3, TURNS, limit=100_000))
    pages = []
    after = (0, "")
    while page := audited.ask(ComparedFindings(4, 3, TURNS, limit=7, after=after)):
        pages += page
        after = (page[-1].subject_id, page[-1].rule)
    assert tuple(pages) == whole


def test_that_findings_are_narrowed_by_rule_severity_and_owner(audited: Auditor) -> None:
    whole = audited.ask(ComparedFindings(4, 3, TURNS, limit=100_000))
    owner = next(one.owner for one in whole if one.owner)
    wanted = [one for one in whole if one.owner == owner and one.severity == "critical"]
    narrowed = ComparedFindings(4, 3, ("new", "back", "changed", "persisting"), "", ("critical",), None, owner, 10_000)
    assert list(audited.ask(narrowed)) == wanted


def test_that_a_first_run_has_none_to_compare_with(app: Auditor) -> None:
    app.run(ImportFiles((CLEAN,)))
    app.run(Audit(JUNE))
    with pytest.raises(CallerMistake, match="first"):
        app.ask(CompareRuns())
    with pytest.raises(CallerMistake, match="itself"):
        app.ask(CompareRuns(1, 1))


def test_that_each_side_of_a_run_adds_up_to_the_run(audited: Auditor) -> None:
    run = next(one for one in audited.ask(Runs()) if one.id == 4)
    sides = [audited.ask(RunParts(4, side, 10_000)) for side in ("rule", "subject", "unit", "owner")]  # type: ignore[arg-type]
    for parts in sides:
        assert sum(part.fails + part.history for part in parts) == run.counts["fail"]
        assert sum(part.unknown for part in parts) == run.counts["unknown"] + run.counts["error"]
    mendable = sum(part.fails for part in sides[0])
    assert sum(cell.fails for cell in audited.ask(RunMap(4))) == mendable
    assert sum(cell.fails for cell in audited.ask(RunMap(4, "owner"))) == mendable
