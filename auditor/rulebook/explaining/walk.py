"""Builds the tree of an explanation: conditions in their positive form, lists with the members they looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from auditor.i18n import Message, Twin, said
from auditor.rulebook.book import Book
from auditor.rulebook.explaining.looking import Found, Looking, Loop, Path
from auditor.rulebook.explaining.names import noun
from auditor.rulebook.explaining.nodes import Answer, Explanation, Node, Place, RecordRef, deciding
from auditor.rulebook.explaining.sentences import SHORT, plain_count, sentence
from auditor.rulebook.explaining.terms import NOTHING, Terms, shown
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.types import ObjectOf, Simple
from auditor.rulebook.language.writing import written
from auditor.rulebook.sql.values import Moment

MOST = 50
"""Members shown per list."""


def explain(
    connection: Connection, book: Book, moment: Moment, rule_id: str, subject_type: str, subject_id: int
) -> Explanation:
    """Every condition of the rule with its value for the subject, whether or not it is judged that day."""
    checked = book.rule_on(rule_id, moment.as_of)
    looking = Looking(connection, book, moment, checked, subject_type, subject_id)
    typed = checked.typed[subject_type]
    builder = _Builder(looking, subject_type)
    applies, require, *levels = (builder.root(tree) for tree in (typed.applies, typed.require, *typed.levels))
    return deciding(applies, require, levels)


class _At:
    """A place within the lists: how to reach it, the records on the way by variable, the values known there."""

    def __init__(self, path: Path, records: dict[str, RecordRef], values: dict[int, object], inner: str = "") -> None:
        self.path, self.records, self.values, self.inner = path, records, values, inner


class _Builder:
    def __init__(self, looking: Looking, subject_type: str) -> None:
        self._looking = looking
        self._type = subject_type

    def root(self, tree: t.Tree) -> Node:
        """A whole condition."""
        values = self._looking.values((), list(scalars(tree)))
        return self._node(tree, _At((), {}, values), holds=True, live=True)

    def _terms(self, at: _At) -> Terms:
        def look(tree: t.Tree) -> object:
            if same_for_all(tree):
                return self._looking.fixed(tree)
            return at.values.get(id(tree), NOTHING)

        return Terms(self._type, self._looking.params, look, at.inner)

    def _node(self, tree: t.Tree, at: _At, *, holds: bool, live: bool) -> Node:
        """``live`` nodes decide the answer; lists within lists are gone into for them alone."""
        if isinstance(tree, t.Operation) and tree.op == "!":
            return self._node(tree.args[0], at, holds=not holds, live=live)
        value = self._value(tree, at)
        known = None if value is NOTHING or value is None else bool(value) is holds
        text = written(tree) if holds else f"!({written(tree)})"
        node = Node(text, _message(sentence(tree, self._terms(at), holds=holds)), known, judged=value is not NOTHING)
        if isinstance(tree, t.Operation) and tree.op in ("&&", "||"):
            link = "and" if (tree.op == "&&") == holds else "or"
            same = [live and self._value(arg, at) is value for arg in tree.args]
            parts = tuple(self._node(arg, at, holds=holds, live=on) for arg, on in zip(tree.args, same, strict=True))
            return replace(node, link=link, parts=parts)
        if isinstance(tree, t.Operation) and tree.op == "?:":
            return replace(node, link="if", parts=self._branches(tree, at, holds=holds, live=live))
        if isinstance(tree, t.Quantified):
            link = _LINKS[tree.kind, holds]
            if not live and at.path:
                return replace(node, link=link)
            return self._over_list(tree, at, node, link, live=live)
        folded = _folded(tree)
        if folded is not None and node.judged and (live or not at.path):
            node = self._over_list(folded, at, node, "folded", live=live)
        return replace(node, empties=tuple(self._empties(tree, at)))

    def _value(self, tree: t.Tree, at: _At) -> Answer | object:
        """True, false, None for unknown; NOTHING where nothing is there to judge. Kleene's logic joins the parts."""
        if same_for_all(tree):
            value = self._looking.fixed(tree)
        elif isinstance(tree, t.Operation) and tree.op in _LOGIC:
            return _joined(tree.op, [self._value(arg, at) for arg in tree.args])
        else:
            value = at.values.get(id(tree), NOTHING)
        return value if value is NOTHING or value is None else bool(value)

    def _branches(self, tree: t.Operation, at: _At, *, holds: bool, live: bool) -> tuple[Node, ...]:
        question, yes, no = tree.args
        answer = self._value(question, at)
        asked = self._node(question, at, holds=answer is not False, live=live)
        if answer is None:
            return (asked,)
        taken = [yes, no] if answer is NOTHING else [yes if answer is True else no]
        return asked, *(self._node(one, at, holds=holds, live=live) for one in taken)

    def _over_list(self, loop: Loop, at: _At, node: Node, link: str, *, live: bool) -> Node:
        """The members of a list, or what is looked for where there are none."""
        pattern = plain_count(loop.body) > SHORT or isinstance(loop, t.Filtered)
        if not node.judged:
            return replace(node, link=link, parts=self._pattern(loop, at) if pattern else ())
        found = self._looking.members(at.path, loop, list(scalars(loop.body)))
        fitting = [one for one in found if not one.beside]
        if not fitting:
            parts = self._pattern(loop, at) if pattern and not found else ()
            return replace(node, link=link, parts=parts, left_out=0 if parts else len(found))
        wanted = node.value if link in ("any", "every") else None if node.value is None else not node.value
        if link in ("one", "folded"):
            wanted = True
        members = [self._member(one, loop, at, wanted, live=live) for one in fitting]
        members.sort(key=lambda one: (one.value is False) if link in ("any", "none", "folded") else (one.value is True))
        return replace(node, link=link, parts=tuple(members[:MOST]), left_out=max(0, len(members) - MOST))

    def _pattern(self, loop: Loop, at: _At) -> tuple[Node, ...]:
        body = self._node(loop.body, _At(at.path, at.records, {}, loop.var), holds=True, live=True)
        return body.parts if body.link == "and" else (body,)

    def _member(self, found: Found, loop: Loop, at: _At, wanted: Answer, *, live: bool) -> Node:
        key = _key(found)
        record = None if found.id is None else record_of(found)
        records = {**at.records, **({loop.var: record} if record else {})}
        # What is known further out is known here too: a condition may look back at an outer member.
        here = _At((*at.path, found.frame), records, {**at.values, **found.values}, loop.var)
        if loop.body.type is not Simple.BOOL:
            return Node(key.en, _called(found, key), None, record=record)
        live = live and self._value(loop.body, here) is wanted
        body = self._node(loop.body, here, holds=True, live=live)
        parts = body.parts if body.link == "and" else (body,)
        return Node(key.en, _called(found, key), body.value, "and", parts, record)

    def _empties(self, tree: t.Tree, at: _At) -> Iterator[Place]:
        if isinstance(tree, t.Quantified | t.Filtered | t.Mapped | t.Folded):
            return
        if isinstance(tree, t.Pick) and at.values.get(id(tree), NOTHING) is None:
            owner = tree.object
            kind = owner.type.name if isinstance(owner.type, ObjectOf) else ""
            record = at.records.get(owner.name) if isinstance(owner, t.Member) else None
            yield Place(kind, tree.field, record)
        for part in t.parts(tree):
            yield from self._empties(part, at)


_LINKS = {
    ("exists", True): "any", ("exists", False): "none", ("all", True): "every", ("all", False): "notevery",
    ("exists_one", True): "one", ("exists_one", False): "one",
}  # fmt: skip


def record_of(found: Found) -> RecordRef:
    """The record that a member of a list is; only for members that are records."""
    assert found.id is not None
    return RecordRef(found.kind, found.id, _key(found))


def _key(found: Found) -> Twin:
    names = [shown(value, words) for value, words in found.names if value is not None]
    between = " " if found.kind else " · "
    return Twin(between.join(one.zh for one in names), between.join(one.en for one in names))


def _called(found: Found, key: Twin) -> Message:
    return said("{kind} {key}", kind=noun(found.kind), key=key) if found.kind else said("“{entry}”", entry=key)


_LOGIC = ("&&", "||", "!", "?:")


def _joined(op: str, values: list[Any]) -> Answer | object:
    if NOTHING in values:
        return NOTHING
    if op == "!":
        return None if values[0] is None else not values[0]
    if op == "?:":
        question, yes, no = values
        return None if question is None else yes if question else no
    decided = op == "||"
    if decided in values:
        return decided
    return None if None in values else not decided


def _message(text: Message | Twin) -> Message:
    return text if isinstance(text, Message) else said("{clause}", clause=text)


def scalars(tree: t.Tree) -> Iterator[t.Tree]:
    """The parts whose values are asked for at one place: all but what stands within lists further in."""
    logic = isinstance(tree, t.Operation) and tree.type is Simple.BOOL and tree.op in _LOGIC
    if isinstance(tree.type, Simple) and not isinstance(tree, t.Literal) and not logic:
        yield tree
    if isinstance(tree, t.Quantified | t.Filtered | t.Mapped | t.Folded):
        return
    for part in t.parts(tree):
        yield from scalars(part)


def _folded(tree: t.Tree) -> Loop | None:
    """The list whose number or sum a plain condition compares, where it went through a filter."""
    for part in t.parts(tree):
        if isinstance(part, t.Folded):
            source = part.source
            while isinstance(source, t.Mapped):
                source = source.source
            return source if isinstance(source, t.Filtered) else None
    return None
