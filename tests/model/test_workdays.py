"""The Chinese working calendar."""

from __future__ import annotations

from datetime import date

from auditor.model.workdays import shipped


def test_that_a_holiday_rests_and_a_make_up_day_works() -> None:
    assert shipped().works(date(2025, 10, 1)) is False
    assert shipped().works(date(2025, 9, 28)) is True
    assert shipped().works(date(2025, 9, 27)) is False


def test_that_a_year_without_a_published_calendar_is_unknown() -> None:
    assert shipped().works(date(2039, 5, 8)) is None
    assert shipped().works(date(1999, 5, 7)) is None
    assert shipped().moved(date(2039, 5, 8), 1) is None
    assert shipped().moved(date.max, 1) is None


def test_that_working_days_skip_the_holiday_and_count_the_make_up_day() -> None:
    assert shipped().moved(date(2025, 9, 26), 1) == date(2025, 9, 28)
    assert shipped().moved(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert shipped().moved(date(2025, 10, 9), -1) == date(2025, 9, 30)
    assert shipped().moved(date(2025, 10, 4), 0) == date(2025, 10, 4)
