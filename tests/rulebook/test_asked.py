"""What a rule asks, in words of nobody in particular, for every rule of the packs."""

from __future__ import annotations

from functools import cache

from auditor.i18n import Translator
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.explaining.asked import Asked, Clause, asked, facts_told

ZH, EN = Translator("zh"), Translator("en")


@cache
def _book() -> Book:
    return core_book()


def _asked(rule: str, kind: str, **params: object) -> Asked:
    return asked(_book().rule(rule), kind, params)


def _all(clauses: tuple[Clause, ...]) -> list[Clause]:
    return [part for one in clauses for part in (one, *_all(one.parts))]


def test_that_conditions_that_hold_together_stand_one_by_one_with_the_parameters_in_them() -> None:
    found = _asked("TR-02", "host", look_back_years=2)
    assert [EN.t(one.says) for one in found.applies] == [
        "status is active",
        "first livestream is given",
        "first livestream is not after the as-of day",
    ]
    (one,) = found.require
    assert "2 years" in EN.t(one.says)
    assert "2 年" in ZH.t(one.says)


def test_that_what_is_asked_of_the_members_of_a_list_stands_below_it() -> None:
    (one,) = _asked("IN-03", "merchant").require
    assert [EN.t(part.says) for part in one.parts][:2] == ["substantiated", "kind is penalty"]


def test_that_no_sentence_of_any_rule_points_below_itself_where_nothing_stands() -> None:
    bare = []
    for checked in _book().rules:
        for kind in checked.rule.subjects:
            found = asked(checked, kind, {name: one.values[0].value for name, one in checked.rule.params.items()})
            every = _all((*found.applies, *found.require, *found.levels))
            bare += [(checked.rule.id, one) for one in every if "stands below" in EN.t(one.says) and not one.parts]
    assert not bare


def test_that_the_facts_of_every_example_can_be_read_line_by_line() -> None:
    for checked in _book().rules:
        for example in checked.rule.examples:
            lines = facts_told(example.facts)
            assert lines[0].depth == 0
            assert all(one.name.zh and one.name.en for one in lines), (checked.rule.id, example.name)


def test_that_records_of_an_example_stand_below_their_subject_with_words_for_codes_and_flags() -> None:
    facts = {"host": {"status": "active", "trainings": [{"passed": True, "result": "refused"}], "licences": []}}
    told = [(one.depth, one.name.zh, one.value.zh) for one in facts_told(facts)]
    assert told == [
        (0, "主播", ""),
        (1, "状态", "正常"),
        (1, "培训记录", ""),
        (2, "合格", ""),
        (2, "结果", "拒训"),
        (1, "证照", "没有"),
    ]
