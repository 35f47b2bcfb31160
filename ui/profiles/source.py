"""Where profiles come from: a port that the core fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ui.profiles.shapes import Line, Profile


@dataclass(frozen=True, slots=True)
class Found:
    """A subject found by a text."""

    type: str
    id: int
    code: str
    name: str


class Profiles(Protocol):
    """What the screens of profiles ask; called off the GUI thread."""

    def profile(self, type: str, code: str) -> Profile:
        """One subject whole."""

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        """What each rule says of it on the day; none where it is not selected."""

    def find(self, text: str, limit: int) -> Sequence[Found]:
        """Subjects by Chinese, pinyin, initials, code or number."""
