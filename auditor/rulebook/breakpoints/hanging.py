"""Rows that hang on a subject and whose comparisons with the day can turn: gone through once per table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Case, and_, case, func, not_, select
from sqlalchemy.sql.elements import Null
from sqlalchemy.sql.selectable import Alias, FromClause

from auditor.rulebook.breakpoints.flips import Earliest
from auditor.rulebook.breakpoints.shape import Shapes, moved
from auditor.rulebook.sql.values import Sql


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of some tables under conditions that no day changes, and the days on which something about one turns."""

    tables: tuple[FromClause, ...]
    kept: tuple[Sql, ...]
    turns: tuple[Sql, ...]
    enough: tuple[Sql, ...] = ()
    """What a row must be today for one such row to be enough, where only that there is one matters."""
    at_once: bool = False
    """Both are found in one pass: for what is cheap to tell of a row, and few rows."""

    def query(self) -> Sql:
        """The first of the days; where one row is enough and there is one, the day on which the last such turns."""
        if self.at_once:
            turn = Earliest(*self.turns)
            last: Any = func.max(case((and_(*self.enough), turn)))
            return self._select(func.coalesce(last, func.min(turn)), self.kept)
        kept = self.kept if len(self.turns) > 1 else (*self.kept, *_still_to_come(self.turns[0]))
        first = self._over(func.min, kept)
        return func.coalesce(self._over(func.max, self.enough), first) if self.enough else first

    def _over(self, fold: Any, conditions: tuple[Sql, ...]) -> Sql:
        return self._select(fold(Earliest(*self.turns)), conditions)

    def _select(self, what: Any, conditions: tuple[Sql, ...]) -> Sql:
        found = select(what).select_from(*self.tables).where(*conditions)
        return found.correlate_except(*self.tables).scalar_subquery()


@dataclass
class Hanging:
    """Collects rows; those of one table that are tied to the subject in the same way are gone through together."""

    shapes: Shapes
    alone: dict[object, list[Rows]] = field(default_factory=lambda: defaultdict(list))
    together: dict[object, list[Rows]] = field(default_factory=lambda: defaultdict(list))
    single: dict[object, Rows] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.alone or self.together or self.single)

    def add(self, rows: Rows) -> None:
        """Take in rows that hang on the subject itself."""
        if rows.enough:
            self.single[self.shapes.of(rows.query())] = rows
            return
        here = {id(table) for table in rows.tables}
        table = rows.tables[0]
        ties = [one for one in rows.kept if self._ties(one, here)]
        asks = any(map(self.shapes.holds_query, (*ties, *rows.turns)))
        if len(rows.tables) > 1 or not isinstance(table, Alias) or asks:
            self.alone[self.shapes.of(Rows(rows.tables, tuple(ties), rows.turns).query())].append(rows)
            return
        told = sorted(self.shapes.of(one, {id(table): "rows"}) for one in ties)
        self.together[table.element, tuple(told)].append(rows)

    def queries(self) -> list[Sql]:
        """The first day of each kind of rows."""
        listed = [*map(self._once, self.alone.values()), *map(self._joined, self.together.values())]
        return [*listed, *(rows.query() for rows in self.single.values())]

    def _ties(self, condition: Sql, here: set[int]) -> bool:
        """Whether it ties rows to the subject, or those of one table to those of another: else all meet all."""
        tables = self.shapes.tables_of(condition)
        return bool(tables - here) or len(tables) > 1

    def _once(self, listed: list[Rows]) -> Sql:
        """Rows that differ only in conditions on themselves: these are left out, and all are gone through once."""
        first = listed[0]
        if len({self.shapes.of(rows.query()) for rows in listed}) == 1:
            return first.query()
        here = {id(table) for table in first.tables}
        return Rows(first.tables, tuple(one for one in first.kept if self._ties(one, here)), first.turns).query()

    def _joined(self, listed: list[Rows]) -> Sql:
        """One pass over the table for all of them."""
        table = listed[0].tables[0]
        ties: list[Sql] = [one for one in listed[0].kept if self.shapes.tables_of(one) - {id(table)}]
        cases: dict[object, tuple[list[Sql], list[Sql]]] = {}
        for rows in listed:
            here: dict[int, FromClause] = {id(rows.tables[0]): table}
            plain = [
                moved(one, here) for one in self.shapes.unlike(rows.kept) if not self.shapes.tables_of(one) - set(here)
            ]
            key = tuple(sorted(self.shapes.of(one) for one in plain))
            turns = cases.setdefault(key, (plain, []))[1]
            turns += [moved(one, here) for one in rows.turns]
        found: list[Any] = []
        for conditions, turns in cases.values():
            first = Earliest(*self.shapes.unlike(turns))
            found.append(case((and_(*conditions), first)) if conditions else first)
        return Rows((table,), tuple(ties), tuple(found)).query()


def _still_to_come(turn: Sql) -> tuple[Sql, ...]:
    """That the one thing that turns has not turned for good: of many rows alike an index then finds the few left."""
    if isinstance(turn, Case) and turn.value is None:
        (when, then), *_others = turn.whens
        if isinstance(then, Null):
            return (not_(when),)
    return ()
