"""Conditions that say nothing or cost too much, each with the character it stands at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from auditor.i18n import Message, said
from auditor.rulebook.data import DataSet
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.pack import ParamValue, Rule
from auditor.rulebook.settled.constraints import Known, Span
from auditor.rulebook.settled.cost import MOST_STEPS, steps
from auditor.rulebook.settled.possible import Patience, possible
from auditor.rulebook.yaml_strict import Scalar


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an expression whatever the facts are: its text, the character, a sentence."""

    source: Scalar
    at: int
    message: Message


def findings(
    rule: Rule, applies: t.Tree, require: t.Tree, levels: tuple[t.Tree, ...], data: Mapping[str, DataSet]
) -> Iterator[Finding]:
    """Everything of the kind in one rule, in the order of its file."""
    patience = Patience(beforehand=_bounds(rule))
    expressions = [(rule.applies, applies), (rule.require, require)]
    expressions += [(level.when, tree) for level, tree in zip(rule.levels, levels, strict=True)]
    settled = False
    for source, tree in expressions:
        for found in _within(source, tree, data, patience):
            settled = True
            yield found
    # One part that settles an expression would be told again for the whole rule.
    if not settled:
        yield from _together(rule, applies, require, levels, patience)


def _bounds(rule: Rule) -> Known:
    """What parameters can be, whatever an overlay says."""
    spans = {
        f"params.{name}": (Span(low=_number(param.min), high=_number(param.max)), param.type == "int")
        for name, param in rule.params.items()
        if param.type in ("int", "decimal")
    }
    return Known(spans=spans)


def _number(bound: ParamValue | None) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))


def _within(source: Scalar, tree: t.Tree, data: Mapping[str, DataSet], patience: Patience) -> Iterator[Finding]:
    count = steps(tree, data)
    if count > MOST_STEPS:
        message = said("this may take {n} steps for one subject; at most {most} are allowed", n=count, most=MOST_STEPS)
        yield Finding(source, _begin(tree), message)
        return
    yield from _parts(source, tree, patience, whole=True)


def _parts(source: Scalar, tree: t.Tree, patience: Patience, *, whole: bool = False) -> Iterator[Finding]:
    """The smallest parts that are always the same; a lone ``true`` or ``false`` is meant as it stands."""
    if isinstance(tree, t.Literal):
        if tree.type is Simple.BOOL and not whole:
            yield Finding(source, _begin(tree), said("a constant in a condition changes nothing or everything"))
        return
    inner = [found for part in t.parts(tree) for found in _parts(source, part, patience)]
    yield from inner
    if inner or tree.type is not Simple.BOOL or isinstance(tree, t.Pick | t.Has | t.Parameter | t.Member):
        return
    if not possible([(tree, True)], patience):
        yield Finding(source, _begin(tree), said("this can never be true"))
    elif not possible([(tree, False)], patience):
        yield Finding(source, _begin(tree), said("this is always true"))


def _begin(tree: t.Tree) -> int:
    """Where the text of a part begins; an operator's own place is at its right side."""
    return min([tree.at, *(_begin(part) for part in t.parts(tree))])


def _together(
    rule: Rule, applies: t.Tree, require: t.Tree, levels: tuple[t.Tree, ...], patience: Patience
) -> Iterator[Finding]:
    if not possible([(applies, True)], patience):
        yield Finding(rule.applies, _begin(applies), said("this can never be true: the rule applies to nobody"))
        return
    if not possible([(applies, True), (require, True)], patience):
        yield Finding(
            rule.require, _begin(require), said("this can never be true where the rule applies: nobody passes")
        )
    if not possible([(applies, True), (require, False)], patience):
        yield Finding(rule.require, _begin(require), said("this is always true where the rule applies: nobody fails"))
        return
    for index, (level, tree) in enumerate(zip(rule.levels, levels, strict=True)):
        earlier = [(one, False) for one in levels[:index]]
        if not possible([(applies, True), (require, False), (tree, True), *earlier], patience):
            message = said("this level is never reached: the conditions before it leave nothing for it")
            yield Finding(level.when, _begin(tree), message)
