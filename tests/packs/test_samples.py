"""The sample world, imported tidy and as it arrives, gets exactly the verdicts worked out for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model import tables
from auditor.model.sheets import JUDGED
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.judging import Verdict, judge_many, judge_one
from auditor.rulebook.sql.values import Moment
from auditor.services.imports import ImportFiles
from auditor.storage.store import Store
from tests.beginning import begun

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EXPECTED = json.loads((SAMPLES / "expected-small.json").read_text(encoding="utf-8"))
DAY = date.fromisoformat(EXPECTED["as_of"])
CORE = {verdict["rule"] for verdict in EXPECTED["verdicts"]}
"""The rules whose every verdict was worked out; later rules do not change them."""

Answers = dict[tuple[str, str], tuple[str, str | None, str | None]]


def _expected() -> Answers:
    return {(v["rule"], v["subject"]): (v["result"], v["severity"], v["effect"]) for v in EXPECTED["verdicts"]}


def _answer(verdict: Verdict) -> tuple[str, str | None, str | None]:
    if verdict.result != "fail":
        return str(verdict.result), None, None
    return str(verdict.result), str(verdict.severity), str(verdict.effect)


@pytest.fixture(scope="module", params=["workbook-clean-small.xlsx", "platform-export-small.xlsx"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("world") / "small.audit"
    begun(path, _noon)
    with Auditor.open(path, clock=_noon) as auditor:
        imported = auditor.run(ImportFiles((SAMPLES / request.param,)))
        assert imported.refused == 0
        yield auditor.context.store


@pytest.fixture(scope="module")
def book() -> Book:
    return core_book()


def _noon() -> datetime:
    return datetime.combine(DAY, time(12), SHANGHAI)


def _codes(store: Store) -> dict[int, tuple[str, str]]:
    with store.reading() as connection:
        rows = connection.execute(select(tables.subject.c.id, tables.subject.c.type, tables.subject.c.code))
        return {key: (kind, code) for key, kind, code in rows if kind in JUDGED}


def test_that_a_full_audit_of_the_sample_world_gives_every_verdict_worked_out_for_it(world: Store, book: Book) -> None:
    codes = _codes(world)
    with world.reading() as connection:
        found = {
            (verdict.rule_id, ":".join(codes[verdict.subject_id])): _answer(verdict)
            for verdict in judge_many(connection, book, Moment(DAY), JUDGED, CORE, everything=True)
        }
    assert found == _expected()


def test_that_judging_one_subject_after_the_other_gives_the_same_verdicts(world: Store, book: Book) -> None:
    found = {}
    with world.reading() as connection:
        for subject_id, (kind, code) in _codes(world).items():
            for verdict in judge_one(connection, book, Moment(DAY), kind, subject_id):
                if verdict.rule_id in CORE:
                    found[verdict.rule_id, f"{kind}:{code}"] = _answer(verdict)
    assert found == _expected()
