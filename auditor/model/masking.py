"""Masked values: told from full ones, compared with them, made for display."""

from __future__ import annotations

import re

from auditor.model.folding import folded_code

_MASK = re.compile(r"[*＊]{2,}")
_STARS = re.compile(r"\*+")
STAR = "*"


def is_masked(value: str) -> bool:
    """Whether a value hides characters: two or more stars (of either width) in a row."""
    return _MASK.search(value) is not None


def agrees(masked: str, full: str) -> bool:
    """Whether a masked value can be this full one; width and case are folded, ``full`` may be masked too.

    Of equal length they are compared by position; else each run of stars stands for one or more characters.
    """
    hidden, shown = folded_code(masked).upper(), folded_code(full).upper()
    if len(hidden) == len(shown):
        return all(a == b or STAR in (a, b) for a, b in zip(hidden, shown, strict=True))
    if is_masked(shown):
        return _ends_agree(hidden, shown)
    pattern = ".+".join(re.escape(part) for part in _STARS.split(hidden))
    return re.fullmatch(pattern, shown, re.DOTALL) is not None


def _ends_agree(one: str, other: str) -> bool:
    """What both show before their first star and after their last one is the same."""
    heads = (_STARS.split(one)[0], _STARS.split(other)[0])
    tails = (_STARS.split(one)[-1][::-1], _STARS.split(other)[-1][::-1])
    return all(a.startswith(b) or b.startswith(a) for a, b in (heads, tails))


def masked_id(number: str) -> str:
    """An identity or passport number for display: 4401**********1234; short ones show two at the end, or nothing."""
    if len(number) >= 15:
        return _hidden(number, 4, 4)
    return _hidden(number, 1, 2) if len(number) >= 6 else _hidden(number, 0, 0)


def masked_phone(number: str) -> str:
    """A telephone number for display: 138****5678; short ones show fewer digits, or none."""
    if len(number) >= 11:
        return _hidden(number, 3, 4)
    return _hidden(number, 0, 4) if len(number) >= 8 else _hidden(number, 0, 0)


def masked_name(name: str) -> str:
    """A person's name for display: the first character and two stars, whatever its length."""
    if not name:
        return ""
    return (name[0] if len(name) > 1 else "") + STAR * 2


def _hidden(value: str, head: int, tail: int) -> str:
    if not value:
        return ""
    stars = STAR * max(2, len(value) - head - tail)
    return value[:head] + stars + (value[len(value) - tail :] if tail else "")


_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


def masked_where_personal(typed: str) -> str:
    """What somebody typed as a code, to be said back to them: an identity or telephone number in it is masked."""
    bare = typed.replace(" ", "").replace("-", "")
    if _ID.fullmatch(bare):
        return masked_id(bare)
    return masked_phone(bare) if _PHONE.fullmatch(bare) else typed


_MASKS = {
    "id_number": masked_id,
    "person_id_number": masked_id,
    "phone": masked_phone,
    "real_name": masked_name,
    "representative": masked_name,
    "buyer": masked_name,
}


def masked_value(name: str, value: str) -> str:
    """The value of a personal field as it is displayed; one that is masked already stays as it is."""
    return value if is_masked(value) else _MASKS[name](value)
