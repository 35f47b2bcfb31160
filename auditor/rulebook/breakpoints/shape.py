"""Looking at SQL as data: the parts of an expression, and what two of them that say the same have in common."""

from __future__ import annotations

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
    if isinstance(element, AmongRows):
        yield from element.parts
        for row in element.rows:
            yield from row
    elif isinstance(element, Select):
        yield from element._where_criteria  # noqa: SLF001 - there is no other way to ask
        yield from (one for one in element._raw_columns if not whole_table(one))  # noqa: SLF001
        yield from (one.element for one in element._correlate_except or () if isinstance(one, Subquery))  # noqa: SLF001
    elif isinstance(element, ColumnClause):
        return
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


class Shapes:
    """Tells expressions apart, whatever their tables are called.

    ``alike`` gives by name what tells a bound value apart that is computed; None for a plain constant.
    """

    def __init__(self, alike: Callable[[str], int | None]) -> None:
        self._alike = alike

    def unlike(self, elements: Iterable[Sql]) -> list[Sql]:
        """One of each shape."""
        return list({self.of(one): one for one in elements}.values())

    def of(self, element: Any, names: dict[int, str] | None = None) -> object:
        """Equal for expressions that say the same of rows of the same tables; ``names`` are tables already named."""
        known = names if names is not None else {}
        if isinstance(element, ColumnClause):
            return (_name(element.table, known), element.name)
        if isinstance(element, BindParameter):
            known_as = self._alike(element.key)
            return ("bound", known_as) if known_as is not None else ("value", element.value)
        if isinstance(element, Grouping):
            return self.of(element.element, known)
        told: list[object] = [type(element).__name__, *_told(element)]
        if isinstance(element, Select):
            told += [_name(one, known) for one in element._correlate_except or ()]  # noqa: SLF001
        told += [self.of(child, known) for child in children(element)]
        return tuple(told)


def _told(element: Any) -> Iterator[object]:
    if isinstance(element, BinaryExpression | UnaryExpression | BooleanClauseList):
        yield str(getattr(element.operator, "__name__", element.operator))
        yield str(getattr(getattr(element, "modifier", None), "__name__", ""))
    elif isinstance(element, AmongRows):
        yield element.negated
    elif isinstance(element, FunctionElement):
        yield element.name


def _name(table: Any, names: dict[int, str]) -> str:
    if table is None:
        return ""
    if id(table) not in names:
        base = table.element if isinstance(table, Alias) else table
        names[id(table)] = f"{getattr(base, 'name', '')}#{len(names)}"
    return names[id(table)]


def tables_of(element: Any) -> set[int]:
    """Whose rows an expression looks at, by identity: those of its own subqueries left out."""
    if isinstance(element, ColumnClause):
        return set() if element.table is None else {id(element.table)}
    found = {number for child in children(element) for number in tables_of(child)}
    if isinstance(element, Select):
        found -= {id(one) for one in element._correlate_except or ()}  # noqa: SLF001
    return found


def holds_query(element: Any) -> bool:
    """Whether a subquery stands in it."""
    return isinstance(element, Select) or any(holds_query(child) for child in children(element))


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
