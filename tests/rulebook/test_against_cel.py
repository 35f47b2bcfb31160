"""The compiled SQL against cel-python: random worlds, random expressions, and every core rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from auditor import installed
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.data import core_data
from auditor.rulebook.example_store import Store
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.judging import judged_code
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import parse
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.tree import Tree
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import FAILED, NOT_APPLICABLE, ONE_ID, PASSED, UNKNOWN, Maker, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number, unknown
from auditor.rulebook.sql.values import Moment
from tests.rulebook import cel, expressions, worlds
from tests.rulebook.oracle import World

SOME = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
PARAMS: dict[str, Any] = {"n": 2, "x": Decimal("1.5")}
TYPES = {"n": Simple.INT, "x": Simple.DOUBLE}
DATA = {name: list(found.items) for name, found in core_data().items()}


def by_cel(kind: str, facts: dict[str, Any], text: str, params: dict[str, Any] = PARAMS, root: str = "") -> Any:
    world = World(worlds.DAY)
    seen = world.subject(kind, facts)
    return cel.Reference(text).evaluate(cel.activation(root or kind, seen, world.day, world.end, params, DATA))


def typed(kind: str, text: str) -> Tree:
    """The typed tree; chance makes some comparisons of two constants, which the checker rightly refuses."""
    checker = Checker(Environment(kind, spec(kind), TYPES, core_data()))
    tree = checker.condition(parse(text))
    refusals = {wrong.message.text for wrong in checker.wrongs}
    assume("both sides are constants: this is always the same" not in refusals)
    assert tree is not None, (text, refusals)
    return tree


def by_sql(store: Connection, kind: str, facts: dict[str, Any], text: str) -> bool | None:
    """The same condition through the compiler and a real store; the four expressions must agree with each other."""
    tree = typed(kind, text)
    subject_id = Store(store, worlds.DAY).subject(kind, facts)
    maker = Maker(Book((), ()), kind, known=False)
    maker.row.scope.bind(lambda _given: subject_id, Simple.INT, name=ONE_ID)
    truth = Compiler(maker.row.scope, maker.row).truth(rewritten(tree))
    four = [truth.true(), truth.false(), truth.not_true(), truth.not_false(), unknown(truth)]
    from sqlalchemy import case

    query = select(as_number(truth), *(case((one, 1), else_=0) for one in four)).where(
        maker.table.c.id == maker.row.scope.bind(lambda _g: None, Simple.INT, name=ONE_ID)
    )
    statement = finished(query, maker.shared, store.dialect)
    values = statement.computed_with(Moment(worlds.DAY), PARAMS, **{ONE_ID: subject_id})
    row = store.exec_driver_sql(statement.text, values).one()
    number, true, false, not_true, not_false, doubt = row
    answer = None if number is None else bool(number)
    assert (bool(true), bool(false)) == (answer is True, answer is False)
    assert (bool(not_true), bool(not_false)) == (not true, not false)
    assert bool(doubt) == (answer is None)
    assert answer is not None or not truth.total
    return answer


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


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book([installed.rules() / "cn-livestream"])


def expected_code(kind: str, facts: dict[str, Any], checked: Any) -> int:
    rule = checked.rule
    params = {name: param.on(worlds.DAY) for name, param in rule.params.items()}

    def answer(source: Any) -> Any:
        return by_cel(kind, facts, source.text, params, rule.variable)

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
            if checked.rule.id in ("ID-01", "ID-04", "ID-09", "CT-01"):
                continue  # they turn on personal values or on other subjects, which these worlds do not have
            got = judged_code(store, book, Moment(worlds.DAY), kind, checked, subject_id, frozenset())
            assert got == expected_code(kind, facts, checked), (checked.rule.id, facts)
    finally:
        store.rollback()
