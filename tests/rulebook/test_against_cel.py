"""The compiled SQL against cel-python: random worlds, random expressions, and every core rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.example_store import Store
from auditor.rulebook.judging import judged_code
from auditor.rulebook.language.rewriting import fields_read
from auditor.rulebook.plan import FAILED, NOT_APPLICABLE, PASSED, UNKNOWN
from auditor.rulebook.sql.values import Moment
from tests.rulebook import cel, expressions, worlds
from tests.rulebook.agreement import AlwaysTheSame, compiled, seen_by_cel, stored_subject

SOME = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def by_cel(kind: str, facts: dict[str, Any], text: str) -> Any:
    return cel.Reference(text).evaluate(seen_by_cel(kind, facts))


def by_sql(store: Connection, kind: str, facts: dict[str, Any], text: str) -> bool | None:
    try:
        asked = compiled(store, kind, text)
    except AlwaysTheSame:
        reject()
    return asked.answer(store, stored_subject(store, kind, facts))


@pytest.mark.parametrize("kind", sorted(worlds.SUBJECTS))
@SOME
@given(data=st.data())
def test_that_random_conditions_mean_in_sql_what_they_mean_in_cel(
    store: Connection, kind: str, data: st.DataObject
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    text = data.draw(expressions.conditions(expressions.Scope(((kind, kind),), 2)))
    try:
        assert by_sql(store, kind, facts, text) == by_cel(kind, facts, text), text
    finally:
        store.rollback()


def expected_code(kind: str, facts: dict[str, Any], checked: Any) -> int:
    rule = checked.rule
    params = {name: param.on(worlds.DAY) for name, param in rule.params.items()}

    def answer(source: Any) -> Any:
        return cel.Reference(source.text).evaluate(seen_by_cel(kind, facts, params, rule.variable))

    applies = answer(rule.applies)
    if applies is not True:
        return NOT_APPLICABLE if applies is False else UNKNOWN
    require = answer(rule.require)
    if require is not False:
        return PASSED if require is True else UNKNOWN
    for index, level in enumerate(rule.levels):
        if answer(level.when) is True:
            return FAILED + 1 + index
    return FAILED


def _beyond(checked: CheckedRule, kind: str) -> bool:
    """Whether the rule reads what the oracle does not work out."""
    made = checked.typed[kind]
    read = {name for tree in (made.applies, made.require, *made.levels) for _object, name in fields_read(tree)}
    return bool(read & expressions.UNMODELLED)


@pytest.mark.parametrize("kind", ["host", "merchant"])
@settings(SOME, max_examples=12)
@given(data=st.data())
def test_that_core_rules_judge_random_worlds_as_cel_does(
    store: Connection, book: Book, kind: str, data: st.DataObject
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    try:
        subject_id = Store(store, worlds.DAY).subject(kind, facts)
        for checked in book.in_force(worlds.DAY, kind):
            if checked.rule.id in ("ID-01", "ID-04", "ID-09", "CT-01") or _beyond(checked, kind):
                continue  # they turn on personal values or on other subjects, which these worlds do not have
            got = judged_code(store, book, Moment(worlds.DAY), kind, checked, subject_id, frozenset())
            assert got == expected_code(kind, facts, checked), (checked.rule.id, facts)
    finally:
        store.rollback()
