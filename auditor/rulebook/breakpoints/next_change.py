"""Per subject the first day on which any rule's answer about it can change while nobody writes.

Every answer is read from the statement that gives it: all it knows of the day stands in bound values, so it stays the
same until one of them passes a stored value it is compared with. A day too early costs a look; a day too late is not
possible, for what is not understood counts as turning tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from auditor.model.types import day_of
from auditor.rulebook.book import Book
from auditor.rulebook.breakpoints.clock import Course, course, days_ahead, last_day, values_ahead
from auditor.rulebook.breakpoints.possible import possible
from auditor.rulebook.breakpoints.search import Effort, Search
from auditor.rulebook.breakpoints.shape import Shapes
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.scope import Shared
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, answer, finished
from auditor.rulebook.sql.values import Given, Moment

FEW = 40
"""So many subjects are sooner asked for by one statement."""

CROWDED = frozenset({"agency"})
"""Subjects with so many records that one of them turns nearly every day; mostly another one does as well."""


def next_changes(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    subject_ids: Iterable[int] | None = None,
    *,
    searched_on: date | None = None,
    aside: str = "",
) -> Iterator[tuple[int, int]]:
    """(subject id, day number) for every subject of the type, or for those named; selected on the day or not.

    ``searched_on`` an earlier day spares the search: the statement of that day holds for the days after it while the
    same rules and parameters are in force and its horizon is not reached. ``aside`` keeps the statement under a name
    of its own, so that a look at other days does not take today's place.
    """
    wanted = None if subject_ids is None else sorted(set(subject_ids))
    listed = None if wanted is None else json.dumps(wanted)
    found = _searched(connection, book, searched_on or moment.as_of, subject_type, aside)
    if not connection.in_transaction():
        connection.begin()
    if wanted is not None and len(wanted) <= FEW:
        yield from _rows(connection, found.statement(connection), book, moment, listed)
    else:
        yield from _piece_by_piece(connection, found, book, moment, listed)


def _piece_by_piece(
    connection: Connection, found: _Day, book: Book, moment: Moment, listed: str | None
) -> Iterator[tuple[int, int]]:
    """Rule by rule, each over those to whom it can apply at all: one statement with everything outgrows the caches."""
    (_, first), *others = found.pieces(connection, some=listed is not None)
    turns = dict(_rows(connection, first, book, moment, listed))
    for _, statement in others:
        for number, day in _rows(connection, statement, book, moment, listed):
            if day < turns[number]:
                turns[number] = day
    yield from turns.items()


class Turns:
    """When the rules of a day can turn, rule by rule, for some subjects of a type: on that day and on later ones.

    Later ones as with ``searched_on``, and kept under a name of its own as with ``aside``.
    """

    def __init__(self, connection: Connection, book: Book, day: date, subject_type: str, aside: str) -> None:
        self._connection, self._book = connection, book
        self._wanted: Sequence[int] = ()
        self._listed = "[]"
        self._found = _searched(connection, book, day, subject_type, aside)
        if not connection.in_transaction():
            connection.begin()

    def rules(self) -> list[CheckedRule | None]:
        """Those with which a day changes anything; None, the first: who is judged at all."""
        return [checked for checked, _ in self._found.pieces(self._connection, some=True)]

    def of(self, at: int, moment: Moment, wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(subject id, day number) by the rule in that place, of those to whom it can apply at all."""
        _, statement = self._found.pieces(self._connection, some=True)[at]
        if self._wanted is not wanted:
            self._wanted, self._listed = wanted, json.dumps(list(wanted))
        return _rows(self._connection, statement, self._book, moment, self._listed)


def _rows(
    connection: Connection, statement: Statement, book: Book, moment: Moment, listed: str | None
) -> Iterator[tuple[int, int]]:
    values = statement.values(book, moment, **({} if listed is None else {SOME_IDS: listed}))
    if connection.dialect.name != "sqlite":
        return (tuple(row) for row in connection.exec_driver_sql(statement.text, values))
    rows: Iterator[tuple[int, int]] = iter(connection.connection.cursor().execute(statement.text, values))
    return rows


def _searched(connection: Connection, book: Book, day: date, subject_type: str, aside: str = "") -> _Day:
    """The statements belong to their day: those of the day before are forgotten."""
    key = ("next", connection.dialect.name, subject_type, aside)
    found = book.cache.get(key)
    if not isinstance(found, _Day) or found.moment.as_of != day:
        found = _Day(book, Moment(day), subject_type)
        book.cache[key] = found
    return found


_Piece = tuple[CheckedRule | None, Statement]


@dataclass
class _Day:
    """What was found for a day, made into statements as they are asked for."""

    book: Book
    moment: Moment
    subject_type: str
    _whole: Statement | None = None
    _pieces: dict[bool, list[_Piece]] = field(default_factory=dict)

    def statement(self, connection: Connection) -> Statement:
        """Everything at once, for few subjects."""
        if self._whole is None:
            maker = Maker(self.book, self.subject_type, known=False)
            search = self._search(maker, Effort.LEAST)
            search.look(maker.selected())
            for checked in self._rules():
                search.look(answer(maker.conditions(checked)))
            query = select(maker.table.c.id, search.next_day(self._last)).where(maker.some())
            self._whole = finished(query, maker.shared, connection.dialect)
        return self._whole

    def pieces(self, connection: Connection, *, some: bool) -> list[_Piece]:
        """One for who is judged at all, over everybody, then one a rule."""
        if some not in self._pieces:
            made = [(checked, self._piece(connection, checked, some=some)) for checked in (None, *self._rules())]
            self._pieces[some] = [(checked, one) for checked, one in made if one is not None]
        return self._pieces[some]

    def _piece(self, connection: Connection, checked: CheckedRule | None, *, some: bool) -> Statement | None:
        maker = Maker(self.book, self.subject_type, known=False)
        search = self._search(maker, Effort.MOST if self.subject_type in CROWDED else Effort.CHEAP)
        conditions = [maker.some()] if some else []
        if checked is None:
            search.look(maker.selected())
        else:
            made = maker.conditions(checked)
            search.look(answer(made))
            if not search.turns():
                return None
            conditions += [possible(one, search.anywhere) for one in (maker.selected(), made.applies.not_false())]
        query = select(maker.table.c.id, search.next_day(self._last)).where(*conditions)
        return finished(query, maker.shared, connection.dialect)

    @property
    def _last(self) -> int:
        return last_day(day_of(self.moment.as_of))

    def _rules(self) -> Iterator[CheckedRule]:
        return self.book.in_force(self.moment.as_of, self.subject_type)

    def _search(self, maker: Maker, effort: Effort) -> Search:
        return searching(self.book, self.moment, maker, effort)


def searching(book: Book, moment: Moment, maker: Maker, effort: Effort = Effort.LEAST) -> Search:
    """A search of statements made by ``maker``, for the days after the moment's."""
    clock = _Clock(book, moment, maker.shared)
    return Search(clock.moves, Shapes(clock.alike), maker.row.scope.day(1), effort)


def statement_for(connection: Connection, book: Book, moment: Moment, subject_type: str) -> Statement:
    """The statement for some subjects, as it runs."""
    return _searched(connection, book, moment.as_of, subject_type).statement(connection)


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
