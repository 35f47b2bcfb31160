"""What the rules room says and lists, and what is typed into its form; no widget is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from auditor.i18n import Translator
from auditor.rulebook.book import core_book
from auditor.rulebook.pack import Rule
from auditor.services.coverage import Coverage, Covered, Silence
from auditor.services.impact import Impact, OfRule
from auditor.services.rule_pages import ParamShown, RuleLine, RulePage
from ui.rules import presenter
from ui.rules.impact_view import grouped as by_group
from ui.rules.impact_view import headline, moves
from ui.rules.presenter import Counted, Counts, Wanted
from ui.rules.tuning import Draft, bounds, dated_told

DAY = date(2026, 6, 30)
EN, ZH = Translator("en"), Translator("zh")
LAW = RuleLine(
    "TR-02", "cn-livestream", ("直播", "Livestream"), ("host",), ("年度培训", "Annual training"), "high", "condition",
    practice=False, drafted=False, tuned=False, enabled=True, in_force=True,
)  # fmt: skip
OTHERS = (
    replace(LAW, id="LI-02", title=("缺证照", "Licence missing"), subjects=("merchant",), severity="critical"),
    replace(LAW, id="TR-07", title=("营销师", "Marketer"), pack="practice", severity="info", practice=True, tuned=True),
    replace(LAW, id="ZZ-01", title=("自定", "Own"), enabled=False, in_force=False),
)
RULES = (LAW, *OTHERS)
COUNTS = Counts(DAY, {"TR-02": Counted(3, 1), "LI-02": Counted(0, 5, Silence.ALWAYS_UNKNOWN)})


@cache
def _rule(rule_id: str) -> Rule:
    return core_book(examples=False).rule(rule_id).rule


def _page(rule_id: str, **changed: object) -> RulePage:
    rule = _rule(rule_id)
    params = tuple(ParamShown(n, (p.label["zh"], p.label["en"]), p, p) for n, p in rule.params.items())
    line = replace(LAW, id=rule.id, severity=str(rule.severity), effect=str(rule.effect))
    page = RulePage(
        line, (), (), params, (), ("", ""), ("", ""), None, None, False, rule.waivable,
        str(rule.severity), str(rule.effect), rule.enabled, rule.waivable, (),
    )  # fmt: skip
    return replace(page, **changed)  # type: ignore[arg-type]


def _ids(wanted: Wanted, counts: Counts | None = COUNTS) -> list[str]:
    return [rule.id for group in presenter.grouped(RULES, wanted, counts, EN) for rule in group.rules]


def test_that_rules_stand_by_family_in_the_order_of_the_catalogue_and_by_pack() -> None:
    groups = presenter.grouped(RULES, Wanted(), None, EN)
    assert [(one.family, one.pack) for one in groups] == [
        ("LI", "cn-livestream"), ("TR", "cn-livestream"), ("TR", "practice"), ("ZZ", "cn-livestream"),
    ]  # fmt: skip
    assert groups[1].title == "Training · Livestream · 1"


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(text="tr-0"), ["TR-02", "TR-07"]),
        (Wanted(text="training annual"), ["TR-02"]),
        (Wanted(text="merchant"), ["LI-02"]),
        (Wanted(text="年度"), ["TR-02"]),
        (Wanted(pack="practice"), ["TR-07"]),
        (Wanted(severity="critical"), ["LI-02"]),
        (Wanted(tuned=True), ["TR-07"]),
        (Wanted(silent=True), ["LI-02", "ZZ-01"]),
        (Wanted(text="nothing like it"), []),
    ],
)
def test_that_the_list_is_narrowed_to_what_is_looked_for(wanted: Wanted, ids: list[str]) -> None:
    assert _ids(wanted) == ids
    assert wanted.narrows


def test_that_a_rule_counted_over_several_types_says_nothing_only_where_it_does_so_over_each() -> None:
    def covered(kind: str, failed: int, silence: Silence | None) -> Covered:
        return Covered("LI-04", ("", ""), kind, 0, failed, 0, 0, silence)

    found = presenter.counts_of(Coverage(DAY, (covered("host", 0, Silence.NOBODY), covered("merchant", 2, None)), ()))
    assert found.rules["LI-04"] == Counted(2, 0, None)


def test_that_marks_say_law_practice_tuning_and_what_is_off() -> None:
    assert presenter.caption(LAW, EN) == "host · law"
    assert presenter.marks(OTHERS[1], EN) == ["practice, not law", "tuned here"]
    assert presenter.marks(OTHERS[2], EN) == ["law", "switched off"]
    assert presenter.marks(replace(LAW, in_force=False, drafted=True), EN)[-2:] == [
        "text not verified",
        "not in force that day",
    ]


def test_that_differences_are_told_in_words_with_their_days() -> None:
    told = presenter.value_words("params.warn_months", "5 (1970-01-01), 2 (2026-06-30)", EN)
    assert told == "5 for all days, 2 from 2026-06-30"
    assert presenter.value_words("severity", "high", ZH) == "较高"
    assert presenter.value_words("enabled", "False", EN) == "no"
    assert presenter.what_words("params.x", {"x": ("甲", "A")}, EN) == "A"
    assert presenter.what_words("params.y", {}, EN) == "y"


def test_that_an_impact_is_told_in_two_numbers_and_the_other_moves() -> None:
    rule = OfRule("TR-02", by_unit={"A": [2, 0], "": [0, 1]})
    rule.moves.update({("in order", "fail:high"): 2, ("fail:high", "unknown"): 1})
    found = Impact(DAY, ("TR-02",), (rule,))
    assert headline(found, EN) == "+2 newly failing · −1 no longer failing"
    assert moves(found, EN) == "2: in order → not in order · high; 1: not in order · high → data missing"
    assert by_group((rule,), "by_unit", EN) == [("A", "2", "0"), ("(none)", "0", "1")]
    assert "Nobody" in moves(Impact(DAY, ("TR-02",), ()), EN)


def test_that_a_form_wishes_only_what_differs() -> None:
    draft = Draft.of(_page("ID-06"), DAY)
    assert (draft.changed, draft.wish()) == (False, None)
    draft.typed["warn_months"] = " 3 "
    draft.typed["enabled"] = "false"
    wish = draft.wish()
    assert wish is not None
    assert (dict(wish.params), wish.since, wish.enabled, wish.severity) == ({"warn_months": " 3 "}, DAY, False, None)
    draft.typed["warn_months"] = "5"
    draft.typed["enabled"] = "true"
    assert not draft.changed


@pytest.mark.parametrize("text", ["99", "0", "3.5", "three", ""])
def test_that_a_value_that_cannot_be_taken_is_told_and_wishes_nothing(text: str) -> None:
    draft = Draft.of(_page("ID-06"), DAY)
    draft.typed["warn_months"] = text
    assert list(draft.problems) == ["warn_months"]
    assert draft.wish() is None
    assert draft.changed


def test_that_a_refusal_names_the_field_as_people_call_it() -> None:
    draft = Draft.of(_page("ID-06"), DAY)
    draft.typed["warn_months"] = "99"
    problem = draft.problem("warn_months")
    assert problem is not None
    assert "Months until a hint" in EN.t(problem)
    assert "提示月数" in ZH.t(problem)


def test_that_what_is_typed_survives_a_rule_that_was_read_again() -> None:
    draft = Draft.of(_page("ID-06"), DAY)
    draft.typed["warn_months"] = "9x"
    draft.since = None
    tuned = _page("ID-06", waivable=False)
    again = draft.rebased(tuned, DAY)
    assert again.typed["warn_months"] == "9x"
    assert again.stood["waivable"] == again.typed["waivable"] == "false"
    assert again.since is None


def test_that_a_field_says_its_bounds_its_kind_and_what_the_pack_has() -> None:
    page = _page("ID-06")
    assert bounds(page.params[0], DAY, EN) == "1 to 24 · whole number · pack: 5"
    assert dated_told(page.params[0], EN) == "5"
