"""Conditions as sentences: what is asked, with the value that stands there, in words an officer uses."""

from __future__ import annotations

from auditor.i18n import Message, Twin, said
from auditor.rulebook.explaining.names import flag_of, many, noun
from auditor.rulebook.explaining.terms import NOTHING, Said, Terms, shown
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.comparing import same_for_all
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
SHORT = 3
"""So many plain conditions are said within the sentence about a list; more stand below it."""


def sentence(tree: t.Tree, terms: Terms, *, holds: bool = True) -> Said:
    """The condition, or with ``holds`` false its opposite, as a clause."""
    if isinstance(tree, t.Operation):
        return _operation(tree, terms, holds)
    if isinstance(tree, t.Quantified):
        return _quantified(tree, terms, holds)
    if isinstance(tree, t.Has):
        name = terms.of(tree)
        return said("{field} is given", field=name) if holds else said("{field} is not given", field=name)
    if isinstance(tree, t.Pick):
        return _flag(tree, terms, holds)
    if isinstance(tree, t.Function):
        return _text_test(tree, terms, holds)
    if isinstance(tree, t.Literal):
        return said("always") if bool(tree.value) == holds else said("never")
    name = terms.with_value(tree)
    return said("{condition} holds", condition=name) if holds else said("{condition} does not hold", condition=name)


def _operation(tree: t.Operation, terms: Terms, holds: bool) -> Said:
    if tree.op == "!":
        return sentence(tree.args[0], terms, holds=not holds)
    if tree.op in ("&&", "||"):
        return _joined(tree, terms, holds)
    if tree.op == "?:":
        question, yes, no = tree.args
        return said(
            "if {question}: {yes}; else: {no}",
            question=sentence(question, terms),
            yes=sentence(yes, terms, holds=holds),
            no=sentence(no, terms, holds=holds),
        )
    if tree.op == "in":
        return _membership(tree, terms, holds)
    return _comparison(tree, terms, holds)


def _joined(tree: t.Operation, terms: Terms, holds: bool) -> Said:
    together = (tree.op == "&&") == holds
    first, *rest = tree.args
    if not together and holds and isinstance(first, t.Operation) and first.op == "!":
        # "not a, or b" is what "if a then b" says.
        then = rest[0] if len(rest) == 1 else t.Operation(tree.at, tree.type, "||", tuple(rest))
        return said("if {question}, then {then}", question=sentence(first.args[0], terms), then=sentence(then, terms))
    clauses = [_closed(arg, terms, holds, within_and=together) for arg in tree.args]
    whole = clauses[0]
    for clause in clauses[1:]:
        joined = said("{first}, and {second}" if together else "{first}, or {second}", first=whole, second=clause)
        whole = joined
    return whole


def _closed(tree: t.Tree, terms: Terms, holds: bool, *, within_and: bool) -> Said:
    """A clause within others, in brackets where its own "or" would be misread."""
    made = sentence(tree, terms, holds=holds)
    if isinstance(tree, t.Operation) and (tree.op in ("&&", "||", "?:")):
        alternatives = (tree.op == "||") == holds
        if alternatives == within_and:
            return said("({clause})", clause=made)
    return made


def _comparison(tree: t.Operation, terms: Terms, holds: bool) -> Said:
    left, right = tree.args
    op = tree.op if holds else OPPOSITE[tree.op]
    if same_for_all(left) and not same_for_all(right):
        left, right, op = right, left, MIRROR[op]
    some = _emptiness(left, right, op)
    if some is not None:
        assert isinstance(left, t.Folded)
        name, filters = source_of(left.source, terms)
        if not filters:
            return said("{list}: at least one", list=name) if some else said("{list}: none", list=name)
    words = words_name(left) or words_name(right)
    right_said = terms.with_value(right, words)
    value = terms.value(left)
    if left.type is Simple.BOOL or (left.type is Simple.STRING and op in ("==", "!=")):
        return _worded(terms.of(left, words), op, right_said, value, terms.value(right), words)
    left_said = terms.with_value(left, words)
    if left.type in (Simple.DATE, Simple.TIME):
        return _days(left_said, op, right_said)
    return _numbers(left_said, op, right_said)


def words_name(tree: t.Tree) -> str:
    """The word list that a text comes from; empty where any text may stand."""
    return tree.words if isinstance(tree, t.Pick | t.Member) else ""


def _emptiness(left: t.Tree, right: t.Tree, op: str) -> bool | None:
    """Whether a list's number is only asked whether there is any."""
    if not (isinstance(left, t.Folded) and left.name == "size" and isinstance(right, t.Literal)):
        return None
    asked = (op, right.value)
    if asked in ((">", 0), (">=", 1), ("!=", 0)):
        return True
    return False if asked in (("==", 0), ("<", 1), ("<=", 0)) else None


def _worded(left: Said, op: str, right: Said, value: object, other: object, words: str) -> Said:
    made = (
        said("{field} is {value}", field=left, value=right)
        if op == "=="
        else said("{field} is not {value}", field=left, value=right)
    )
    if op not in ("==", "!=") or value is NOTHING or (value is not None and value == other):
        return made
    return said("{clause} (here: {value})", clause=made, value=shown(value, words))


def _days(left: Said, op: str, right: Said) -> Message:
    made = {
        "==": said("{day} is {other}", day=left, other=right),
        "!=": said("{day} is not {other}", day=left, other=right),
        "<": said("{day} is before {other}", day=left, other=right),
        "<=": said("{day} is not after {other}", day=left, other=right),
        ">": said("{day} is after {other}", day=left, other=right),
        ">=": said("{day} is not before {other}", day=left, other=right),
    }
    return made[op]


def _numbers(left: Said, op: str, right: Said) -> Message:
    made = {
        "==": said("{number} equals {other}", number=left, other=right),
        "!=": said("{number} differs from {other}", number=left, other=right),
        "<": said("{number} is less than {other}", number=left, other=right),
        "<=": said("{number} is at most {other}", number=left, other=right),
        ">": said("{number} is more than {other}", number=left, other=right),
        ">=": said("{number} is at least {other}", number=left, other=right),
    }
    return made[op]


def _membership(tree: t.Operation, terms: Terms, holds: bool) -> Said:
    left, right = tree.args
    words = words_name(left) or words_name(right) or _element_words(right)
    choice: Said = _alternatives(right, words) if isinstance(right, t.Listed) else terms.of(right)
    if same_for_all(left) or isinstance(right, t.Pick):
        element = terms.with_value(left, words)
        return (
            said("{list} holds {element}", list=choice, element=element)
            if holds
            else said("{list} does not hold {element}", list=choice, element=element)
        )
    name, value = terms.of(left, words), terms.value(left)
    made = (
        said("{field} is one of: {choice}", field=name, choice=choice)
        if holds
        else said("{field} is none of: {choice}", field=name, choice=choice)
    )
    return made if value is NOTHING else said("{clause} (here: {value})", clause=made, value=shown(value, words))


def _element_words(tree: t.Tree) -> str:
    from auditor.rulebook.data import core_data

    found = core_data().get(tree.name) if isinstance(tree, t.DataList) else None
    return found.words.get("", "") if found is not None else ""


def _alternatives(tree: t.Listed, words: str) -> Twin:
    texts = [shown(one, words) for one in tree.values]
    return Twin("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))


def _flag(tree: t.Pick, terms: Terms, holds: bool) -> Said:
    owner = tree.object
    kind = owner.type.name if isinstance(owner.type, ObjectOf) else ""
    yes, no = flag_of(kind, tree.field)
    told = yes if holds else no
    if isinstance(owner, t.Member) and owner is not None and terms.is_outer(owner.name):
        return said("that {owner}: {clause}", owner=noun(kind), clause=told)
    if isinstance(owner, t.Pick):
        return said("{owner}: {clause}", owner=terms.of(owner), clause=told)
    return told


def _text_test(tree: t.Function, terms: Terms, holds: bool) -> Said:
    text, part = (terms.with_value(arg) for arg in tree.args)
    made = {
        "contains": said("{text} contains {part}", text=text, part=part) if holds else said(
            "{text} does not contain {part}", text=text, part=part),
        "startsWith": said("{text} begins with {part}", text=text, part=part) if holds else said(
            "{text} does not begin with {part}", text=text, part=part),
        "endsWith": said("{text} ends with {part}", text=text, part=part) if holds else said(
            "{text} does not end with {part}", text=text, part=part),
        "matches": said("{text} has the form {part}", text=text, part=part) if holds else said(
            "{text} has not the form {part}", text=text, part=part),
    }  # fmt: skip
    return made[tree.name]


def source_of(tree: t.Tree, terms: Terms) -> tuple[Said, list[tuple[str, t.Tree]]]:
    """What a list is called, and the filters (variable, condition) it went through."""
    if isinstance(tree, t.Filtered):
        name, filters = source_of(tree.source, terms)
        return name, [*filters, (tree.var, tree.body)]
    if isinstance(tree, t.Mapped):
        return source_of(tree.source, terms)
    if isinstance(tree.type, ListOf) and isinstance(tree.type.element, ObjectOf) and not isinstance(tree, t.DataList):
        return many(tree.type.element.name), []
    return terms.of(tree), []


def plain_count(tree: t.Tree) -> int:
    """How many plain conditions a condition is made of; one with a list in it counts as too many."""
    if isinstance(tree, t.Quantified | t.Folded | t.Filtered | t.Mapped):
        return SHORT + 1
    if isinstance(tree, t.Operation) and tree.op in ("&&", "||", "!", "?:"):
        return sum(plain_count(arg) for arg in tree.args)
    inner = sum(SHORT + 1 for part in t.parts(tree) if isinstance(part, t.Folded | t.Quantified))
    return 1 + inner


def _quantified(tree: t.Quantified, terms: Terms, holds: bool) -> Said:
    name, filters = source_of(tree.source, terms)
    conditions = [*filters, (tree.var, tree.body)]
    if sum(plain_count(body) for _var, body in conditions) > SHORT:
        return _open(tree.kind, name, holds)
    clauses = [sentence(body, terms.without_values(var)) for var, body in conditions]
    clause = clauses[0]
    for more in clauses[1:]:
        clause = said("{first}, and {second}", first=clause, second=more)
    made = {
        ("exists", True): said("one of the {nouns}: {clause}", nouns=name, clause=clause),
        ("exists", False): said("none of the {nouns}: {clause}", nouns=name, clause=clause),
        ("all", True): said("each of the {nouns}: {clause}", nouns=name, clause=clause),
        ("all", False): said("not each of the {nouns}: {clause}", nouns=name, clause=clause),
        ("exists_one", True): said("exactly one of the {nouns}: {clause}", nouns=name, clause=clause),
        ("exists_one", False): said("not exactly one of the {nouns}: {clause}", nouns=name, clause=clause),
    }
    return made[tree.kind, holds]


def _open(kind: str, name: Said, holds: bool) -> Said:
    made = {
        ("exists", True): said("one of the {nouns} fits what stands below", nouns=name),
        ("exists", False): said("none of the {nouns} fits what stands below", nouns=name),
        ("all", True): said("each of the {nouns} fits what stands below", nouns=name),
        ("all", False): said("not each of the {nouns} fits what stands below", nouns=name),
        ("exists_one", True): said("exactly one of the {nouns} fits what stands below", nouns=name),
        ("exists_one", False): said("not exactly one of the {nouns} fits what stands below", nouns=name),
    }
    return made[kind, holds]
