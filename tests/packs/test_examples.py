"""Every example of every published rule, judged from stored rows by the SQL that audits run."""

from __future__ import annotations

from functools import cache

import pytest

from auditor import installed
from auditor.rulebook.check import read_path
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.examples import ExampleOutcome, run_examples
from auditor.rulebook.faults import Fault
from auditor.rulebook.pack import Pack


@cache
def _packs() -> tuple[dict[str, tuple[CheckedRule, Pack]], list[Fault]]:
    """Every rule of every published pack, with its pack, and the faults of all."""
    found: dict[str, tuple[CheckedRule, Pack]] = {}
    faults: list[Fault] = []
    for path in sorted(installed.rules().glob("*/pack.yaml")):
        checked, wrong, pack = read_path(path.parent)
        assert pack is not None
        found |= {one.rule.id: (one, pack) for one in checked}
        faults += wrong
    return found, faults


@cache
def _outcomes(rule_id: str) -> tuple[ExampleOutcome, ...]:
    checked, pack = _packs()[0][rule_id]
    return tuple(run_examples([checked], data=pack.data))


EXAMPLES = [
    pytest.param(rule_id, number, id=f"{rule_id}-{number:02}")
    for rule_id, (checked, _pack) in _packs()[0].items()
    for number in range(len(checked.rule.examples))
]


def test_that_every_published_rule_is_in_order() -> None:
    rules, faults = _packs()
    assert faults == []
    assert len(rules) >= 31


@pytest.mark.parametrize(("rule_id", "number"), EXAMPLES)
def test_that_a_rule_answers_its_example_as_it_says(rule_id: str, number: int) -> None:
    outcome = _outcomes(rule_id)[number]
    assert outcome.ok, f"{outcome.name}: {outcome.problem}"
