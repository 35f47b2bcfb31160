"""Licences looked at closer: numbers against their check digit, and working days that need no calendar."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import literal, select

from auditor.model.workdays import shipped
from auditor.rulebook.data import core_data
from auditor.rulebook.examples import scratch
from auditor.rulebook.facts.papers import days_of_workdays, passes_mod_11_10
from auditor.rulebook.facts.scope import Scope, Shared
from auditor.rulebook.plan import finished
from auditor.rulebook.sql.values import Moment


def check_digit(body: str) -> str:
    """ISO 7064 MOD 11,10 as the standard puts it: remainders, nought read as ten."""
    product = 10
    for digit in map(int, body):
        total = (product + digit) % 10
        product = (total or 10) * 2 % 11
    return str((11 - product) % 10)


def well_formed(numbers: list[str]) -> list[bool]:
    shared = Shared()
    scope = Scope(shared, core_data())
    with scratch() as connection:
        statement = finished(
            select(*(passes_mod_11_10(scope, literal(one)) for one in numbers)), shared, connection.dialect
        )
        values = statement.computed_with(Moment(date(2026, 6, 30)), {})
        return [bool(one) for one in connection.exec_driver_sql(statement.text, values).one()]


def test_that_the_check_digit_is_the_one_of_the_standard() -> None:
    dice = random.Random(5)
    bodies = ["".join(dice.choice("0123456789") for _ in range(13)) for _ in range(40)]
    right = [f"JY{body}{check_digit(body)}" for body in bodies]
    wrong = [f"{one[:-1]}{(int(one[-1]) + dice.randint(1, 9)) % 10}" for one in right]
    assert well_formed(right) == [True] * 40
    assert well_formed(wrong) == [False] * 40


def test_that_one_digit_mistaken_or_two_neighbours_exchanged_is_noticed() -> None:
    body = "1440106000001"
    number = f"JY{body}{check_digit(body)}"
    for place in range(2, 16):
        other = "7" if number[place] != "7" else "3"
        assert well_formed([number[:place] + other + number[place + 1 :]]) == [False]
    exchanged = "JY4140106000001" + number[-1]
    assert well_formed([exchanged]) == [False]


@pytest.mark.parametrize("count", [15, 30, 45, 90])
def test_that_working_days_never_take_fewer_or_more_days_than_said(count: int) -> None:
    calendar = shipped()
    least, most = days_of_workdays(count)
    taken = []
    for day in range(calendar.first + 400, calendar.last):
        landed = calendar.landing(day, -count)
        assert landed is not None
        taken.append(day - landed)
    assert least <= min(taken)
    assert max(taken) <= most
