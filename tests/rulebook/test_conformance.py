"""The conformance cases of the Common Expression Language that fall into the profile, and the page that counts the rest."""

from __future__ import annotations

from functools import cache

from auditor.rulebook.examples import prepared, scratch
from tests.rulebook import conformance


@cache
def _outcomes() -> tuple[conformance.Outcome, ...]:
    return tuple(conformance.everything())


def test_that_every_conformance_case_in_the_profile_is_answered_as_the_specification_says() -> None:
    wrong = [
        f"{one.case['suite']}/{one.case['name']}: {one.said}" for one in _outcomes() if one.result == conformance.WRONG
    ]
    assert wrong == []
    assert sum(one.result == conformance.PASSED for one in _outcomes()) >= 325
    assert sum(one.with_facts for one in _outcomes()) >= 316


def test_that_a_wrong_answer_would_be_told() -> None:
    turned = {"suite": "logic/NOT", "name": "turned", "expr": "!true", "value": {"boolValue": True}}
    with scratch() as store, prepared(store):
        assert conformance.judged(store, turned).result == conformance.WRONG


def test_that_the_profile_page_counts_the_cases_as_they_are() -> None:
    text = conformance.PAGE.read_text(encoding="utf-8")
    assert conformance.with_table(text, conformance.table(list(_outcomes()))) == text, (
        "run python -m tests.rulebook.conformance --write"
    )
