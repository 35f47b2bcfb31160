"""Audits of the sample world: right verdicts, equal digests, stored runs, another day, another knowledge."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake
from auditor.model.ledger import verdict
from auditor.model.values import Other
from auditor.services.answers import Judged
from auditor.services.audits import Audit, Audited
from auditor.services.audits.stream import by_subject, rows
from auditor.services.changes import Head
from auditor.services.imports import ImportFiles
from auditor.services.runs import Runs, RunVerdicts
from auditor.storage.verdicts import verdicts_digest
from tests.services.conftest import Store

SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN, MESSY = SAMPLES / "workbook-clean-small.xlsx", SAMPLES / "platform-export-small.xlsx"
DAY = date(2026, 6, 30)

Answers = dict[tuple[str, str], tuple[str, str | None, str | None]]


def _answers(audited: Audited) -> Answers:
    return {
        (row.rule.id, f"{row.type}:{row.code}"): (row.result, row.severity, row.effect)
        for batch in rows(audited.judgements, everything=True)
        for row in batch
    }


def _expected() -> Answers:
    told = json.loads((SAMPLES / "expected-small.json").read_text(encoding="utf-8"))
    return {(v["rule"], v["subject"]): (v["result"], v["severity"], v["effect"]) for v in told["verdicts"]}


def _of_core_rules(answers: Answers) -> Answers:
    """The answers of the rules that the sample tells about; the catalogue has more."""
    told = {rule for rule, _subject in _expected()}
    return {pair: answer for pair, answer in answers.items() if pair[0] in told}


@pytest.mark.parametrize("file", [CLEAN, MESSY], ids=["clean", "messy"])
def test_that_every_verdict_of_the_sample_world_is_the_expected_one(app: Auditor, file: Path) -> None:
    imported = app.run(ImportFiles((file,)))
    assert imported.refused == 0
    assert _of_core_rules(_answers(app.run(Audit(DAY)))) == _expected()


def test_that_the_messy_file_changes_nothing_after_the_clean_one_and_digests_are_equal(
    app: Auditor, tmp_path: Path
) -> None:
    app.run(ImportFiles((CLEAN,)))
    head = app.ask(Head())
    again = app.run(ImportFiles((MESSY,)))
    assert again.change is None
    assert app.ask(Head()) == head
    other = tmp_path / "other.auditor"
    Auditor.create(other)
    with Auditor.open(other) as second:
        second.run(ImportFiles((MESSY,)))
        assert second.run(Audit(DAY)).digest == app.run(Audit(DAY)).digest


def test_that_a_dry_run_reaches_the_same_counts_and_stores_nothing(app: Auditor) -> None:
    head = app.ask(Head())
    dry = app.run(ImportFiles((MESSY,), dry_run=True))
    assert app.ask(Head()) == head
    real = app.run(ImportFiles((MESSY,)))
    assert [s.counts for f in dry.files for s in f.sheets] == [s.counts for f in real.files for s in f.sheets]


def test_that_a_stored_run_holds_only_what_is_not_in_order(app: Auditor) -> None:
    app.run(ImportFiles((MESSY,)))
    audited = app.run(Audit(DAY))
    _kept_by_subject(app, audited)
    (stored,) = app.ask(Runs())
    assert stored.id == audited.run_id
    verdicts = app.ask(RunVerdicts(stored.id, limit=1000))
    assert stored.digest == audited.digest
    assert stored.counts == audited.counts()
    told = {(v.rule, f"{v.type}:{v.code}"): (v.result, v.severity, v.effect) for v in verdicts}
    assert _of_core_rules(told) == {
        key: answer for key, answer in _expected().items() if answer[0] in ("fail", "unknown")
    }


def _kept_by_subject(app: Auditor, audited: Audited) -> None:
    """Its rows come in the order of their subjects, not of their codes, and its digest is that of all of them."""
    by_code = [row for batch in rows(audited.judgements) for row in batch]
    ordered = sorted(by_code, key=lambda row: (row.subject_id, row.rule.id))
    assert ordered != by_code
    for piece in (1, 3, 50_000):
        assert [row for batch in by_subject(audited.judgements, piece=piece) for row in batch] == ordered
    with app.context.store.reading() as connection:
        found = [dict(row) for row in connection.execute(select(verdict)).mappings()]
    assert len(found) == len(ordered)
    assert audited.verdicts_digest == verdicts_digest(found)


def test_that_an_unsaved_audit_leaves_the_workspace_as_it_was(app: Auditor) -> None:
    app.run(ImportFiles((CLEAN,)))
    head = app.ask(Head())
    audited = app.run(Audit(DAY, save=False))
    assert (audited.run_id, audited.change) == (None, None)
    assert app.ask(Head()) == head


def test_that_one_subject_alone_gets_the_answers_it_gets_among_all(app: Auditor) -> None:
    app.run(ImportFiles((CLEAN,)))
    alone = _of_core_rules(_answers(app.run(Audit(DAY, subjects=("host:H0007", "merchant:S0001"), save=False))))
    wanted = {key: answer for key, answer in _expected().items() if key[1] in ("host:H0007", "merchant:S0001")}
    assert alone == wanted


def test_that_an_unknown_rule_is_told_with_its_neighbours(app: Auditor) -> None:
    with pytest.raises(CallerMistake) as told:
        app.run(Audit(DAY, rules=("TR-99",)))
    assert "TR-0" in str(told.value.hint)


def test_that_a_rule_may_be_asked_for_in_small_letters_and_is_stored_as_it_is_written(app: Auditor) -> None:
    audited = app.run(Audit(DAY, rules=("tr-02", "TR-02"), save=False))
    assert audited.job.rules == ("TR-02",)
    assert set(audited.by_rule()) == {"TR-02"}


def test_that_an_audit_as_known_before_a_change_does_not_see_it(tmp_path: Path) -> None:
    moments = [datetime(2026, 6, day, 12, 0, tzinfo=SHANGHAI) for day in (1, 20, 30)]
    path = tmp_path / "w.auditor"
    Auditor.create(path, clock=lambda: moments[0])
    for moment, status in ((moments[1], "active"), (moments[2], "blacklisted")):
        with Auditor.open(path, clock=lambda at=moment: at) as app:  # type: ignore[misc]
            _store_host(app, status)
    with Auditor.open(path, clock=lambda: moments[2]) as app:
        now = _answers(app.run(Audit(DAY, rules=("IN-01",), save=False)))
        then = _answers(app.run(Audit(DAY, known_at=datetime(2026, 6, 25), rules=("IN-01",), save=False)))
        before = _answers(app.run(Audit(DAY, known_at=datetime(2026, 6, 10), rules=("IN-01",), save=False)))
    assert now[("IN-01", "host:H1")][0] == "fail"
    assert then[("IN-01", "host:H1")][0] == "pass"
    assert before == {}


def _store_host(app: Auditor, status: str) -> None:
    from auditor.model.sheets import BY_NAME
    from auditor.model.values import ParsedRow
    from auditor.services.records import Problems, Recorder
    from auditor.storage.work import Recorded

    with app.context.store.writing(Recorded("me", "import")) as work:
        row = ParsedRow(1, {"code": "H1", "stage_name": "甲", "status": status, "status_from": 19000})
        Recorder(work, 20600).apply(BY_NAME["hosts"], [row], Problems("主播"))


def test_that_a_day_without_rules_is_told_by_an_empty_book(app: Auditor, store: Store) -> None:
    store({"hosts": [{"code": "H1", "stage_name": "甲"}]})
    audited = app.run(Audit(date(2019, 12, 31), save=False))
    assert audited.in_force == 0
    assert _answers(audited) == {}


def test_that_an_unknown_answer_names_the_datum_and_where_to_enter_it(app: Auditor, store: Store) -> None:
    store({"merchants": [{"code": "S1", "shop_name": "店", "categories": ("general",)}]})
    answers = {a.rule: a for a in app.ask(Judged("merchant", 2, DAY))}
    unknown = answers["ID-05"]
    assert (unknown.result, unknown.missing) == ("unknown", (("merchants", "identity_verified_on"),))
    assert unknown.message == ("资料不足：商家·资质核验日期", "Data missing: identity verified (merchants)")


def test_that_points_of_two_unmapped_platforms_are_not_added_up(app: Auditor, store: Store) -> None:
    case = {"subject_type": "host", "subject": "H1", "category": "vulgar", "occurred_at": 1_780_000_000, "points": 200}
    platforms = (Other("火星"), Other("金星"))
    store(
        {
            "hosts": [{"code": "H1", "stage_name": "甲"}],
            "cases": [{**case, "code": f"A{n}", "platform": one, "scheme": "分"} for n, one in enumerate(platforms)],
        }
    )
    assert _answers(app.run(Audit(DAY, rules=("IN-02",), save=False)))[("IN-02", "host:H1")][0] == "pass"
    store({"cases": [{**case, "code": "A9", "platform": platforms[0], "scheme": "分"}]})
    assert _answers(app.run(Audit(DAY, rules=("IN-02",), save=False)))[("IN-02", "host:H1")][0] == "fail"
