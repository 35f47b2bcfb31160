"""References told by something other than a code, and codes still to be given: settled by the write path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Told = tuple[tuple[str, str], ...]
"""What is known of somebody: (field, text) pairs."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A text that is held against a field of whoever was found, never stored: its field, itself, its column."""

    field: str
    text: str
    column: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Somebody told by what a file says of them.

    ``by`` is "account" (account_id, and platform where it is known), "name", "person" (any of real_name, phone,
    phone_tail, id_number, id_tail, stage_name; masked ones count as far as they show) or "title" (of a course).
    """

    by: str
    told: Told
    compare: tuple[Compared, ...] = ()

    @property
    def shown(self) -> str:
        """What the file says, for people; the platform in front of an account."""
        texts = [text for _, text in self.told]
        return ":".join(reversed(texts)) if self.by == "account" else " ".join(texts)


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code still to be given: that of whoever ``by`` tells of (first pair that is known), else the next free one.

    The next free one is ``prefix`` and a number of at least ``digits`` digits.
    """

    prefix: str
    digits: int
    by: Told

    @property
    def shown(self) -> str:
        """What identifies, for people."""
        return " ".join(text for _, text in self.by)


def lookup_json(value: Lookup | NewCode) -> dict[str, Any]:
    """The value as plain JSON."""
    if isinstance(value, NewCode):
        return {"new": value.prefix, "digits": value.digits, "by": [list(pair) for pair in value.by]}
    compare = [[one.field, one.text, one.column] for one in value.compare]
    return {"by": value.by, "told": [list(pair) for pair in value.told], "compare": compare}


def lookup_from_json(found: dict[str, Any]) -> Lookup | NewCode:
    """The value that ``lookup_json`` wrote."""
    if "new" in found:
        return NewCode(found["new"], found["digits"], tuple((name, text) for name, text in found["by"]))
    compare = tuple(Compared(*one) for one in found["compare"])
    return Lookup(found["by"], tuple((name, text) for name, text in found["told"]), compare)
