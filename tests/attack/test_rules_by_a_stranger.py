"""Rule folders that leave open what they mean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor import installed
from auditor.rulebook.book import load_book
from auditor.rulebook.check import check_path, read_path
from auditor.rulebook.examples import run_examples
from tests.rulebook.test_packs import LISTS, pack

RULE = """\
id: XX-01
subject: host
title: {zh: 试, en: Trial}
severity: high
params: {n: {type: int, values: [{from: 2020-01-01, value: 1}]}}
applies: 'true'
require: host.followers > params.n
message: {zh: 不合规, en: Fails}
"""
EXAMPLES = """\
- {name: a, as_of: 2026-01-01, facts: {host: {followers: 2}}, expect: pass}
- {name: b, as_of: 2026-01-01, facts: {host: {followers: 0}}, expect: fail}
- {name: c, as_of: 2026-01-01, facts: {host: {status: active}}, expect: unknown}
"""


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("subject: host", "subject: []", "rule.yaml:2:10: subject is missing"),
        ("{zh: 试, en: Trial}", '{zh: "", en: Trial}', "rule.yaml:3:9: zh is missing"),
        ("value: 1}]", "value: 1}, {from: 2020-01-01, value: 2}]", "rule.yaml:5:25: 2020-01-01 stands twice"),
        ("value: 1}]", "value: 5}], min: 5, max: 4", "min lies above max"),
        (
            "en: Fails",
            'en: "{n:>999999999}"',
            "rule.yaml:8:24: unknown placeholder n:>999999999 in a message (write {n})",
        ),
        ("en: Fails", 'en: "{n!x}"', "rule.yaml:8:24: unknown placeholder n!x in a message (write {n})"),
        (
            "severity: high",
            "severity: HIGH",
            "severity; allowed are critical, high, medium, low, info (did you mean hi",
        ),
        ("en: Fails", f"en: {'long ' * 201}", "rule.yaml:8:20: a text may have at most 1000 characters"),
        ("severity: high", "severity： high", "rule.yaml:4:1: not valid YAML: a colon is missing after the key (write"),
        (
            "severity: high",
            "\tseverity: high",
            "rule.yaml:4:1: not valid YAML: a tab or a sign that no text begins wit",
        ),
        ("en: Fails", 'en: "Fails', "rule.yaml:8:24: not valid YAML: this quote is never closed (close it on the s"),
        ("en: Fails", 'en: "Fa\0ils"', "rule.yaml:8:27: the character U+0000 may not stand in a text"),
        ("en: Fails", "en: Fa\x07ils", "rule.yaml:8:26: the character U+0007 may not stand in a text"),
        ("en: Fails", "en: Fa\u202eils", "rule.yaml:8:26: the character U+202E may not stand in a text"),
        ("followers > p", "stage_name == 'a\\x00' || 1 > p", "no such character in a text"),
        ("followers > p", "stage_name == 'a\\000' || 1 > p", "no such character in a text"),
        (
            "applies:",
            "levels: ["
            + ", ".join(f"{{when: host.followers == {n}, severity: low}}" for n in range(5_000))
            + "]\napplies:",
            "rule.yaml:6:9: a rule may have at most 32 levels",
        ),
        (
            "host.followers >",
            "!has(host.followers) ||",
            "7:32: not valid YAML: after | only the lines below may follow (put",
        ),
        (
            "host.followers > p",
            "!host.hidden",
            "rule.yaml:7:10: tags (!) are not allowed (put the whole text in quotes",
        ),
        ("followers > p", "followers > 1 AND 2 > p", "rule.yaml:7:29: not an expression: unexpected AND (write &&)"),
        ("followers > p", "followers ＞ p", "not an expression: unexpected ＞ (write signs and quotes of an English k"),
        ("params.n", "params.n || host.stage_name.matches('[')", "7:63: not a pattern: missing ]: ["),
        (
            "applies:",
            "basis: [{id: A-1, status: sure}]\napplies:",
            "6:27: sure is no status; allowed are verified, draft",
        ),
    ],
)
def test_that_what_a_rule_leaves_open_is_a_fault(tmp_path: Path, written: str, instead: str, fault: str) -> None:
    folder = tmp_path / "XX-01"
    folder.mkdir()
    assert written in RULE
    (folder / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    (folder / "rule.yaml").write_text(RULE, encoding="utf-8")
    assert check_path(folder) == []
    (folder / "rule.yaml").write_text(RULE.replace(written, instead), encoding="utf-8")
    (found,) = check_path(folder)
    assert fault in str(found)


def test_that_two_examples_of_one_name_are_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "XX-01"
    folder.mkdir()
    (folder / "rule.yaml").write_text(RULE, encoding="utf-8")
    (folder / "examples.yaml").write_text(EXAMPLES.replace("name: b", "name: a"), encoding="utf-8")
    assert [str(one) for one in check_path(folder)] == ["XX-01/examples.yaml:2:3: a stands twice"]


def test_that_a_file_of_another_encoding_is_told_where_it_shows(tmp_path: Path) -> None:
    folder = tmp_path / "XX-01"
    folder.mkdir()
    (folder / "rule.yaml").write_bytes(RULE.encode("gbk"))
    (found,) = check_path(folder)
    assert str(found) == "XX-01/rule.yaml:3:13: the file is not UTF-8 (save the file as UTF-8)"


def test_that_ids_and_lists_of_our_packs_are_taken(tmp_path: Path) -> None:
    folder = pack(tmp_path, **{"data/lists.yaml": LISTS + "food_categories: [x]\n"})
    shutil.move(folder / "ZZ-01", folder / "TR-02")
    rule = folder / "TR-02" / "rule.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("ZZ-01", "TR-02"), encoding="utf-8")
    told = [str(fault) for fault in check_path(folder)]
    assert told == [
        "pack.yaml: food_categories of the pack ours stands in another pack already",
        "TR-02/rule.yaml: TR-02 of the pack ours stands in another pack already",
    ]


def test_that_a_pack_beside_ours_is_left_out_whole_and_told_where_it_does_not_check(tmp_path: Path) -> None:
    good = pack(tmp_path / "good")
    broken = pack(tmp_path, **{"ZZ-02/rule.yaml": RULE.replace("XX-01", "ZZ-02").replace("high", "grave")})
    book = load_book([installed.rules() / "cn-livestream"], examples=False, beside=[broken])
    assert {one.id for one in book.packs} == {"cn-livestream"}
    assert [one.where for one in book.refused] == ["ours/ZZ-02/rule.yaml:4:11"]
    whole = load_book([installed.rules() / "cn-livestream"], examples=False, beside=[good, broken])
    assert ({one.id for one in whole.packs}, whole.rule("ZZ-01").rule.pack) == ({"cn-livestream", "ours"}, "ours")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("{host: {points: 5}}", "points is a list"),
        ("{host: {tags: 5}}", "tags is a list"),
        ("{host: {trainings: [{course: {nothing: 1}}]}}", "these facts cannot be stored together as they are written"),
        ("{host: {broadcasts: [{code: B, hosts: [{code: H2}]}]}}", "expected error, got unknown"),
    ],
)
def test_that_examples_of_any_shape_are_told_what_is_wrong_with_them(tmp_path: Path, facts: str, told: str) -> None:
    made = pack(tmp_path)
    text = f"- {{name: odd, as_of: 2026-06-30, facts: {facts}, expect: error}}\n"
    (made / "ZZ-01" / "examples.yaml").write_text(text, encoding="utf-8")
    rule = RULE.replace("XX-01", "ZZ-01")
    (made / "ZZ-01" / "rule.yaml").write_text(rule, encoding="utf-8")
    (outcome,) = run_examples(read_path(made)[0])
    assert str(outcome.problem) == told


def test_that_an_example_may_expect_an_error_of_the_rule(tmp_path: Path) -> None:
    made = pack(tmp_path)
    rule = RULE.replace("XX-01", "ZZ-01").replace("> params.n", "> params.n * 9223372036854775807 * 2")
    (made / "ZZ-01" / "rule.yaml").write_text(rule, encoding="utf-8")
    text = "- {name: odd, as_of: 2026-06-30, facts: {host: {followers: 1}}, expect: error}\n"
    (made / "ZZ-01" / "examples.yaml").write_text(text, encoding="utf-8")
    (outcome,) = run_examples(read_path(made)[0])
    assert outcome.problem is None
