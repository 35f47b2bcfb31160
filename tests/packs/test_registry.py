"""What every published rule must bring along: texts in both languages, a basis, examples at its turning points."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import installed
from auditor.rulebook.facts.schema import shared, spec

CORE = {
    "TR": (1, 2, 3, 4),
    "LI": (1, 2, 3, 4, 5, 13),
    "ID": (1, 2, 3, 4, 5, 6, 7, 10, 11),
    "IN": (1, 2, 3, 9, 10),
    "BR": (2,),
    "CT": (1,),
    "RV": (2, 8),
    "RC": (2, 3, 4),
}

FOLDERS = sorted(path.parent for path in installed.rules().glob("*/*/rule.yaml"))
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # seven times quicker where libyaml is built in


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


RULES: dict[Path, dict[str, Any]] = {folder: _yaml(folder / "rule.yaml") for folder in FOLDERS}
EXAMPLES: dict[Path, list[dict[str, Any]]] = {folder: _yaml(folder / "examples.yaml") for folder in FOLDERS}

each_rule = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def _params(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = RULES[folder].get("params", {})
    return found


def _subjects(folder: Path) -> list[str]:
    subject = RULES[folder]["subject"]
    return subject if isinstance(subject, list) else [subject]


def _outcomes(folder: Path) -> set[tuple[str, str]]:
    """The pairs of severity and effect that a failure of the rule can have."""
    rule = RULES[folder]
    found = set()
    for level in rule.get("levels", []):
        effect = "note" if level.get("curable") is False else level.get("effect", rule["effect"])
        found.add((level.get("severity", rule["severity"]), effect))
        if level["when"] == "true":
            return found
    return found | {(rule["severity"], rule["effect"])}


def test_that_the_core_rules_are_all_there() -> None:
    core = {f"{family}-{number:02}" for family, numbers in CORE.items() for number in numbers}
    assert core <= {rule["id"] for rule in RULES.values()}


def test_that_no_two_rules_of_any_packs_share_an_id() -> None:
    twice = [rule_id for rule_id, n in Counter(rule["id"] for rule in RULES.values()).items() if n > 1]
    assert twice == []


@each_rule
def test_that_the_folder_is_named_by_the_rule(folder: Path) -> None:
    assert RULES[folder]["id"] == folder.name
    assert re.fullmatch(r"[A-Z]{2,4}-[0-9]{2,3}", folder.name)


@each_rule
@pytest.mark.parametrize("part", ["title", "message", "remedy", "unknown"])
def test_that_every_text_stands_in_both_languages(folder: Path, part: str) -> None:
    if part == "unknown" and part not in RULES[folder]:
        return  # only where an unknown answer has a reason that no empty column tells
    text = RULES[folder][part]
    assert set(text) == {"zh", "en"}
    assert re.search(r"[\u4e00-\u9fff]", text["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", text["en"])
    assert text["zh"] == text["zh"].strip()
    assert text["en"] == text["en"].strip()


@each_rule
@pytest.mark.parametrize("part", ["message", "remedy"])
def test_that_both_languages_name_the_same_values(folder: Path, part: str) -> None:
    text = RULES[folder][part]
    assert set(re.findall(r"\{(\w+)\}", text["zh"])) == set(re.findall(r"\{(\w+)\}", text["en"]))


@each_rule
def test_that_a_message_only_names_values_that_exist_and_may_be_shown(folder: Path) -> None:
    subjects = _subjects(folder)
    fields = (spec(subjects[0]) if len(subjects) == 1 else shared(subjects)).fields
    for part in ("message", "remedy"):
        for name in re.findall(r"\{(\w+)\}", RULES[folder][part]["zh"]):
            assert name in _params(folder) or (name in fields and not fields[name].personal), name


@each_rule
def test_that_no_message_spreads_what_belongs_to_a_person(folder: Path) -> None:
    named = {name for part in ("message", "remedy") for name in re.findall(r"\{(\w+)\}", RULES[folder][part]["zh"])}
    assert not named & {"birth_date", "id_birth_date", "sex", "id_sex", "residence", "occupation", "address"}


@each_rule
def test_that_every_basis_says_what_it_rests_on_since_when_and_how_surely(folder: Path) -> None:
    basis = RULES[folder]["basis"]
    assert basis
    for one in basis:
        assert re.fullmatch(r"[A-Z0-9]{2,5}-[A-Z]?[0-9]{2}", one["id"])
        assert one["instrument"]
        assert one["article"]
        assert one["effective"]["from"]
        assert one["status"] in ({"draft"} if one["article"] == "条号待核" else {"verified", "draft"})
        assert set(one["summary"]) == {"zh", "en"}


@each_rule
def test_that_every_parameter_is_typed_bounded_labelled_and_dated(folder: Path) -> None:
    for param in _params(folder).values():
        assert param["type"] in {"int", "decimal", "date"}
        assert set(param["label"]) == {"zh", "en"}
        assert param["values"][0]["from"] <= RULES[folder]["effective"]["from"]
        for dated in param["values"]:
            assert param["min"] <= dated["value"] <= param["max"]


@each_rule
def test_that_no_number_of_days_or_years_is_buried_in_an_expression(folder: Path) -> None:
    rule = RULES[folder]
    expressions = [rule["applies"], rule["require"], *(level["when"] for level in rule.get("levels", []))]
    for expression in expressions:
        assert not re.search(r"\b(months|years|hours|workdays)\(\d", expression)
        assert not re.search(r"\bdays\((?!1\))\d", expression)


@each_rule
def test_that_every_parameter_is_used(folder: Path) -> None:
    rule = RULES[folder]
    expressions = " ".join([rule["applies"], rule["require"], *(level["when"] for level in rule.get("levels", []))])
    assert set(re.findall(r"params\.(\w+)", expressions)) == set(_params(folder))


@each_rule
def test_that_a_remedy_key_names_the_act_that_mends(folder: Path) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", RULES[folder]["remedy_key"])


def test_that_one_training_clears_the_training_rules_together() -> None:
    of_hosts = [
        rule for folder, rule in RULES.items() if rule["id"].startswith("TR-0") and _subjects(folder) == ["host"]
    ]
    keys = {rule["remedy_key"] for rule in of_hosts if rule["severity"] != "info"}
    assert keys == {"book_training"}


@each_rule
def test_that_the_examples_show_a_pass_a_failure_and_a_case_left_open(folder: Path) -> None:
    answers = {example["expect"] for example in EXAMPLES[folder]}
    assert len(EXAMPLES[folder]) >= 3
    assert {"pass", "fail"} <= answers
    assert answers & {"unknown", "notapplicable"}


@each_rule
def test_that_the_examples_of_a_rule_have_names_of_their_own(folder: Path) -> None:
    names = [example["name"] for example in EXAMPLES[folder]]
    assert len(set(names)) == len(names)


@each_rule
def test_that_every_failing_example_states_its_severity_and_effect(folder: Path) -> None:
    for example in EXAMPLES[folder]:
        stated = {"severity", "effect"} & set(example)
        assert stated == ({"severity", "effect"} if example["expect"] == "fail" else set()), example["name"]


@each_rule
def test_that_every_severity_and_effect_a_rule_can_give_is_shown_by_an_example(folder: Path) -> None:
    shown = {(example["severity"], example["effect"]) for example in EXAMPLES[folder] if example["expect"] == "fail"}
    assert shown == _outcomes(folder)


@each_rule
def test_that_every_subject_type_of_a_rule_is_shown_by_an_example(folder: Path) -> None:
    shown = {subject for example in EXAMPLES[folder] for subject in example["facts"]}
    assert shown - {"courses"} == set(_subjects(folder))


def test_that_the_windows_of_statutes_are_what_the_rules_count_by() -> None:
    by_id = {rule["id"]: rule for rule in RULES.values()}
    path = installed.rules() / "cn-livestream" / "data" / "statute_windows.yaml"
    windows = yaml.safe_load(path.read_text(encoding="utf-8"))["statute_windows"]
    assert len(windows) >= 7
    for one in (one for one in windows if one["rule"]):
        params = by_id[one["rule"]]["params"]
        assert params[one["window"]]["values"][-1]["value"] == one["years"]
        if one["level"]:
            assert params[one["level"]]["values"][-1]["value"] == one["count"]


def test_that_the_clocks_of_responses_are_what_the_rules_run() -> None:
    by_id = {rule["id"]: rule for rule in RULES.values()}
    path = installed.rules() / "cn-platform-practice" / "data" / "response_clocks.yaml"
    clocks = yaml.safe_load(path.read_text(encoding="utf-8"))["response_clocks"]
    assert any(one["rule"] for one in clocks)
    for one in (one for one in clocks if one["rule"]):
        values = {param["values"][-1]["value"] for param in by_id[one["rule"]]["params"].values()}
        assert one["length"] in values, one


def test_that_practice_says_in_its_title_that_it_is_no_law() -> None:
    practice = [rule for folder, rule in RULES.items() if folder.parent.name == "cn-platform-practice"]
    assert practice
    assert all("非法律" in rule["title"]["zh"] and "not law" in rule["title"]["en"] for rule in practice)
