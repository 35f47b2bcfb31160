"""Laws of calendar arithmetic, check digits, masks and folding, for any value."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.model.commitment import commitment
from auditor.model.folding import folded_code, folded_name
from auditor.model.identifiers import (
    USCC_ALPHABET,
    id_check_character,
    id_number_facts,
    uscc_check_character,
    uscc_is_valid,
)
from auditor.model.masking import agrees, is_masked, masked_id, masked_name, masked_phone
from auditor.model.validity import (
    add_months,
    age_on,
    birthday,
    first_day_reaching,
    latest_birth,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-600, 600)
ONE = timedelta(days=1)
DIGITS = st.text("0123456789", min_size=17, max_size=17)
PRINTED = st.text("0123456789ABCDEFGHXx张三丰李四", min_size=1, max_size=24)


@given(DAYS, MONTHS)
def test_that_adding_months_never_turns_the_order_of_days(day: date, months: int) -> None:
    assert add_months(day, months) <= add_months(day + ONE, months)


@given(DAYS, st.integers(-40, 40))
def test_that_whole_years_are_twelve_months_each(day: date, years: int) -> None:
    moved = add_months(day, 12 * years)
    assert (moved.year, moved.month) == (day.year + years, day.month)
    assert moved.day == day.day or (moved.day == 28 and day.day == 29)


@given(DAYS, st.integers(0, 600))
def test_that_the_bound_of_a_month_sum_is_the_first_day_that_reaches(day: date, months: int) -> None:
    bound = first_day_reaching(day, months)
    assert add_months(bound, months) >= day
    assert add_months(bound - ONE, months) < day


@given(DAYS, st.integers(0, 90))
def test_that_age_steps_on_the_birthday(birth: date, age: int) -> None:
    turned = birthday(birth, age)
    assert age_on(birth, turned) == age
    assert age_on(birth, turned - ONE) == age - 1


@given(DAYS, DAYS, st.integers(0, 90))
def test_that_the_latest_birth_bounds_the_age(birth: date, day: date, age: int) -> None:
    assert (birth <= latest_birth(day, age)) == (age_on(birth, day) >= age)


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(USCC_ALPHABET))
def test_that_one_wrong_character_breaks_a_credit_code(body: str, at: int, other: str) -> None:
    code = body + uscc_check_character(body)
    assert uscc_is_valid(code)
    assert uscc_is_valid(code[:at] + other + code[at + 1 :]) is (other == code[at])


@given(DIGITS, st.integers(0, 16), st.sampled_from("0123456789"))
def test_that_one_wrong_digit_breaks_an_identity_number(body: str, at: int, other: str) -> None:
    number = body + id_check_character(body)
    wrong = number[:at] + other + number[at + 1 :]
    if wrong != number:
        assert not id_number_facts(wrong).valid


@given(DAYS, st.integers(0, 999))
def test_that_every_birth_date_is_read_back(born: date, serial: int) -> None:
    body = f"440106{born:%Y%m%d}{serial:03d}"
    facts = id_number_facts(body + id_check_character(body))
    assert facts.birth_date == born
    assert facts.sex == ("male" if serial % 2 else "female")


@given(PRINTED)
def test_that_every_mask_hides_and_agrees(value: str) -> None:
    for mask in (masked_id, masked_phone, masked_name):
        shown = mask(value)
        assert is_masked(shown)
        assert agrees(shown, value)
        assert agrees(shown, mask(value))


@given(PRINTED)
def test_that_no_mask_shows_more_than_the_last_four(value: str) -> None:
    for mask in (masked_id, masked_phone, masked_name):
        assert len(mask(value).rsplit("*", 1)[-1]) <= 4
        assert sum(char != "*" for char in mask(value)) <= max(1, 2 * len(value) // 3)


@given(st.text(max_size=30))
def test_that_folding_twice_changes_nothing(text: str) -> None:
    assert folded_code(folded_code(text)) == folded_code(text)
    assert folded_name(folded_name(text)) == folded_name(text)


@given(
    st.binary(min_size=16, max_size=16),
    st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.none() | st.text()),
)
def test_that_a_commitment_is_over_the_canonical_json_of_what_is_told(
    salt: bytes, values: dict[str, str | None]
) -> None:
    told = {name: value for name, value in values.items() if value}
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert commitment(salt, values) == hmac.new(salt, canonical.encode(), hashlib.sha256).digest()
