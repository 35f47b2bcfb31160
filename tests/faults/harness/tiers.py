"""How much is tried: a little at every push, everything at night, the figures of a release before one."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

TIERS = ("push", "night", "release")
TIER = os.environ.get("AUDITOR_FAULTS", "push")
"""Which tier runs; AUDITOR_FAULTS chooses."""
if TIER not in TIERS:
    raise ValueError(f"AUDITOR_FAULTS is {TIER}; it may be {', '.join(TIERS)}")
SEED = int(os.environ.get("AUDITOR_FAULTS_SEED", "1"))
"""What chance starts from: the same seed tries the same faults."""

FIGURES: dict[str, Counter[str]] = {}
"""What was tried and found, by fault: printed when the tests have ended."""


def amount(push: int, night: int, release: int | None = None) -> int:
    """How many to try in this tier."""
    return {"push": push, "night": night, "release": night if release is None else release}[TIER]


def chance(what: str) -> random.Random:
    """A source of chance of its own for each test, so that one test's order does not move another's."""
    return random.Random(f"{SEED}:{what}")


def some(found: Sequence[T], push: int, what: str, night: int | None = None) -> list[T]:
    """That many of them, spread over the whole, at a push and at night (None: all); all before a release."""
    many = amount(push, len(found) if night is None else night, len(found))
    if len(found) <= many:
        return list(found)
    step = len(found) / many
    source = chance(what)
    return [found[min(int((at + source.random()) * step), len(found) - 1)] for at in range(many)]


def count(fault: str, **figures: int) -> None:
    """Add to the figures of a fault."""
    FIGURES.setdefault(fault, Counter()).update(figures)
