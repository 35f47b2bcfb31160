"""For which day, change and rule book the standing holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from auditor.model.ledger import head, standing_state
from auditor.model.sheets import JUDGED
from auditor.model.types import day_of

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

ANSWERS = ("critical", "high", "medium", "low", "info", "unknown", "pass", "none")
"""What ``answer`` numbers mean, the worst first; ``none``: not judged on the day."""

KINDS = tuple(kind for kind in JUDGED if kind != "workspace")
"""Whom lists show an answer of. No list shows the workspace itself, whose counts would cost something at each write."""

UNKNOWN, PASS, NONE = (ANSWERS.index(word) for word in ("unknown", "pass", "none"))
COUNTED = ANSWERS[: UNKNOWN + 1]
"""Answers of which the standing keeps how many there are."""


@dataclass(frozen=True, slots=True)
class State:
    """What the standing is valid for (no day: for nothing), and who is writing it (empty: nobody)."""

    day: int | None
    change: int
    book: str
    filling: str = ""

    @classmethod
    def stored(cls, connection: Connection) -> State:
        """As the workspace has it."""
        found = connection.execute(
            select(standing_state.c.day, standing_state.c.change_id, standing_state.c.book, standing_state.c.filling)
        ).one()
        return cls(*found)

    def put(self, connection: Connection) -> None:
        """Write it."""
        values = {"day": self.day, "change_id": self.change, "book": self.book, "filling": self.filling}
        connection.execute(update(standing_state).values(values))


def head_change(connection: Connection) -> int:
    """The number of the last change."""
    return int(connection.execute(select(head.c.change_id)).scalar_one())


def book_key(book: Book, day: date) -> str:
    """Changes whenever another rule book or other parameters are in force: then every answer may be another."""
    from auditor.services.audits.digest import canonical
    from auditor.services.audits.job import params_on

    rules = list(book.in_force(day))
    told: dict[str, Any] = {
        "packs": [(pack.id, pack.version, pack.sha256) for pack in book.packs],
        "overlays": [str(one) for one in book.overlays],
        "calendar": None if book.calendar is None else list(book.calendar.days),
        "rules": [(one.rule.id, str(one.rule.severity), str(one.rule.effect), one.rule.curable) for one in rules],
        "params": params_on([one.rule for one in rules], day),
    }
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:32]


def wanted_day(day: date) -> int:
    """The day number that the state is to have."""
    return day_of(day)
