"""Why a rule answered as it did: every node of its conditions with its value, every record a quantifier looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.facts.rows import Constants, Row, Rows
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.types import Simple
from auditor.rulebook.language.writing import constant, written
from auditor.rulebook.plan import ONE_ID, Maker, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number
from auditor.rulebook.sql.values import Moment, Sql, Value
from auditor.rulebook.telling import KEYS, shown

MOST = 50
"""Members of a list shown per quantifier."""

Shown = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list that a quantifier went over: what it is, and its condition or value there."""

    key: str
    value: Shown


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a condition: its text, its value (None: unknown), the parts it is made of, the members it looked at."""

    text: str
    value: Shown
    parts: tuple[Node, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The conditions of a rule for one subject on one day, as written, with their values."""

    applies: Node
    require: Node
    levels: tuple[Node, ...]


def explain(
    connection: Connection, book: Book, moment: Moment, rule_id: str, subject_type: str, subject_id: int
) -> Explanation:
    """Every node of the rule's conditions with its value for the subject, whether or not it is judged that day."""
    checked = book.rule(rule_id)
    work = _Work(connection, book, moment, checked, subject_type, subject_id)
    typed = checked.typed[subject_type]
    applies, require, *levels = (work.node(tree) for tree in (typed.applies, typed.require, *typed.levels))
    return Explanation(applies, require, tuple(levels))


class _Work:
    def __init__(
        self, connection: Connection, book: Book, moment: Moment, checked: CheckedRule, subject_type: str, subject: int
    ) -> None:
        self._connection, self._book, self._moment = connection, book, moment
        self._checked, self._type, self._subject = checked, subject_type, subject

    def node(self, tree: t.Tree) -> Node:
        parts: tuple[t.Tree, ...] = ()
        members: tuple[Member, ...] = ()
        if isinstance(tree, t.Quantified | t.Filtered | t.Mapped):
            members = tuple(self._members(tree))
        elif isinstance(tree, t.Folded) and isinstance(tree.source, t.Filtered | t.Mapped):
            members = tuple(self._members(tree.source))
        else:
            parts = tuple(part for part in t.parts(tree) if not isinstance(part, t.Subject | t.Listed | t.Literal))
        inner = tuple(self.node(part) for part in parts if isinstance(part.type, Simple))
        return Node(written(tree), self._value(tree), inner, members)

    def _maker(self) -> tuple[Maker, Compiler, Sql]:
        maker = Maker(self._book, self._type, known=self._moment.known_change is not None)
        row = maker.row_for(self._checked)
        key = maker.row.scope.bind(lambda _given: None, Simple.INT, name=ONE_ID)
        return maker, Compiler(row.scope, row), maker.table.c.id == key

    def _rows(self, maker: Maker, query: Any) -> list[Any]:
        statement = finished(query, maker.shared, self._connection.dialect)
        values = statement.values(self._book, self._moment, **{ONE_ID: self._subject})
        return list(self._connection.exec_driver_sql(statement.text, values))

    def _value(self, tree: t.Tree) -> Shown:
        maker, compiler, here = self._maker()
        found = self._rows(maker, select(_sql(compiler, tree)).where(here))
        return self._told(found[0][0], tree) if found else None

    def _told(self, value: Any, tree: t.Tree) -> Shown:
        if isinstance(tree.type, Simple) and tree.type is Simple.DOUBLE and value is not None:
            _maker, compiler, _here = self._maker()
            return float(value) / 10.0 ** compiler.value(tree).scale
        told: Shown = shown(value, tree.type)
        return told

    def _members(self, tree: t.Quantified | t.Filtered | t.Mapped) -> Iterator[Member]:
        maker, compiler, _here = self._maker()
        count = len(compiler.listing(tree.source))
        for index in range(count):
            maker, compiler, here = self._maker()
            part = compiler.listing(tree.source)[index]
            if isinstance(part, Rows):
                yield from self._records(tree, maker, compiler, here, part)
            else:
                yield from self._constants(tree, maker, compiler, here, part)

    def _records(
        self, tree: t.Quantified | t.Filtered | t.Mapped, maker: Maker, compiler: Compiler, here: Sql, part: Rows
    ) -> Iterator[Member]:
        with compiler.bound(tree.var, part.member):
            body = _sql(compiler, tree.body)
        keys = _keys(part.member)
        query = (
            select(body, *(sql for _name, _kind, sql in keys))
            .select_from(maker.table, *part.tables)
            .where(here, *part.where, *(one.not_false() for one in part.filters))
            .limit(MOST)
        )
        if any("total" in table.c for table in part.tables):
            return  # sums over records, which have no rows of their own
        for value, *names in self._rows(maker, query):
            parts = (shown(name, kind) for name, (_name, kind, _sql) in zip(names, keys, strict=True))
            yield Member("/".join(str(one) for one in parts if one is not None), shown(value, tree.body.type))

    def _constants(
        self, tree: t.Quantified | t.Filtered | t.Mapped, maker: Maker, compiler: Compiler, here: Sql, part: Constants
    ) -> Iterator[Member]:
        columns, names = [], []
        for member, _condition in part.items[:MOST]:
            with compiler.bound(tree.var, member):
                columns.append(_sql(compiler, tree.body))
            held = member.constant if isinstance(member, Value) else "/".join(str(one) for one in member.values())
            names.append(held if isinstance(held, str) else constant(held))
        for row in self._rows(maker, select(*columns).where(here)):
            yield from (Member(name, shown(value, tree.body.type)) for name, value in zip(names, row, strict=True))


def _sql(compiler: Compiler, tree: t.Tree) -> Sql:
    if tree.type is Simple.BOOL and not (same_for_all(tree) and isinstance(tree, t.Parameter)):
        return as_number(compiler.truth(tree))
    return compiler.value(tree).sql


def _keys(member: Row | Value) -> list[tuple[str, Any, Sql]]:
    if isinstance(member, Value):
        return [("value", member.type, member.sql)]
    from auditor.rulebook.facts.schema import objects

    if member.kind not in KEYS:
        return []
    fields = objects()[member.kind].fields
    return [(name, fields[name].type, member.field(name).sql) for name in KEYS[member.kind]]
