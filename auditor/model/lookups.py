"""References told by something other than a code, and codes still to be given: settled by the write path."""

from __future__ import annotations

from dataclasses import dataclass

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
    phone_tail, id_number, id_tail, stage_name; masked ones count as far as they show) or "title" (of a course);
    "attempt" stands as the evidence of a training and tells by its time which attempt of its day it is.
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
