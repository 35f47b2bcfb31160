"""Per subject the first day on which any rule's answer about it can change while nobody writes.

Every answer is read from the statement that gives it: all it knows of the day stands in bound values, so it stays the
same until one of them passes a stored value it is compared with. A day too early costs a look; a day too late is not
possible, for what is not understood counts as turning tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from auditor.model.types import day_of
from auditor.rulebook.book import Book
from auditor.rulebook.breakpoints.clock import Course, course, days_ahead, last_day, values_ahead
from auditor.rulebook.breakpoints.search import Search
from auditor.rulebook.breakpoints.shape import Shapes
from auditor.rulebook.facts.scope import Shared
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, answer, finished
from auditor.rulebook.sql.values import Given, Moment


def next_changes(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    subject_ids: Iterable[int] | None = None,
    *,
    searched_on: date | None = None,
) -> Iterator[tuple[int, int]]:
    """(subject id, day number) for every subject of the type, or for those named; selected on the day or not.

    ``searched_on`` an earlier day spares the search: the statement of that day holds for the days after it while the
    same rules and parameters are in force and its horizon is not reached.
    """
    some = subject_ids is not None
    statement = _kept(connection, book, searched_on or moment.as_of, subject_type, some=some)
    given = {} if subject_ids is None else {SOME_IDS: json.dumps(sorted(set(subject_ids)))}
    if not connection.in_transaction():
        connection.begin()
    values = statement.values(book, moment, **given)
    if connection.dialect.name != "sqlite":
        yield from (tuple(row) for row in connection.exec_driver_sql(statement.text, values))
        return
    yield from connection.connection.cursor().execute(statement.text, values)


def _kept(connection: Connection, book: Book, day: date, subject_type: str, *, some: bool) -> Statement:
    """The statements belong to their day: those of the day before are forgotten."""
    key = ("next", connection.dialect.name, subject_type)
    found = book.cache.get(key)
    if not isinstance(found, _Day) or found.moment.as_of != day:
        found = _Day.searched(book, Moment(day), subject_type)
        book.cache[key] = found
    return found.statement(connection, some=some)


@dataclass
class _Day:
    """What was found for a day, made into statements as they are asked for."""

    moment: Moment
    maker: Maker
    query: Select[Any]
    made: dict[bool, Statement] = field(default_factory=dict)

    @classmethod
    def searched(cls, book: Book, moment: Moment, subject_type: str) -> _Day:
        """Search the statements of every rule in force on the day."""
        today = day_of(moment.as_of)
        maker = Maker(book, subject_type, known=False)
        clock = _Clock(book, moment, maker.shared)
        search = Search(clock.moves, Shapes(clock.alike), maker.row.scope.day(1))
        search.look(maker.selected())
        for checked in book.in_force(moment.as_of, subject_type):
            search.look(answer(maker.conditions(checked)))
        return cls(moment, maker, select(maker.table.c.id, search.next_day(last_day(today))))

    def statement(self, connection: Connection, *, some: bool) -> Statement:
        """For every subject of the type, or for some."""
        if some not in self.made:
            query = self.query.where(self.maker.some()) if some else self.query
            self.made[some] = finished(query, self.maker.shared, connection.dialect)
        return self.made[some]


def statement_for(connection: Connection, book: Book, moment: Moment, subject_type: str) -> Statement:
    """The statement for some subjects, as it runs."""
    return _kept(connection, book, moment.as_of, subject_type, some=True)


class _Clock:
    """How the bound values of a statement move with the day."""

    def __init__(self, book: Book, moment: Moment, shared: Shared) -> None:
        self._book = book
        self._moment = moment
        self._shared = shared
        self._seen: dict[str, tuple[int, Course | None]] = {}
        self._days: dict[str, tuple[Given, ...]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}

    def alike(self, name: str) -> int | None:
        """Equal for bound values that are the same today and on every day to come; None for one that is plain."""
        found = self._of(name)
        return None if found is None else found[0]

    def moves(self, name: str) -> Course | None:
        """Its course; None for one that stays as it is."""
        found = self._of(name)
        return None if found is None else found[1]

    def _of(self, name: str) -> tuple[int, Course | None] | None:
        bound = self._shared.binds.get(name)
        if bound is not None and name not in self._seen:
            days = self._ahead("" if bound.plain else bound.rule)
            values = values_ahead(bound, days[:1] if bound.plain else days)
            number = self._numbers.setdefault((bound.type, *values), len(self._numbers))
            self._seen[name] = number, None if bound.plain else course(values, day_of(self._moment.as_of))
        return self._seen.get(name)

    def _ahead(self, rule: str) -> tuple[Given, ...]:
        """The days to come as a rule's bound values are computed from them."""
        if rule not in self._days:
            day = self._moment.as_of
            params = self._book.params(self._book.rule(rule).rule, day) if rule else {}
            self._days[rule] = days_ahead(params, day_of(day), self._book.calendar)
        return self._days[rule]
