"""Rule folders that leave open what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.rulebook.check import check_path

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
