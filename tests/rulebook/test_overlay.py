"""An organisation's overlay tunes parameters and weights, within bounds, and the difference is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from auditor import installed
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.example_store import Store
from auditor.rulebook.faults import Rejected
from auditor.rulebook.judging import judge_one
from auditor.rulebook.overlay import applied, differences, read_overlay
from auditor.rulebook.pack import Effect, Result, Severity, Term
from auditor.rulebook.sql.values import Moment

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book([installed.rules() / "cn-livestream"])


def tuned(book: Book, tmp_path: Path, text: str) -> Book:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return applied(book, read_overlay(path, book))


def trained(store: Connection, book: Book, done: date) -> object:
    facts = {
        "first_live_on": date(2020, 1, 1),
        "trainings": [{"course": "K", "completed_on": done, "result": "passed"}],
    }
    try:
        subject_id = Store(store, DAY).subject("host", facts)
        return next(v for v in judge_one(store, book, Moment(DAY), "host", subject_id) if v.rule_id == "TR-02")
    finally:
        store.rollback()


def test_that_a_parameter_severity_and_effect_can_be_tuned(store: Connection, book: Book, tmp_path: Path) -> None:
    ours = tuned(book, tmp_path, "rules:\n  TR-02: {severity: low, effect: note, params: {look_back_years: 2}}\n")
    done = date(2025, 1, 1)
    assert trained(store, book, done).result is Result.FAIL
    assert trained(store, ours, done).result is Result.PASS
    verdict = trained(store, ours, date(2020, 1, 1))
    assert (verdict.severity, verdict.effect) == (Severity.LOW, Effect.NOTE)


def test_that_a_dated_parameter_holds_from_its_day(book: Book, tmp_path: Path) -> None:
    text = "rules: {TR-02: {params: {look_back_years: [{value: 1}, {from: 2026-07-01, value: 3}]}}}"
    ours = tuned(book, tmp_path, text)
    rule = ours.rule("TR-02").rule
    assert ours.params(rule, date(2026, 6, 30))["look_back_years"] == 1
    assert ours.params(rule, date(2026, 7, 1))["look_back_years"] == 3


def test_that_a_rule_can_be_switched_off_or_dated(book: Book, tmp_path: Path) -> None:
    ours = tuned(book, tmp_path, "rules: {TR-02: {enabled: false}, TR-04: {effective: {from: 2027-01-01}}}")
    ids = {one.rule.id for one in ours.in_force(DAY)}
    assert not ids & {"TR-02", "TR-04"}
    assert "TR-04" in {one.rule.id for one in ours.in_force(date(2027, 1, 1))}


def test_that_the_difference_to_the_pack_is_shown(book: Book, tmp_path: Path) -> None:
    ours = tuned(book, tmp_path, "rules: {TR-02: {severity: low, params: {look_back_years: 2}}}")
    assert [(one.rule, one.what) for one in differences(book, ours)] == [
        ("TR-02", "severity"),
        ("TR-02", "params.look_back_years"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: {TR-99: {severity: low}}", "1:9: there is no rule TR-99"),
        ("rules: {TR-02: {params: {look_back_years: 9}}}", "1:43: 9 is above the most allowed look_back_years, 3"),
        ("rules: {TR-02: {params: {lookback: 2}}}", "has no parameter lookback (did you mean look_back_years"),
        ("rules: {TR-02: {require: 'true'}}", "unknown key require"),
        ("rules: {TR-02: {params: {look_back_years: '2'}}}", "a value of type int is expected"),
    ],
)
def test_that_an_overlay_out_of_bounds_is_refused(book: Book, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Rejected) as refused:
        tuned(book, tmp_path, text)
    assert said in str(refused.value)


def test_that_the_packs_values_hold_until_the_first_day_of_ours(book: Book, tmp_path: Path) -> None:
    ours = tuned(book, tmp_path, "rules: {TR-02: {params: {look_back_years: [{from: 2026-07-01, value: 3}]}}}")
    rule = ours.rule("TR-02").rule
    assert [rule.params["look_back_years"].on(day) for day in (DAY, date(2026, 7, 1))] == [1, 3]


def test_that_a_term_of_ours_leaves_the_end_it_does_not_name(book: Book, tmp_path: Path) -> None:
    ours = tuned(book, tmp_path, "rules: {TR-03: {effective: {until: 2027-01-01}}}")
    assert ours.rule("TR-03").rule.effective == Term(date(2026, 3, 20), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("tuning", "fault"),
    [
        ("{params: {least_share: []}}", "1:39: values is missing"),
        ("{params: {least_share: 0.1234567}}", "1:39: a decimal may have six places"),
        ("{params: {least_share: [{value: 0.5}, {value: 0.6}]}}", "1:54: 1970-01-01 stands twice"),
        ("{effective: {until: 2020-01-01}}", "1:9: until lies before from"),
    ],
)
def test_that_a_tuning_that_leaves_open_what_holds_is_refused(
    book: Book, tmp_path: Path, tuning: str, fault: str
) -> None:
    with pytest.raises(Rejected, match=f"ours.yaml:{fault}"):
        tuned(book, tmp_path, f"rules: {{TR-05: {tuning}}}")
