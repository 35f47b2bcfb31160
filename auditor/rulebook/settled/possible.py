"""Whether conditions can hold together at all, whatever the facts: no false alarm, though not every case is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from auditor.rulebook.facts.schema import codes
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.language.writing import written
from auditor.rulebook.settled.constraints import Known, opposite, turned

MOST_WAYS = 4_000
"""Beyond so many ways through a condition it counts as possible."""

READ_WHERE_ABSENT = frozenset(("first_live",))
"""Fields that read as a value where nothing is known (rulebook.md, derived fields)."""

_COMPARED = ("==", "!=", "<", "<=", ">", ">=")

Asked = tuple[t.Tree, bool]
"""A condition, and whether it is to be true or false (unknown is neither)."""


def possible(asked: Iterable[Asked]) -> bool:
    """False only where no facts at all make every condition come out as asked."""
    return _Search().some(Known(), tuple(asked))


class _Search:
    """Goes depth first through the ways in which conditions can come out."""

    def __init__(self) -> None:
        self._ways = 0

    def some(self, known: Known, asked: Sequence[Asked]) -> bool:
        self._ways += 1
        if self._ways > MOST_WAYS or not asked:
            return True
        (tree, wanted), rest = asked[0], asked[1:]
        if isinstance(tree, t.Literal):
            return tree.value == wanted and self.some(known, rest)
        if isinstance(tree, t.Operation) and tree.op in ("!", "&&", "||", "?:"):
            return any(self.some(known, (*way, *rest)) for way in _ways(tree, wanted))
        if isinstance(tree, t.Quantified) and not self._members(tree, wanted):
            return False
        narrowed = _atom(known, tree, wanted)
        return narrowed is not None and self.some(narrowed, rest)

    def _members(self, tree: t.Quantified, wanted: bool) -> bool:
        """Whether a member can be as the quantifier needs one to be."""
        needs = {("exists", True): True, ("exists_one", True): True, ("all", False): False}.get((tree.kind, wanted))
        return needs is None or self.some(Known(), ((tree.body, needs),))


def _ways(tree: t.Operation, wanted: bool) -> Iterable[tuple[Asked, ...]]:
    if tree.op == "!":
        return (((tree.args[0], not wanted),),)
    if tree.op == "?:":
        condition, yes, no = tree.args
        return ((condition, True), (yes, wanted)), ((condition, False), (no, wanted))
    if (tree.op == "&&") == wanted:
        return (tuple((arg, wanted) for arg in tree.args),)
    return tuple(((arg, wanted),) for arg in tree.args)


def _atom(known: Known, tree: t.Tree, wanted: bool) -> Known | None:
    """What is known once a single condition comes out as asked."""
    if isinstance(tree, t.Operation) and tree.op in _COMPARED:
        return _compared(known, tree, wanted)
    if isinstance(tree, t.Operation) and tree.op == "in" and isinstance(tree.args[1], t.Listed):
        left = tree.args[0]
        return _listed(_there(known, left), left, tree.args[1].values, wanted)
    if isinstance(tree, t.Pick):
        found = _there(known, tree)
        return None if found is None else found.with_truth(written(tree), wanted)
    return known.with_truth(written(tree), wanted)


def _there(known: Known | None, tree: t.Tree) -> Known | None:
    """A comparison that comes out either way has read its field, so the field is there."""
    if known is None or not isinstance(tree, t.Pick) or tree.field in READ_WHERE_ABSENT:
        return known
    return known.with_truth(f"has({written(tree)})", value=True)


def _listed(known: Known | None, left: t.Tree, values: Iterable[Any], wanted: bool) -> Known | None:
    if known is None:
        return None
    name = written(left)
    span = _begun(known, left, name)
    if wanted:
        span = span.among(values)
    else:
        for value in values:
            span = span.within("!=", value)
    return known.with_span(name, span, whole=left.type is Simple.INT)


def _compared(known: Known, tree: t.Operation, wanted: bool) -> Known | None:
    op = tree.op if wanted else opposite(tree.op)
    left, right = tree.args
    found = _there(_there(known, left), right)
    if found is None:
        return None
    found = found.with_relation(written(left), op, written(right))
    for one, other, way in ((left, right, op), (right, left, turned(op))):
        if found is None:
            return None
        place = _constant(other)
        if place is not None and _constant(one) is None:
            space, value = place
            name = written(one) + space
            span = _begun(found, one, name).within(way, value)
            found = found.with_span(name, span, whole=one.type in (Simple.INT, Simple.DATE))
    return found


def _begun(known: Known, tree: t.Tree, name: str) -> Any:
    """What is known of a quantity; a word of a closed list is one of its codes."""
    span = known.span(name)
    words = codes(tree.words) if isinstance(tree, t.Pick | t.Member) and tree.words else frozenset()
    return span.among(words) if words and span.only is None else span


def _constant(tree: t.Tree) -> tuple[str, Any] | None:
    """(scale, value) of what is the same for all: literals, and the day with days or months added."""
    if isinstance(tree, t.Literal):
        value = tree.value
        if tree.type is Simple.DATE:
            return "@day", value.toordinal()  # type: ignore[attr-defined]
        return "", Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(tree, t.Day):
        return f"@{tree.name}", 0
    if isinstance(tree, t.Operation) and tree.op in ("+", "-"):
        base, length = tree.args
        steps = _steps(length)
        if isinstance(base, t.Day) and steps is not None:
            unit, count = steps
            scale = f"@{base.name}" if unit == "days" or not count else f"@{base.name} {unit}"
            return scale, count if tree.op == "+" else -count
    return None


def _steps(tree: t.Tree) -> tuple[str, int] | None:
    """(unit, count) of days(n), months(n), years(n) or hours(n) of a literal."""
    if not isinstance(tree, t.Function) or len(tree.args) != 1 or tree.name not in ("days", "months", "years", "hours"):
        return None
    (count,) = tree.args
    if not isinstance(count, t.Literal) or not isinstance(count.value, int):
        return None
    return ("months", count.value * 12) if tree.name == "years" else (tree.name, count.value)
