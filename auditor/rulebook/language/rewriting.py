"""Equal trees that the database answers faster: pack data is looked up inside a quantifier over records.

All steps are laws of three-valued logic for lists that are surely known: ``∃a (X ∧ Y(a)) = X ∧ ∃a Y(a)``,
``∃a (A(a) ∧ ∃r B(a, r)) = ∃r ∃a (A(a) ∧ B(a, r))`` and ``∀a ∃r B(a, r) = ∃r ∀a B(a, r) ∨ ∀a ∃r B(a, r)``.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from auditor.rulebook.facts.derived import CHILDREN
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import ObjectOf, Simple


def rewritten(tree: t.Tree) -> t.Tree:
    """The same condition with quantifiers over pack data moved inwards."""
    tree = _inside(tree)
    if isinstance(tree, t.Quantified) and isinstance(tree.source, t.DataList | t.Listed):
        if tree.kind == "exists":
            return _moved(tree)
        if tree.kind == "all":
            return _at_once(tree)
    return tree


def _at_once(tree: t.Quantified) -> t.Tree:
    """One record that is enough for every constant is looked for first: it spares a walk for each of them."""
    inner = tree.body
    if not _over_records(inner, tree.var) or not mentions(inner, tree.var):
        return tree
    assert isinstance(inner, t.Quantified)
    if inner.var == tree.var:
        return tree
    apart = [term for term in _terms(inner.body) if not mentions(term, tree.var)]
    rest = [term for term in _terms(inner.body) if mentions(term, tree.var)]
    each = replace(tree, body=_both(rest, tree))
    one = replace(inner, body=_both([*apart, each], inner))
    return t.Operation(tree.at, Simple.BOOL, "||", (one, tree))


def _inside(tree: t.Tree) -> t.Tree:
    changed: dict[str, Any] = {}
    for one in fields(tree):
        value = getattr(tree, one.name)
        if one.name == "args":
            changed["args"] = tuple(rewritten(arg) for arg in value)
        elif one.name in ("source", "body", "object", "key") and not isinstance(value, str):
            changed[one.name] = rewritten(value)
    return replace(tree, **changed) if changed else tree


def _moved(tree: t.Quantified) -> t.Tree:
    terms = _terms(tree.body)
    outside = [term for term in terms if not mentions(term, tree.var)]
    within = [term for term in terms if mentions(term, tree.var)]
    inner = next((term for term in within if _over_records(term, tree.var)), None)
    if inner is None:
        core: t.Tree = replace(tree, body=_both(within, tree)) if within else tree
    else:
        assert isinstance(inner, t.Quantified)
        rest = [term for term in within if term is not inner]
        body = rewritten(replace(tree, body=_both([*rest, *_terms(inner.body)], tree)))
        core = replace(inner, body=body)
    if not within or not outside:
        return core
    return _both([*outside, core], tree)


def _terms(tree: t.Tree) -> list[t.Tree]:
    if isinstance(tree, t.Operation) and tree.op == "&&":
        return [term for arg in tree.args for term in _terms(arg)]
    return [tree]


def _both(terms: list[t.Tree], at: t.Tree) -> t.Tree:
    return terms[0] if len(terms) == 1 else t.Operation(at.at, Simple.BOOL, "&&", tuple(terms))


def _over_records(tree: t.Tree, var: str) -> bool:
    """Whether the term is an exists over a child list that is surely there and does not depend on ``var``."""
    if not (isinstance(tree, t.Quantified) and tree.kind == "exists" and isinstance(tree.source, t.Pick)):
        return False
    owner = tree.source.object
    if not isinstance(owner, t.Subject | t.Member) or mentions(owner, var):
        return False
    return isinstance(owner.type, ObjectOf) and tree.source.field in CHILDREN.get(owner.type.name, {})


def mentions(tree: t.Tree, var: str) -> bool:
    """Whether a variable stands free in the tree."""
    if isinstance(tree, t.Member):
        return tree.name == var
    if isinstance(tree, t.Quantified | t.Filtered | t.Mapped):
        return mentions(tree.source, var) or (tree.var != var and mentions(tree.body, var))
    return any(mentions(part, var) for part in t.parts(tree))


def fields_read(tree: t.Tree) -> set[tuple[str, str]]:
    """The (object, field) pairs that the tree reads or asks for."""
    found = set()
    if isinstance(tree, t.Pick | t.Has) and isinstance(tree.object.type, ObjectOf):
        found.add((tree.object.type.name, tree.field))
    for part in t.parts(tree):
        found |= fields_read(part)
    return found
