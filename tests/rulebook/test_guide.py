"""The rule author's guide shows a rule that is in order, with examples that answer as they say."""

from __future__ import annotations

import re
from pathlib import Path

from auditor import installed
from auditor.rulebook.book import load_book
from auditor.rulebook.check import read_path
from auditor.rulebook.examples import run_examples
from auditor.rulebook.overlay import applied, read_overlay

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "rule-authors-guide.md"


def test_that_the_guides_rule_and_examples_hold(tmp_path: Path) -> None:
    rule, examples, overlay = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    folder = tmp_path / "ZZ-01"
    folder.mkdir()
    (folder / "rule.yaml").write_text(rule, encoding="utf-8")
    (folder / "examples.yaml").write_text(examples, encoding="utf-8")
    good, faults, _pack = read_path(folder)
    assert [str(fault) for fault in faults] == []
    outcomes = run_examples(good)
    assert [one.problem for one in outcomes] == [None, None, None]
    (tmp_path / "ours.yaml").write_text(overlay, encoding="utf-8")
    book = load_book([installed.rules() / "cn-livestream"], examples=False)
    applied(book, read_overlay(tmp_path / "ours.yaml", book))
