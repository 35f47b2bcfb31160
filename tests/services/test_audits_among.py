"""An audit of those chosen of a list, however many: who is judged, what the run keeps of it, how later ones compare."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.audits import Audit, Audited
from auditor.services.audits import among as among_module
from auditor.services.audits.among import packed, unpacked
from auditor.services.bulk import BulkEdit
from auditor.services.comparing import CompareRuns
from auditor.services.imports import ImportFiles
from auditor.services.lists import ListIds, ListRows
from auditor.services.lists.chosen import Listed
from auditor.services.lists.filters import ListFilter
from auditor.services.reports.jobs import ReportRun
from auditor.services.reports.verifying import VerifyReport
from auditor.services.runs import Runs
from auditor.services.today.news import News
from tests.beginning import begun
from tests.services.conftest import NOW

CLEAN = Path(__file__).parent.parent / "samples" / "workbook-clean-small.xlsx"
JUNE = date(2026, 6, 30)
OURS = ListFilter(unit=("本部",))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    path = tmp_path_factory.mktemp("among") / "w.auditor"
    begun(path, lambda: NOW, "测试")
    with Auditor.open(path, clock=lambda: NOW) as opened:
        opened.run(ImportFiles((CLEAN,)))
        ids = opened.ask(ListIds("host", order="code"))
        opened.run(BulkEdit(Listed("host", only=tuple(ids[:20])), texts=(("unit", "本部"),)))
        yield opened


def judged(audited: Audited) -> dict[str, set[str]]:
    return {roll.type: set(roll.codes) for roll in audited.rolls}


def marks(audited: Audited) -> dict[tuple[str, str], int]:
    return {
        (one.rule.id, f"{one.roll.type}:{code}"): one.marks[place]
        for one in audited.judgements
        for place, code in enumerate(one.roll.codes)
    }


@pytest.mark.parametrize("many", [0, 1_000_000], ids=["named to each statement", "left out of everybody"])
def test_that_those_chosen_are_judged_as_in_an_audit_of_everybody(
    app: Auditor, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(among_module, "_MANY", many)
    everybody = marks(app.run(Audit(JUNE, save=False)))
    ids = app.ask(ListIds("host", OURS, "code"))
    found = app.run(Audit(JUNE, save=False, among=Listed("host", OURS, but=(ids[0],))))
    assert len(found.rolls[0].ids) == len(ids) - 1
    assert judged(found).keys() == {"host"}
    assert marks(found) == {pair: mark for pair, mark in everybody.items() if pair in marks(found)}


def test_that_subjects_named_beside_a_selection_are_judged_too(app: Auditor) -> None:
    ids = app.ask(ListIds("host", ListFilter(), "code"))
    merchant = app.ask(ListRows("merchant", tuple(app.ask(ListIds("merchant"))[:1])))[0].code
    chosen = Listed("host", only=tuple(ids[:3]))
    found = app.run(Audit(JUNE, subjects=(f"merchant:{merchant}",), save=False, among=chosen))
    assert [(roll.type, sorted(roll.ids)) for roll in found.rolls if roll.type == "host"] == [("host", sorted(ids[:3]))]
    assert judged(found)["merchant"] == {merchant}


def test_that_a_list_of_records_or_an_empty_choice_is_told(app: Auditor) -> None:
    for listed in (Listed("licence"), Listed("host", ListFilter(text="没有这个人"))):
        with pytest.raises(CallerMistake):
            app.run(Audit(JUNE, among=listed))


def test_that_a_run_says_whom_it_judged_when_later_ones_are_compared(app: Auditor, tmp_path: Path) -> None:
    first = app.run(Audit(JUNE))
    some = app.run(Audit(JUNE, among=Listed("host", OURS)))
    before = app.ask(CompareRuns(some.run_id or 0, first.run_id or 0))
    others = sum(len(one.found()) for one in first.judgements) - sum(len(one.found()) for one in some.judgements)
    assert others > 0
    assert before.turns["unjudged"] == others
    assert before.turns["resolved"] == before.turns["new"] == 0
    # Somebody leaves the choice: the former run still knows that he was in it.
    left = app.ask(ListIds("host", OURS, "code"))[0]
    app.run(BulkEdit(Listed("host", only=(left,)), texts=(("unit", "别处"),)))
    assert left not in app.ask(ListIds("host", OURS, "code"))
    assert app.ask(CompareRuns(some.run_id or 0, first.run_id or 0)).turns == before.turns
    app.run(ReportRun(some.run_id or 0, tmp_path / "run.pdf"))
    assert app.run(VerifyReport(tmp_path / "run.pdf")).same


def test_that_two_checks_of_one_choice_are_alike_for_the_news_whoever_it_finds(app: Auditor) -> None:
    wish = Listed("host", OURS)
    one, other = (app.run(Audit(JUNE, among=wish)).run_id for _ in range(2))
    found = app.ask(News(JUNE))
    assert (found.latest, found.before) == (other, one)
    scope = app.ask(Runs(1))[0].scope["among"]
    assert scope["wish"] == {"type": "host", "unit": ["本部"]}
    assert list(unpacked(scope["ids"])) == sorted(app.ask(ListIds("host", wish.filter, "code")))


def test_that_packed_ids_come_back(app: Auditor) -> None:
    source = random.Random(7)
    for ids in ([], [1], [7, 8, 9], source.sample(range(1, 3_000_000), 5_000), list(range(1, 2_001))):
        assert list(unpacked(packed(array("q", ids)))) == sorted(ids)
