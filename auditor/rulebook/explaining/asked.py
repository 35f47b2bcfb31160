"""What a rule asks, in words, of nobody in particular; and the facts of its examples as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.i18n import Message, Twin, said
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.explaining.looking import Loop
from auditor.rulebook.explaining.names import field_of, flag_of, noun
from auditor.rulebook.explaining.sentences import SHORT, plain_count, sentence
from auditor.rulebook.explaining.terms import NOTHING, Said, Terms, shown
from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS
from auditor.rulebook.facts.schema import objects
from auditor.rulebook.language import tree as t


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition as a sentence; ``parts`` are what it asks of each member of a list."""

    says: Message
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a rule for one subject type: when it applies, what it asks, its levels."""

    type: str
    applies: tuple[Clause, ...]
    require: tuple[Clause, ...]
    levels: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A line of an example's facts; ``depth`` 0 is the subject itself."""

    depth: int
    name: Twin
    value: Twin


def asked(checked: CheckedRule, subject_type: str, params: Mapping[str, object]) -> Asked:
    """The rule's sentences with the parameters' values in them."""
    terms = Terms(subject_type, params, lambda _tree: NOTHING)
    typed = checked.typed[subject_type]
    levels = tuple(_clause(tree, terms) for tree in typed.levels)
    return Asked(subject_type, _clauses(typed.applies, terms), _clauses(typed.require, terms), levels)


def _clauses(tree: t.Tree, terms: Terms) -> tuple[Clause, ...]:
    """What must hold all together, one by one."""
    return tuple(_clause(part, terms) for part in _together(tree))


def _clause(tree: t.Tree, terms: Terms) -> Clause:
    lists = list(_long_lists(tree))
    if not lists:
        parts: tuple[Clause, ...] = ()
    elif len(lists) == 1:
        parts = _clauses(lists[0].body, terms.within(lists[0].var))
    else:
        parts = tuple(_of_list(one, terms) for one in lists)
    return Clause(_message(sentence(tree, terms)), parts)


def _of_list(loop: Loop, terms: Terms) -> Clause:
    named = said("of {list}", list=terms.of(loop.source)) if isinstance(loop, t.Filtered) else sentence(loop, terms)
    return Clause(_message(named), _clauses(loop.body, terms.within(loop.var)))


def _long_lists(tree: t.Tree) -> Iterator[Loop]:
    """The lists whose members are asked for more than the sentence itself says."""
    if isinstance(tree, t.Quantified | t.Filtered):
        if isinstance(tree, t.Filtered) or plain_count(tree.body) > SHORT:
            yield tree
        return
    for part in t.parts(tree):
        yield from _long_lists(part)


def _together(tree: t.Tree) -> Iterator[t.Tree]:
    if isinstance(tree, t.Operation) and tree.op == "&&":
        for part in tree.args:
            yield from _together(part)
        return
    yield tree


def _message(text: Said) -> Message:
    return text if isinstance(text, Message) else said("{clause}", clause=text)


def facts_told(facts: Mapping[str, object]) -> tuple[FactLine, ...]:
    """The facts of an example: one line per field, those of records below the record they belong to."""
    lines: list[FactLine] = []
    for kind, fields in facts.items():
        lines.append(FactLine(0, noun(kind), Twin("", "")))
        lines.extend(_fields(kind, fields, 1))
    return tuple(lines)


def _fields(kind: str, fields: object, depth: int) -> Iterator[FactLine]:
    if not isinstance(fields, Mapping):
        return
    for name, value in fields.items():
        inner = CHILDREN.get(kind, {}).get(name) or OBJECT_FIELDS.get(kind, {}).get(name)
        if inner is None:
            yield _line(kind, name, value, depth)
            continue
        records = value if isinstance(value, list | tuple) else [value]
        if not records:
            yield FactLine(depth, field_of(kind, name), Twin("没有", "none"))
        for number, record in enumerate(records, start=1):
            at = Twin(f"第 {number} 条", f"No. {number}") if len(records) > 1 else Twin("", "")
            yield FactLine(depth, noun(inner), at)
            yield from _fields(inner, record, depth + 1)


def _line(kind: str, name: str, value: object, depth: int) -> FactLine:
    field = objects()[kind].fields.get(name) if kind in objects() else None
    if isinstance(value, bool):
        holds, lacks = flag_of(kind, name)
        return FactLine(depth, holds if value else lacks, Twin("", ""))
    words = field.words if field is not None else ""
    return FactLine(depth, field_of(kind, name), _value(value, words))


def _value(value: object, words: str) -> Twin:
    if isinstance(value, Mapping):
        parts = [Twin(f"{key} {_value(one, '').zh}", f"{key} {_value(one, '').en}") for key, one in value.items()]
    elif isinstance(value, list | tuple):
        parts = [_value(one, words) for one in value]
    else:
        return shown(value, words)
    if not parts:
        return Twin("空", "empty")
    return Twin("、".join(one.zh for one in parts), ", ".join(one.en for one in parts))
