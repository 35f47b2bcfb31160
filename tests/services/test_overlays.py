"""An organisation tunes the packs by an overlay: checked whole, shown as differences, dated, undone like any change."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import installed
from auditor.app import Auditor
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.overlay import Overlay, Tuning, overlay_of
from auditor.rulebook.overlay_text import with_tuning, written_overlay
from auditor.rulebook.pack import Dated, Effect, Severity, Term
from auditor.services.audits.job import Audit
from auditor.services.audits.stream import rows
from auditor.services.book import as_tuned
from auditor.services.changes import Head
from auditor.services.coverage import RulesCoverage, Silence
from auditor.services.impact import IN_ORDER, RulesImpact, RulesRefused
from auditor.services.imports import ImportFiles
from auditor.services.overlays import LayDownOverlay, NotAllowed, OverlayNow, OverlayRefused, TuneRule, Wish
from auditor.services.undoing import Undo
from tests.services.test_audits import CLEAN

DAY = date(2026, 6, 30)
STRICT = "rules:\n  ID-05: {params: {warn_months: 1}}\n  TR-04: {enabled: false}\n"


def _answers(app: Auditor, rule: str) -> dict[str, tuple[str, str | None]]:
    audited = app.run(Audit(DAY, rules=(rule,), save=False))
    every = (row for batch in rows(audited.judgements, everything=True) for row in batch)
    return {f"{row.type}:{row.code}": (row.result, row.severity) for row in every}


@pytest.fixture
def world(app: Auditor) -> Auditor:
    app.run(ImportFiles((CLEAN,)))
    return app


def test_that_an_overlay_is_in_force_from_the_change_that_laid_it_down_and_undone_with_it(world: Auditor) -> None:
    before = _answers(world, "ID-05")
    done = world.do(LayDownOverlay(STRICT, "ours.yaml"))
    assert {(one.rule, one.what) for one in done.result} == {("ID-05", "params.warn_months"), ("TR-04", "enabled")}
    stricter = _answers(world, "ID-05")
    assert sum(one[0] == "fail" for one in stricter.values()) > sum(one[0] == "fail" for one in before.values())
    assert _answers(world, "TR-04") == {}
    assert done.change is not None
    world.run(Undo(done.change))
    assert _answers(world, "ID-05") == before
    assert world.ask(OverlayNow()).text is None
    assert world.ask(OverlayNow(done.change)).text == STRICT


def test_that_a_saved_run_is_told_in_the_words_of_the_overlay_that_judged_it(world: Auditor, tmp_path: Path) -> None:
    from auditor.services.reports.jobs import ReportRun

    world.do(LayDownOverlay(STRICT))
    audited = world.run(Audit(DAY))
    assert audited.run_id is not None
    world.run(ReportRun(audited.run_id, tmp_path / "a.pdf"))
    world.do(LayDownOverlay(""))
    world.run(ReportRun(audited.run_id, tmp_path / "b.pdf"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("rules:\n  ID-05: {params: {warn_months: 99}}\n", ":2:33: "),
        ("rules:\n  ID-50: {enabled: false}\n", ":2:3: "),
        ("rules:\n  ID-05: {params: {warn_month: 4}}\n", ":2:20: "),
        ("rules:\n  ID-05: {severity: grave}\n", ":2:21: "),
        ("rules: [\n", ":2:1: "),
    ],
)
def test_that_an_overlay_that_does_not_check_is_refused_whole_and_nothing_changes(
    world: Auditor, text: str, where: str
) -> None:
    world.do(LayDownOverlay(STRICT))
    head = world.ask(Head())
    with pytest.raises(OverlayRefused) as refused:
        world.do(LayDownOverlay(text + ("" if "[" in text else "  TR-04: {enabled: false}\n"), "new.yaml"))
    assert f"new.yaml{where}" in str(refused.value)
    assert world.ask(Head()) == head
    assert world.ask(OverlayNow()).text == STRICT


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish("ID-05", {"warn_months": "99"}), "warn_months"),
        (Wish("ID-05", {"warn_months": "many"}), "warn_months"),
        (Wish("ID-05", {"warn_month": "4"}), "warn_month"),
        (Wish("ID-05", severity="grave"), "severity"),
        (Wish("ID-05", effect="stop"), "effect"),
    ],
)
def test_that_a_value_out_of_bounds_is_refused_at_its_field(world: Auditor, wish: Wish, field: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        world.do(TuneRule(wish))
    assert refused.value.field == field
    assert world.ask(OverlayNow()).text is None


def test_that_a_value_from_a_day_on_leaves_the_days_before_as_they_were(world: Auditor) -> None:
    before = _answers(world, "ID-05")
    world.do(TuneRule(Wish("ID-05", {"warn_months": "1"}, since=date(2026, 7, 1))))
    assert _answers(world, "ID-05") == before
    world.do(TuneRule(Wish("ID-05", {"warn_months": "1"}, since=date(2026, 6, 30))))
    assert _answers(world, "ID-05") != before


def test_that_tuning_back_to_the_pack_leaves_no_overlay(world: Auditor) -> None:
    world.do(TuneRule(Wish("ID-05", {"warn_months": "4"}, severity="medium", enabled=True)))
    assert "severity: medium" in (world.ask(OverlayNow()).text or "")
    world.do(TuneRule(Wish("ID-05", reset=True)))
    assert world.ask(OverlayNow()).text is None


def test_that_impact_tells_exactly_who_the_tuned_audit_answers_otherwise(world: Auditor) -> None:
    wish = Wish("ID-05", {"warn_months": "1"})
    told = world.run(RulesImpact(DAY, wish=wish))
    before = _answers(world, "ID-05")
    world.do(TuneRule(wish))
    after = _answers(world, "ID-05")

    def shown(answer: tuple[str, str | None]) -> str:
        result, severity = answer
        return f"fail:{severity}" if result == "fail" else result if result == "unknown" else IN_ORDER

    expected = {
        subject: (shown(before[subject]), shown(after[subject]))
        for subject in before
        if shown(before[subject]) != shown(after[subject])
    }
    (of_rule,) = told.rules
    assert {f"{one.type}:{one.code}": (one.before, one.after) for one in of_rule.named} == expected
    assert told.newly_failing == sum(newly for newly, _healed in of_rule.by_owner.values()) > 0


def test_that_impact_of_a_pack_judges_its_rules_beside_those_in_force(world: Auditor, tmp_path: Path) -> None:
    from tests.rulebook.test_packs import pack

    told = world.run(RulesImpact(DAY, pack(tmp_path)))
    assert "ZZ-01" in told.judged
    assert world.run(RulesImpact(DAY)).judged == ()


def test_that_impact_of_what_is_in_force_already_is_none_whatever_the_workspace_lays_down(
    world: Auditor, tmp_path: Path
) -> None:
    world.do(TuneRule(Wish("ID-05", severity="high")))
    published = installed.rules() / "cn-livestream" / "ID-05"
    assert world.run(RulesImpact(DAY, published)).judged == ()
    changed = tmp_path / "ID-05"
    shutil.copytree(published, changed)
    rule = (changed / "rule.yaml").read_text(encoding="utf-8")
    former = changed / "former" / "2026-06-29"
    shutil.copytree(published, former)
    until = "effective: {from: 2020-01-01, until: 2026-06-29}"
    (former / "rule.yaml").write_text(rule.replace("effective: {from: 2020-01-01}", until, 1), encoding="utf-8")
    now = rule.replace("effective: {from: 2020-01-01}", "effective: {from: 2026-06-30}", 1)
    (changed / "rule.yaml").write_text(now.replace("severity: low", "severity: info", 1), encoding="utf-8")
    assert world.run(RulesImpact(DAY, changed)).rules == ()  # our own severity goes before that of any version


def test_that_impact_of_a_pack_that_takes_what_is_anothers_is_refused(world: Auditor, tmp_path: Path) -> None:
    from tests.rulebook.test_packs import EXAMPLES, LISTS, RULE, pack

    theirs = pack(tmp_path, **{"TR-02/rule.yaml": RULE.replace("ZZ-01", "TR-02"), "TR-02/examples.yaml": EXAMPLES})
    with pytest.raises(RulesRefused, match="TR-02 of the pack ours stands in another pack already"):
        world.run(RulesImpact(DAY, theirs))
    lists = pack(tmp_path / "lists", **{"data/lists.yaml": LISTS + "food_categories: [x]\n"})
    with pytest.raises(RulesRefused, match="food_categories of the pack ours stands in another pack already"):
        world.run(RulesImpact(DAY, lists))


def test_that_coverage_names_the_rules_that_decide_about_nobody(world: Auditor) -> None:
    found = {(one.rule, one.type): one for one in world.run(RulesCoverage(DAY)).rules}
    for one in found.values():
        applied = one.passed + one.failed + one.unknown
        assert (one.silence is Silence.NEVER_APPLIES) == (applied == 0 and one.notapplicable > 0)
        assert (one.silence is None) == (one.failed > 0), one
    assert any(one.silence is None for one in found.values())


def test_that_a_column_that_some_rule_looks_at_through_another_is_no_blind_spot(world: Auditor) -> None:
    unread = set(world.run(RulesCoverage(DAY)).unread)
    assert unread >= {("merchants", "tags"), ("broadcasts", "moderator"), ("reviews", "rating")}
    looked_at = {
        ("merchants", "linked_usccs"), ("merchants", "left_on"), ("trainings", "revoked_on"), ("courses", "valid_months"),
        ("contracts", "auto_renew"), ("licences", "renews"), ("cases", "appeal"), ("rooms", "operator_from"),
    }  # fmt: skip
    assert not unread & looked_at
    assert not [column for _sheet, column in unread if column in ("code", "subject", "owner_type", "learner_type")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("rules: {ID-05: {params: {warn_months: 1}}, ZZ-99: {enabled: false}}", ["overlay.yaml:1:44"]),
        ("rules: [", ["overlay.yaml:2:1"]),
    ],
)
def test_that_what_of_a_stored_overlay_has_no_place_any_more_is_left_out_and_told(text: str, places: list[str]) -> None:
    book = as_tuned(_packs(), text)
    assert [one.where for one in book.overlay_faults] == places
    assert book.rule("ID-05").rule.params["warn_months"].on(DAY) == (1 if "ID-05" in text else 5)


_VALUES = st.lists(
    st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 6)),
    min_size=1,
    unique_by=lambda one: one[0],
)
_TUNINGS = st.builds(
    lambda values, severity, effect, enabled, term: Tuning(
        "ID-05",
        {"warn_months": tuple(Dated(first, value) for first, value in sorted(values))},
        severity,
        effect,
        enabled,
        None,
        term,
    ),
    _VALUES,
    st.none() | st.sampled_from(Severity),
    st.none() | st.sampled_from(Effect),
    st.none() | st.booleans(),
    st.none() | st.builds(Term, st.none() | st.just(date(2026, 1, 1)), st.none() | st.just(date(2027, 1, 1))),
)


@cache
def _packs() -> Book:
    return core_book(examples=False)


@settings(deadline=None, database=None, derandomize=True)
@given(tuning=_TUNINGS)
def test_that_an_overlay_written_is_the_overlay_read(tuning: Tuning) -> None:
    overlay = with_tuning(Overlay("a.yaml", ()), tuning)
    assert overlay_of("a.yaml", written_overlay(overlay), _packs()) == overlay
