"""Per subject the first day on which one rule's answer about it can change, where that is soon enough to matter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from auditor.model.types import day_of
from auditor.rulebook.book import Book
from auditor.rulebook.breakpoints.clock import last_day
from auditor.rulebook.breakpoints.next_change import searching
from auditor.rulebook.breakpoints.possible import possible
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.language.types import Simple
from auditor.rulebook.plan import SOME_IDS, Maker, Statement, answer, finished
from auditor.rulebook.sql.values import Moment

UNTIL = "until"
"""Name of the bound day up to which turns are of interest."""


def rule_changes(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule | None,
    until: int,
    subject_ids: Iterable[int] | None = None,
    *,
    searched_on: date | None = None,
) -> Iterator[tuple[int, int]]:
    """(subject id, day number) of those about whom the rule's answer can turn up to the day number ``until``.

    Without a rule: who can come to be judged at all, or be judged no longer. ``searched_on`` as in ``next_changes``.
    """
    day = searched_on or moment.as_of
    key = ("turns", connection.dialect.name, subject_type, None if checked is None else checked.rule.key)
    found = book.cache.get(key)
    if not isinstance(found, _Piece) or found.moment.as_of != day:
        found = _Piece(book, Moment(day), subject_type, checked)
        book.cache[key] = found
    some = None if subject_ids is None else json.dumps(sorted(set(subject_ids)))
    statement = found.statement(connection, some=some is not None)
    if statement is None:
        return
    values = statement.values(book, moment, **{UNTIL: until}, **({} if some is None else {SOME_IDS: some}))
    if not connection.in_transaction():
        connection.begin()
    if connection.dialect.name != "sqlite":
        yield from (tuple(row) for row in connection.exec_driver_sql(statement.text, values))
        return
    yield from connection.connection.cursor().execute(statement.text, values)


@dataclass
class _Piece:
    """What was found for a day, made into statements as they are asked for; none where the day enters nowhere."""

    book: Book
    moment: Moment
    subject_type: str
    checked: CheckedRule | None
    _made: dict[bool, Statement | None] = field(default_factory=dict)

    def statement(self, connection: Connection, *, some: bool) -> Statement | None:
        """For every subject of the type, or for some."""
        if some not in self._made:
            self._made[some] = self._make(connection, some=some)
        return self._made[some]

    def _make(self, connection: Connection, *, some: bool) -> Statement | None:
        maker = Maker(self.book, self.subject_type, known=False)
        search = searching(self.book, self.moment, maker)
        conditions = [maker.some()] if some else []
        if self.checked is None:
            search.look(maker.selected())
        else:
            made = maker.conditions(self.checked)
            search.look(answer(made))
            conditions += [possible(one, search.anywhere) for one in (maker.selected(), made.applies.not_false())]
        if not search.turns():
            return None
        turns = search.next_day(last_day(day_of(self.moment.as_of)))
        until = maker.row.scope.bind(lambda _given: None, Simple.INT, name=UNTIL)
        return finished(select(maker.table.c.id, turns).where(*conditions, turns <= until), maker.shared,
                        connection.dialect)  # fmt: skip
