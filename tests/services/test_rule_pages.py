"""The rule book as pages: marks of every rule, one rule whole, whom it concerns."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.coverage import RulesCoverage
from auditor.services.impact import RulesImpact, RulesRefused
from auditor.services.imports import ImportFiles
from auditor.services.overlays import LayDownOverlay, TuneRule, Wish
from auditor.services.rule_pages import ParamLabels, RuleConcerns, RuleShown, RulesShown
from tests.services.test_audits import CLEAN

DAY = date(2026, 6, 30)


@pytest.fixture
def world(app: Auditor) -> Auditor:
    app.run(ImportFiles((CLEAN,)))
    return app


def test_that_each_rule_says_whether_it_is_law_or_practice_and_whether_it_is_tuned(app: Auditor) -> None:
    lines = {one.id: one for one in app.ask(RulesShown(DAY)).rules}
    assert lines["TR-07"].practice
    assert not lines["TR-02"].practice
    assert lines["ID-03"].drafted
    assert not any(one.tuned for one in lines.values())
    app.do(LayDownOverlay("rules:\n  TR-02: {severity: low}\n  TR-04: {enabled: false}\n"))
    lines = {one.id: one for one in app.ask(RulesShown(DAY)).rules}
    assert {one.id for one in lines.values() if one.tuned} == {"TR-02", "TR-04"}
    assert lines["TR-02"].severity == "low"
    assert not lines["TR-04"].in_force


def test_that_a_rule_not_yet_in_force_says_so(app: Auditor) -> None:
    before = {one.id: one for one in app.ask(RulesShown(date(2019, 1, 1))).rules}
    assert not before["TR-02"].in_force
    assert before["TR-02"].enabled


def test_that_a_page_holds_the_published_value_beside_the_tuned_one_and_the_examples(app: Auditor) -> None:
    app.do(TuneRule(Wish("TR-02", params={"look_back_years": "2"}, since=DAY)))
    page = app.ask(RuleShown("tr-02", DAY))
    (param,) = page.params
    assert (param.published.on(DAY), param.here.on(DAY), param.tuned) == (1, 2, True)
    assert len(page.examples) >= 10
    assert page.examples[0].facts[0].name.en == "host"
    assert page.grounds[0].article == "10(1)"


def test_that_the_sentence_of_a_failure_is_said_with_its_values_and_no_name_of_a_field(app: Auditor) -> None:
    zh, en = app.ask(RuleShown("ID-06", DAY)).message
    assert ("〔身份核验日期〕" in zh, "超过 5 个月" in zh) == (True, True)
    assert "[identity verified on]" in en
    every = [app.ask(RuleShown(one.id, DAY)).message for one in app.ask(RulesShown(DAY)).rules]
    assert not [text for both in every for text in both if "{" in text or "_" in text]
    assert not [zh for zh, _en in every if re.search("〔[^〕]*[a-z]", zh)]


def test_that_an_unknown_rule_is_told_with_the_nearest(app: Auditor) -> None:
    with pytest.raises(CallerMistake):
        app.ask(RuleShown("TR-0Z", DAY))


def test_that_those_concerned_are_as_many_as_the_coverage_counts_the_gravest_first(world: Auditor) -> None:
    covered = {(one.rule, one.type): one for one in world.run(RulesCoverage(DAY)).rules}
    for rule, kind in (("TR-02", "host"), ("LI-02", "merchant"), ("ID-06", "host")):
        found = world.ask(RuleConcerns(rule, DAY))
        one = covered[rule, kind]
        assert (found.counts["fail"], found.counts["unknown"]) == (one.failed, one.unknown)
        assert [row.result for row in found.first] == sorted(row.result for row in found.first)
    found = world.ask(RuleConcerns("ID-06", DAY, "fail", limit=2))
    assert len(found.first) == min(2, found.counts["fail"])
    assert all(one.name for one in found.first)


def test_that_labels_of_parameters_stand_by_rule_and_name(app: Auditor) -> None:
    assert app.ask(ParamLabels())["TR-02"]["look_back_years"] == ("回溯年数", "Years looked back")


def test_that_a_folder_that_does_not_check_is_refused_with_every_fault(app: Auditor, tmp_path: Path) -> None:
    folder = tmp_path / "TR-98"
    folder.mkdir()
    (folder / "rule.yaml").write_text("id: TR-98\nsubject: hots\nseverity: grave\n", encoding="utf-8")
    with pytest.raises(RulesRefused) as refused:
        app.run(RulesImpact(DAY, path=folder))
    assert len(refused.value.faults) > 1
