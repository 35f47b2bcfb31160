"""Terms, ages and calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.validity import (
    add_months,
    add_years,
    age_on,
    birthday,
    first_day_reaching,
)

D = date(2026, 6, 30)
NEXT = date(2026, 7, 1)
PAST = date(2026, 6, 29)


def test_that_months_are_clipped_to_the_months_end() -> None:
    assert add_months(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_that_a_day_beyond_the_calendar_is_an_error() -> None:
    with pytest.raises(OverflowError):
        add_years(date(9999, 1, 1), 1)
    with pytest.raises(OverflowError):
        add_months(date(1, 1, 1), -1)


def test_that_the_bound_for_a_month_sum_is_corrected_at_the_months_end() -> None:
    assert first_day_reaching(date(2026, 3, 31), 1) == date(2026, 3, 1)
    assert first_day_reaching(date(2026, 2, 28), 1) == date(2026, 1, 28)


def test_that_age_counts_birthdays() -> None:
    assert age_on(date(2010, 6, 30), D) == 16
    assert age_on(date(2010, 7, 1), D) == 15
    assert age_on(date(2004, 2, 29), date(2020, 2, 29)) == 16
    assert age_on(date(2004, 2, 29), date(2021, 2, 28)) == 16
    assert age_on(date(2004, 2, 29), date(2021, 3, 1)) == 17
    assert birthday(date(2004, 2, 29), 17) == date(2021, 3, 1)
    assert birthday(date(2004, 2, 29), 16) == date(2020, 2, 29)
