"""Examples notice when a rule is altered: a sample of all alterations here, the whole by the command of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from auditor import installed
from auditor.rulebook.check import read_path
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.data import core_data
from auditor.rulebook.examples import prepared, scratch
from auditor.rulebook.language.writing import written
from tests.packs import mutants
from tests.packs.mutating import alterations
from tests.packs.mutating import mutants as altered

ONE_IN = 24
"""The share of the alterations tried at each push."""


@pytest.fixture(scope="module")
def store() -> Iterator[Connection]:
    with scratch() as connection, prepared(connection):
        yield connection


def _rule(rule_id: str) -> CheckedRule:
    (checked,), faults, _pack = read_path(installed.rules() / "cn-livestream" / rule_id)
    assert faults == []
    return checked


def _drawn(words: str) -> bool:
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big") % ONE_IN == 0


def test_that_examples_notice_nearly_every_alteration_of_a_rule(store: Connection) -> None:
    caught, survived = 0, []
    for checked, data in mutants.rules():
        chosen = [made for made in altered(checked) if _drawn(f"{checked.rule.id} {made.words}")]
        found = mutants.tried(store, checked, data, chosen)
        caught += len(found.caught)
        survived += [f"{checked.rule.id} {made.words}" for made in found.survived]
    assert caught > 40
    assert len(survived) <= 0.05 * (caught + len(survived)), survived


def test_that_a_rule_with_thin_examples_is_told(store: Connection) -> None:
    checked = _rule("TR-02")
    thin = CheckedRule(replace(checked.rule, examples=checked.rule.examples[:1]), checked.typed)
    found = mutants.tried(store, thin, core_data(), altered(thin))
    assert found.share < 0.6
    assert "require: t.passed && t.completed_on >= as_of - years(params.look_back_years)" in {
        made.words.partition(" → ")[0] for made in found.survived
    }


def test_that_every_kind_of_alteration_is_made() -> None:
    made = {words for one in altered(_rule("LI-04")) for words in [one.words]}
    assert any("l.valid_until < as_of + days(params.days_low)" in words for words in made)
    assert any("l.valid_until <= as_of - days(params.days_low)" in words for words in made)
    assert any('→ merchant.status != "active"' in words for words in made)
    assert any("→ merchant.licences.all(l," in words for words in made)
    assert any("||" in words.partition("→")[2] and "||" not in words.partition("→")[0] for words in made)
    assert "params.days_low: 90 → 91" in made
    assert "params.days_low: 90 → 89" in made


def test_that_an_alteration_differs_in_one_place_and_leaves_the_rule_alone() -> None:
    tree = _rule("ID-03").typed["host"].require
    before = written(tree)
    texts = [written(one.tree) for one in alterations(tree)]
    assert before not in texts
    assert len(set(texts)) == len(texts)
    assert written(tree) == before


def test_that_the_page_of_alterations_names_every_rule() -> None:
    text = mutants.PAGE.read_text(encoding="utf-8")
    named = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")}
    missing = {checked.rule.id for checked, _data in mutants.rules()} - named
    assert not missing, f"run python -m tests.packs.mutants --write; missing: {sorted(missing)}"
