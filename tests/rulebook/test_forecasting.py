"""A forecast from breakpoints says what judging every single day says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from auditor.model.types import date_of, day_of
from auditor.rulebook.book import Book
from auditor.rulebook.example_store import Store
from auditor.rulebook.forecasting import edges_between, forecast
from auditor.rulebook.judging import judge_many
from auditor.rulebook.sql.values import Moment
from tests.rulebook import worlds
from tests.rulebook.test_against_cel import SOME

Begun = set[tuple[int, str, int, str]]


def brute(store: Connection, book: Book, start: date, days: int, kind: str, ids: list[int]) -> Begun:
    """What begins to fail, by judging everybody on every day."""
    begun: Begun = set()
    before: set[tuple[int, str]] = set()
    for number in range(days + 1):
        day = start + timedelta(days=number)
        failing = {
            (one.subject_id, one.rule_id): str(one.severity)
            for one in judge_many(store, book, Moment(day), [kind], None, ids)
            if one.result == "fail"
        }
        begun |= {(*pair, day_of(day), failing[pair]) for pair in failing.keys() - before}
        before = set(failing)
    return begun


def forecasted(store: Connection, book: Book, start: date, days: int, kind: str, ids: list[int]) -> Begun:
    turns = forecast(store, book, start, days, kind, ids)
    return {
        (turns.subject[at], turns.rules[turns.rule[at]], turns.day[at], str(turns.grade(at).severity))
        for at in range(len(turns))
    }


def numbered(value: Any, number: int) -> Any:
    """The same facts under keys of their own, so that several worlds stand in one store."""
    if isinstance(value, list):
        return [numbered(one, number) for one in value]
    if isinstance(value, dict):
        made = {name: numbered(one, number) for name, one in value.items()}
        return {name: f"{one}.{number}" if name in ("code", "order_ref") and one else one for name, one in made.items()}
    return value


@pytest.mark.parametrize("kind", sorted(worlds.SUBJECTS))
@settings(SOME, max_examples=3, phases=(Phase.generate,))
@given(data=st.data())
def test_that_a_forecast_equals_judging_everybody_every_day(
    store: Connection, book: Book, kind: str, data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(worlds.SUBJECTS[kind], min_size=2, max_size=4))
    day = worlds.DAY
    try:
        ids = [
            Store(store, worlds.DAY, _next=1_000 + 10_000 * at).subject(kind, numbered(worlds.distinct(facts), at))
            for at, facts in enumerate(drawn)
        ]
        assert forecasted(store, book, day, 30, kind, ids) == brute(store, book, day, 30, kind, ids)
    finally:
        store.rollback()


def test_that_rules_that_come_into_force_on_the_way_are_judged_from_their_day(store: Connection, book: Book) -> None:
    start = date(2026, 3, 10)
    assert day_of(date(2026, 3, 20)) in set(edges_between(book, day_of(start), day_of(start) + 20))
    facts = {"code": "H1", "status": "active", "categories": ["food_prepacked"], "domains": ["general"]}
    try:
        number = Store(store, start).subject("host", facts)
        turns = forecast(store, book, start, 20, "host", [number])
        days = {turns.rules[turns.rule[at]]: date_of(turns.day[at]) for at in range(len(turns))}
        assert days["TR-03"] == date(2026, 3, 20)
        assert forecasted(store, book, start, 20, "host", [number]) == brute(store, book, start, 20, "host", [number])
    finally:
        store.rollback()
