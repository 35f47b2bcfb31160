"""Comparisons: the types must match, and a comparison that can never hold is refused."""

from __future__ import annotations

from auditor.i18n import said
from auditor.rulebook.faults import did_you_mean
from auditor.rulebook.language import syntax as s
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import ORDERED, ListOf, MapOf, ObjectOf, Simple
from auditor.rulebook.language.wrong import Wrong


def comparison(node: s.Operator, args: tuple[t.Tree, ...]) -> t.Tree:
    """A comparison or ``in``, checked."""
    left, right = args
    if node.op == "in":
        return _membership(node, left, right)
    if not _comparable(left, right):
        raise mixed(node.at, node.op, left, right)
    if isinstance(left.type, ListOf | ObjectOf | MapOf):
        message = said("lists and records cannot be compared")
        raise Wrong(node.at, message, said("compare their fields, or use exists, all, size"))
    if node.op not in ("==", "!=") and left.type not in ORDERED:
        raise Wrong(node.at, said("{type} has no order", type=str(left.type)))
    _worded(left, right)
    _worded(right, left)
    _constant(node, left, right)
    return t.Operation(node.at, Simple.BOOL, node.op, (left, right))


def _comparable(left: t.Tree, right: t.Tree) -> bool:
    lengths = {Simple.DAYS, Simple.HOURS}
    return left.type == right.type or {left.type, right.type} <= lengths


def _membership(node: s.Operator, left: t.Tree, right: t.Tree) -> t.Tree:
    if not isinstance(right.type, ListOf):
        raise Wrong(right.at, said("a list is expected after in, this is {type}", type=str(right.type)))
    if not isinstance(left.type, Simple) or left.type != right.type.element:
        message = said("{left} cannot be in a {right}", left=str(left.type), right=str(right.type))
        raise Wrong(node.at, message)
    if isinstance(right, t.Listed):
        for value in right.values:
            _worded(left, t.Literal(right.at, right.type.element, value))
    else:
        _worded(right, left)
        _worded(left, right)
    return t.Operation(node.at, Simple.BOOL, "in", (left, right))


def words_of(tree: t.Tree) -> frozenset[str]:
    """The codes that a text can take; empty where any text may stand."""
    from auditor.rulebook.facts.schema import codes

    if isinstance(tree, t.Pick | t.Member):
        return codes(tree.words)
    if isinstance(tree, t.Filtered):
        return words_of(tree.source)
    if isinstance(tree, t.Mapped):
        return words_of(tree.body)
    return frozenset()


def _worded(side: t.Tree, other: t.Tree) -> None:
    known = words_of(side)
    if not known:
        return
    if isinstance(other, t.Literal) and other.value not in known:
        message = said("this can never hold: {value} is no value of this field", value=f'"{other.value}"')
        hint = did_you_mean(str(other.value), known)
        raise Wrong(other.at, message, hint or said("the values are {names}", names=", ".join(sorted(known)[:12])))
    theirs = words_of(other)
    if theirs and not theirs & known:
        raise Wrong(other.at, said("this can never hold: the two fields have no value in common"))


def _constant(node: s.Operator, left: t.Tree, right: t.Tree) -> None:
    if isinstance(left, t.Literal) and isinstance(right, t.Literal):
        raise Wrong(node.at, said("both sides are constants: this is always the same"))


def mixed(at: int, op: str, left: t.Tree, right: t.Tree) -> Wrong:
    """The refusal of an operator between two types, with the usual way out."""
    message = said("{op} does not go between {left} and {right}", op=op, left=str(left.type), right=str(right.type))
    kinds = {left.type, right.type}
    hint = None
    if kinds == {Simple.INT, Simple.DOUBLE}:
        literal = next((one for one in (left, right) if isinstance(one, t.Literal) and one.type is Simple.INT), None)
        hint = (
            said("write {value}", value=f"{literal.value}.0") if literal else said("write decimals with a point: 3.0")
        )
    elif kinds == {Simple.DATE, Simple.STRING}:
        hint = said('write date("2026-03-01")')
    elif kinds == {Simple.DATE, Simple.TIME}:
        hint = said("day(t) is the day of a time; as_of_end is the end of the day")
    elif kinds == {Simple.DATE, Simple.INT}:
        hint = said("write days(n), months(n) or years(n)")
    return Wrong(at, message, hint)


def same_for_all(tree: t.Tree) -> bool:
    """Whether the value is the same for every subject: made of literals, parameters and the day alone."""
    if isinstance(tree, t.Pick | t.Has | t.Subject | t.Member | t.Quantified | t.Filtered | t.Mapped | t.Folded):
        return False
    return all(same_for_all(part) for part in t.parts(tree))
