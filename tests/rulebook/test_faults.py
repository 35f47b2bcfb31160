"""Faults are collected, located to the character, and say what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.rulebook.check import check_path

RULE = """\
id: {id}
subject: host
title: {{zh: 试, en: Trial}}
severity: high
effective: {{from: 2020-01-01}}
params:
  n: {{type: int, min: 1, max: 3, values: [{{from: 2020-01-01, value: 1}}]}}
applies: {applies}
require: {require}
message: {{zh: 不合规, en: Fails}}
"""
EXAMPLES = """\
- {name: a, as_of: 2026-01-01, facts: {host: {status: active, followers: 2}}, expect: pass}
- {name: b, as_of: 2026-01-01, facts: {host: {status: active, followers: 0}}, expect: fail}
- {name: c, as_of: 2026-01-01, facts: {host: {status: left}}, expect: notapplicable}
"""


def folder(tmp_path: Path, *, rule_id: str = "XX-01", applies: str = "true", require: str = "host.followers > 1",
           text: str | None = None) -> Path:  # fmt: skip
    made = tmp_path / rule_id
    made.mkdir()
    (made / "rule.yaml").write_text(text or RULE.format(id=rule_id, applies=applies, require=require), encoding="utf-8")
    (made / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    return made


def faults(path: Path) -> list[str]:
    return [str(fault) for fault in check_path(path)]


def test_that_a_rule_in_order_has_no_fault(tmp_path: Path) -> None:
    assert faults(folder(tmp_path, applies='host.status == "active"')) == []


@pytest.mark.parametrize(
    ("require", "column", "said"),
    [
        ("host.folowers > 1", 15, "host has no field folowers (did you mean followers"),
        ("hots.followers > 1", 10, "unknown variable hots (did you mean host"),
        ("host.followers > params.m", 34, "the rule has no parameter m"),
        ("host.followers > 1.0", 27, "> does not go between int and decimal (write decimals with a point"),
        ("host.first_live > '2026-01-01'", 28, '(write date("2026-03-01"))'),
        ("host.status == 'actif'", 25, 'this can never hold: "actif" is no value of this field (did you mean active'),
        ("host.licences.exists(l, l.kind in ['physican'])", 44, "did you mean physician"),
        ("host.real_name == 'x'", 15, "personal data"),
        ("host.phone.startsWith('138')", 15, "personal data"),
        ("host.followers / 2 > 1", 27, "division is outside the rule language"),
        ("host.followers % 2 == 1", 27, "division is outside the rule language"),
        ("host.agency == null", 25, "null is outside the rule language"),
        ("host.followers in [1, host.followers]", 37, "only literals may stand in a list"),
        ("host.stage_name.matches(host.code)", 39, "the pattern of matches must be a literal"),
        ("host.stage_name.matches('(a')", 34, "not a pattern"),
        ("host.licences[0].in_force", 24, "only a literal map can be read by [key]"),
        ("has(host.licences)", 19, "a list is always there, it may be empty (write size(licences) > 0)"),
        ("host.licences.exist(l, l.in_force)", 24, "unknown function exist (did you mean exists"),
        ("host.followers", 15, "a condition must be true or false, this is int"),
        ("1 == 2", 15, "both sides are constants"),
        ("host.followers > 1 &&", 31, "it ends too early"),
        ("host.followers > 3u", 27, "unsigned and byte literals"),
        ('date("2026-02-30") < as_of', 10, "2026-02-30 is no date"),
        ("host.licences == host.licences", 27, "lists and records cannot be compared"),
        ("data.nothing.exists(x, x == 'a')", 15, "the pack has no data nothing"),
        ("host.birth_date + workdays(host.age) < as_of", 28, "workdays(n) takes a number or a parameter"),
        (
            "host.licences.all(a, host.licences.all(b, host.licences.all(c, host.licences.all(d, d.in_force))))",
            87,
            "nested 3 deep at most",
        ),
    ],
)
def test_that_a_mistake_is_located_and_answered(tmp_path: Path, require: str, column: int, said: str) -> None:
    (fault,) = faults(folder(tmp_path, require=require))
    assert fault.startswith(f"XX-01/rule.yaml:9:{column}: "), fault
    assert said in fault, fault


def test_that_mistakes_in_several_terms_are_all_told(tmp_path: Path) -> None:
    path = folder(tmp_path, applies="host.a > 1 && host.b > 1", require="host.c > 1 || host.d > 1")
    assert [fault.split(": ")[1].split()[-1] for fault in faults(path)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("block", "line", "column"),
    [
        ("|\n  host.status == 'active'\n    && host.nothing > 1", 11, 13),
        (">-\n  host.status == 'active'\n  && host.nothing > 1", 11, 11),
        ("host.status == 'active'\n  && host.nothing > 1", 10, 11),
        ("\"host.status == 'active' &&\\\n    \\ host.nothing > 1\"", 10, 12),
        ('"host.stage_name == \\"x\\" && host.nothing > 1"', 9, 44),
    ],
)
def test_that_a_place_in_a_folded_text_is_the_place_in_the_file(
    tmp_path: Path, block: str, line: int, column: int
) -> None:
    (fault,) = faults(folder(tmp_path, require=block))
    assert fault.startswith(f"XX-01/rule.yaml:{line}:{column}: host has no field nothing"), fault


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("id: XX-01\nid: XX-02\n", "2:1", "the key id stands twice (first on line 1)"),
        ("a: &x 1\nb: *x\n", "1:4", "anchors and aliases"),
        ("a: !!python/object 1\n", "1:4", "tags"),
        ("a: {<<: {b: 1}}\n", "1:5", "merge keys"),
        ("a: [1\nb: 2\n", "2:2", "not valid YAML"),
        ("a: 1\n---\nb: 2\n", "2:1", "only one document"),
        ("effective: {from: 2026-02-30}\n", "1:19", "2026-02-30 is no date"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", "1:20", "too deeply nested"),
        ("? [a]\n: 1\n", "1:3", "a key must be a plain word"),
    ],
)
def test_that_yaml_outside_the_subset_is_refused(tmp_path: Path, text: str, place: str, said: str) -> None:
    found = faults(folder(tmp_path, text=text))
    assert any(fault.startswith(f"XX-01/rule.yaml:{place}: ") and said in fault for fault in found), found


def test_that_words_such_as_no_stay_words(tmp_path: Path) -> None:
    path = folder(tmp_path, text=RULE.format(id="XX-01", applies="true", require="host.followers > 1") + "note: no\n")
    assert faults(path) == []


def test_that_a_file_too_large_or_not_text_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "rule.yaml").write_bytes(b"\xff\xfe\x00")
    assert "the file is not UTF-8" in faults(path)[0]
    (path / "rule.yaml").write_text("a: " + "x" * 2_000_000, encoding="utf-8")
    assert "larger than" in faults(path)[0]


@pytest.mark.parametrize(
    ("expression", "limit"),
    [("(" * 3_000 + "true" + ")" * 3_000, 1), ("!" * 3_000 + "true", 1), ("true" + " && true" * 5_000, 1),
     ("host.followers + " * 400 + "1 > 2", 1)],
)  # fmt: skip
def test_that_size_and_depth_are_bounded(tmp_path: Path, expression: str, limit: int) -> None:
    found = faults(folder(tmp_path, require=f"'{expression}'"))
    assert len(found) == limit
    assert "too large" in found[0] or "at most" in found[0]


def test_that_keys_words_and_numbers_of_a_rule_are_checked(tmp_path: Path) -> None:
    text = RULE.format(id="XX-01", applies="true", require="host.followers > params.n")
    text = text.replace("severity: high", "severity: hihg\nefect: block").replace("value: 1", "value: 7")
    told = " ".join(faults(folder(tmp_path, text=text)))
    assert "hihg is no severity" in told
    assert "unknown key efect (did you mean effect" in told
    assert "7 is above the most allowed n, 3" in told


def test_that_a_rule_needs_a_pass_a_fail_and_a_doubt(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "examples.yaml").write_text("[]\n", encoding="utf-8")
    assert "the rule needs examples" in faults(path)[0]


def test_that_a_message_names_only_what_the_rule_knows(tmp_path: Path) -> None:
    text = RULE.format(id="XX-01", applies="true", require="host.followers > 1").replace(
        "不合规", '"不足 {m}，{real_name}"'
    )
    told = " ".join(faults(folder(tmp_path, text=text)))
    assert "unknown placeholder m" in told
    assert "unknown placeholder real_name" in told


def test_that_a_path_that_is_neither_rule_nor_pack_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(CallerMistake):
        check_path(tmp_path)
