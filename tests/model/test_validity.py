"""Terms, ages and calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.validity import (
    LONG_TERM,
    AgreedTerm,
    End,
    LicenceTerm,
    Truth,
    add_months,
    add_years,
    age_on,
    birthday,
    first_day_reaching,
    sanction_in_force,
    seen,
    training_end,
    training_valid,
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


def test_that_an_event_after_the_day_is_not_seen() -> None:
    assert seen(D, D) == D
    assert seen(NEXT, D) is None
    assert seen(None, D) is None


@pytest.mark.parametrize(
    ("term", "answer"),
    [
        (LicenceTerm("in_force", End(D)), True),
        (LicenceTerm("in_force", End(PAST)), False),
        (LicenceTerm("in_force", LONG_TERM), True),
        (LicenceTerm("in_force", End()), None),
        (LicenceTerm("in_force", End(), no_term=True), True),
        (LicenceTerm("in_force", End(PAST), no_term=True), False),
        (LicenceTerm("suspended", LONG_TERM), False),
        (LicenceTerm("suspended", End()), False),
        (LicenceTerm("in_force", LONG_TERM, valid_from=NEXT), False),
        (LicenceTerm("in_force", LONG_TERM, issued_on=NEXT), False),
        (LicenceTerm("in_force", End(), issued_on=NEXT), False),
        (LicenceTerm("in_force", LONG_TERM, ended_on=D), False),
        (LicenceTerm("in_force", LONG_TERM, ended_on=NEXT), True),
        (LicenceTerm("revoked", LONG_TERM), False),
        (LicenceTerm("revoked", LONG_TERM, ended_on=D), False),
        (LicenceTerm("revoked", LONG_TERM, ended_on=NEXT), True),
        (LicenceTerm("cancelled", End(), ended_on=NEXT), None),
        (LicenceTerm("suspended", LONG_TERM, ended_on=NEXT), False),
    ],
)
def test_that_a_licence_is_in_force_up_to_its_last_day(term: LicenceTerm, answer: Truth) -> None:
    assert term.in_force(D) is answer


@pytest.mark.parametrize(
    ("term", "answer"),
    [
        (AgreedTerm("in_force", D, End(D)), True),
        (AgreedTerm("in_force", NEXT, LONG_TERM), False),
        (AgreedTerm("in_force", D, End(PAST)), False),
        (AgreedTerm("in_force", D, End(PAST), auto_renew=True), True),
        (AgreedTerm("in_force", D, End()), None),
        (AgreedTerm("in_force", D, End(), auto_renew=True), True),
        (AgreedTerm("in_force", D, LONG_TERM, signed_on=NEXT), False),
        (AgreedTerm("in_force", D, LONG_TERM, terminated_on=D), False),
        (AgreedTerm("in_force", D, LONG_TERM, terminated_on=NEXT), True),
        (AgreedTerm("in_force", D, End(PAST), auto_renew=True, terminated_on=D), False),
        (AgreedTerm("terminated", D, LONG_TERM), False),
        (AgreedTerm("suspended", D, End()), False),
    ],
)
def test_that_a_contract_is_in_force_until_it_ends_or_is_terminated(term: AgreedTerm, answer: Truth) -> None:
    assert term.in_force(D) is answer


def test_that_a_training_lapses_by_its_own_end_or_the_courses_months() -> None:
    done = date(2025, 6, 30)
    assert training_end(done, End(), 12) == End(D)
    assert training_end(done, End(PAST), 12) == End(PAST)
    assert training_end(done, LONG_TERM, 12) == LONG_TERM
    assert training_end(done, End(), None) == LONG_TERM


@pytest.mark.parametrize(
    ("passed", "completed", "revoked", "end", "answer"),
    [
        (True, D, None, End(D), True),
        (True, D, None, End(PAST), False),
        (False, D, None, LONG_TERM, False),
        (True, NEXT, None, LONG_TERM, False),
        (True, PAST, D, LONG_TERM, False),
        (True, PAST, NEXT, LONG_TERM, True),
    ],
)
def test_that_a_training_is_valid_until_it_lapses_or_is_revoked(
    passed: bool, completed: date, revoked: date | None, end: End, answer: bool
) -> None:
    assert training_valid(passed=passed, completed_on=completed, revoked_on=revoked, end=end, day=D) is answer


@pytest.mark.parametrize(
    ("start", "end", "decided", "answer"),
    [
        (D, End(D), PAST, True),
        (NEXT, LONG_TERM, PAST, False),
        (None, LONG_TERM, D, True),
        (None, LONG_TERM, NEXT, False),
        (PAST, End(PAST), PAST, False),
        (PAST, End(), PAST, True),
    ],
)
def test_that_a_sanction_without_an_end_runs_until_lifted(
    start: date | None, end: End, decided: date, answer: bool
) -> None:
    assert sanction_in_force(start, end, decided, D) is answer
