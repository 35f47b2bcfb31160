"""Packs of strangers: their own data, ids unique over all packs, a digest over everything, examples compulsory."""

from __future__ import annotations

import os
from datetime import date
from json import dumps
from pathlib import Path

import pytest

from auditor import installed
from auditor.rulebook.book import load_book
from auditor.rulebook.check import check_path, read_path
from auditor.rulebook.examples import run_examples
from auditor.rulebook.faults import Rejected
from auditor.rulebook.loading import digest

CORE = installed.rules() / "cn-livestream"
HEAD = "id: ours\nversion: 1.0.0\ntitle: {zh: 自用, en: Ours}\neffective: {from: 2026-01-01}\ndata: [data/lists.yaml]\n"
RULE = """\
id: ZZ-01
subject: host
title: {zh: 试, en: Trial}
severity: low
applies: host.categories.exists(c, c in data.watched)
require: data.least.all(l, !(l.category in host.categories) || host.followers >= l.followers)
message: {zh: 否, en: No}
remedy: {zh: 改正, en: Mend it}
"""
EXAMPLES = """\
- {name: a, as_of: 2026-06-30, facts: {host: {categories: [alcohol], followers: 10}}, expect: pass}
- {name: b, as_of: 2026-06-30, facts: {host: {categories: [alcohol], followers: 4}}, expect: fail}
- {name: c, as_of: 2026-06-30, facts: {host: {categories: [apparel]}}, expect: notapplicable}
"""
LISTS = "watched: [alcohol, tobacco]\nleast:\n  - {category: alcohol, followers: 5}\n  - {category: tobacco, followers: 9}\n"


def pack(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "ours"
    for name, text in {"pack.yaml": HEAD, "data/lists.yaml": LISTS, "ZZ-01/rule.yaml": RULE,
                       "ZZ-01/examples.yaml": EXAMPLES, **files}.items():  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_that_a_pack_brings_its_own_lists(tmp_path: Path) -> None:
    good, faults, found = read_path(pack(tmp_path))
    assert [str(fault) for fault in faults] == []
    assert found is not None
    assert [one.problem for one in run_examples(good, data=found.data)] == [None, None, None]
    book = load_book([CORE, tmp_path / "ours"], examples=False)
    assert book.rule("ZZ-01").rule.pack == "ours"
    assert "watched" in book.data
    assert "licensed_categories" in book.data
    assert "ZZ-01" not in {one.rule.id for one in book.in_force(date(2025, 12, 31))}
    assert "ZZ-01" in {one.rule.id for one in book.in_force(date(2026, 1, 1))}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"data/lists.yaml": "watched: [1, 2]\n"}, "data/lists.yaml:1:11: a value of type text is expected"),
        ({"data/lists.yaml": "least: [{a: 1}, {b: 2}]\n"}, "every record of least needs the same fields"),
        ({"data/lists.yaml": "least: [{a: 1}, {a: x}]\n"}, "a value of type int is expected"),
        ({"pack.yaml": HEAD.replace("data/lists.yaml", "../secret.yaml")}, "is no YAML file of this pack"),
        ({"ZZ-01/examples.yaml": "[]\n"}, "the rule needs examples"),
        ({"ZZ-02/rule.yaml": RULE}, "the folder is named ZZ-02, the rule ZZ-01"),
    ],
)
def test_that_faults_of_a_pack_are_located(tmp_path: Path, files: dict[str, str], said: str) -> None:
    told = [str(fault) for fault in check_path(pack(tmp_path, **files))]
    assert any(said in fault for fault in told), told


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("taken", ["ZZ-02/rule.yaml", "ZZ-02"])
def test_that_nothing_is_taken_from_outside_a_pack_by_a_link(tmp_path: Path, taken: str) -> None:
    folder, elsewhere = pack(tmp_path), tmp_path / "elsewhere" / "ZZ-02"
    elsewhere.mkdir(parents=True)
    (elsewhere / "rule.yaml").write_text(RULE.replace("ZZ-01", "ZZ-02"), encoding="utf-8")
    link = folder / taken
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere" / taken)
    assert [str(fault) for fault in check_path(folder)] == [f"pack.yaml: {taken} is a link that leads out of the pack"]


def test_that_no_pack_can_take_anothers_rule_or_list(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="TR-02 of the pack ours stands in another pack already"):
        load_book([CORE, pack(tmp_path, **{"TR-02/rule.yaml": RULE.replace("ZZ-01", "TR-02")})], examples=False)
    other = tmp_path / "again"
    other.mkdir()
    with pytest.raises(Rejected, match="food_categories of the pack ours stands in another pack already"):
        load_book([CORE, pack(other, **{"data/lists.yaml": LISTS + "food_categories: [x]\n"})], examples=False)


def test_that_the_digest_covers_every_file_and_no_line_ends(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    before = digest(folder)
    (folder / "pack.yaml").write_bytes(HEAD.replace("\n", "\r\n").encode())
    assert digest(folder) == before
    (folder / "data" / "lists.yaml").write_text(LISTS + "# a word\n", encoding="utf-8")
    assert digest(folder) != before


def test_that_a_single_rule_may_still_be_a_draft(tmp_path: Path) -> None:
    folder = tmp_path / "ZZ-03"
    folder.mkdir()
    text = RULE.replace("ZZ-01", "ZZ-03").replace("data.watched", "data.food_categories")
    text = text.replace(text.split("require: ")[1].split("\n")[0], "host.followers > 1")
    (folder / "rule.yaml").write_text(text, encoding="utf-8")
    assert [str(fault) for fault in check_path(folder)] == []


def test_that_a_published_rule_without_a_remedy_is_refused(tmp_path: Path) -> None:
    made = pack(tmp_path)
    rule = made / "ZZ-01" / "rule.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("remedy: {zh: 改正, en: Mend it}\n", ""), encoding="utf-8")
    assert any("remedy is missing" in str(fault) for fault in check_path(made))


def test_that_a_wrong_placeholder_is_told_where_the_text_stands(tmp_path: Path) -> None:
    made = pack(tmp_path)
    rule = made / "ZZ-01" / "rule.yaml"
    text = rule.read_text(encoding="utf-8").replace("message: {zh: 否, en: No}", "message: {zh: 否, en: '{folowers}'}")
    rule.write_text(text, encoding="utf-8")
    line = text[: text.index("message:")].count("\n") + 1
    assert any(f":{line}:22: unknown placeholder folowers" in str(fault) for fault in check_path(made))


def test_that_a_pack_written_as_json_is_read_with_its_days_in_quotes(tmp_path: Path) -> None:
    """JSON is YAML, and has no days: its writers put them in quotes."""
    since = {
        "type": "date",
        "min": "2025-01-01",
        "max": "2026-12-31",
        "values": [{"from": "2026-01-01", "value": "2025-06-01"}],
    }
    rule = {
        "id": "ZZ-01", "subject": "host", "severity": "low", "title": {"zh": "试", "en": "Trial"},
        "effective": {"from": "2026-01-01"}, "params": {"since": {**since, "label": {"zh": "起", "en": "Since"}}},
        "applies": "has(host.first_live)", "require": "host.first_live >= params.since",
        "message": {"zh": "否", "en": "No"}, "remedy": {"zh": "改正", "en": "Mend it"},
    }  # fmt: skip
    days = {"pass": {"first_live_on": "2025-06-01"}, "fail": {"first_live_on": "2025-05-31"}, "notapplicable": {}}
    told = [{"name": e, "as_of": "2026-06-30", "facts": {"host": f}, "expect": e} for e, f in days.items()]
    head = HEAD.replace("2026-01-01", '"2026-01-01"')
    made = pack(tmp_path, **{"pack.yaml": head, "ZZ-01/rule.yaml": dumps(rule), "ZZ-01/examples.yaml": dumps(told)})
    good, faults, _found = read_path(made)
    assert [str(fault) for fault in faults] == []
    assert [one.problem for one in run_examples(good)] == [None, None, None]
