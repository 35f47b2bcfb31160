"""Searches a statement for comparisons with the day and gives, per subject, the first day on which one turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from typing import Any

from sqlalchemy import BindParameter, Case, Exists, Select, Subquery, and_, case
from sqlalchemy.sql import operators as op
from sqlalchemy.sql.elements import BinaryExpression, Grouping, True_
from sqlalchemy.sql.functions import FunctionElement

from auditor.rulebook.breakpoints.clock import Course, Otherwise
from auditor.rulebook.breakpoints.flips import MIRROR, Earliest, day, first_turn, flip
from auditor.rulebook.breakpoints.hanging import Hanging, Rows
from auditor.rulebook.breakpoints.possible import possible, rows_of
from auditor.rulebook.breakpoints.shape import Shapes, conjuncts, whole_table
from auditor.rulebook.sql.values import Sql

Moves = Callable[[str], Course | None]
"""Name of a bound value to how it moves with the day; None for one that does not."""


class Effort(IntEnum):
    """How late a day is found where it only matters that there is some record: later days take longer statements."""

    LEAST = 0
    """The day on which any of the records turns: what is asked for one subject."""
    CHEAP = 1
    """The day on which the last of those turns that are enough by themselves, where the record alone tells that."""
    MOST = 2
    """The same whatever it takes to tell: worth it where one of very many records always turns."""


class Search:
    """Comparisons with the day found in statements over one subject row."""

    def __init__(self, moves: Moves, shapes: Shapes, tomorrow: Sql, effort: Effort = Effort.LEAST) -> None:
        self.moves = moves
        self.shapes = shapes
        self.tomorrow = tomorrow
        self.effort = effort
        self.own: list[Sql] = []
        self.hanging = Hanging(shapes)

    def look(self, element: Any) -> None:
        """Take in every comparison of an expression or condition."""
        self._gather(element, self.own, self.hanging.add)

    def turns(self) -> bool:
        """Whether any day changes anything."""
        return bool(self.own or self.hanging)

    def next_day(self, last: int) -> Sql:
        """The first day on which any comparison can turn, at most ``last``."""
        return Earliest(*self.shapes.unlike(self.own), *self.hanging.queries(), day(last))

    def _gather(self, element: Any, atoms: list[Sql], hang: Callable[[Rows], None]) -> None:
        if not self.anywhere(element):
            return  # most of a statement, and none of it need be taken apart
        if isinstance(element, Exists):
            query = rows_of(element)
            self._within(query, atoms, hang, one_is_enough=hang == self.hanging.add and self._told_cheaply(query))
        elif isinstance(element, Select):
            self._within(element, atoms, hang)
        elif isinstance(element, FunctionElement) and element.name == "coalesce":
            self._first_there(element, atoms, hang)
        elif _compares(element) and (self._moving(element.left) or self._moving(element.right)):
            self._compared(element, atoms, hang)
        elif isinstance(element, BindParameter):
            moves = self.moves(element.key)
            if moves is not None:
                atoms.append(first_turn(moves, self.tomorrow))
        elif isinstance(element, BinaryExpression) and element.operator in (op.is_, op.is_not):
            self._there(element.left, atoms)
            self._conditions(element.left, atoms, hang)
        else:
            for child in self.shapes.children(element):
                self._gather(child, atoms, hang)

    def _told_cheaply(self, query: Select[Any]) -> bool:
        """Whether it is worth telling which rows are enough by themselves."""
        if self.effort is not Effort.CHEAP:
            return self.effort is Effort.MOST
        parts = [part for one in query._where_criteria for part in conjuncts(one)]  # noqa: SLF001
        return not any(map(self.shapes.holds_query, parts)) and any(self._lets_go(one) for one in parts)

    def _lets_go(self, condition: Any) -> bool:
        """Whether a row can come to be out of it as days pass: else what is enough stays so, and turns no more."""
        if not self.anywhere(condition):
            return False
        if not _compares(condition):
            return True
        left, right, operator = condition.left, condition.right, condition.operator
        if self.anywhere(left):
            left, right, operator = right, left, MIRROR[operator]
        grows = isinstance(right, BindParameter) and not isinstance(self.moves(right.key), Otherwise)
        return self.anywhere(left) or not grows or operator not in (op.lt, op.le)

    def _first_there(self, element: FunctionElement[Any], atoms: list[Sql], hang: Callable[[Rows], None]) -> None:
        """Of several values the later ones count only where the earlier ones are missing."""
        missing: tuple[Sql, ...] = ()

        def hang_there(rows: Rows) -> None:
            hang(replace(rows, kept=(*rows.kept, *missing)))

        for one in element.clauses:
            found: list[Sql] = []
            self._gather(one, found, hang_there)
            atoms += [case((and_(*missing), turn)) for turn in found] if missing else found
            if not self.anywhere(one) and not self.shapes.holds_query(one):
                missing = (*missing, one.is_(None))

    def _there(self, element: Any, atoms: list[Sql]) -> None:
        """Whether there is a value: a bound one that moves in an orderly way is always there."""
        if isinstance(element, BindParameter):
            moves = self.moves(element.key)
            if isinstance(moves, Otherwise):
                atoms.append(first_turn(moves, self.tomorrow))
        elif self._moving(element):
            for child in self.shapes.children(element):
                self._there(child, atoms)

    def _compared(self, element: BinaryExpression[Any], atoms: list[Sql], hang: Callable[[Rows], None]) -> None:
        atoms += self._turns(element.left, element.right, element.operator)
        for side in (element.left, element.right):
            self._conditions(side, atoms, hang)

    def _turns(self, left: Any, right: Any, operator: Any) -> list[Sql]:
        """When ``left operator right`` turns; tomorrow where the day stands so that nobody can tell what it does."""
        if self._moving(left):
            left, right, operator = right, left, MIRROR[operator]
        if isinstance(right, Grouping):
            return self._turns(left, right.element, operator)
        if not self._moving(left):
            if isinstance(right, BindParameter):
                moves = self.moves(right.key)
                return [] if moves is None else [flip(left, operator, right, moves, self.tomorrow)]
            if isinstance(right, Case):
                return self._branches(left, right, operator)
            if isinstance(right, BinaryExpression) and right.operator in (op.add, op.sub):
                return self._moved_over(left, right, operator)
        return [self.tomorrow]

    def _branches(self, left: Any, chosen: Case[Any], operator: Any) -> list[Sql]:
        found: list[Sql] = []
        for when, then in chosen.whens:
            if self._moving(then):
                holds = when if chosen.value is None else chosen.value == when
                found.append(case((holds, Earliest(*self._turns(left, then, operator)))))
        if chosen.else_ is not None and self._moving(chosen.else_):
            found += self._turns(left, chosen.else_, operator)
        return found

    def _moved_over(self, left: Any, sum_: BinaryExpression[Any], operator: Any) -> list[Sql]:
        """The side that stands still goes over to the other: ``a = b + day`` is ``a - b = day``."""
        first, second = sum_.left, sum_.right
        if self._moving(first) and self._moving(second):
            return [self.tomorrow]
        if self._moving(first):
            rest = left - second if sum_.operator is op.add else left + second
            return self._turns(rest, first, operator)
        if sum_.operator is op.add:
            return self._turns(left - first, second, operator)
        return self._turns(first - left, second, MIRROR[operator])

    def _conditions(self, element: Any, atoms: list[Sql], hang: Callable[[Rows], None]) -> None:
        """What else turns within a side of a comparison: all but the bare day, which has been seen to."""
        if isinstance(element, BindParameter):
            return
        if self._moving(element):
            for child in self.shapes.children(element):
                self._conditions(child, atoms, hang)
        else:
            self._gather(element, atoms, hang)

    def _moving(self, element: Any) -> bool:
        """Whether the day enters the value itself; where it only decides which value, that comparison turns instead."""
        found: bool = self.shapes.once("moving", element, self._moves)
        return found

    def _moves(self, element: Any) -> bool:
        if isinstance(element, Select) or _compares(element):
            return False
        if isinstance(element, BindParameter):
            return self.moves(element.key) is not None
        return self.shapes.any_part(element, self._moving)

    def anywhere(self, element: Any) -> bool:
        """Whether anything in it moves with the day."""
        found: bool = self.shapes.once("anywhere", element, self._moves_within)
        return found

    def _moves_within(self, element: Any) -> bool:
        if isinstance(element, BindParameter):
            return self.moves(element.key) is not None
        return self.shapes.any_part(element, self.anywhere)

    def _within(
        self, query: Select[Any], atoms: list[Sql], hang: Callable[[Rows], None], *, one_is_enough: bool = False
    ) -> None:
        """What turns in a subquery, found once: its forms stand in several conditions."""
        found, rows = self.shapes.once("within", query, self._found_within)
        atoms += found
        own = tuple(query._correlate_except or ())  # noqa: SLF001 - what the statement itself says its rows are
        enough = query._where_criteria  # noqa: SLF001
        for one in rows:
            whole = one_is_enough and one.tables == own
            hang(replace(one, enough=enough, at_once=self.effort is Effort.CHEAP) if whole else one)

    def _found_within(self, query: Select[Any]) -> tuple[list[Sql], list[Rows]]:
        atoms: list[Sql] = []
        rows: list[Rows] = []
        self._look_within(query, atoms, rows.append)
        return atoms, rows

    def _look_within(self, query: Select[Any], atoms: list[Sql], hang: Callable[[Rows], None]) -> None:
        """A subquery turns when a comparison turns for any of its rows that other conditions let through."""
        tables = tuple(query._correlate_except or ())  # noqa: SLF001 - what the statement itself says its rows are
        whole, columns = query._where_criteria, query._raw_columns  # noqa: SLF001
        for table in tables:
            if isinstance(table, Subquery):
                self._gather(table.element, atoms, hang)
        inner: list[Sql] = []

        def deeper(rows: Rows) -> None:
            inner.append(rows.query())

        for part in (*whole, *(column for column in columns if not whole_table(column))):
            self._gather(part, inner, deeper)
        # What turns without regard to the rows is the subject's own: a minimum of it would not be this query's.
        here = {id(table) for table in tables}
        atoms += [one for one in inner if not self.shapes.tables_of(one) & here]
        inner = [one for one in inner if self.shapes.tables_of(one) & here]
        if not inner:
            return
        parts = [part for one in whole for part in conjuncts(one)]
        still = [part for part in parts if not self.anywhere(part)]
        # A condition less can only give an earlier day, and one with a subquery of its own costs more than it spares.
        plain = [part for part in still if not self.shapes.holds_query(part)]
        kept = plain if any(self.shapes.tables_of(part) - here for part in plain) else still
        # Where subqueries are gone through for each row besides, it pays to know first whether it can count at all.
        if len(set(map(self.shapes.holds_query, inner))) > 1:
            kept = [*kept, *(one for part in parts if self.anywhere(part) for one in self._at_all(part))]
        hang(Rows(tables, tuple(kept), tuple(self.shapes.unlike(inner))))

    def _at_all(self, condition: Sql) -> list[Sql]:
        """What must hold for a condition to hold on any day; nothing where nobody can tell."""
        made = possible(condition, self.anywhere)
        return [] if isinstance(made, True_) else [made]


def _compares(element: Any) -> bool:
    return isinstance(element, BinaryExpression) and element.operator in MIRROR
