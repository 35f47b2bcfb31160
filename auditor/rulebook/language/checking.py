"""Syntax tree to typed tree: every name, type and comparison checked against the fact schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from auditor.i18n import said
from auditor.rulebook.data import DataSet
from auditor.rulebook.facts.schema import FactField, ObjectSpec, objects
from auditor.rulebook.faults import did_you_mean
from auditor.rulebook.language import calls, comparing
from auditor.rulebook.language import syntax as s
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.signatures import ARITHMETIC
from auditor.rulebook.language.types import ListOf, MapOf, ObjectOf, Simple, Type
from auditor.rulebook.language.wrong import Wrong


@dataclass(frozen=True)
class Environment:
    """What an expression may name: the subject variable, the parameters, the pack's data."""

    root: str
    subject: ObjectSpec
    params: Mapping[str, Type]
    data: Mapping[str, DataSet]

    def spec(self, name: str) -> ObjectSpec:
        """The object of that name; records of pack data are objects too."""
        if name == self.subject.name:
            return self.subject
        if name.startswith("data."):
            found = self.data[name.removeprefix("data.")]
            fields = {one: FactField(one, kind, found.words.get(one, "")) for one, kind in found.fields.items()}
            return ObjectSpec(name, fields)
        return objects()[name]


@dataclass
class Checker:
    """Checks one expression; mistakes in separate terms of ``&&`` and ``||`` are all collected."""

    environment: Environment
    wrongs: list[Wrong] = field(default_factory=list)
    members: dict[str, t.Member] = field(default_factory=dict)
    nesting: int = 0

    def condition(self, syntax: s.Syntax) -> t.Tree | None:
        """The typed tree of a condition; None when something was wrong (see ``wrongs``)."""
        try:
            tree = self.of(syntax)
            if tree.type is not Simple.BOOL:
                raise Wrong(tree.at, said("a condition must be true or false, this is {type}", type=str(tree.type)))
        except Wrong as wrong:
            self.wrongs.append(wrong)
            return None
        return None if self.wrongs else tree

    def records(self, syntax: s.Syntax) -> t.Tree | None:
        """The typed tree of a list, such as a rule's evidence."""
        try:
            tree = self.of(syntax)
            if not isinstance(tree.type, ListOf):
                raise Wrong(tree.at, said("a list of records is expected, this is {type}", type=str(tree.type)))
        except Wrong as wrong:
            self.wrongs.append(wrong)
            return None
        return None if self.wrongs else tree

    def of(self, syntax: s.Syntax) -> t.Tree:
        """The typed tree of any expression. Raises Wrong."""
        methods: dict[type, Callable[..., t.Tree]] = {
            s.Constant: self._constant,
            s.Name: self._name,
            s.Select: self._select,
            s.Call: lambda node: calls.call(self, node),
            s.Operator: self._operator,
            s.Index: self._index,
            s.ListLiteral: self._list,
            s.MapLiteral: self._lonely_map,
        }
        return methods[type(syntax)](syntax)

    def _constant(self, node: s.Constant) -> t.Tree:
        if node.value is None:
            message = said("null is outside the rule language")
            raise Wrong(node.at, message, said("ask has(record.field) whether something is there"))
        kinds: dict[type, Simple] = {bool: Simple.BOOL, int: Simple.INT, Decimal: Simple.DOUBLE, str: Simple.STRING}
        return t.Literal(node.at, kinds[type(node.value)], node.value)

    def _name(self, node: s.Name) -> t.Tree:
        if node.name in self.members:
            return replace(self.members[node.name], at=node.at)
        if node.name == self.environment.root:
            return t.Subject(node.at, ObjectOf(self.environment.subject.name))
        if node.name == "as_of":
            return t.Day(node.at, Simple.DATE, "as_of")
        if node.name == "as_of_end":
            return t.Day(node.at, Simple.TIME, "as_of_end")
        if node.name in ("params", "data"):
            raise Wrong(node.at, said("{name} needs a name after it: {name}.something", name=node.name))
        known = [*self.members, self.environment.root, "as_of", "as_of_end", "params", "data"]
        raise Wrong(node.at, said("unknown variable {name}", name=node.name), did_you_mean(node.name, known))

    def _select(self, node: s.Select) -> t.Tree:
        operand = node.operand
        if isinstance(operand, s.Name) and operand.name not in self.members:
            if operand.name == "params":
                return self._parameter(node)
            if operand.name == "data":
                return self._data(node)
        owner = self.of(operand)
        found = self.field(owner, node)
        if found.personal:
            message = said("{field} is personal data: a rule may only ask has()", field=node.field)
            raise Wrong(node.at, message, said("write has(...{field})", field=node.field))
        return t.Pick(node.at, found.type, owner, found.name, found.words)

    def field(self, owner: t.Tree, node: s.Select) -> FactField:
        """The schema's field that a selection names. Raises Wrong where there is none."""
        if not isinstance(owner.type, ObjectOf):
            message = said("{type} has no fields, so no {field}", type=str(owner.type), field=node.field)
            hint = said("use exists(x, ...) or all(x, ...)") if isinstance(owner.type, ListOf) else None
            raise Wrong(node.at, message, hint)
        fields = self.environment.spec(owner.type.name).fields
        if node.field not in fields:
            message = said("{object} has no field {field}", object=str(owner.type), field=node.field)
            raise Wrong(node.at, message, did_you_mean(node.field, fields))
        return fields[node.field]

    def _parameter(self, node: s.Select) -> t.Tree:
        known = self.environment.params
        if node.field not in known:
            message = said("the rule has no parameter {name}", name=node.field)
            raise Wrong(node.at, message, did_you_mean(node.field, known))
        return t.Parameter(node.at, known[node.field], node.field)

    def _data(self, node: s.Select) -> t.Tree:
        known = self.environment.data
        if node.field not in known:
            message = said("the pack has no data {name}", name=node.field)
            raise Wrong(node.at, message, did_you_mean(node.field, known))
        element: Type = ObjectOf(f"data.{node.field}") if known[node.field].fields else Simple.STRING
        return t.DataList(node.at, ListOf(element), node.field)

    def _operator(self, node: s.Operator) -> t.Tree:
        if node.op in ("&&", "||", "!"):
            return self._logic(node)
        if node.op == "?:":
            return self._choice(node)
        if node.op in ("/", "%"):
            raise Wrong(node.at, said("division is outside the rule language"), said("multiply the other side instead"))
        if node.op == "-" and len(node.args) == 1:
            return self._negative(node)
        args = tuple(self.of(arg) for arg in node.args)
        if node.op in ("+", "-", "*"):
            return self._arithmetic(node, args)
        return comparing.comparison(node, args)

    def _logic(self, node: s.Operator) -> t.Tree:
        args: list[t.Tree] = []
        for arg in node.args:
            try:
                args.append(self._truth(arg))
            except Wrong as wrong:
                self.wrongs.append(wrong)
        if len(args) < len(node.args):
            raise self.wrongs.pop()
        return t.Operation(node.at, Simple.BOOL, node.op, tuple(args))

    def _truth(self, syntax: s.Syntax) -> t.Tree:
        tree = self.of(syntax)
        if tree.type is not Simple.BOOL:
            raise Wrong(tree.at, said("true or false is expected here, this is {type}", type=str(tree.type)))
        return tree

    def _choice(self, node: s.Operator) -> t.Tree:
        condition = self._truth(node.args[0])
        yes, no = self.of(node.args[1]), self.of(node.args[2])
        if yes.type != no.type:
            message = said("both branches must have one type, not {left} and {right}", left=yes.type, right=no.type)
            raise Wrong(no.at, message)
        if not isinstance(yes.type, Simple):
            raise Wrong(yes.at, said("the branches of a conditional must be single values"))
        return t.Operation(node.at, yes.type, "?:", (condition, yes, no))

    def _negative(self, node: s.Operator) -> t.Tree:
        arg = self.of(node.args[0])
        if arg.type not in (Simple.INT, Simple.DOUBLE):
            raise Wrong(arg.at, said("a number is expected after -, this is {type}", type=str(arg.type)))
        if isinstance(arg, t.Literal) and isinstance(arg.value, int | Decimal):
            return t.Literal(node.at, arg.type, -arg.value)
        return t.Operation(node.at, arg.type, "neg", (arg,))

    def _arithmetic(self, node: s.Operator, args: tuple[t.Tree, ...]) -> t.Tree:
        left, right = args
        given = ARITHMETIC.get((node.op, left.type, right.type))
        if given is None:
            raise comparing.mixed(node.at, node.op, left, right)
        for side in args:
            if side.type is Simple.WORKDAYS and not comparing.same_for_all(side):
                raise Wrong(side.at, said("workdays(n) takes a number or a parameter, not a field"))
        return t.Operation(node.at, given, node.op, args)

    def _index(self, node: s.Index) -> t.Tree:
        if not isinstance(node.operand, s.MapLiteral):
            message = said("only a literal map can be read by [key]")
            raise Wrong(node.at, message, said("lists have no order here: use exists, filter, min or max"))
        items = self._map_items(node.operand)
        key = self.of(node.key)
        first_key, first_value = items[0]
        kind = MapOf(first_key.type, first_value.type)
        if any(one.type != kind.key or other.type != kind.value for one, other in items):
            raise Wrong(node.operand.at, said("keys and values of a map must each have one type"))
        if key.type != kind.key:
            message = said("the keys are {left}, this is {right}", left=str(kind.key), right=str(key.type))
            raise Wrong(key.at, message)
        pairs = tuple((one.value, other.value) for one, other in items)
        if len({one for one, _other in pairs}) < len(pairs):
            raise Wrong(node.operand.at, said("a key stands twice in this map"))
        return t.Looked(node.at, kind.value, kind, pairs, key)

    def _map_items(self, node: s.MapLiteral) -> list[tuple[t.Literal, t.Literal]]:
        if not node.items:
            raise Wrong(node.at, said("an empty map has nothing to read"))
        return [(self.literal(key), self.literal(value)) for key, value in node.items]

    def _lonely_map(self, node: s.MapLiteral) -> t.Tree:
        raise Wrong(node.at, said("a literal map can only be read by [key]"))

    def _list(self, node: s.ListLiteral) -> t.Tree:
        if not node.items:
            raise Wrong(node.at, said("an empty literal list is of no use"))
        items = [self.literal(item) for item in node.items]
        kind = items[0].type
        for item in items:
            if item.type != kind:
                message = said(
                    "all elements of a list must have one type, not {left} and {right}",
                    left=str(kind),
                    right=str(item.type),
                )
                raise Wrong(item.at, message)
        return t.Listed(node.at, ListOf(kind), tuple(item.value for item in items))

    def literal(self, syntax: s.Syntax) -> t.Literal:
        """A constant: the only thing allowed in a literal list or map."""
        found = self.of(syntax) if isinstance(syntax, s.Constant | s.Call | s.Operator) else None
        if not isinstance(found, t.Literal):
            raise Wrong(syntax.at, said("only literals may stand in a list or map"))
        return found


def date_literal(at: int, text: object) -> t.Literal:
    """``date("2026-03-01")``. Raises Wrong when it is no day of the calendar."""
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError(text)
        return t.Literal(at, Simple.DATE, date.fromisoformat(text))
    except ValueError:
        raise Wrong(at, said("{value} is no date", value=str(text)), said('write date("2026-03-01")')) from None
