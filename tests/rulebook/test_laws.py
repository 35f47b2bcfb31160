"""Laws that need no world: three truth values, months and ages, workdays."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, case, literal_column, select

from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months, age_on
from auditor.model.workdays import shipped
from auditor.rulebook.language.tree import Day, Literal, Operation
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dates import reaching, workday_bounds, youngest
from auditor.rulebook.sql.dialect import PlusMonths
from auditor.rulebook.sql.fixed import Calculator
from auditor.rulebook.sql.truth import (
    All,
    Always,
    AnyOf,
    Branch,
    Opposite,
    Test,
    Truth,
    as_number,
    both,
    either,
    opposite,
    unknown,
)
from auditor.rulebook.sql.values import Given, Moment

VALUES = (True, False, None)


def stored(value: bool | None) -> Truth:
    """A column that holds the value."""
    text = {True: "1", False: "0", None: "NULL"}[value]
    column = literal_column(text)
    return Test(column == literal_column("1"), column == literal_column("0"), value is not None)


def kleene_and(*values: bool | None) -> bool | None:
    return False if False in values else (None if None in values else True)


def kleene_or(*values: bool | None) -> bool | None:
    return True if True in values else (None if None in values else False)


def read(store: Connection, truth: Truth) -> bool | None:
    """The value, after checking that the four expressions and their complements tell one story."""
    columns = [case((one, 1), else_=0) for one in (truth.true(), truth.false(), truth.not_true(), truth.not_false())]
    number, true, false, not_true, not_false, doubt = store.execute(
        select(as_number(truth), *columns, case((unknown(truth), 1), else_=0))
    ).one()
    assert (not_true, not_false) == (1 - true, 1 - false)
    assert doubt == (1 if not true and not false else 0)
    assert number == (1 if true else 0 if false else None)
    return None if number is None else bool(number)


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=2)))
def test_that_and_or_and_not_are_kleenes(store: Connection, values: tuple[bool | None, ...]) -> None:
    parts = tuple(stored(value) for value in values)
    for make in (lambda: All(parts), lambda: both(parts)):
        assert read(store, make()) is kleene_and(*values)
    for make in (lambda: AnyOf(parts), lambda: either(parts)):
        assert read(store, make()) is kleene_or(*values)
    wanted = kleene_and(*values)
    for negated in (Opposite(both(parts)), opposite(both(parts))):
        assert read(store, negated) is (None if wanted is None else not wanted)


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=3)))
def test_that_a_conditional_is_unknown_when_its_condition_is(
    store: Connection, values: tuple[bool | None, ...]
) -> None:
    condition, yes, no = values
    expected = None if condition is None else (yes if condition else no)
    assert read(store, Branch(*(stored(value) for value in values))) is expected


@pytest.mark.parametrize("value", VALUES)
def test_that_constants_fold_away(store: Connection, value: bool | None) -> None:
    assert read(store, both((Always(True), stored(value)))) is value
    assert read(store, either((Always(False), stored(value)))) is value
    assert read(store, both((Always(False), stored(value)))) is False
    assert read(store, either((Always(True), stored(value)))) is True
    assert read(store, Always(value)) is value


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-300, 300)


@given(day=DAYS, target=DAYS, months=MONTHS)
def test_that_the_bound_decides_what_adding_months_decides(day: date, target: date, months: int) -> None:
    bound = reaching(day_of(target), months)
    assert bound is not None
    assert (add_months(day, months) >= target) == (day_of(day) >= bound)


@given(target=DAYS, months=MONTHS)
def test_that_the_bound_is_the_first_such_day(target: date, months: int) -> None:
    bound = reaching(day_of(target), months)
    assert bound is not None
    assert add_months(date_of(bound), months) >= target
    assert add_months(date_of(bound - 1), months) < target


@given(born=DAYS, day=DAYS, age=st.integers(0, 120))
def test_that_an_age_is_a_bound_of_the_birth_date(born: date, day: date, age: int) -> None:
    assert (age_on(born, day) >= age) == (day_of(born) <= youngest(day, age))


def test_that_someone_born_on_29_february_turns_sixteen_on_1_march() -> None:
    born = day_of(date(2008, 2, 29))
    assert born > youngest(date(2024, 2, 28), 16)
    assert born <= youngest(date(2024, 2, 29), 16)
    assert born > youngest(date(2026, 2, 28), 18)
    assert born <= youngest(date(2026, 3, 1), 18)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(1969, 12, 31), 2, date(1970, 2, 28)),
    ],
)
def test_that_sql_adds_months_as_python_does(store: Connection, day: date, months: int, expected: date) -> None:
    moved = store.execute(
        select(PlusMonths(literal_column(str(day_of(day))), literal_column(str(months))))
    ).scalar_one()
    assert date_of(moved) == add_months(day, months) == expected


@settings(max_examples=200, deadline=None)
@given(start=st.dates(date(2010, 1, 1), date(2025, 12, 1)), count=st.integers(-15, 15), step=st.integers(-40, 40))
def test_that_the_workday_bound_decides_what_counting_decides(start: date, count: int, step: int) -> None:
    target = start + timedelta(days=step)
    landed = shipped().moved(start, count)
    bound, first, last = workday_bounds(day_of(target), count)
    assert bound is not None
    assert landed is not None
    assert first <= day_of(start) <= last
    assert (landed >= target) == (day_of(start) >= bound)


@settings(max_examples=200, deadline=None)
@given(start=st.dates(date(2003, 12, 25), date(2027, 1, 10)), count=st.integers(-12, 12))
def test_that_counting_working_days_ends_where_the_calendar_ends(start: date, count: int) -> None:
    landed = shipped().moved(start, count)
    given = Given(Moment(start))
    tree = Operation(0, Simple.DATE, "+", (Day(0, Simple.DATE, "as_of"), Literal(0, Simple.WORKDAYS, count)))
    assert Calculator(given, {}).of(tree) == landed
    _bound, first, last = workday_bounds(day_of(start), count)
    assert (landed is not None) == (first <= day_of(start) <= last)


def test_that_working_days_in_a_year_without_a_calendar_are_unknown() -> None:
    _bound, first, last = workday_bounds(day_of(date(2026, 6, 30)), 5)
    assert shipped().moved(date_of(last), 5) is not None
    assert shipped().moved(date_of(last + 1), 5) is None
    assert first < day_of(date(2006, 1, 1))
