"""Judging: one subject and many agree; a day sees only what was so on it; an instant only what was recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from auditor.model import tables
from auditor.model.types import day_of
from auditor.rulebook.book import Book
from auditor.rulebook.check import read_path
from auditor.rulebook.example_store import Store
from auditor.rulebook.judge import not_applicable_ids
from auditor.rulebook.judging import judge_many, judge_one, selected_ids, tallies
from auditor.rulebook.pack import Effect, Result, Severity
from auditor.rulebook.sql.values import Moment
from tests.rulebook import worlds
from tests.rulebook.test_against_cel import SOME

DAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _clean(store: Connection) -> Any:
    yield
    store.rollback()


def host(store: Connection, **facts: Any) -> int:
    return Store(store, DAY).subject("host", {"code": "H0001", "stage_name": "小满", **facts})


def answer(store: Connection, book: Book, rule: str, subject_id: int, day: date = DAY, known: int | None = None) -> Any:
    found = judge_one(store, book, Moment(day, known), "host", subject_id)
    return next((verdict for verdict in found if verdict.rule_id == rule), None)


@pytest.mark.parametrize("kind", ["host", "merchant", "broadcast"])
@settings(SOME, max_examples=10)
@given(data=st.data())
def test_that_one_subject_is_judged_as_among_many(
    store: Connection, book: Book, kind: str, data: st.DataObject
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    day = DAY + timedelta(days=data.draw(st.integers(-400, 400)))
    try:
        subject_id = Store(store, DAY).subject(kind, facts)
        one = judge_one(store, book, Moment(day), kind, subject_id)
        many = list(judge_many(store, book, Moment(day), [kind], subject_ids=[subject_id], everything=True))
        assert list(one) == many
        assert judge_one(store, book, Moment(day, 1), kind, subject_id) == one, "everything was recorded by change 1"
        unsettled = [v for v in one if v.result in (Result.FAIL, Result.UNKNOWN)]
        assert list(judge_many(store, book, Moment(day), [kind])) == unsettled
        for verdict in one:
            outside = list(not_applicable_ids(store, book, Moment(day), kind, book.rule(verdict.rule_id)))
            assert outside == ([subject_id] if verdict.result is Result.NOTAPPLICABLE else [])
        for tally in tallies(store, book, Moment(day), [kind]):
            answers = [verdict.result for verdict in one if verdict.rule_id == tally.rule_id]
            counts = (tally.passed, tally.failed, tally.unknown, tally.notapplicable)
            order = (Result.PASS, Result.FAIL, Result.UNKNOWN, Result.NOTAPPLICABLE)
            assert counts == tuple(answers.count(result) for result in order)
    finally:
        store.rollback()


def test_that_who_has_not_joined_or_has_left_is_not_judged(store: Connection, book: Book) -> None:
    subject_id = host(store, onboarded_on=DAY, left_on=DAY + timedelta(days=10))
    days = {
        offset: judge_one(store, book, Moment(DAY + timedelta(days=offset)), "host", subject_id)
        for offset in (-1, 0, 9, 10)
    }
    assert [bool(days[offset]) for offset in (-1, 0, 9, 10)] == [False, True, True, False]
    assert selected_ids(store, book, Moment(DAY), "host") == [subject_id]


def test_that_a_rule_before_its_term_gives_no_answer(store: Connection, book: Book) -> None:
    subject_id = host(store, categories=["food_prepacked"])
    assert answer(store, book, "TR-03", subject_id, date(2026, 3, 19)) is None
    assert answer(store, book, "TR-03", subject_id, date(2026, 3, 20)).result is Result.FAIL
    assert judge_one(store, book, Moment(date(2019, 12, 31)), "host", subject_id) == ()


def test_that_a_status_is_read_from_its_period(store: Connection, book: Book) -> None:
    subject_id = host(store, status="blacklisted", status_from=DAY)
    store.execute(insert(tables.past_status), [
        {"subject_id": subject_id, "from_day": day_of(date(2026, 1, 1)), "value": "suspended", "change_id": 1},
        {"subject_id": subject_id, "from_day": day_of(date(2026, 4, 1)), "value": "active", "change_id": 1},
    ])  # fmt: skip
    seen = {}
    for day in (date(2025, 6, 1), date(2026, 3, 31), date(2026, 4, 1), DAY - timedelta(days=1), DAY):
        seen[day] = answer(store, book, "ID-10", subject_id, day).result is not Result.NOTAPPLICABLE
    assert list(seen.values()) == [False, False, True, True, False]
    assert answer(store, book, "IN-01", subject_id).result is Result.FAIL
    assert answer(store, book, "IN-01", subject_id, DAY - timedelta(days=1)).result is Result.PASS


def test_that_a_training_on_the_day_itself_counts_and_one_the_day_after_does_not(store: Connection, book: Book) -> None:
    done = {"course": "K1", "completed_on": DAY, "result": "passed"}
    subject_id = host(store, first_live_on=date(2025, 1, 1), trainings=[done])
    assert answer(store, book, "TR-02", subject_id, DAY).result is Result.PASS
    assert answer(store, book, "TR-02", subject_id, DAY - timedelta(days=1)).result is Result.FAIL
    assert answer(store, book, "TR-02", subject_id, date(2027, 6, 30)).result is Result.PASS
    assert answer(store, book, "TR-02", subject_id, date(2027, 7, 1)).result is Result.FAIL


def test_that_a_case_counts_from_the_day_it_was_decided(store: Connection, book: Book) -> None:
    case = {"kind": "infraction", "category": "false_publicity", "occurred_at": datetime(2026, 5, 1, 20), "platform": "douyin",
            "outcome": "substantiated", "decided_on": DAY, "points": Decimal(12), "appeal": "granted"}  # fmt: skip
    subject_id = host(store, cases=[case])
    assert answer(store, book, "IN-02", subject_id, DAY - timedelta(days=1)).result is Result.PASS
    assert answer(store, book, "IN-02", subject_id, DAY).result is Result.PASS, "the appeal was granted"
    store.execute(update(tables.MAIN["case_record"]).values(appeal="none"))
    verdict = answer(store, book, "IN-02", subject_id, DAY)
    assert (verdict.result, verdict.severity, verdict.effect) == (Result.FAIL, Severity.CRITICAL, Effect.BLOCK)
    assert answer(store, book, "IN-02", subject_id, date(2027, 1, 1)).result is Result.PASS, "another year"


def test_that_a_host_not_live_yet_is_not_asked_for_training(store: Connection, book: Book) -> None:
    subject_id = host(store)
    assert answer(store, book, "TR-02", subject_id).result is Result.NOTAPPLICABLE


def test_that_the_first_broadcast_up_to_the_day_is_the_first_live(store: Connection, book: Book) -> None:
    show = {"code": "L1", "status": "aired", "started_at": datetime(2026, 6, 30, 23, 59, 59)}
    off = {"code": "L2", "status": "cancelled", "planned_start": datetime(2026, 6, 1, 20)}
    subject_id = host(store, broadcasts=[show, off])
    assert answer(store, book, "TR-02", subject_id, DAY - timedelta(days=1)).result is Result.NOTAPPLICABLE
    assert answer(store, book, "TR-02", subject_id, DAY).result is Result.FAIL


@pytest.mark.parametrize(
    ("born", "result"),
    [(date(2010, 6, 30), Result.PASS), (date(2010, 7, 1), Result.FAIL), (None, Result.UNKNOWN)],
)
def test_that_sixteen_is_reached_on_the_sixteenth_birthday(
    store: Connection, book: Book, born: date | None, result: Result
) -> None:
    assert answer(store, book, "ID-02", host(store, birth_date=born)).result is result


def test_that_a_failure_no_act_can_mend_is_a_note(store: Connection, book: Book) -> None:
    late = {"course": "K1", "completed_on": date(2026, 6, 2), "result": "passed"}
    subject_id = host(store, first_live_on=date(2026, 6, 1), trainings=[late])
    verdict = answer(store, book, "TR-01", subject_id)
    assert (verdict.result, verdict.severity, verdict.effect) == (Result.FAIL, Severity.MEDIUM, Effect.NOTE)
    assert not verdict.curable


def test_that_a_late_entry_is_not_known_before_it_was_made(store: Connection, book: Book) -> None:
    done = {"course": "K1", "completed_on": date(2026, 6, 1), "result": "passed"}
    subject_id = host(store, first_live_on=date(2025, 1, 1), trainings=[done])
    store.execute(update(tables.MAIN["training"]).values(change_id=5))
    assert answer(store, book, "TR-02", subject_id, known=4).result is Result.FAIL
    assert answer(store, book, "TR-02", subject_id, known=5).result is Result.PASS


def test_that_a_changed_row_is_read_as_it_then_was(store: Connection, book: Book) -> None:
    subject_id = host(store, birth_date=date(2000, 1, 1))
    row = dict(store.execute(tables.MAIN["host"].select()).mappings().one())
    row |= {"birth_date": day_of(date(2012, 1, 1)), "gone_by": 7}
    store.execute(insert(tables.HISTORY["host"]), row)
    store.execute(update(tables.MAIN["host"]).values(change_id=7))
    assert answer(store, book, "ID-02", subject_id).result is Result.PASS
    assert answer(store, book, "ID-02", subject_id, known=7).result is Result.PASS
    assert answer(store, book, "ID-02", subject_id, known=6).result is Result.FAIL
    assert judge_one(store, book, Moment(DAY, 0), "host", subject_id) == (), "not recorded yet"


def test_that_the_text_of_a_statement_stays_the_same_from_day_to_day(store: Connection, book: Book) -> None:
    subject_id = host(store)
    judge_one(store, book, Moment(DAY), "host", subject_id)
    before = len(book.cache)
    judge_one(store, book, Moment(DAY + timedelta(days=40)), "host", subject_id)
    assert len(book.cache) == before


def test_that_a_rule_beyond_the_numbers_range_is_an_error_and_stops_no_other(
    store: Connection, book: Book, tmp_path: Path
) -> None:
    folder = tmp_path / "ZZ-01"
    folder.mkdir()
    (folder / "rule.yaml").write_text(
        "id: ZZ-01\nsubject: host\ntitle: {zh: 试, en: Trial}\nseverity: low\napplies: 'true'\n"
        "require: host.trainings.map(t, t.attempt * 9223372036854775807).sum() > 0\nmessage: {zh: 否, en: No}\n",
        encoding="utf-8",
    )
    checked = read_path(folder, examples=False)[0]
    own = Book((), tuple(sorted((*book.rules, *checked), key=lambda one: one.rule.id)))
    done = {"course": "K1", "completed_on": DAY, "result": "passed"}
    subject_id = host(store, trainings=[done, {**done, "attempt": 1, "completed_on": date(2026, 1, 1)}])
    one = judge_one(store, own, Moment(DAY), "host", subject_id)
    assert [v.rule_id for v in one if v.result is Result.ERROR] == ["ZZ-01"]
    assert len(one) > 10
    many = list(judge_many(store, own, Moment(DAY), ["host"], everything=True))
    assert many == list(one)


@pytest.mark.parametrize(
    ("require", "result"),
    [
        ("params.tiny * params.tiny < 0.1", Result.PASS),
        ("params.big * 9223372036854775807 > 0", Result.ERROR),
        ("as_of + days(params.big) > as_of", Result.PASS),
        ("as_of - years(params.big) < as_of", Result.PASS),
        ("host.birth_date + months(params.big) > as_of", Result.PASS),
        ("host.age < params.big", Result.PASS),
        ("host.birth_date + workdays(params.big) > as_of", Result.UNKNOWN),
    ],
)
def test_that_extreme_parameters_do_no_harm(store: Connection, tmp_path: Path, require: str, result: Result) -> None:
    folder = tmp_path / "ZZ-01"
    folder.mkdir()
    (folder / "rule.yaml").write_text(
        "id: ZZ-01\nsubject: host\ntitle: {zh: 试, en: Trial}\nseverity: low\napplies: 'true'\n"
        f"require: {require}\nmessage: {{zh: 否, en: No}}\nparams:\n"
        "  tiny: {type: decimal, values: [{value: 0.000001}]}\n  big: {type: int, values: [{value: 900000000}]}\n",
        encoding="utf-8",
    )
    own = Book((), tuple(read_path(folder, examples=False)[0]))
    subject_id = host(store, birth_date=date(2000, 1, 1))
    (one,) = judge_one(store, own, Moment(DAY), "host", subject_id)
    assert one.result is result
    assert list(judge_many(store, own, Moment(DAY), ["host"], everything=True)) == [one]
