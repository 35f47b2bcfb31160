"""Check digits and what a number itself says: unified social credit codes and 18-digit identity numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Literal

Sex = Literal["male", "female"]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: no I, O, S, V, Z."""

_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9Xx]")
_NUMBER_LENGTH = 18


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What an identity number says; birth date and sex only where the number passes its check."""

    valid: bool
    birth_date: date | None = None
    sex: Sex | None = None


def uscc_check_character(body: str) -> str:
    """The 18th character that belongs to 17 characters of the alphabet; ValueError on any other character."""
    total = sum(weight * USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, body, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_is_valid(code: str) -> bool:
    """Whether a unified social credit code (18 characters, GB 32100-2015) passes its check; case is folded."""
    code = code.upper()
    if len(code) != _NUMBER_LENGTH or any(char not in USCC_ALPHABET for char in code):
        return False
    return uscc_check_character(code[:17]) == code[17]


def id_check_character(body: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643, MOD 11-2)."""
    if len(body) != len(_ID_WEIGHTS):
        raise ValueError(body)
    total = sum(map(mul, _ID_WEIGHTS, map(int, body)))
    return _ID_CHECKS[total % 11]


def id_number_facts(number: str) -> IdFacts:
    """Check, birth date and sex of an 18-digit number (GB 11643; residence permits 81, 82, 83 alike).

    The old numbers of 15 digits were withdrawn in 2013 and are not valid.
    """
    if not _ID_SHAPE.fullmatch(number) or id_check_character(number[:17]) != number[17].upper():
        return IdFacts(valid=False)
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return IdFacts(valid=False)
    return IdFacts(valid=True, birth_date=born, sex="male" if int(number[16]) % 2 else "female")


def inferred_id_type(number: str) -> str | None:
    """The type of document that an 18-character number (masked ones too) belongs to by its first digits."""
    if len(number) != _NUMBER_LENGTH:
        return None
    if number.startswith(("81", "82")):
        return "hk_macao_residence"
    if number.startswith("83"):
        return "tw_residence"
    return "foreign_pr" if number.startswith("9") else "resident_id"
