"""What only makes statements quicker: shortcuts mean the same, the few are asked last, and no join comes between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, exists, literal_column, select, true

from auditor.model import tables
from auditor.rulebook.book import Book, core_book
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.tree import Operation, Quantified
from auditor.rulebook.plan import FEW, Maker, finished, open_answers
from auditor.rulebook.sql.turns import InTurn, in_turn, subqueries
from auditor.rulebook.sql.values import Moment
from tests.rulebook import worlds
from tests.rulebook.agreement import Asked, compiled, seen_by_cel, stored_subject, typed
from tests.rulebook.cel import Reference
from tests.rulebook.test_against_cel import SOME

EACH = '["food", "trade"].all(s, host.trainings.exists(t, {0}))'
BODIES = ("t.valid && s in t.topics", "t.hours > 1.0 && (s in t.topics || t.passed)")


@pytest.fixture(scope="module")
def book() -> Book:
    return core_book(examples=False)


@pytest.fixture(autouse=True)
def _clean(store: Connection) -> Iterator[None]:
    yield
    store.rollback()


@pytest.fixture(scope="module", params=BODIES)
def asked(request: pytest.FixtureRequest, store: Connection) -> tuple[Asked, Reference]:
    text = EACH.format(request.param)
    return compiled(store, "host", text), Reference(text)


@settings(SOME, max_examples=25)
@given(trainings=st.lists(worlds.trainings, max_size=3))
def test_that_one_record_enough_for_all_is_but_a_shortcut(
    store: Connection, asked: tuple[Asked, Reference], trainings: list[dict[str, Any]]
) -> None:
    facts = worlds.distinct({"code": "H0001", "stage_name": "小满", "status": "active", "trainings": trainings})
    ours, theirs = asked
    try:
        answer = ours.answer(store, stored_subject(store, "host", facts))
        assert answer == theirs.evaluate(seen_by_cel("host", facts))
    finally:
        store.rollback()


def test_that_the_shortcut_is_taken_where_the_records_do_not_depend_on_the_word() -> None:
    taken = rewritten(typed("host", EACH.format(BODIES[0])))
    assert isinstance(taken, Operation)
    assert taken.op == "||"
    once = rewritten(typed("host", 'host.trainings.exists(t, ["food", "trade"].all(s, s in t.topics))'))
    assert isinstance(once, Quantified), "there is one walk already"
    bare = rewritten(typed("host", EACH.format("t.valid")))
    assert isinstance(bare, Quantified), "whatever the word, it is asked the same"


def test_that_an_exists_before_a_dearer_question_is_not_joined() -> None:
    case, training = tables.MAIN["case_record"], tables.MAIN["training"]
    one, two = exists(select(case.c.id).select_from(case)), exists(select(training.c.id).select_from(training))
    plain = literal_column("1") == literal_column("1")
    assert [type(part) is InTurn for part in in_turn(plain, one, ~two)] == [False, True, False]
    assert [type(part) is InTurn for part in in_turn(~two, one)] == [False, False], "it is asked last all the same"
    assert [type(part) is InTurn for part in in_turn(one, two)] == [False, False], "both are joined in their order"
    both = exists(select(case.c.id).select_from(case, training))
    assert [type(part) is InTurn for part in in_turn(one, both)] == [True, False], "two tables are never joined"
    assert subqueries(~two) == 1
    assert in_turn(true()) == [true()]


def test_that_whoever_sells_no_food_is_not_asked_for_food_training(store: Connection, book: Book) -> None:
    checked = book.rule("TR-03")
    maker = Maker(book, "host", known=False, everybody=True)
    statement = finished(open_answers(maker, checked), maker.shared, store.dialect)
    values = statement.values(book, Moment(worlds.DAY))
    lines = [row[3] for row in store.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.text}", values)]
    assert not [line for line in lines if line.startswith("SEARCH hc_") and "EXISTS" in line]
    assert [line for line in lines if line.startswith("SEARCH hc_")]


def test_that_codes_are_worked_out_for_the_few_alone_where_they_are_dear(store: Connection, book: Book) -> None:
    def text(rule: str, *, everybody: bool) -> str:
        maker = Maker(book, "host", known=False, everybody=everybody)
        return finished(open_answers(maker, book.rule(rule)), maker.shared, store.dialect).text

    assert text("TR-04", everybody=True).startswith("WITH found AS MATERIALIZED")
    assert not text("TR-04", everybody=False).startswith("WITH"), "a few are found by their keys"
    assert not text("TR-02", everybody=True).startswith("WITH"), f"a code with {FEW} subqueries at most is cheap"
