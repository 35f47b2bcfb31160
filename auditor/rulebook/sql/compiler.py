"""The typed tree compiled for one subject: conditions, values and lists as SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import case, func, null

from auditor.rulebook.facts.rows import Constants, Listing, Row, Rows
from auditor.rulebook.facts.scope import Scope
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple
from auditor.rulebook.sql import arithmetic, lists
from auditor.rulebook.sql.compare import compare
from auditor.rulebook.sql.dates import day_of_time, year_of
from auditor.rulebook.sql.fixed import Calculator, may_be_missing, of_rule, told
from auditor.rulebook.sql.texts import text_test
from auditor.rulebook.sql.truth import Always, Branch, Test, Truth, as_number, both, either, opposite
from auditor.rulebook.sql.values import HUNDREDTHS, Given, Shape, Value, places

Member = Row | Value | Mapping[str, object]


class Compiler:
    """Compiles trees over one subject row; variables of quantifiers are bound while their body is compiled."""

    def __init__(self, scope: Scope, subject: Row) -> None:
        self.scope = scope
        self.subject = subject
        self._members: dict[str, Member] = {}

    def truth(self, tree: t.Tree) -> Truth:
        """A condition."""
        if isinstance(tree, t.Literal):
            return Always(bool(tree.value))
        if same_for_all(tree):
            return self._as_truth(self._fixed(tree))
        if isinstance(tree, t.Operation):
            return self._operation(tree)
        if isinstance(tree, t.Has):
            return self._has(tree)
        if isinstance(tree, t.Quantified):
            return self._quantified(tree)
        if isinstance(tree, t.Function):
            return text_test(self.scope, tree.name, *(self.value(arg) for arg in tree.args))
        if isinstance(tree, t.Looked):
            return self._as_truth(self._looked(tree))
        seen = self._seen(tree)
        return seen if isinstance(seen, Truth) else self._as_truth(seen)

    def value(self, tree: t.Tree) -> Value:
        """A scalar."""
        if same_for_all(tree):
            return self._fixed(tree)
        if tree.type is Simple.BOOL:
            truth = self.truth(tree)
            return Value(as_number(truth), Simple.BOOL, not truth.total)
        if isinstance(tree, t.Operation):
            if tree.op == "?:":
                return self._chosen(tree)
            args = tuple(self.value(arg) for arg in tree.args)
            return arithmetic.apply(self.scope, tree, args)
        if isinstance(tree, t.Function):
            return self._function(tree)
        if isinstance(tree, t.Folded):
            return self._folded(tree)
        if isinstance(tree, t.Looked):
            return self._looked(tree)
        seen = self._seen(tree)
        assert isinstance(seen, Value)
        return seen

    def listing(self, tree: t.Tree) -> Listing:
        """A list."""
        if isinstance(tree, t.Filtered):
            return tuple(self._filtered(part, tree) for part in self.listing(tree.source))
        if isinstance(tree, t.Mapped):
            return tuple(self._mapped(part, tree) for part in self.listing(tree.source))
        if isinstance(tree, t.Listed):
            element = tree.type.element
            assert isinstance(element, Simple)
            return (Constants(tuple((self._constant(one, element), Always(True)) for one in tree.values)),)
        if isinstance(tree, t.DataList):
            return (self._data(tree.name),)
        seen = self._seen(tree)
        assert isinstance(seen, tuple)
        return seen

    def _seen(self, tree: t.Tree) -> Any:
        if isinstance(tree, t.Member):
            return self._members[tree.name]
        if isinstance(tree, t.Subject):
            return self.subject
        assert isinstance(tree, t.Pick), tree
        owner = self._seen(tree.object)
        if isinstance(owner, Mapping):
            assert isinstance(tree.type, Simple)
            value = owner[tree.field]
            return Always(bool(value)) if tree.type is Simple.BOOL else self._constant(value, tree.type)
        assert isinstance(owner, Row)
        return owner.field(tree.field)

    def _constant(self, value: object, kind: Simple) -> Value:
        scale = places(value) if kind is Simple.DOUBLE else HUNDREDTHS  # type: ignore[arg-type]
        return self.scope.constant(value, kind, scale)

    def _data(self, name: str) -> Constants:
        found = self.scope.data[name]
        if found.fields:
            return Constants(tuple((item, Always(True)) for item in found.items))  # type: ignore[misc]
        return Constants(tuple((self._constant(one, Simple.STRING), Always(True)) for one in found.items))

    def _fixed(self, tree: t.Tree) -> Value:
        assert isinstance(tree.type, Simple)
        if isinstance(tree, t.Literal):
            return self._constant(tree.value, tree.type)
        alike = ("fixed", self.scope.rule if of_rule(tree) else "", told(tree))
        known = self.scope.shared.same.get(alike)
        if isinstance(known, Value):
            return known
        data = {name: found.items for name, found in self.scope.data.items()}

        def recipe(given: Given) -> object:
            return Calculator(given, data).of(tree)

        scale = 6 if tree.type is Simple.DOUBLE else HUNDREDTHS
        name = "" if not isinstance(tree, t.Day) else tree.name
        sql = self.scope.bind(recipe, tree.type, scale, name=name)
        value = Value(sql, tree.type, may_be_missing(tree), recipe=recipe, scale=scale)
        self.scope.shared.same[alike] = value
        return value

    def _as_truth(self, value: Value) -> Truth:
        one, zero = self.scope.number(1), self.scope.number(0)
        return Test(value.sql == one, value.sql == zero, not value.nullable)

    def _operation(self, tree: t.Operation) -> Truth:
        if tree.op == "&&":
            return both(self.truth(arg) for arg in tree.args)
        if tree.op == "||":
            return either(self.truth(arg) for arg in tree.args)
        if tree.op == "!":
            return opposite(self.truth(tree.args[0]))
        if tree.op == "?:":
            condition, yes, no = (self.truth(arg) for arg in tree.args)
            return Branch(condition, yes, no)
        if tree.op == "in":
            return self._membership(tree)
        left, right = tree.args
        bare = arithmetic.emptiness(tree)
        if bare is not None:
            some = lists.exists(self.listing(bare.source), lambda _member: Always(True))
            return some if bare.some else opposite(some)
        return compare(self.scope, tree.op, self.value(left), self.value(right))

    def _membership(self, tree: t.Operation) -> Truth:
        left, right = tree.args
        value = self.value(left)
        listing = self.listing(right)
        found = lists.contains(self.scope, listing, value)
        if not value.nullable or all(isinstance(part, Constants) for part in listing):
            return found
        there = Test(value.sql.is_not(null()), value.sql.is_(null()), True)
        return Branch(there, found, Always(None))

    def _has(self, tree: t.Has) -> Truth:
        owner = self._seen(tree.object)
        if isinstance(owner, Mapping):
            return Always(owner.get(tree.field) is not None)
        assert isinstance(owner, Row)
        return owner.present(tree.field)

    def _quantified(self, tree: t.Quantified) -> Truth:
        listing = self.listing(tree.source)

        def body(member: Member) -> Truth:
            found: Truth = self._within(tree.var, member, lambda: self.truth(tree.body))
            return found

        if tree.kind == "exists":
            return lists.exists(listing, body)
        if tree.kind == "all":
            return lists.every(listing, body)
        return lists.exactly_one(self.scope, listing, body)

    @contextmanager
    def bound(self, name: str, member: Member) -> Iterator[None]:
        """Compile with a quantifier's variable standing for a member."""
        outer = self._members
        self._members = {**outer, name: member}
        try:
            yield
        finally:
            self._members = outer

    def _within(self, name: str, member: Member, compile_body: Any) -> Any:
        with self.bound(name, member):
            return compile_body()

    def _filtered(self, part: Rows | Constants, tree: t.Filtered) -> Rows | Constants:
        if isinstance(part, Rows):
            truth: Truth = self._within(tree.var, part.member, lambda: self.truth(tree.body))
            return replace(part, filters=(*part.filters, truth))
        items = []
        for member, condition in part.items:
            truth = self._within(tree.var, member, lambda: self.truth(tree.body))
            items.append((member, both((condition, truth))))
        return Constants(tuple(items))

    def _mapped(self, part: Rows | Constants, tree: t.Mapped) -> Rows | Constants:
        if isinstance(part, Rows):
            value = self._within(tree.var, part.member, lambda: self.value(tree.body))
            # A former map's missing value makes the list unknown even where this one does not read it.
            gap = part.member if isinstance(part.member, Value) and part.member.nullable else None
            filters = part.filters
            if gap is not None:
                there = gap.sql.is_not(null())
                filters = (
                    *filters,
                    Test(case((there, self.scope.number(1))) == self.scope.number(1), Always(False).true(), False),
                )
            return replace(part, member=value, filters=filters)
        items = []
        for member, condition in part.items:
            items.append((self._within(tree.var, member, lambda: self.value(tree.body)), condition))
        return Constants(tuple(items))

    def _chosen(self, tree: t.Operation) -> Value:
        condition = self.truth(tree.args[0])
        yes, no = (self.value(arg) for arg in tree.args[1:])
        yes, no = arithmetic.one_scale(self.scope, yes, no)
        whens: list[Any] = [(condition.true(), yes.sql)]
        if not condition.total:
            whens.append((condition.false(), no.sql))
        sql = case(*whens, else_=no.sql if condition.total else null())
        nullable = yes.nullable or no.nullable or not condition.total
        return Value(sql, yes.type, nullable, scale=yes.scale)

    def _function(self, tree: t.Function) -> Value:
        (arg,) = (self.value(one) for one in tree.args)
        if tree.name == "year":
            return Value(year_of(self.scope, arg.sql), Simple.INT, arg.nullable, shape=Shape("year", arg))
        if tree.name == "day":
            return Value(day_of_time(self.scope, arg.sql), Simple.DATE, arg.nullable, shape=Shape("day", arg))
        if tree.name == "size":
            return Value(func.length(arg.sql), Simple.INT, arg.nullable)
        factor = {"hours": 3_600, "years": 12}.get(tree.name, 1)
        sql = arg.sql if factor == 1 else arg.sql * self.scope.number(factor)
        assert isinstance(tree.type, Simple)
        return Value(sql, tree.type, arg.nullable)

    def _folded(self, tree: t.Folded) -> Value:
        listing = self.listing(tree.source)
        if tree.name == "size":
            return lists.size(self.scope, listing)
        assert isinstance(tree.type, Simple)
        if tree.name == "sum":
            return lists.total(self.scope, listing, tree.type)
        return lists.extreme(listing, tree.type, tree.name)

    def _looked(self, tree: t.Looked) -> Value:
        key = self.value(tree.key)
        assert isinstance(tree.type, Simple)
        assert isinstance(tree.map.key, Simple)
        scale = HUNDREDTHS
        if tree.type is Simple.DOUBLE:
            scale = max(places(value) for _key, value in tree.items)  # type: ignore[arg-type]
        whens: list[Any] = [
            (
                compare(self.scope, "==", key, self._constant(one, tree.map.key)).true(),
                self.scope.constant(value, tree.type, scale).sql,
            )
            for one, value in tree.items
        ]
        return Value(case(*whens, else_=null()), tree.type, True, scale=scale)


def records(tree: t.Tree) -> str:
    """The object that a list of records holds; empty for a list of texts."""
    assert isinstance(tree.type, ListOf)
    return tree.type.element.name if isinstance(tree.type.element, ObjectOf) else ""
