"""A typed tree written back as text, for explanations."""

from __future__ import annotations

import json
from datetime import date

from auditor.rulebook.language import tree as t

_BINDING = {
    "?:": 1,
    "||": 2,
    "&&": 3,
    "in": 4,
    "==": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
}
_METHODS = ("contains", "startsWith", "endsWith", "matches")
_TIGHT = 9


def written(tree: t.Tree) -> str:
    """The expression as CEL text; equal trees give equal texts."""
    return _text(tree)[0]


def constant(value: object) -> str:
    """A literal as it is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _text(tree: t.Tree) -> tuple[str, int]:
    """The text and how tightly its outermost operator binds."""
    if isinstance(tree, t.Operation):
        return _operation(tree)
    if isinstance(tree, t.Function):
        first, *rest = (written(arg) for arg in tree.args)
        called = f"{first}.{tree.name}({', '.join(rest)})" if tree.name in _METHODS else f"{tree.name}({first})"
        return called, _TIGHT
    if isinstance(tree, t.Quantified | t.Filtered | t.Mapped):
        name = tree.kind if isinstance(tree, t.Quantified) else ("filter" if isinstance(tree, t.Filtered) else "map")
        return f"{_inner(tree.source, _TIGHT)}.{name}({tree.var}, {written(tree.body)})", _TIGHT
    if isinstance(tree, t.Folded):
        inner = written(tree.source)
        return (f"size({inner})" if tree.name == "size" else f"{inner}.{tree.name}()"), _TIGHT
    return _name(tree), _TIGHT


def _name(tree: t.Tree) -> str:
    if isinstance(tree, t.Pick):
        return f"{written(tree.object)}.{tree.field}"
    if isinstance(tree, t.Has):
        return f"has({written(tree.object)}.{tree.field})"
    if isinstance(tree, t.Subject):
        return tree.type.name
    if isinstance(tree, t.Parameter):
        return f"params.{tree.name}"
    if isinstance(tree, t.DataList):
        return f"data.{tree.name}"
    if isinstance(tree, t.Listed):
        return "[" + ", ".join(constant(value) for value in tree.values) + "]"
    if isinstance(tree, t.Looked):
        items = ", ".join(f"{constant(key)}: {constant(value)}" for key, value in tree.items)
        return f"{{{items}}}[{written(tree.key)}]"
    return constant(tree.value) if isinstance(tree, t.Literal) else str(getattr(tree, "name", ""))


def _operation(tree: t.Operation) -> tuple[str, int]:
    if tree.op in ("!", "neg"):
        return ("!" if tree.op == "!" else "-") + _inner(tree.args[0], 8), 8
    binding = _BINDING[tree.op]
    if tree.op == "?:":
        condition, yes, no = (_inner(arg, binding + 1) for arg in tree.args)
        return f"{condition} ? {yes} : {no}", binding
    first, *rest = tree.args
    parts = [_inner(first, binding), *(_inner(arg, binding + 1) for arg in rest)]
    return f" {tree.op} ".join(parts), binding


def _inner(tree: t.Tree, least: int) -> str:
    text, binding = _text(tree)
    return text if binding >= least else f"({text})"
