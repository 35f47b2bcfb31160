"""Small alterations of a rule's conditions: each is a mistake that somebody could make, on the typed tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from auditor.rulebook.checked import CheckedRule, Typed
from auditor.rulebook.facts.schema import codes
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import Simple
from auditor.rulebook.language.writing import written
from auditor.rulebook.pack import Param, ParamValue

NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-",
             "-": "+"}  # fmt: skip
QUANTIFIER = {"exists": "all", "all": "exists", "exists_one": "exists"}
FOLD = {"min": "max", "max": "min"}
STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Altered:
    """A tree with one thing changed; ``before`` and ``after`` are the smallest condition around it."""

    tree: t.Tree
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one thing changed: where, and what it read before and reads now."""

    part: str
    before: str
    after: str
    checked: CheckedRule

    @property
    def words(self) -> str:
        """The alteration in one line."""
        return f"{self.part}: {self.before} → {self.after}"


def mutants(checked: CheckedRule) -> list[Mutant]:
    """Every alteration of a rule's conditions and of the parameters they read, in a fixed order."""
    found = [
        Mutant(part, made[0].before, made[0].after, _with(checked, part, made))
        for part in parts(checked)
        for made in zip(
            *(list(alterations(_tree(typed, part))) for typed in checked.typed.values()),
            strict=True,
        )
    ]
    read = {name for typed in checked.typed.values() for part in parts(checked) for name in _params(_tree(typed, part))}
    for name, param in sorted(checked.rule.params.items()):
        if name in read:
            found += _tuned(checked, param)
    return found


def parts(checked: CheckedRule) -> list[str]:
    """The names of a rule's conditions."""
    return ["applies", "require", *(f"level {number}" for number in range(1, len(checked.rule.levels) + 1))]


def _tree(typed: Typed, part: str) -> t.Tree:
    if part.startswith("level "):
        return typed.levels[int(part[6:]) - 1]
    return typed.applies if part == "applies" else typed.require


def _with(checked: CheckedRule, part: str, made: tuple[Altered, ...]) -> CheckedRule:
    typed = dict(checked.typed)
    for (kind, one), altered in zip(checked.typed.items(), made, strict=True):
        if part.startswith("level "):
            place = int(part[6:]) - 1
            typed[kind] = replace(one, levels=(*one.levels[:place], altered.tree, *one.levels[place + 1 :]))
        elif part == "applies":
            typed[kind] = replace(one, applies=altered.tree)
        else:
            typed[kind] = replace(one, require=altered.tree)
    return CheckedRule(checked.rule, typed)


def _params(tree: t.Tree) -> Iterator[str]:
    if isinstance(tree, t.Parameter):
        yield tree.name
    for part in t.parts(tree):
        yield from _params(part)


def _tuned(checked: CheckedRule, param: Param) -> Iterator[Mutant]:
    for way in (1, -1):
        values = [(one, _moved(param, one.value, way)) for one in param.values]
        if any(after is None for _one, after in values) or (way == -1 and param.type in ("bool", "text")):
            continue
        dated = tuple(replace(one, value=after) for one, after in values if after is not None)
        rule = replace(checked.rule, params={**checked.rule.params, param.name: replace(param, values=dated)})
        before, after = (", ".join(str(one.value) for one in many) for many in (param.values, dated))
        yield Mutant(f"params.{param.name}", before, after, CheckedRule(rule, checked.typed))


def _moved(param: Param, value: ParamValue, way: int) -> ParamValue | None:
    if param.type == "bool":
        return not value
    if param.type == "text":
        return next((choice for choice in param.choices if choice != value), f"{value}x")
    moved: ParamValue = _stepped(value, way)
    return moved


def _stepped(value: Any, way: int) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=way)
    return value + way * (STEP if isinstance(value, Decimal) else 1)


def alterations(tree: t.Tree) -> Iterator[Altered]:
    """Every tree that differs from this one in a single place."""
    for made in _here(tree):
        yield _shown(tree, Altered(made, "", ""))
    for one in fields(tree):
        value = getattr(tree, one.name)
        if one.name == "args":
            for place, arg in enumerate(value):
                for inner in alterations(arg):
                    others: Any = {"args": (*value[:place], inner.tree, *value[place + 1 :])}
                    yield _shown(tree, replace(inner, tree=replace(tree, **others)))
        elif one.name in ("source", "body", "object", "key") and not isinstance(value, str):
            for inner in alterations(value):
                changed: Any = {one.name: inner.tree}
                yield _shown(tree, replace(inner, tree=replace(tree, **changed)))


def _shown(tree: t.Tree, made: Altered) -> Altered:
    if made.before or tree.type is not Simple.BOOL:
        return made
    return replace(made, before=written(tree), after=written(made.tree))


def _here(tree: t.Tree) -> Iterator[t.Tree]:
    """What can be changed about the node itself."""
    if isinstance(tree, t.Operation):
        yield from _operation(tree)
    elif isinstance(tree, t.Quantified):
        yield replace(tree, kind=QUANTIFIER[tree.kind])
    elif isinstance(tree, t.Folded) and tree.name in FOLD:
        yield replace(tree, name=FOLD[tree.name])
    elif isinstance(tree, t.Literal) and tree.type in (Simple.INT, Simple.DOUBLE, Simple.DATE):
        yield from (replace(tree, value=_stepped(tree.value, way)) for way in (1, -1))
    elif isinstance(tree, t.Listed) and len(tree.values) > 1:
        for place in range(len(tree.values)):
            yield replace(tree, values=(*tree.values[:place], *tree.values[place + 1 :]))
    elif isinstance(tree, t.Looked) and len(tree.items) > 1:
        for place in range(len(tree.items)):
            yield replace(tree, items=(*tree.items[:place], *tree.items[place + 1 :]))


def _operation(tree: t.Operation) -> Iterator[t.Tree]:
    if tree.op in NEIGHBOUR:
        yield replace(tree, op=NEIGHBOUR[tree.op])
    elif tree.op == "!":
        yield tree.args[0]
    elif tree.op == "?:":
        yield replace(tree, args=(tree.args[0], tree.args[2], tree.args[1]))
    if tree.op in ("==", "!=", "in"):
        for one, other, turn in ((0, 1, False), (1, 0, True)):
            word = tree.args[other]
            if isinstance(word, t.Literal) and word.type is Simple.STRING:
                changed = replace(word, value=_other_word(tree.args[one], str(word.value)))
                yield replace(tree, args=(changed, tree.args[1]) if turn else (tree.args[0], changed))


def _other_word(beside: t.Tree, word: str) -> str:
    """The next word of the enumeration; a text of its own where there is none."""
    known = sorted(codes(getattr(beside, "words", "") or ""))
    if word not in known or len(known) < 2:
        return f"{word}x"
    return known[(known.index(word) + 1) % len(known)]
