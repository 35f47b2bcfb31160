"""Check digits of the numbers that people and companies carry."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.identifiers import IdFacts, id_check_character, id_number_facts, inferred_id_type, uscc_is_valid


def numbered(body: str) -> str:
    return body + id_check_character(body)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91330100799655058B", "91440300708461136T"])
def test_that_a_registered_credit_code_passes(code: str) -> None:
    assert uscc_is_valid(code)
    assert uscc_is_valid(code.lower())


@pytest.mark.parametrize(
    "code",
    ["", "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y433", "91350100I000100Y43", "９1350100M000100Y43"],
)
def test_that_a_credit_code_with_a_fault_fails(code: str) -> None:
    assert not uscc_is_valid(code)


def test_that_a_credit_code_whose_sum_is_a_multiple_of_31_ends_in_zero() -> None:
    assert uscc_is_valid("0" * 18)


def test_that_an_identity_number_tells_birth_and_sex() -> None:
    assert id_number_facts("11010519491231002X") == IdFacts(True, date(1949, 12, 31), "female")
    assert id_number_facts("11010519491231002x").valid
    assert id_number_facts(numbered("11010519491231003")).sex == "male"


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_that_residence_permits_are_read_like_identity_numbers(prefix: str) -> None:
    assert id_number_facts(numbered(f"{prefix}20000229001")).birth_date == date(2000, 2, 29)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110105194912310021",
        "1101051949123100",
        "110105491231002",
        "1101051949123100２X",
        numbered("11010520010229001"),
        numbered("11010520011301001"),
        numbered("11010500000101001"),
        "4401**********1234",
    ],
)
def test_that_a_faulty_identity_number_tells_nothing(number: str) -> None:
    assert id_number_facts(number) == IdFacts(valid=False)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("11010519491231002X", "resident_id"),
        ("810000199001010019", "hk_macao_residence"),
        ("820000199001010019", "hk_macao_residence"),
        ("830000199001010019", "tw_residence"),
        ("911156198108030013", "foreign_pr"),
        ("8300**********1234", "tw_residence"),
        ("E12345678", None),
        ("110105491231002", None),
    ],
)
def test_that_the_first_digits_name_the_document(number: str, kind: str | None) -> None:
    assert inferred_id_type(number) == kind
