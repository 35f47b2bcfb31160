"""Rows and lists of rows as a rule sees them on the day: the one place that knows how fields are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, literal_column, null, select

from auditor.model import tables
from auditor.model.fields import Kind
from auditor.model.sheets import BY_TABLE
from auditor.rulebook.facts.schema import TABLES, FactField, objects
from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.facts.standing_in import column as supposed_column
from auditor.rulebook.facts.standing_in import lacks, licence_filter
from auditor.rulebook.language.types import ListOf, Simple
from auditor.rulebook.sql.truth import Always, Branch, Test, Truth, as_number, both, opposite, unknown
from auditor.rulebook.sql.values import Shape, Sql, Value

SINGLE: ColumnElement[int] = literal_column("1")


@dataclass(frozen=True, eq=False)
class Rows:
    """One source of list members: tables, the condition that ties and shows them, what one member is.

    ``filters`` are conditions written in a rule (they may be unknown, which makes the list unknown);
    ``known`` says whether the list itself is there.
    """

    tables: tuple[FromClause, ...]
    where: tuple[Sql, ...]
    member: Row | Value
    filters: tuple[Truth, ...] = ()
    known: Truth = field(default_factory=lambda: Always(True))
    holds: Callable[[Sql], Sql] | None = None
    """A quicker way to ask whether a text that is the same for everybody is a member, where there is one."""
    tie: Sql | None = None
    """The part of ``where`` that ties the last table to those before it, where those name every member already."""

    def exists(self, condition: Sql | None = None) -> Sql:
        """EXISTS over the members for which the condition holds."""
        sources, inside = self.tables, self.inside()
        if self.tie is not None and isinstance(self.member, Row) and self.member.named_only:
            sources, inside = sources[:-1], tuple(one for one in inside if one is not self.tie)
        query = select(SINGLE).select_from(*sources).where(*inside)
        if condition is not None:
            query = query.where(condition)
        return exists(query.correlate_except(*self.tables))

    def inside(self) -> tuple[Sql, ...]:
        """The conditions under which a row is surely a member."""
        return (*self.where, *(one.true() for one in self.filters))

    def scalar(self, expression: Sql) -> Sql:
        """An aggregate over the members."""
        query = select(expression).select_from(*self.tables).where(*self.inside())
        return query.correlate_except(*self.tables).scalar_subquery()

    def certain(self) -> Truth:
        """Whether the list is known: reached, every filter decided, every value there."""
        doubts: list[Sql] = []
        passed: list[Sql] = []
        for one in self.filters:
            if not one.total:
                doubts.append(and_(*passed, unknown(one)))
            passed.append(one.true())
        if isinstance(self.member, Value) and self.member.nullable:
            doubts.append(and_(*passed, self.member.sql.is_(null())))
        if not doubts:
            return self.known
        found = [
            exists(select(SINGLE).select_from(*self.tables).where(*self.where, one).correlate_except(*self.tables))
            for one in doubts
        ]
        decided = both(Test(~one, one, True) for one in found)
        return both((self.known, decided))


@dataclass(frozen=True, eq=False)
class Constants:
    """List members known beforehand (literals, pack data), each with the condition under which it belongs."""

    items: tuple[tuple[Value | Mapping[str, object], Truth], ...]


Listing = tuple[Rows | Constants, ...]
Seen = Any
"""What a field gives: Value, Truth, Listing or Row."""


class Row:
    """One record as the day sees it. ``maybe`` rows may not exist (reached through an empty reference).

    ``then`` is the day of what it was reached through, where whom it belonged to matters as of that day: a broadcast's.
    """

    def __init__(
        self, scope: Scope, kind: str, column: Callable[[str], Sql], *, maybe: bool = False, then: Sql | None = None
    ) -> None:
        self.scope = scope
        self.kind = kind
        self.maybe = maybe
        self.then = then
        self._column = column
        self._seen: dict[str, Seen] = {}
        self._columns: dict[str, Sql] = {}

    @property
    def id(self) -> Sql:
        """The record's key."""
        return self.col("id")

    @property
    def named_only(self) -> bool:
        """Whether nothing of the record was asked for but its key."""
        return self._columns.keys() <= {"id"}

    def col(self, name: str) -> Sql:
        """A stored column, as it stands."""
        if name not in self._columns:
            stored = self._column(name)
            self._columns[name] = stored if self.scope.shared.supposing is None else supposed_column(self, name, stored)
        return self._columns[name]

    def needs(self, name: str) -> bool:
        """Whether a stored column can be NULL here."""
        return self.maybe or bool(tables.MAIN[TABLES[self.kind]].c[name].nullable) or lacks(self, name)

    def whole(self, name: str, kind: Simple) -> Value:
        """A stored column as a value."""
        return Value(self.col(name), kind, self.needs(name))

    def flag(self, name: str) -> Truth:
        """A stored 0/1 column as a condition."""
        column = self.col(name)
        return Test(column == self.scope.number(1), column == self.scope.number(0), not self.needs(name))

    def field(self, name: str) -> Seen:
        """What a rule sees under a field's name."""
        if name in self._seen:
            return self._seen[name]
        seen = self._overridden(name, self._look(name))
        if self.maybe and isinstance(seen, Truth):
            seen = Branch(self.there(), seen, Always(None))
        if not isinstance(seen, tuple):
            # A list gets fresh aliases at every use, so that one may be nested in another.
            self._seen[name] = seen
        return seen

    def _look(self, name: str) -> Seen:
        from auditor.rulebook.facts.recipes import RECIPES

        recipe = RECIPES.get((self.kind, name))
        if recipe is not None:
            return recipe(self)
        return plain_field(self, objects()[self.kind].fields[name])

    def _overridden(self, name: str, seen: Seen) -> Seen:
        if (self.kind, name) not in self.scope.overrides:
            return seen
        from auditor.rulebook.facts.overriding import overridden

        return overridden(self, name, seen)

    def present(self, name: str) -> Truth:
        """has(row.field)."""
        fact = objects()[self.kind].fields[name]
        if fact.personal:
            return self.flag(f"has_{name}")
        if name == "first_live":
            value = self.field(name)
            from auditor.rulebook.sql.values import NOT_YET

            never = self.scope.number(NOT_YET)
            return Test(value.sql != never, value.sql == never, not self.maybe)
        seen = self.field(name)
        there = self.there()
        if isinstance(seen, Row):
            seen = Value(seen.id, Simple.INT, seen.maybe)
        elif isinstance(seen, Value) and seen.shape is not None and seen.shape.kind.startswith("ref:"):
            seen = seen.shape.of  # whoever is referred to is there: its code need not be looked up
        if isinstance(seen, Truth):
            if seen.total:
                return there
            number = as_number(seen)
            found: Truth = Test(number.is_not(null()), number.is_(null()), True)
        elif not seen.nullable:
            return there
        else:
            found = Test(seen.sql.is_not(null()), seen.sql.is_(null()), True)
        return both((there, found)) if self.maybe else found

    def there(self) -> Truth:
        """Whether the row exists; unknown where it does not, since reading from nothing is an error in CEL."""
        if not self.maybe:
            return Always(True)
        there = case((self.id.is_not(null()), self.scope.number(1)), else_=null())
        return Test(there == self.scope.number(1), there == self.scope.number(0), False)


def plain_field(row: Row, fact: FactField) -> Seen:
    """A stored field that reads as it stands."""
    sheet = BY_TABLE[TABLES[row.kind]]
    if isinstance(fact.type, ListOf):
        return text_list(row, fact.name)
    if fact.name.endswith("_long") or fact.name.endswith("_text"):
        return row.flag(fact.name) if fact.type is Simple.BOOL else row.whole(fact.name, Simple.STRING)
    declared = sheet.field(fact.name)
    if declared.kind is Kind.REF:
        return reference(row, f"{fact.name}_id", declared.refs)
    if fact.type is Simple.BOOL:
        return row.flag(fact.name)
    assert isinstance(fact.type, Simple)
    value = row.whole(fact.name, fact.type)
    if fact.name == "code" and sheet.subject:
        return replace(value, shape=Shape("ref:" + sheet.subject, Value(row.id, Simple.INT, row.maybe)))
    return value


def text_list(row: Row, name: str) -> Listing:
    """A list field of texts."""
    entry = tables.LISTS[TABLES[row.kind], name]
    table = row.scope.table(entry.table, owner_id=row.id)
    if entry.field.of is Kind.REF:
        target = table.c.target_id
        member = Value(code_of(row.scope, target, entry.field.refs), Simple.STRING, False)
    else:
        member = Value(table.c.value, Simple.STRING, False)
    return (Rows((table,), (table.c.owner_id == row.id,), member, known=row.there()),)


def code_of(scope: Scope, key: Sql, types: tuple[str, ...]) -> Sql:
    """The code of the subject with that id; ``type:code`` where several types may stand."""
    subject = scope.table(tables.subject, id=key)
    shown: ColumnElement[Any] = subject.c.code
    if len(types) > 2:
        shown = subject.c.type + scope.text(":") + subject.c.code
    return select(shown).where(subject.c.id == key).correlate_except(subject).scalar_subquery()


def reference(row: Row, column: str, types: tuple[str, ...]) -> Value:
    """A reference as the code it points to; comparisons of the same type go by id."""
    key = row.col(column)
    nullable = row.needs(column)
    subject = row.scope.table(tables.MAIN["course"] if types == ("course",) else tables.subject, id=key)
    code = select(subject.c.code).where(subject.c.id == key).correlate_except(subject).scalar_subquery()
    shape = Shape("ref:" + "|".join(types), Value(key, Simple.INT, nullable))
    return Value(code, Simple.STRING, nullable, shape=shape)


def row_of(scope: Scope, kind: str, table: FromClause, *, then: Sql | None = None) -> Row:
    """A row of a table in FROM."""
    return Row(scope, kind, lambda name: table.c[name], then=then)


def reached(scope: Scope, kind: str, key: Sql, *, maybe: bool, then: Sql | None = None) -> Row:
    """The record with that key, its columns looked up one by one."""
    main = tables.MAIN[TABLES[kind]]

    def column(name: str) -> Sql:
        if name == "id":
            return key
        table = scope.table(main, id=key)
        return select(table.c[name]).where(table.c.id == key).correlate_except(table).scalar_subquery()

    return Row(scope, kind, column, maybe=maybe, then=then)


def children(
    row: Row,
    kind: str,
    column: str,
    seen: Callable[[Row], list[Sql]] | None = None,
    but: Callable[[FromClause], Sql] | None = None,
) -> Listing:
    """A child list: the rows whose column points to this one, visible on the day; ``but`` narrows it further."""
    table = row.scope.table(tables.MAIN[TABLES[kind]], **{column: row.id})
    member = row_of(row.scope, kind, table)
    shown = seen(member) if seen else []
    narrowed = [but(table)] if but else []
    if kind == "licence" and row.scope.shared.supposing is not None:
        narrowed += licence_filter(row, table)
    return (Rows((table,), (table.c[column] == row.id, *narrowed, *shown), member, known=row.there()),)


def negated(truth: Truth) -> Truth:
    """Kleene's not, for recipes."""
    return opposite(truth)
