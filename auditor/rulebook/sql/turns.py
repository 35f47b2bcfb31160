"""In which turn SQLite is to ask the conditions of one WHERE: as they are written, the dear ones last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList, Grouping
from sqlalchemy.sql.selectable import Exists, Select

from auditor.rulebook.sql.dialect import AmongRows
from auditor.rulebook.sql.values import Sql


class InTurn(ColumnElement[bool]):
    """An EXISTS that is asked where it stands: SQLite would join its table and ask what follows first."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, asked: Sql) -> None:
        self.asked = asked

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.asked._from_objects)  # noqa: SLF001 - how SQLAlchemy asks for tables

    def self_group(self, against: Any = None) -> InTurn:
        """As it stands: it has its own brackets."""
        return self


@compiles(InTurn)
def _in_turn(element: InTurn, compiler: Any, **kw: Any) -> str:
    return f"(+{compiler.process(element.asked, **kw)})"


@compiles(InTurn, "postgresql")
def _in_turn_postgresql(element: InTurn, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.asked, **kw)})"


def in_turn(*conditions: Sql) -> list[Sql]:
    """The conditions, to be asked in this order.

    SQLite joins the table of a bare EXISTS, and asks every other subquery of the same WHERE before it goes through that
    table. What stands before such a subquery is therefore kept from being joined; what stands after it may be.
    """
    parts = [part for condition in conditions for part in conjuncts(condition)]
    others = [place for place, part in enumerate(parts) if not _joined(part) and subqueries(part)]
    last = max(others, default=-1)
    return [InTurn(part) if place < last and _joined(part) else part for place, part in enumerate(parts)]


def conjuncts(condition: Sql) -> Iterator[Sql]:
    """What all has to hold, one by one."""
    bare = condition.element if isinstance(condition, Grouping) else condition
    if isinstance(bare, BooleanClauseList) and bare.operator is operators.and_:
        for part in bare.clauses:
            yield from conjuncts(part)
    else:
        yield condition


def _joined(condition: Sql) -> bool:
    """Whether SQLite makes a join of it: an EXISTS over one table."""
    bare = condition.element if isinstance(condition, Grouping) else condition
    if not isinstance(bare, Exists) or bare.operator is not operators.exists:
        return False
    (query,) = (one for one in within(bare.element) if isinstance(one, Select))
    return len(query._from_obj) == 1  # noqa: SLF001 - get_final_froms() lists what it looks at outside too


def subqueries(element: Any) -> int:
    """How many subqueries are written in an expression."""
    found, seen, waiting = 0, set[int](), [element]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        found += isinstance(one, Select)
        waiting.extend(within(one))
    return found


def within(element: Any) -> Iterator[Any]:
    """The parts of an expression, also of those that SQLAlchemy does not look into."""
    if isinstance(element, AmongRows):
        yield from element.parts
    elif isinstance(element, InTurn):
        yield element.asked
    else:
        yield from element.get_children()
