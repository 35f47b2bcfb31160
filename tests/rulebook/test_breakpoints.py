"""No answer changes on a day before the one that was named, whatever the world, the rule and the parameters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from auditor.model.types import date_of, day_of
from auditor.model.workdays import shipped
from auditor.rulebook.book import Book
from auditor.rulebook.breakpoints import next_changes
from auditor.rulebook.breakpoints.clock import (
    HORIZON,
    Course,
    Grows,
    Otherwise,
    Steps,
    Stretch,
    course,
    days_ahead,
    last_day,
    values_ahead,
)
from auditor.rulebook.breakpoints.search import Effort, Search
from auditor.rulebook.breakpoints.shape import Shapes
from auditor.rulebook.example_store import Store
from auditor.rulebook.judging import judge_one
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import ONE_ID, Maker, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number
from auditor.rulebook.sql.values import Moment
from tests.rulebook import expressions, worlds
from tests.rulebook.agreement import PARAMS, AlwaysTheSame, typed
from tests.rulebook.test_against_cel import SOME

TODAY = day_of(worlds.DAY)


def days_before(turn: int, some: list[int]) -> list[int]:
    """Tomorrow, the last day before the turn, and some days between."""
    between = turn - TODAY - 1
    if between < 1:
        return []
    return sorted({TODAY + 1, turn - 1, *(TODAY + 1 + one % between for one in some)})


@pytest.mark.parametrize("kind", sorted(worlds.SUBJECTS))
@settings(SOME, max_examples=8)
@given(data=st.data(), some=st.lists(st.integers(0, 500), max_size=12))
def test_that_no_rule_changes_its_mind_before_the_day_named(
    store: Connection, book: Book, kind: str, data: st.DataObject, some: list[int]
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    try:
        number = Store(store, worlds.DAY).subject(kind, facts)
        ((_, soon),) = next_changes(store, book, Moment(worlds.DAY), kind, [number])
        # Asked of everybody the answer is made rule by rule and knows better whom a rule can concern at all.
        turn = dict(next_changes(store, book, Moment(worlds.DAY), kind))[number]
        assert TODAY < soon <= turn <= TODAY + HORIZON
        today = judge_one(store, book, Moment(worlds.DAY), kind, number)
        for day in days_before(turn, some):
            assert judge_one(store, book, Moment(date_of(day)), kind, number) == today, (date_of(day), facts)
    finally:
        store.rollback()


@pytest.mark.parametrize("kind", sorted(worlds.SUBJECTS))
@settings(SOME, max_examples=12)
@given(data=st.data(), some=st.lists(st.integers(0, 500), max_size=8), effort=st.sampled_from(Effort))
def test_that_no_random_condition_changes_before_the_day_named(
    store: Connection, kind: str, data: st.DataObject, some: list[int], effort: Effort
) -> None:
    facts = worlds.distinct(data.draw(worlds.SUBJECTS[kind]))
    text = data.draw(expressions.conditions(expressions.Scope(((kind, kind),), 2)))
    try:
        tree = typed(kind, text)
    except AlwaysTheSame:
        reject()
    try:
        number = Store(store, worlds.DAY).subject(kind, facts)
        value, turn = asked(store, kind, tree, number, TODAY, effort)
        for day in days_before(turn, some):
            assert asked(store, kind, tree, number, day)[0] == value, (text, date_of(day), turn - TODAY)
    finally:
        store.rollback()


def asked(
    store: Connection, kind: str, tree: Any, number: int, day: int, effort: Effort | None = None
) -> tuple[Any, int]:
    """What a condition is on a day, and with some effort when it can turn."""
    maker = Maker(Book((), ()), kind, known=False)
    truth = as_number(Compiler(maker.row.scope, maker.row).truth(rewritten(tree)))
    binds = maker.shared.binds

    def moves(name: str) -> Course | None:
        return course(values_ahead(binds[name], days_ahead(PARAMS, day, shipped())), day) if name in binds else None

    alike = Shapes(lambda name: list(binds).index(name) if name in binds else None)
    search = Search(moves, alike, maker.row.scope.day(1), effort or Effort.LEAST)
    if effort is not None:
        search.look(truth)
    key = maker.row.scope.bind(lambda _given: None, Simple.INT, name=ONE_ID)
    query = select(truth, search.next_day(last_day(day))).where(maker.table.c.id == key)
    statement = finished(query, maker.shared, store.dialect)
    values = statement.computed_with(Moment(date_of(day)), PARAMS, **{ONE_ID: number})
    found, turn = store.exec_driver_sql(statement.text, values).one()
    return found, turn


def test_that_a_licence_turns_the_days_its_warnings_begin_and_the_day_after_it_ends(
    store: Connection, book: Book
) -> None:
    until = worlds.DAY + timedelta(days=200)
    facts = {
        "code": "S1",
        "shop_name": "某店",
        "status": "active",
        "entity_type": "company",
        "uscc": "91330106BRCC7CAGN4",
        "identity_verified_on": worlds.DAY,
        "categories": ["apparel"],
        "licences": [{"kind": "business_licence", "number": "N", "valid_until": until, "state": "in_force"}],
    }
    try:
        number = Store(store, worlds.DAY).subject("merchant", facts)
        turns, day = [], TODAY
        while day <= day_of(until):
            moment = Moment(date_of(day))
            ((_, day),) = next_changes(store, book, moment, "merchant", [number], searched_on=worlds.DAY)
            turns.append(day_of(until) - day)
        before = [judge_one(store, book, Moment(until - timedelta(days=n)), "merchant", number) for n in range(100)]
        changed = [n for n in range(99) if before[n] != before[n + 1]]
        assert set(changed) <= set(turns)
        assert {90, 60, 30} <= set(changed)
        assert len(turns) < 30
    finally:
        store.rollback()


def test_that_a_renewal_window_turns_on_the_days_that_working_days_name(store: Connection, book: Book) -> None:
    ahead = 131
    until = worlds.DAY + timedelta(days=ahead)
    permit = {"kind": "device_licence_3", "number": "N", "valid_until": until, "state": "in_force"}
    own = replace(book, rules=(book.rule("LI-15"),), cache={})
    try:
        number = Store(store, worlds.DAY).subject("merchant", {"code": "S1", "status": "active", "licences": [permit]})
        days = [worlds.DAY + timedelta(days=n) for n in range(ahead + 2)]
        answers = [judge_one(store, own, Moment(day), "merchant", number) for day in days]
        changed = [days[n + 1] for n in range(ahead + 1) if answers[n] != answers[n + 1]]
        turns, day = [], worlds.DAY
        while day <= until:
            ((_, turn),) = next_changes(store, own, Moment(day), "merchant", [number], searched_on=worlds.DAY)
            day = date_of(turn)
            turns.append(day)
        assert len(changed) == 3
        assert set(changed) <= set(turns)
        assert len(turns) < 30
    finally:
        store.rollback()


def test_that_a_turn_after_months_of_uneven_length_is_looked_at_too_early_at_most_once(
    store: Connection, book: Book
) -> None:
    own = replace(book, rules=(book.rule("ID-06"),), cache={})
    start = date(2026, 11, 21)
    hosts = Store(store, start)
    try:
        for verified in (start - timedelta(days=n) for n in (150, 148)):
            facts = {"code": f"H{day_of(verified)}", "status": "active", "identity_verified_on": verified}
            number = hosts.subject("host", facts)
            days = [start + timedelta(days=n) for n in range(60)]
            answers = [judge_one(store, own, Moment(day), "host", number) for day in days]
            changed = [days[n + 1] for n in range(59) if answers[n] != answers[n + 1]]
            looked, day = [], start
            while day <= days[-1]:
                ((_, turn),) = next_changes(store, own, Moment(day), "host", [number])
                day = date_of(turn)
                looked.append(day)
            assert len(changed) == 2
            assert set(changed) <= set(looked)
            assert len([day for day in looked if day <= changed[-1]]) <= 2 * len(changed), (changed, looked)
    finally:
        store.rollback()


def test_that_a_value_that_falls_or_is_not_whole_turns_when_it_first_differs() -> None:
    assert course([3, 3, 2, 1], 100) == Otherwise(102)
    assert course([None, None, 7], 100) == Otherwise(102)
    assert course([5] * 9, 100) is None
    assert course([1, 1, 9, 9, 12], 100) == Steps(((102, 9), (104, 12)))
    assert course([7 + n for n in range(60)], 100) == Grows(1, (Stretch(100, 66, -93),))
    assert course([86_400 * n for n in range(60)], 100) == Grows(86_400, (Stretch(100, 86_400 * 59, -8_640_000),))
    assert course([n * n for n in range(60)], 100) == Otherwise(101)
