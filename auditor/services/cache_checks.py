"""The caches that stand beside the rows: how each is found wrong and how it is made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from auditor.i18n import N_, Message, said
from auditor.model.ledger import listing
from auditor.services.caches import listing_fault, named, search_fault
from auditor.services.context import Context
from auditor.services.records.names import FILTERED, search_words, sort_key
from auditor.services.standing.checked import forget, standing_fault
from auditor.storage.expected import fresh_schema

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class CacheCheck:
    """One cache: ``fault`` gives the first thing wrong with it, ``rebuild`` makes it anew in a write transaction.

    ``title`` is its name for people, ``sound`` what is said when nothing is wrong.
    """

    name: str
    title: str
    sound: Message
    fault: Callable[[Context, Connection], Message | None]
    rebuild: Callable[[Context, Connection], None]


def rebuild_listing(connection: Connection) -> None:
    """Every line of every list from the subjects themselves; how a subject stands is kept."""
    answers = {row.id: row.answer for row in connection.execute(select(listing.c.id, listing.c.answer))}
    connection.execute(delete(listing))
    lines = (
        {
            "id": number,
            "type": kind,
            "code": code,
            "name": names[0],
            "sort_key": sort_key(names[0]),
            **dict(zip(FILTERED, filtered, strict=True)),
            "answer": answers.get(number),
        }
        for kind, number, code, names, filtered in named(connection)
    )
    while part := list(islice(lines, _AT_ONCE)):
        connection.execute(insert(listing), part)


def rebuild_search(connection: Connection) -> None:
    """The whole search index from the names."""
    cursor = connection.connection.cursor()
    # The whole table: emptying it keeps what hurts some of its pages.
    cursor.execute("DROP TABLE search")
    cursor.execute(fresh_schema()["table", "search"])
    rows = ((number, search_words(code, names)) for _, number, code, names, _ in named(connection))
    while part := list(islice(rows, _AT_ONCE)):
        cursor.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", part)
    cursor.close()


CACHES: tuple[CacheCheck, ...] = (
    CacheCheck(
        "lists",
        N_("Lists"),
        said("Lists show every subject under its name."),
        lambda _, connection: listing_fault(connection),
        lambda _, connection: rebuild_listing(connection),
    ),
    CacheCheck(
        "search",
        N_("Search index"),
        said("Everybody is found by name and code."),
        lambda _, connection: search_fault(connection),
        lambda _, connection: rebuild_search(connection),
    ),
    CacheCheck(
        "standing",
        N_("How everybody stands"),
        said("What is kept of how everybody stands is right, or known to be old."),
        standing_fault,
        forget,
    ),
)
"""Every cache there is. A new one adds its line here, and the doctor checks and mends it."""
