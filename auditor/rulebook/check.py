"""Checks a pack or rule folder: every fault, and the rules that are in order."""

from __future__ import annotations

from pathlib import Path

from auditor import installed
from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.rulebook.checked import CheckedRule, check_rule
from auditor.rulebook.data import core_data
from auditor.rulebook.faults import Fault, in_file_order
from auditor.rulebook.loading import is_pack, is_rule, load_pack, load_versions
from auditor.rulebook.pack import Pack, Result, Rule

MOST_CHARACTERS = 200_000
"""Three times what our own packs have; reading as many takes seconds at most, however they are written."""


def check_path(path: Path) -> list[Fault]:
    """Every fault of a pack or rule folder, in file order; ids and lists that packs of the program have are taken.

    Raises CallerMistake when the path is neither.
    """
    from auditor.rulebook.book import OURS, claimed

    _good, faults, pack = read_path(path)
    if pack is None or pack.id in OURS:
        return faults
    rules = {one.parent.name for name in OURS for one in (installed.rules() / name).glob("*/rule.yaml")}
    faults += claimed("pack.yaml", pack.data, core_data(), pack.id)
    for rule in pack.rules:
        faults += claimed(rule.file, (rule.id,), rules, pack.id)
    return faults


def read_path(path: Path, *, examples: bool = True) -> tuple[list[CheckedRule], list[Fault], Pack | None]:
    """The rules of a pack or rule folder that are in order, the faults of all, the pack where it is one.

    Without ``examples`` they are neither read nor asked for: most of a pack's text, and none of its judgement.
    """
    faults: list[Fault] = []
    pack: Pack | None = None
    published = is_pack(path)
    if published:
        loaded = load_pack(path, examples=examples)
        pack = loaded.pack
        faults.extend(loaded.faults)
        rules = loaded.pack.rules if loaded.pack else ()
    elif is_rule(path):
        rules, found = load_versions(path, examples=examples)
        faults.extend(found)
    else:
        message = said("{path} is neither a rule folder nor a pack folder", path=str(path))
        if path.is_file():
            raise CallerMistake(message, said("an overlay is checked by: auditor rules impact {path}", path=str(path)))
        raise CallerMistake(message, said("a rule folder holds rule.yaml, a pack folder holds pack.yaml"))
    length = sum(_length(rule) for rule in rules)
    if length > MOST_CHARACTERS:
        message = said("the conditions of a pack may have at most {n} characters in all", n=MOST_CHARACTERS)
        faults.append(Fault("pack.yaml", 0, 0, message))
        rules = ()
    good: list[CheckedRule] = []
    data = dict(core_data())
    data.update(pack.data if pack is not None else {})
    for rule in rules:
        checked, found = check_rule(rule, data, thorough=examples)
        faults.extend(found)
        # A single rule may still be a draft without examples; a published pack holds none without.
        if examples and (published or (path / "examples.yaml").is_file()):
            faults.extend(_exemplified(rule))
        if examples and published:
            faults.extend(_untold(rule))
        if checked is not None:
            good.append(checked)
    return good, list(in_file_order(faults)), pack


def _length(rule: Rule) -> int:
    return sum(len(one.text) for one in (rule.applies, rule.require, *(level.when for level in rule.levels)))


def _exemplified(rule: Rule) -> list[Fault]:
    """A published rule has at least one pass, one fail and one of unknown or notapplicable."""
    answers = {example.expect for example in rule.examples}
    enough = {Result.PASS, Result.FAIL} <= answers and answers & {Result.UNKNOWN, Result.NOTAPPLICABLE}
    if enough:
        return []
    message = said("the rule needs examples: one pass, one fail, one unknown or notapplicable")
    return [Fault(rule.file.replace("rule.yaml", "examples.yaml"), 0, 0, message)]


def _untold(rule: Rule) -> list[Fault]:
    """A published rule says what to do, and names and bounds its parameters, to whoever reads or tunes it."""
    missing = [] if rule.remedy else ["remedy"]
    for name, param in rule.params.items():
        missing += [] if param.label else [f"params.{name}.label"]
        bounded = param.type in ("bool", "text") or param.choices
        missing += [] if bounded else [f"params.{name}.{end}" for end in ("min", "max") if getattr(param, end) is None]
    return [Fault(rule.file, 1, 1, said("{key} is missing", key=name)) for name in missing]
