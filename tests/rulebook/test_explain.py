"""Explanations: every condition a sentence with its value, every record its part, the deciding path, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor import installed
from auditor.i18n import Translator
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.example_store import Store
from auditor.rulebook.explaining import Explanation, Node, explain
from auditor.rulebook.explaining.flags import FLAGS
from auditor.rulebook.explaining.names import DATA_NAMES, DERIVED_NAMES, NOUNS
from auditor.rulebook.judging import judge_many
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple
from auditor.rulebook.language.writing import written
from auditor.rulebook.sql.values import Moment
from tests.rulebook import expressions
from tests.rulebook.agreement import AlwaysTheSame, typed
from tests.rulebook.test_against_cel import SOME

DAY = date(2026, 6, 30)
ZH, EN = Translator("zh"), Translator("en")
RAW = re.compile(r"[a-z_]+\([a-z_]|&&|\|\||==|!=|params\.|data\.|\b(host|merchant|broadcast|agency|subject|room)\.\w")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(sorted(path.parent for path in installed.rules().glob("*/pack.yaml")))


def explained(store: Connection, book: Book, rule: str, kind: str, facts: dict[str, object]) -> Explanation:
    try:
        return explain(store, book, Moment(DAY), rule, kind, Store(store, DAY).subject(kind, facts))
    finally:
        store.rollback()


def test_that_each_condition_is_a_sentence_with_its_value_and_each_record_stands_behind_it(
    store: Connection, book: Book
) -> None:
    done = {"course": "K1", "completed_on": date(2026, 1, 1), "result": "passed"}
    facts = {"code": "H1", "first_live_on": date(2025, 1, 1), "trainings": [
        done, {**done, "completed_on": date(2024, 1, 1)}, {"course": "K1", "completed_on": date(2026, 2, 1)}]}  # fmt: skip
    found = explained(store, book, "TR-02", "host", facts)
    assert found.applies.value is True
    assert ZH.t(found.applies.parts[0].says) == "状态为正常"
    assert found.require.value is True
    members = {one.record.key.en: one for one in found.require.parts if one.record}
    assert {key: one.value for key, one in members.items()} == {
        "K1 2026-01-01 1": True, "K1 2024-01-01 1": False, "K1 2026-02-01 1": None,
    }  # fmt: skip
    lapsed = members["K1 2024-01-01 1"]
    assert [(part.value, ZH.t(part.says)) for part in lapsed.parts] == [
        (True, "合格"),
        (False, "完成日期 2024-01-01 不早于 2025-06-30（截至日 2026-06-30 往前 1 年）"),
    ]


def test_that_the_deciding_path_leads_to_what_turned_the_answer(store: Connection, book: Book) -> None:
    facts = {"code": "H1", "identity_verified_on": date(2026, 1, 1)}
    found = explained(store, book, "ID-06", "host", facts)
    assert not found.applies.decides
    assert found.require.decides
    assert EN.t(found.require.says) == (
        "identity verified on 2026-01-01 plus 5 months (2026-06-01) is not before the as-of day 2026-06-30"
    )
    assert found.missing() == []


def test_that_a_missing_datum_is_found_with_the_record_it_belongs_to(store: Connection, book: Book) -> None:
    licence = {"kind": "food_licence", "number": "JY1", "state": "in_force"}
    found = explained(store, book, "LI-04", "merchant", {"code": "M1", "licences": [licence]})
    assert found.require.value is None
    places = {(one.kind, one.column): one.record for one in found.missing()}
    record = places["licence", "valid_until"]
    assert record is not None
    assert record.key.zh == "食品经营许可证 JY1"


def test_that_pack_data_shows_word_by_word(store: Connection, book: Book) -> None:
    done = {"course": "K1", "completed_on": date(2026, 1, 1), "result": "passed", "topics": ["trade", "infosec"]}
    found = explained(store, book, "TR-04", "host", {"code": "H1", "first_live_on": DAY, "trainings": [done]})
    assert found.require.value is False
    values = sorted(str(member.value) for member in found.require.parts)
    assert values == ["False", "False", "False", "True", "True"]


def test_that_sums_are_those_of_the_subject_alone(store: Connection, book: Book) -> None:
    case = {"kind": "infraction", "platform": "douyin", "scheme": "A", "outcome": "substantiated", "points": 4}
    try:
        one = Store(store, DAY).subject("host", {"code": "H1", "cases": [{**case, "code": "C1"}]})
        Store(store, DAY, _next=5_000).subject("host", {"code": "H2", "cases": [{**case, "code": "C2", "points": 40}]})
        found = explain(store, book, Moment(DAY), "IN-02", "host", one)
    finally:
        store.rollback()
    assert [EN.t(member.parts[0].says) for member in found.require.parts] == ["points in sum 4 is at least 3"]


def nodes(found: Explanation) -> Iterator[Node]:
    for root in (found.applies, found.require, *found.levels):
        yield from root.walk()


def test_that_every_rule_explains_every_example_in_plain_words_and_as_it_is_judged(
    store: Connection, book: Book
) -> None:
    for checked in book.rules:
        for example in checked.rule.examples:
            kind = next(name for name in example.facts if name in checked.rule.subjects)
            try:
                number = Store(store, example.as_of).example(kind, example.facts)
                found = explain(store, book, Moment(example.as_of), checked.rule.id, kind, number)
                judged = list(
                    judge_many(store, book, Moment(example.as_of), [kind], [checked.rule.id], [number], everything=True)
                )
            finally:
                store.rollback()
            for node in nodes(found):
                for language in (ZH, EN):
                    assert not RAW.search(language.t(node.says)), (checked.rule.id, language.t(node.says))
                assert node.record is None or node.record.key.en, checked.rule.id
            for verdict in judged:
                assert {
                    "pass": found.applies.value is True and found.require.value is True,
                    "fail": found.applies.value is True and found.require.value is False,
                    "notapplicable": found.applies.value is False,
                    "unknown": found.applies.value is None or found.require.value is None,
                }[str(verdict.result)], (checked.rule.id, example.name)


def trees(checked: CheckedRule) -> Iterator[t.Tree]:
    for typed_one in checked.typed.values():
        waiting = [typed_one.applies, typed_one.require, *typed_one.levels]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += t.parts(one)


def test_that_whatever_rules_read_has_a_name_in_both_languages(book: Book) -> None:
    from auditor.model.sheets import BY_TABLE
    from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS
    from auditor.rulebook.facts.schema import TABLES

    nameless = set()
    for one in (tree for checked in book.rules for tree in trees(checked)):
        if isinstance(one, t.DataList) and one.name not in DATA_NAMES:
            nameless.add(("data", one.name))
        if not isinstance(one, t.Pick | t.Has) or not isinstance(one.object.type, ObjectOf):
            continue
        if isinstance(one.type, ListOf) and isinstance(one.type.element, ObjectOf):
            continue
        kind, field = one.object.type.name, one.field
        sheet = BY_TABLE.get(TABLES.get(kind, ""))
        stored = sheet is not None and any(
            declared.name == field.removesuffix("_long").removesuffix("_text") for declared in sheet.fields
        )
        known = stored or (kind, field) in DERIVED_NAMES or (kind, field) in FLAGS or kind.startswith("data.")
        if not known and field not in CHILDREN.get(kind, {}) and field not in OBJECT_FIELDS.get(kind, {}):
            nameless.add((kind, field))
        flag = isinstance(one, t.Pick) and one.type is Simple.BOOL and not kind.startswith("data.")
        if flag and not stored and (kind, field) not in FLAGS:
            nameless.add((kind, field))
        if kind not in NOUNS and not kind.startswith("data."):
            nameless.add((kind, ""))
    assert not nameless


@SOME
@given(data=st.data())
def test_that_a_tree_written_out_reads_back_as_the_same_tree(data: st.DataObject) -> None:
    text = data.draw(expressions.conditions(expressions.Scope((("host", "host"),), 2)))
    try:
        tree = typed("host", text)
    except AlwaysTheSame:
        reject()
    again = typed("host", written(tree))
    assert written(again) == written(tree)
