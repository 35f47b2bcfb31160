"""What handlers need besides a connection: the store, the clock, the rule book (loaded once, on first use)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.clock import Clock, today
from auditor.model.types import day_of
from auditor.services.book import Books
from auditor.services.recent import Recent
from auditor.storage.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from auditor.rulebook.book import Book
    from auditor.storage.watch import Watch


@dataclass(slots=True)
class Context:
    """Shared by all handlers of an open workspace."""

    store: Store
    clock: Clock
    packs: Path | None = None
    watch: Watch | None = field(default=None, repr=False)
    """What this computer remembers of the workspace; None until AtOpening was asked, or where nothing is kept."""
    recent: Recent = field(default_factory=Recent, repr=False)
    """What lists have worked out lately of the store as it stands."""
    _published: Book | None = field(default=None, repr=False)
    _books: Books = field(default_factory=Books, repr=False)

    @property
    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return today(self.clock)

    @property
    def today_number(self) -> int:
        """The same as a day number."""
        return day_of(self.today)

    def loaded_book(self) -> Book | None:
        """The published rule book, where somebody has needed it already."""
        return self._published

    def published(self) -> Book:
        """The published packs, loaded and checked once, untouched by what a workspace lays down."""
        if self._published is None:
            self._published = _published() if self.packs is None else _from(self.packs)
        return self._published

    def book(self, connection: Connection, known: int | None = None) -> Book:
        """The rule book in force: the packs as the workspace's settings tune them, now or after change ``known``."""
        return self._books.of(self.published(), connection, known)


@cache
def _published() -> Book:
    """The published packs never change under a running program, so all its workspaces share one book."""
    from auditor.rulebook.book import core_book

    return core_book(examples=False)


def _from(folder: Path) -> Book:
    from auditor.rulebook.book import load_book

    return load_book(sorted(path.parent for path in folder.glob("*/pack.yaml")))
