"""A rule that changed keeps its former versions: an audit as of last year uses last year's rule, and says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.rulebook.book import load_book
from auditor.rulebook.check import check_path, read_path
from auditor.rulebook.examples import run_examples
from auditor.rulebook.faults import Rejected
from auditor.rulebook.overlay import applied, overlay_of
from auditor.services.answers import Judged
from auditor.services.audits.job import Audit
from auditor.services.imports import ImportFiles
from auditor.services.profiles import ProfileOf
from tests.services.test_audits import CLEAN

HEAD = "id: ours\nversion: 2.0.0\ntitle: {zh: 自用, en: Ours}\n"
NOW = """\
id: ZZ-01
subject: host
title: {zh: 粉丝数, en: Followers}
severity: high
effective: {from: 2026-07-01}
params:
  least: {type: int, min: 0, max: 1000000, label: {zh: 最少, en: Least}, values: [{from: 2026-07-01, value: 5}]}
applies: has(host.followers)
require: host.followers >= params.least
message: {zh: "不足 {least}", en: "fewer than {least}"}
remedy: {zh: 更新, en: Update}
"""
FORMER = """\
id: ZZ-01
subject: host
title: {zh: 粉丝数（旧）, en: Followers (former)}
severity: low
effective: {from: 2025-01-01, until: 2026-06-30}
applies: has(host.followers)
require: host.followers > 1000000000
message: {zh: 旧规则, en: the former rule}
remedy: {zh: 更新, en: Update}
"""


def _examples(day: str) -> str:
    return (
        f"- {{name: a, as_of: {day}, facts: {{host: {{followers: 2000000000}}}}, expect: pass}}\n"
        f"- {{name: b, as_of: {day}, facts: {{host: {{followers: 4}}}}, expect: fail}}\n"
        f"- {{name: c, as_of: {day}, facts: {{host: {{}}}}, expect: notapplicable}}\n"
    )


def pack(folder: Path, **files: str) -> Path:
    every = {
        "pack.yaml": HEAD,
        "ZZ-01/rule.yaml": NOW,
        "ZZ-01/examples.yaml": _examples("2026-07-01"),
        "ZZ-01/former/2026-06-30/rule.yaml": FORMER,
        "ZZ-01/former/2026-06-30/examples.yaml": _examples("2026-06-30"),
        **files,
    }
    for name, text in every.items():
        path = folder / "ours" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "ours"


@pytest.fixture
def world(tmp_path: Path) -> Auditor:
    path = tmp_path / "w.auditor"
    Auditor.create(path)
    pack(tmp_path / "packs")
    app = Auditor.open(path, packs=tmp_path / "packs")
    app.run(ImportFiles((CLEAN,)))
    return app


def test_that_both_versions_are_checked_and_tried_by_their_own_examples(tmp_path: Path) -> None:
    good, faults, found = read_path(pack(tmp_path))
    assert [str(fault) for fault in faults] == []
    assert [one.rule.key for one in good] == ["ZZ-01", "ZZ-01~2026-06-30"]
    assert [one.problem for one in run_examples(good, data=found.data if found else None)] == [None] * 6


def test_that_the_day_chooses_the_version(world: Auditor) -> None:
    for day, severity in ((date(2026, 6, 30), "low"), (date(2026, 7, 1), "high")):
        audited = world.run(Audit(day, save=False))
        (judgement,) = [one for one in audited.judgements if one.roll.type == "host"]
        assert audited.in_force == 1
        assert str(judgement.rule.severity) == severity
    assert world.run(Audit(date(2024, 12, 31), save=False)).in_force == 0


def test_that_live_answers_and_audits_speak_of_the_same_version(world: Auditor) -> None:
    host = world.ask(ProfileOf("host", "H0001"))
    answers = {
        day: {one.rule: one for one in world.ask(Judged("host", host.id, day, passed=True))}
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    }
    former, now = (answers[day]["ZZ-01"] for day in sorted(answers))
    assert former.result == "fail"
    assert former.message[1] == "the former rule"
    assert now.result == "pass"


def test_that_an_overlay_tunes_parameters_and_leaves_the_terms_of_former_versions(tmp_path: Path) -> None:
    book = load_book([pack(tmp_path)], examples=False)
    text = "rules:\n  ZZ-01: {severity: medium, effective: {from: 2026-08-01}}\n"
    tuned = applied(book, overlay_of("o.yaml", text, book))
    assert [one.rule.key for one in tuned.in_force(date(2026, 6, 30))] == ["ZZ-01~2026-06-30"]
    assert [one.rule.key for one in tuned.in_force(date(2026, 7, 31))] == []
    assert [one.rule.key for one in tuned.in_force(date(2026, 8, 1))] == ["ZZ-01"]


def test_that_no_overlay_can_put_two_versions_in_force_on_one_day(tmp_path: Path) -> None:
    book = load_book([pack(tmp_path)], examples=False)
    with pytest.raises(Rejected, match="2:3: its term overlaps that of ZZ-01/former/2026-06-30"):
        overlay_of("o.yaml", "rules:\n  ZZ-01: {effective: {from: 2026-06-30}}\n", book)


def test_that_a_former_version_keeps_a_value_that_meant_something_else(tmp_path: Path) -> None:
    then = FORMER.replace("applies:", "params: {least: {type: text, values: [{value: few}]}}\napplies:")
    book = load_book([pack(tmp_path, **{"ZZ-01/former/2026-06-30/rule.yaml": then})], examples=False)
    tuned = applied(book, overlay_of("o.yaml", "rules: {ZZ-01: {params: {least: 7}}}", book))
    values = {one.rule.key: one.rule.params["least"].values[-1].value for one in tuned.rules}
    assert values == {"ZZ-01": 7, "ZZ-01~2026-06-30": "few"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"ZZ-01/rule.yaml": NOW.replace("from: 2026-07-01}\nparams", "from: 2026-06-30}\nparams")}, "overlaps"),
        ({"ZZ-01/rule.yaml": NOW.replace("effective: {from: 2026-07-01}\n", "")}, "overlaps"),
        (
            {"ZZ-01/former/2026-06-30/rule.yaml": FORMER.replace("until: 2026-06-30", "until: 2026-06-29")},
            "the last day of the rule is 2026-06-29",
        ),
        ({"ZZ-01/former/2026-06-30/rule.yaml": FORMER.replace("id: ZZ-01", "id: ZZ-02")}, "the rule ZZ-02"),
        ({"ZZ-01/former/2026-06-30/examples.yaml": "[]\n"}, "the rule needs examples"),
    ],
)
def test_that_versions_that_do_not_fit_together_are_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert any(said in str(fault) for fault in check_path(pack(tmp_path, **files)))
