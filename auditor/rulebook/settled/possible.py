"""Whether conditions can hold together at all, whatever the facts: no false alarm, though not every case is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from auditor.rulebook.facts.schema import codes
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.language.writing import written
from auditor.rulebook.settled.constraints import Known, Span, opposite, turned

MOST_WAYS = 4_000
"""So many ways are looked at for all the conditions of a rule; ours need a thousand at most."""

_CARRIED = 16
"""So many known quantities are carried along for nothing."""

READ_WHERE_ABSENT = frozenset(("first_live",))
"""Fields that read as a value where nothing is known (rulebook.md, derived fields)."""

_COMPARED = ("==", "!=", "<", "<=", ">", ">=")

Asked = tuple[t.Tree, bool]
"""A condition, and whether it is to be true or false (unknown is neither)."""


@dataclass(slots=True)
class Patience:
    """How many ways are still looked at; what is left open once they are used up counts as possible.

    ``beforehand``: what is known of every subject, such as the bounds of parameters.
    """

    left: int = MOST_WAYS
    beforehand: Known = field(default_factory=Known)

    def spend(self, known: Known) -> bool:
        """Take one, or more where much is known already and has to be carried on; False where none is left."""
        self.left -= 1 + len(known.spans) // _CARRIED
        return self.left >= 0


def possible(asked: Iterable[Asked], patience: Patience | None = None) -> bool:
    """False only where no facts at all make every condition come out as asked."""
    return _some(asked, patience or Patience())


_Chain = tuple[Asked, Any] | None
"""What is still asked, the first before the rest: a way is begun without copying what follows it."""


def _some(asked: Iterable[Asked], patience: Patience) -> bool:
    """Goes depth first through the ways in which conditions can come out; a stack, for conditions may be thousands."""
    waiting: list[tuple[Known, _Chain]] = [(patience.beforehand, _chained(asked, None))]
    while waiting:
        known, chain = waiting.pop()
        if chain is None or not patience.spend(known):
            return True
        (tree, wanted), rest = chain
        if isinstance(tree, t.Literal):
            if tree.value == wanted:
                waiting.append((known, rest))
        elif isinstance(tree, t.Operation) and tree.op in ("!", "&&", "||", "?:"):
            waiting.extend((known, _chained(way, rest)) for way in reversed(tuple(_ways(tree, wanted))))
        elif not isinstance(tree, t.Quantified) or _has_member(tree, wanted, patience):
            narrowed = _atom(known, tree, wanted)
            if narrowed is not None:
                waiting.append((narrowed, rest))
    return False


def _chained(asked: Iterable[Asked], rest: _Chain) -> _Chain:
    for one in reversed(tuple(asked)):
        rest = (one, rest)
    return rest


def _has_member(tree: t.Quantified, wanted: bool, patience: Patience) -> bool:
    """Whether a member can be as the quantifier needs one to be."""
    needs = {("exists", True): True, ("exists_one", True): True, ("all", False): False}.get((tree.kind, wanted))
    return needs is None or _some([(tree.body, needs)], patience)


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
        elif isinstance(other, t.Parameter) and place is None and not isinstance(one, t.Parameter):
            bounded = _bounded(found.span(written(one)), way, found.span(written(other)))
            found = found.with_span(written(one), bounded, whole=one.type is Simple.INT)
    return found


def _bounded(span: Span, way: str, other: Span) -> Span:
    """The span of what compares with a quantity that itself lies between bounds."""
    if other.high is not None and way in ("<", "<=", "=="):
        span = span.within("<" if way == "<" or other.high_open else "<=", other.high)
    if other.low is not None and way in (">", ">=", "=="):
        span = span.within(">" if way == ">" or other.low_open else ">=", other.low)
    return span


def _begun(known: Known, tree: t.Tree, name: str) -> Any:
    """What is known of a quantity: a word of a closed list is one of its codes, no list has less than no members."""
    span = known.span(name)
    if isinstance(tree, t.Folded | t.Function) and tree.name == "size":
        span = span.within(">=", 0)
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
