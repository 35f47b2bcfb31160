"""The statements that commands need to keep the standing up to date: making them takes a second, once a day."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class WarmStanding(Query[bool]):
    """Have the statements of today ready in this process: its commands then keep the standing within themselves."""


def warm_standing(context: Context, connection: Connection, query: WarmStanding) -> bool:
    """Make them; False where they were there. Nothing is written."""
    book = context.book(connection)
    there = warm(book, context.today)
    make_warm(connection, book, context.today)
    return not there


def warm(book: Book, day: date) -> bool:
    """Whether the statements of the day are there: a command does not wait for them."""
    return book.cache.get(_KEY) == day


def make_warm(connection: Connection, book: Book, day: date) -> None:
    """Make them."""
    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.judging import judge_one
    from auditor.rulebook.sql.values import Moment

    if warm(book, day):
        return
    for kind in KINDS:
        judge_one(connection, book, Moment(day), kind, -1)
        list(next_changes(connection, book, Moment(day), kind, [-1]))
    book.cache[_KEY] = day
