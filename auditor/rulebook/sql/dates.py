"""Calendar arithmetic: bounds computed in Python where the day decides, SQL where two stored days meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import case

from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months, first_day_reaching, latest_birth
from auditor.model.workdays import Calendar, shipped
from auditor.rulebook.language.types import Simple
from auditor.rulebook.sql.dialect import CalendarPart
from auditor.rulebook.sql.values import Given, Recipe, Sql

if TYPE_CHECKING:
    from auditor.rulebook.facts.scope import Scope

DAY_SECONDS = 86_400
FIRST, LAST = day_of(date.min), day_of(date.max)
BEFORE_ALL, AFTER_ALL = FIRST - 1, LAST + 1


def moved_months(day: date, months: int) -> date | None:
    """The day so many months on; None outside the calendar."""
    try:
        return add_months(day, months)
    except OverflowError:
        return None


def reaching(target: int | None, months: int | None) -> int | None:
    """The first day number whose months-later day is the target day number or later."""
    if target is None or months is None:
        return None
    if target <= FIRST:
        return BEFORE_ALL
    if target > LAST:
        return AFTER_ALL
    try:
        return day_of(first_day_reaching(date_of(target), months))
    except OverflowError:
        return AFTER_ALL if months < 0 else BEFORE_ALL


def earliest_for(scope: Scope, months: int) -> Sql:
    """The earliest completion day whose validity of so many months still covers the day."""
    return scope.bind(lambda given: reaching(given.day, months), Simple.INT, name=f"months_{months}")


def youngest(day: date, age: int) -> int:
    """The latest birth day number of those at least ``age`` years old on the day."""
    try:
        return day_of(latest_birth(day, age))
    except OverflowError:
        return BEFORE_ALL if age > 0 else AFTER_ALL


def age_of(scope: Scope, born: Sql) -> Sql:
    """Whole years since a birth date: month and day compared, so 29 February counts from 1 March."""
    today = scope.bind(lambda given: _part(given.day), Simple.INT, name="as_of_part")
    birth = CalendarPart(born)
    ten_thousand = scope.number(10_000)
    difference = today - birth
    # Both are yyyymmdd, so the difference divided down counts the birthdays passed; before birth it is negative.
    return case(
        (difference >= scope.number(0), difference // ten_thousand),
        else_=-((birth - today + scope.number(9_999)) // ten_thousand),
    )


def _part(day: int) -> int:
    moment = date_of(day)
    return moment.year * 10_000 + moment.month * 100 + moment.day


def year_of(scope: Scope, day: Sql) -> Sql:
    """The calendar year of a day number."""
    return CalendarPart(day) // scope.number(10_000)


def day_of_time(scope: Scope, second: Sql) -> Sql:
    """The day number of a time; exact before 1970 as well."""
    length = scope.number(DAY_SECONDS)
    return case(
        (second >= scope.number(0), second // length),
        else_=(second - scope.number(DAY_SECONDS - 1)) // length,
    )


def first_of_year(year: int) -> int:
    """The day number of 1 January."""
    if year < date.min.year:
        return BEFORE_ALL
    return AFTER_ALL if year > date.max.year else day_of(date(year, 1, 1))


@lru_cache(maxsize=8_192)
def workday_bounds(target: int, count: int, calendar: Calendar | None = None) -> tuple[int | None, int, int]:
    """For ``f + workdays(count) >= target``: the least such f, and the first and last f whose answer is known."""
    if count == 0:
        return target, FIRST, LAST
    calendar = calendar or shipped()
    first, last = calendar.known(count)
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        landed = calendar.landing(middle, count)
        if landed is not None and landed >= target:
            high = middle
        else:
            low = middle + 1
    return low, first, last


def derived(recipe: Recipe, change: Callable[[object], object]) -> Recipe:
    """A recipe made from another."""

    def made(given: Given) -> object:
        value = recipe(given)
        return None if value is None else change(value)

    return made
