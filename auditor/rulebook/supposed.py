"""Facts that are supposed for a question and stored nowhere: rows that stand in for some of a table's rows.

A question such as "may she sell this tonight" is judged by the statements that audits run, on the store as it is. Where
a statement reads a table of which other rows are supposed, it reads both: the stored rows but those that are hidden,
and the supposed ones, which are bound as one JSON text. So facts across subjects stay whole, and nothing is copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[str, str]
"""A table and the rule that reads it so; an empty rule stands for all others."""

SANCTIONS: Place = ("case_record.sanction", "")
"""Only some sanctions count: those of the platform."""

Supposing = frozenset[Place]
"""What a statement must be made for: the places of which something is supposed."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Rows supposed instead of those whose owner (or own id) is hidden; both as JSON."""

    hidden: str
    rows: str

    @classmethod
    def of(cls, hidden: Iterable[int], rows: Iterable[Sequence[object]]) -> Instead:
        """Rows in the order of the table's columns."""
        return cls(json.dumps(sorted(set(hidden))), json.dumps([list(row) for row in rows], ensure_ascii=False))


@dataclass(frozen=True)
class Supposed:
    """What is supposed: rows by place, the platform whose sanctions count, the licence kinds a rule looks at."""

    instead: Mapping[Place, Instead] = field(default_factory=dict)
    sanctions: tuple[str | None, str | None] | None = None
    """(platform, its text where unmapped), an empty platform where every sanction counts; None: as stored."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Rule to the licence kinds it looks at, as a JSON array."""

    @cached_property
    def places(self) -> Supposing:
        """What statements must be made for."""
        found: set[Place] = {*self.instead, *(("licence.kind", rule) for rule in self.kinds)}
        if self.sanctions is not None:
            found.add(SANCTIONS)
        return frozenset(found)


def place_of(supposing: Supposing, table: str, rule: str) -> Place | None:
    """The place a rule reads a table at, where something is supposed of it."""
    for place in ((table, rule), (table, "")):
        if place in supposing:
            return place
    return None
