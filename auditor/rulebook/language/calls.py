"""Calls: macros over lists, functions of dates and texts, each checked against its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.i18n import said
from auditor.rulebook.faults import did_you_mean
from auditor.rulebook.language import syntax as s
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.signatures import FOLDS, FREE, MACROS, METHODS, PERIODS, TEXT_TESTS
from auditor.rulebook.language.types import RANKED, SUMMABLE, ListOf, Simple
from auditor.rulebook.language.wrong import Wrong

if TYPE_CHECKING:
    from auditor.rulebook.language.checking import Checker

MAX_NESTING = 3


def call(checker: Checker, node: s.Call) -> t.Tree:
    """A function call or method call, checked."""
    if node.target is None:
        return _free(checker, node)
    if node.function in MACROS:
        return _macro(checker, node, node.target)
    if node.function in (*FOLDS, "size"):
        _arity(node, 0)
        return _fold(node, checker.of(node.target))
    if node.function in TEXT_TESTS:
        return _text_test(checker, node, node.target)
    hint = did_you_mean(node.function, METHODS)
    if node.function in FREE:
        hint = said("write {name}(...)", name=node.function)
    raise Wrong(node.at, said("unknown function {name}", name=node.function), hint)


def _arity(node: s.Call, count: int) -> None:
    if len(node.args) != count:
        message = said("{name} takes {n} argument(s), here are {m}", name=node.function, n=count, m=len(node.args))
        raise Wrong(node.at, message)


def _free(checker: Checker, node: s.Call) -> t.Tree:
    if node.function not in FREE:
        hint = did_you_mean(node.function, FREE)
        if node.function in METHODS:
            hint = said("write list.{name}(...)", name=node.function)
        raise Wrong(node.at, said("unknown function {name}", name=node.function), hint)
    _arity(node, 1)
    if node.function == "has":
        return _has(checker, node)
    arg = checker.of(node.args[0])
    if node.function == "date":
        return _date(node, arg)
    if node.function == "size":
        return _fold(node, arg)
    expected = {"year": Simple.DATE, "day": Simple.TIME}.get(node.function, Simple.INT)
    if arg.type is not expected:
        message = said(
            "{name} takes a {expected}, this is {type}", name=node.function, expected=str(expected), type=str(arg.type)
        )
        raise Wrong(arg.at, message)
    given = {"year": Simple.INT, "day": Simple.DATE}.get(node.function) or PERIODS[node.function]
    return t.Function(node.at, given, node.function, (arg,))


def _date(node: s.Call, arg: t.Tree) -> t.Tree:
    from auditor.rulebook.language.checking import date_literal

    if not isinstance(arg, t.Literal):
        raise Wrong(node.at, said("date() takes a literal text"), said('write date("2026-03-01")'))
    return date_literal(node.at, arg.value)


def _has(checker: Checker, node: s.Call) -> t.Tree:
    inner = node.args[0]
    if not isinstance(inner, s.Select) or (
        isinstance(inner.operand, s.Name) and inner.operand.name in ("params", "data")
    ):
        raise Wrong(node.at, said("has() takes a field of a record: has(host.agency)"))
    owner = checker.of(inner.operand)
    found = checker.field(owner, inner)
    if isinstance(found.type, ListOf):
        hint = said("write size({name}) > 0", name=inner.field)
        raise Wrong(inner.at, said("a list is always there, it may be empty"), hint)
    return t.Has(node.at, Simple.BOOL, owner, inner.field)


def _macro(checker: Checker, node: s.Call, target: s.Syntax) -> t.Tree:
    source = checker.of(target)
    if not isinstance(source.type, ListOf):
        message = said("{name} goes over a list, this is {type}", name=node.function, type=str(source.type))
        raise Wrong(node.at, message)
    _arity(node, 2)
    variable, body = node.args
    if not isinstance(variable, s.Name):
        raise Wrong(variable.at, said("{name} takes a new variable first: {name}(x, ...)", name=node.function))
    if variable.name in checker.members or variable.name in (
        checker.environment.root,
        "as_of",
        "as_of_end",
        "params",
        "data",
    ):
        raise Wrong(variable.at, said("the name {name} is taken", name=variable.name), said("choose another variable"))
    inner = _within(checker, node, variable, source, body)
    if node.function in ("exists", "all", "exists_one", "filter") and inner.type is not Simple.BOOL:
        raise Wrong(inner.at, said("true or false is expected here, this is {type}", type=str(inner.type)))
    if node.function == "filter":
        return t.Filtered(node.at, source.type, source, variable.name, inner)
    if node.function == "map":
        if not isinstance(inner.type, Simple):
            raise Wrong(inner.at, said("map() gives single values, not {type}", type=str(inner.type)))
        return t.Mapped(node.at, ListOf(inner.type), source, variable.name, inner)
    return t.Quantified(node.at, Simple.BOOL, node.function, source, variable.name, inner)


def _within(checker: Checker, node: s.Call, variable: s.Name, source: t.Tree, body: s.Syntax) -> t.Tree:
    """The body with the variable bound; nesting is counted in child lists that a body reaches."""
    if checker.nesting >= MAX_NESTING:
        message = said("quantifiers may be nested {n} deep at most", n=MAX_NESTING)
        raise Wrong(node.at, message, said("split the rule, or ask for a derived field"))
    assert isinstance(source.type, ListOf)
    words = _element_words(checker, source)
    checker.members[variable.name] = t.Member(variable.at, source.type.element, variable.name, words)
    checker.nesting += 1
    try:
        return checker.of(body)
    finally:
        checker.nesting -= 1
        del checker.members[variable.name]


def _element_words(checker: Checker, source: t.Tree) -> str:
    if isinstance(source, t.Pick):
        return source.words
    if isinstance(source, t.Filtered):
        return _element_words(checker, source.source)
    if isinstance(source, t.Mapped) and isinstance(source.body, t.Pick | t.Member):
        return source.body.words
    if isinstance(source, t.DataList):
        return checker.environment.data[source.name].words.get("", "")
    return ""


def _fold(node: s.Call, source: t.Tree) -> t.Tree:
    if node.function == "size":
        if source.type is Simple.STRING:
            return t.Function(node.at, Simple.INT, "size", (source,))
        if isinstance(source.type, ListOf):
            return t.Folded(node.at, Simple.INT, "size", source)
        raise Wrong(node.at, said("size takes a list or a text, this is {type}", type=str(source.type)))
    allowed = SUMMABLE if node.function == "sum" else RANKED
    if not isinstance(source.type, ListOf) or source.type.element not in allowed:
        message = said("{name} takes a list of numbers, this is {type}", name=node.function, type=str(source.type))
        raise Wrong(node.at, message, said("take one field with map(x, x.field) first"))
    element = source.type.element
    return t.Folded(node.at, element, node.function, source)


def _text_test(checker: Checker, node: s.Call, target: s.Syntax) -> t.Tree:
    _arity(node, 1)
    text, pattern = checker.of(target), checker.of(node.args[0])
    for side in (text, pattern):
        if side.type is not Simple.STRING:
            message = said("{name} goes between texts, this is {type}", name=node.function, type=str(side.type))
            raise Wrong(side.at, message)
    if node.function == "matches":
        _pattern(pattern)
    return t.Function(node.at, Simple.BOOL, node.function, (text, pattern))


def _pattern(pattern: t.Tree) -> None:
    if not isinstance(pattern, t.Literal):
        raise Wrong(pattern.at, said("the pattern of matches must be a literal text"))
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        re2.compile(str(pattern.value), options)
    except re2.error as error:
        raise Wrong(pattern.at, said("not a pattern: {what}", what=_plainly(error))) from None


def _plainly(error: Exception) -> str:
    """RE2 gives its complaint as bytes."""
    said_by = error.args[0] if error.args else ""
    return said_by.decode("utf-8", errors="replace") if isinstance(said_by, bytes) else str(said_by)
