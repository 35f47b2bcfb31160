"""What a condition can cost for one subject, in steps, counted before anything runs."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rulebook.data import DataSet
from auditor.rulebook.language import tree as t

MEMBERS = 20
"""Records of one kind that a subject is taken to have."""

MOST_STEPS = 1_000_000
"""Three lists of records within each other, with a hundred conditions on the innermost, stay below."""


def steps(tree: t.Tree, data: Mapping[str, DataSet]) -> int:
    """Nodes of the tree, each counted as often as the lists around it have members."""
    if isinstance(tree, t.Quantified | t.Filtered | t.Mapped):
        return steps(tree.source, data) + _members(tree.source, data) * steps(tree.body, data)
    return 1 + sum(steps(part, data) for part in t.parts(tree))


def _members(tree: t.Tree, data: Mapping[str, DataSet]) -> int:
    if isinstance(tree, t.DataList):
        return max(1, len(data[tree.name].items))
    if isinstance(tree, t.Listed):
        return len(tree.values)
    if isinstance(tree, t.Filtered | t.Mapped):
        return _members(tree.source, data)
    return MEMBERS
