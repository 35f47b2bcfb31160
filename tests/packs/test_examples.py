"""Every example of every published rule, judged from stored rows by the SQL that audits run."""

from __future__ import annotations

from functools import cache

import pytest

from auditor import installed
from auditor.rulebook.check import read_path
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.examples import ExampleOutcome, run_examples
from auditor.rulebook.faults import Fault


@cache
def _pack() -> tuple[dict[str, CheckedRule], list[Fault]]:
    checked, faults, _pack = read_path(installed.rules() / "cn-livestream")
    return {one.rule.id: one for one in checked}, faults


@cache
def _outcomes(rule_id: str) -> tuple[ExampleOutcome, ...]:
    return tuple(run_examples([_pack()[0][rule_id]]))


EXAMPLES = [
    pytest.param(rule_id, number, id=f"{rule_id}-{number:02}")
    for rule_id, checked in _pack()[0].items()
    for number in range(len(checked.rule.examples))
]


def test_that_every_published_rule_is_in_order() -> None:
    rules, faults = _pack()
    assert faults == []
    assert len(rules) >= 31


@pytest.mark.parametrize(("rule_id", "number"), EXAMPLES)
def test_that_a_rule_answers_its_example_as_it_says(rule_id: str, number: int) -> None:
    outcome = _outcomes(rule_id)[number]
    assert outcome.ok, f"{outcome.name}: {outcome.problem}"
