"""Rules with their expressions parsed and type-checked, ready to compile."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.i18n import said
from auditor.rulebook.data import DataSet, core_data
from auditor.rulebook.facts.schema import ObjectSpec, shared, spec
from auditor.rulebook.faults import Fault, FaultLog, did_you_mean
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import NotCel, parse
from auditor.rulebook.language.tree import Tree
from auditor.rulebook.language.types import Simple
from auditor.rulebook.language.wrong import Wrong
from auditor.rulebook.pack import PARAM_TYPES, Rule
from auditor.rulebook.yaml_strict import Scalar


@dataclass(frozen=True, slots=True)
class Typed:
    """A rule's expressions for one subject type."""

    applies: Tree
    require: Tree
    levels: tuple[Tree, ...]
    evidence: Tree | None


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule and, per subject type, its typed expressions."""

    rule: Rule
    typed: Mapping[str, Typed]


def check_rule(
    rule: Rule, data: Mapping[str, DataSet] | None = None, *, thorough: bool = True
) -> tuple[CheckedRule | None, tuple[Fault, ...]]:
    """Parse and type-check every expression and message of a rule; all faults, located in its file.

    ``thorough`` also looks for conditions that say nothing or cost too much, which our own packs are known not to have.
    """
    log = FaultLog(rule.file)
    lists = data if data is not None else core_data()
    variable = rule.variable
    reading = shared(rule.subjects) if variable == "subject" else spec(variable)
    _expressions(rule, _environment(rule, reading, lists), log)
    _messages(rule, reading, log)
    if log.faults:
        return None, tuple(log.faults)
    typed = {}
    for subject in rule.subjects:
        quiet = FaultLog(rule.file)
        found = _expressions(rule, _environment(rule, spec(subject), lists), quiet)
        if found is None:
            return None, tuple(quiet.faults)
        typed[subject] = found
    settled = _settled(rule, typed.values(), lists) if thorough else ()
    return (None if settled else CheckedRule(rule, typed)), settled


def _settled(rule: Rule, typed: Iterable[Typed], data: Mapping[str, DataSet]) -> tuple[Fault, ...]:
    from auditor.rulebook.settled.findings import findings

    faults: dict[str, Fault] = {}
    for one in typed:
        for found in findings(rule, one.applies, one.require, one.levels, data):
            line, column = found.source.place(found.at)
            fault = Fault(rule.file, line, column, found.message)
            faults.setdefault(str(fault), fault)
    return tuple(faults.values())


def _environment(rule: Rule, reading: ObjectSpec, data: Mapping[str, DataSet]) -> Environment:
    params = {name: PARAM_TYPES[param.type] for name, param in rule.params.items()}
    return Environment(rule.variable, reading, params, data)


def _expressions(rule: Rule, environment: Environment, log: FaultLog) -> Typed | None:
    applies = expression(rule.applies, environment, log)
    require = expression(rule.require, environment, log)
    levels = [expression(level.when, environment, log) for level in rule.levels]
    evidence = expression(rule.evidence, environment, log, records=True) if rule.evidence else None
    if applies is None or require is None or None in levels or (rule.evidence and evidence is None):
        return None
    return Typed(applies, require, tuple(level for level in levels if level is not None), evidence)


_NOTHING = re.compile(r"(?<!\\)(?:\\\\)*(?P<sign>\\(?:[xX]00|u0000|U00000000|000))")
"""U+0000, which no stored text holds and PostgreSQL takes from nobody: comparing with it would end audits there."""


def expression(source: Scalar, environment: Environment, log: FaultLog, *, records: bool = False) -> Tree | None:
    """One expression parsed and checked; None after noting faults at its place in the file."""
    checker = Checker(environment)
    nothing = _NOTHING.search(source.text)
    if nothing is not None:
        log.add(source.place(nothing.start("sign")), said("no such character in a text"))
        return None
    try:
        syntax = parse(source.text)
        tree = checker.records(syntax) if records else checker.condition(syntax)
    except NotCel as error:
        log.add(source.place(error.offset), error.message, error.suggestion)
        return None
    wrongs: list[Wrong] = sorted(checker.wrongs, key=lambda wrong: wrong.at)
    for wrong in wrongs:
        log.add(source.place(wrong.at), wrong.message, wrong.suggestion)
    return tree


def placeholders(text: str) -> tuple[str, ...]:
    """What stands in the braces of a message; ValueError when they do not match.

    A width or conversion behind the name ("{age:>9}") stays with it, so that it is no name that anybody knows.
    """
    parts = string.Formatter().parse(text)
    return tuple(
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _before, name, form, conversion in parts
        if name is not None
    )


def _messages(rule: Rule, reading: ObjectSpec, log: FaultLog) -> None:
    fields = {name for name, field in reading.fields.items() if isinstance(field.type, Simple) and not field.personal}
    known = {*rule.params, "as_of", *fields}
    for key, texts in (("title", rule.title), ("message", rule.message), ("remedy", rule.remedy)):
        for language, text in texts.items():
            at = rule.text_places.get((key, language), (1, 1))
            try:
                names = placeholders(text)
            except ValueError:
                log.add(at, said("the braces of this text do not match: {value}", value=text[:40]))
                continue
            for name in names:
                if name not in known:
                    bare = re.split("[!:]", name, maxsplit=1)[0]
                    hint = said("write {value}", value=f"{{{bare}}}") if bare in known else did_you_mean(name, known)
                    log.add(at, said("unknown placeholder {name} in a message", name=name), hint)
