"""Looking at SQL as data: the parts of an expression, and what two of them that say the same have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Subquery
from sqlalchemy.sql import operators as op
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, ColumnClause, Grouping, UnaryExpression
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Alias, FromClause

from auditor.rulebook.sql.dialect import AmongRows
from auditor.rulebook.sql.values import Sql


def children(element: Any) -> Iterator[Any]:
    """The direct parts of an expression; of a subquery what decides which rows it has and what it gives of them."""
    if isinstance(element, BinaryExpression):  # most are one of these; to ask the library for its parts takes long
        yield from (element.left, element.right)
    elif isinstance(element, BooleanClauseList):
        yield from element.clauses
    elif isinstance(element, ColumnClause | BindParameter):
        return
    elif isinstance(element, Grouping | UnaryExpression):
        yield element.element
    elif isinstance(element, AmongRows):
        yield from element.parts
        for row in element.rows:
            yield from row
    elif isinstance(element, Select):
        yield from element._where_criteria  # noqa: SLF001 - there is no other way to ask
        yield from (one for one in element._raw_columns if not whole_table(one))  # noqa: SLF001
        yield from (one.element for one in element._correlate_except or () if isinstance(one, Subquery))  # noqa: SLF001
    else:
        yield from element.get_children()


def whole_table(column: Any) -> bool:
    """Whether what a subquery selects from stands where its columns are kept; a function counts as both."""
    return isinstance(column, FromClause) and not isinstance(column, ColumnElement)


def conjuncts(condition: Any) -> Iterator[Any]:
    """The conditions that must all hold for this one to hold."""
    if isinstance(condition, Grouping):
        yield from conjuncts(condition.element)
    elif isinstance(condition, BooleanClauseList) and condition.operator is op.and_:
        for clause in condition.clauses:
            yield from conjuncts(clause)
    else:
        yield condition


_UNKNOWN: Any = object()
_NONE: frozenset[int] = frozenset()

_Form = tuple[int, tuple[int, ...]]
"""The number of a shape and the identities of its tables."""


class Shapes:
    """Tells expressions apart, whatever their tables are called, and remembers what it found out about each.

    ``alike`` gives by name what tells a bound value apart that is computed; None for a plain constant.
    """

    def __init__(self, alike: Callable[[str], int | None]) -> None:
        self._alike = alike
        self._numbers: dict[object, int] = {}
        self._known: dict[str, dict[int, Any]] = defaultdict(dict)
        self._children: dict[int, tuple[Any, ...]] = {}
        self._tables: dict[int, frozenset[int]] = {}
        self._forms: dict[int, _Form] = {}
        self._met: dict[int, Any] = {}

    def once(self, what: str, element: Any, find: Callable[[Any], Any]) -> Any:
        """What ``find`` says of an expression; conditions share their parts, so most is asked many times."""
        known, key = self._known[what], id(element)
        found = known.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            # Kept, so that no other expression takes its place in memory.
            self._met[key] = element
            found = known[key] = find(element)
        return found

    def children(self, element: Any) -> tuple[Any, ...]:
        """The direct parts of an expression."""
        found = self._children.get(id(element))  # asked of everything, so without the way over ``once``
        if found is None:
            self._met[id(element)] = element
            found = self._children[id(element)] = tuple(children(element))
        return found

    def tables_of(self, element: Any) -> frozenset[int]:
        """Whose rows an expression looks at, by identity: those of its own subqueries left out."""
        found = self._tables.get(id(element))
        if found is None:
            self._met[id(element)] = element
            found = self._tables[id(element)] = self._tables_of(element)
        return found

    def _tables_of(self, element: Any) -> frozenset[int]:
        if isinstance(element, ColumnClause):
            return frozenset(() if element.table is None else (id(element.table),))
        parts = [found for child in self.children(element) if (found := self.tables_of(child))]
        if not parts:
            return _NONE
        found = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:])
        if isinstance(element, Select):
            found -= {id(one) for one in element._correlate_except or ()}  # noqa: SLF001
        return found

    def holds_query(self, element: Any) -> bool:
        """Whether a subquery stands in it."""
        found: bool = self.once("query", element, self._holds_query)
        return found

    def _holds_query(self, element: Any) -> bool:
        return isinstance(element, Select) or self.any_part(element, self.holds_query)

    def any_part(self, element: Any, holds: Callable[[Any], bool]) -> bool:
        """Whether something holds of one of the direct parts."""
        for child in self.children(element):  # noqa: SIM110 - a generator for each expression takes longer than asking
            if holds(child):
                return True
        return False

    def unlike(self, elements: Iterable[Sql]) -> list[Sql]:
        """One of each shape."""
        return list({self.of(one): one for one in elements}.values())

    def of(self, element: Any, names: Mapping[int, str] | None = None) -> int:
        """Equal for expressions that say the same of rows of the same tables; ``names`` are tables already named."""
        number, tables = self._form(element)
        if not names:
            return number
        return self._number(("named", number, *(names.get(one, "") for one in tables)))

    def _form(self, element: Any) -> _Form:
        """What it says, whatever its tables are called, and these in the order in which they are met in it."""
        found = self._forms.get(id(element))
        if found is None:
            self._met[id(element)] = element
            found = self._forms[id(element)] = self._formed(element)
        return found

    def _formed(self, element: Any) -> _Form:
        if isinstance(element, Grouping):
            return self._form(element.element)
        if isinstance(element, ColumnClause):
            tables = () if element.table is None else (id(element.table),)
            return self._number(("column", _base(element.table), element.name)), tables
        if isinstance(element, BindParameter):
            known_as = self._alike(element.key)
            told = ("bound", known_as) if known_as is not None else ("value", type(element.value), element.value)
            return self._number(told), ()
        return self._composed(element)

    def _composed(self, element: Any) -> _Form:
        """From the parts, each of which numbers its tables for itself: where these come among all is part of it."""
        told: list[object] = [type(element).__name__, *_told(element)]
        places: dict[int, int] = {}
        if isinstance(element, Select):
            for table in element._correlate_except or ():  # noqa: SLF001
                told += (_base(table), places.setdefault(id(table), len(places)))
        for child in self.children(element):
            number, tables = self._form(child)
            told.append(number)
            if tables:
                told.append(tuple([places.setdefault(one, len(places)) for one in tables]))
        return self._number(tuple(told)), tuple(places)

    def _number(self, told: tuple[object, ...]) -> int:
        return self._numbers.setdefault(told, len(self._numbers))


def _told(element: Any) -> tuple[object, ...]:
    if isinstance(element, BinaryExpression | BooleanClauseList):
        return (_called(element.operator),)
    if isinstance(element, UnaryExpression):
        return (_called(element.operator), _called(element.modifier))
    if isinstance(element, AmongRows):
        return (element.negated,)
    if isinstance(element, FunctionElement):
        return (element.name,)
    return ()


def _called(operator: Any) -> str:
    return str(getattr(operator, "__name__", operator))


def _base(table: Any) -> str:
    """What a table is called whatever it is called here."""
    return str(getattr(table.element if isinstance(table, Alias) else table, "name", ""))


def moved(element: Sql, columns: Mapping[int, FromClause]) -> Sql:
    """An expression without subqueries, read from other tables of the same shape (by identity of the old ones)."""
    from sqlalchemy.sql.visitors import replacement_traverse

    def replace(one: Any, **_: Any) -> Any:
        if isinstance(one, ColumnClause) and id(one.table) in columns:
            return columns[id(one.table)].c[one.name]
        if isinstance(one, AmongRows):
            parts = tuple(moved(part, columns) for part in one.parts)
            rows = tuple(tuple(moved(cell, columns) for cell in row) for row in one.rows)
            return AmongRows(parts, rows, negated=one.negated)
        return None

    replaced = replace(element)
    traverse: Any = replacement_traverse  # Any: its own signature knows no function that gives None
    made: Sql = replaced if replaced is not None else traverse(element, {}, replace)
    return made
