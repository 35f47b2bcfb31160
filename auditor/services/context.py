"""What handlers need besides a connection: the store, the clock, the rule book (loaded once, on first use)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.clock import Clock, today
from auditor.model.types import day_of
from auditor.storage.workspace import Store

if TYPE_CHECKING:
    from auditor.rulebook.book import Book


@dataclass(slots=True)
class Context:
    """Shared by all handlers of an open workspace."""

    store: Store
    clock: Clock
    packs: Path | None = None
    _book: Book | None = field(default=None, repr=False)

    @property
    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return today(self.clock)

    @property
    def today_number(self) -> int:
        """The same as a day number."""
        return day_of(self.today)

    def book(self) -> Book:
        """The rule book in force: the published packs, loaded and checked once."""
        if self._book is None:
            from auditor.rulebook.book import core_book, load_book

            self._book = core_book() if self.packs is None else load_book(sorted(_packs(self.packs)))
        return self._book


def _packs(folder: Path) -> list[Path]:
    return [path.parent for path in folder.glob("*/pack.yaml")]
