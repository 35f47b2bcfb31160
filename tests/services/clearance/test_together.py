"""Several broadcasts cleared in one question get the answers that each of them gets alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.clearance.clearing import Clear
from auditor.services.imports import ImportFiles
from auditor.services.lists import ListIds, ListRows
from auditor.services.today.whole import ClearedOf
from tests.beginning import begun

CLEAN = Path(__file__).parents[2] / "samples" / "workbook-clean-small.xlsx"
PLANNED = "B00020"
NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path = tmp_path_factory.mktemp("together") / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as opened:
        opened.run(ImportFiles((CLEAN,)))
        yield opened


def test_that_answers_are_those_of_each_alone_in_any_order(app: Auditor) -> None:
    ids = tuple(app.ask(ListIds("broadcast", order="code")))
    rows = app.ask(ListRows("broadcast", ids))
    codes = tuple(row.code for row in rows if row.status != "cancelled")
    assert len(codes) < len(rows)
    assert len(codes) > 5
    alone = {code: app.ask(Clear(broadcast=code)) for code in codes}
    assert len({one.start.date() for one in alone.values()}) > 1
    for asked in (codes, codes[::-1]):
        found = app.ask(ClearedOf(asked))
        assert tuple(found) == asked
        for code, one in found.items():
            assert (one.answer, one.reasons, one.to_do) == (alone[code].answer, alone[code].reasons, alone[code].to_do)
    assert len({one.answer for one in alone.values()}) > 1


def test_that_one_that_cannot_be_asked_about_has_no_answer(app: Auditor) -> None:
    found = app.ask(ClearedOf(("B-NONE", "B00006")))
    assert [found[code].answer for code in ("B-NONE", "B00006")] == ["", ""]  # unknown, cancelled


def test_that_what_is_supposed_of_one_day_is_not_taken_for_another(app: Auditor) -> None:
    """The days alternate, so that what a statement keeps of a day would be found out."""
    starts = [datetime(2026, 7, 6, 19), datetime(2028, 7, 6, 19)]
    fresh = []
    for start in starts:
        with Auditor.open(app.path, clock=lambda: NOW, packs=app.context.packs) as other:
            fresh.append(other.ask(Clear(broadcast=PLANNED, at=start)))
    assert fresh[0].reasons != fresh[1].reasons
    for _ in range(2):
        assert [app.ask(Clear(broadcast=PLANNED, at=start)) for start in starts] == fresh
