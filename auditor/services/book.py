"""The rule book of a workspace: the published packs as its own settings tune them, now or as they once stood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from auditor.model.tables import setting as table
from auditor.services.settings import CALENDAR, OVERLAY
from auditor.storage.known import as_known

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

KEPT = 4
"""So many tuned books keep their compiled statements: today's, and those of runs looked at again."""

OVERLAY_FILE = "overlay.yaml"
"""The name under which the stored overlay stands in faults."""

Texts = tuple[str | None, ...]
_TUNING = (OVERLAY, CALENDAR)


@dataclass(slots=True)
class Books:
    """The published book and what workspace settings made of it, by the settings' texts."""

    _made: dict[Texts, Book] = field(default_factory=dict)

    def of(self, published: Book, connection: Connection, known: int | None = None) -> Book:
        """The book in force by the settings as they stand, or as they stood after change ``known``."""
        texts = _texts(connection, known)
        if not any(texts):
            return published
        if texts not in self._made:
            self._made[texts] = as_tuned(published, *texts)
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
        self._made[texts] = book = self._made.pop(texts)
        return book


def tuned_by(connection: Connection, published: Book) -> Book:
    """A published book, not necessarily the one in force, as the workspace's settings of now would tune it."""
    return as_tuned(published, *_texts(connection, None))


def _texts(connection: Connection, known: int | None) -> Texts:
    if known is None and connection.dialect.name == "sqlite":
        # Asked before every answer, so it goes past SQLAlchemy's own machinery.
        names = ", ".join(f"'{name}'" for name in _TUNING)
        rows = connection.exec_driver_sql(f'SELECT "key", value FROM setting WHERE "key" IN ({names})')
    else:
        source = table if known is None else as_known(table, known).subquery()
        rows = connection.execute(select(source.c.key, source.c.value).where(source.c.key.in_(_TUNING)))
    found = {str(name): str(text) for name, text in rows}
    return tuple(found.get(name) for name in _TUNING)


def as_tuned(published: Book, overlay: str | None, calendar: str | None = None) -> Book:
    """The book as the texts of an overlay and of a calendar make it; None changes nothing."""
    book = published
    if overlay is not None:
        from auditor.rulebook.faults import Rejected
        from auditor.rulebook.overlay import applied, fitting

        # What a newer pack has no place for is left out and told (see overlay_faults), not guessed.
        try:
            fits, faults = fitting(OVERLAY_FILE, overlay, book)
            book = replace(applied(book, fits), overlay_faults=faults)
        except Rejected as rejected:
            book = replace(book, overlay_faults=rejected.faults, cache={})
    if calendar is not None:
        from auditor.model.workdays import calendar_of

        book = replace(book, calendar=calendar_of(calendar), cache={})
    return book
