"""The statements that commands need to keep the standing up to date: making them takes a second, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from auditor.services.context import Context
from auditor.services.standing.state import KINDS
from auditor.services.verbs import Query

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

_KEY = ("standing", "warm")
"""Of each type of subject the day is kept for which they were made."""


@dataclass(frozen=True, slots=True)
class WarmStanding(Query[bool]):
    """Have today's statements for a type of subject ready in this process, a step of a second or two.

    Once all types have theirs, commands keep the standing within themselves.
    """

    kind: str


def warm_standing(context: Context, connection: Connection, query: WarmStanding) -> bool:
    """Make them; False where they were there. Nothing is written."""
    book = context.book(connection)
    there = book.cache.get((*_KEY, query.kind)) == context.today
    make_warm(connection, book, context.today, (query.kind,))
    return not there


def warm(book: Book, day: date) -> bool:
    """Whether the statements of the day are there: a command does not wait for them."""
    return all(book.cache.get((*_KEY, kind)) == day for kind in KINDS)


def make_warm(connection: Connection, book: Book, day: date, kinds: Sequence[str] = KINDS) -> None:
    """Make them."""
    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    for kind in kinds:
        if book.cache.get((*_KEY, kind)) == day:
            continue
        judge_one(connection, book, Moment(day), kind, -1)
        list(next_changes(connection, book, Moment(day), kind, [-1]))
        book.cache[(*_KEY, kind)] = day
