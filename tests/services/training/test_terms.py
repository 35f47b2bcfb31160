"""Until when having passed counts: one function, for any day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.model.types import day_of
from auditor.model.validity import add_months
from auditor.model.values import FOREVER
from auditor.services.training.terms import Terms, Validity, Version, last_day

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 60)
LEAP_YEAR = 2024


@given(DAYS, MONTHS)
def test_that_the_end_of_a_quarter_is_the_first_one_that_the_months_reach(day: date, months: int) -> None:
    end = last_day(Validity("quarter_end", months), day)
    reached = add_months(day, months)
    assert isinstance(end, date)
    assert end >= reached
    assert end.month % 3 == 0
    assert end.day == monthrange(end.year, end.month)[1]
    assert (end.year, (end.month - 1) // 3) == (reached.year, (reached.month - 1) // 3)


@given(DAYS, MONTHS, st.dates(date(LEAP_YEAR, 1, 1), date(LEAP_YEAR, 12, 31)))
def test_that_a_fixed_day_is_the_first_such_day_after_the_months(day: date, months: int, fixed: date) -> None:
    end = last_day(Validity("fixed_day", months, f"{fixed.month}-{fixed.day:02}"), day)
    reached = add_months(day, months)
    assert isinstance(end, date)
    assert reached < end <= add_months(reached, 12) + timedelta(days=1)
    wanted = (fixed.month, fixed.day)
    shortened = wanted == (2, 29) and (end.month, end.day) == (2, 28) and monthrange(end.year, 2)[1] == 28
    assert (end.month, end.day) == wanted or shortened


@given(DAYS, MONTHS)
def test_that_months_end_on_their_day_and_a_later_completion_never_ends_earlier(day: date, months: int) -> None:
    rules = (Validity("months", months), Validity("quarter_end", months), Validity("fixed_day", months, "12-31"))
    assert last_day(rules[0], day) == add_months(day, months)
    for rule in rules:
        today, tomorrow = last_day(rule, day), last_day(rule, day + timedelta(days=1))
        assert isinstance(today, date)
        assert isinstance(tomorrow, date)
        assert today <= tomorrow


@given(DAYS, DAYS)
def test_that_until_the_rule_changes_is_open_until_it_is_known(day: date, changed: date) -> None:
    assert last_day(Validity("until_rule"), day) is None
    assert last_day(Validity("until_rule", changed=changed), day) == max(day, changed)
    assert last_day(Validity("lifelong"), day) is FOREVER
    assert last_day(Validity(), day) is None


def test_that_the_version_in_force_decides_and_the_course_where_it_says_nothing() -> None:
    first = Version("V1", day_of(date(2026, 1, 1)), day_of(date(2026, 5, 31)), 6000, Validity("months", 6))
    second = Version("V2", day_of(date(2026, 6, 1)), None, None, Validity())
    terms = Terms(1, "C1", "食品安全", 7000, 24, (first, second))
    day = day_of(date(2026, 5, 31))
    assert [terms.on(one) for one in (day - 500, day, day + 1)] == [None, first, second]
    assert (terms.mark(first), terms.mark(second), terms.mark(None)) == (6000, 7000, 7000)
    assert terms.named("V1", day + 1) is first
    assert terms.named("V9", day + 1) is second
    assert terms.counts_until(first, day) == date(2026, 11, 30)
    assert terms.counts_until(second, day) == date(2028, 5, 31)
