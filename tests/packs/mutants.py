"""Whether the examples of rules notice when a rule is altered: ``python -m tests.packs.mutants --write``.

Each alteration is compiled by the same compiler and judged on the rule's own examples in a real store; it is caught
when the result, severity or effect of any example changes. What no example notices is listed in words, and told apart
from what is provably the same rule.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from auditor import installed
from auditor.rulebook.book import Book
from auditor.rulebook.check import read_path
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.data import DataSet, core_data
from auditor.rulebook.example_store import Store
from auditor.rulebook.examples import prepared, scratch
from auditor.rulebook.judging import judged_code, verdict_of
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.rewriting import fields_read
from auditor.rulebook.pack import Effect, Example, Result, Severity
from auditor.rulebook.settled.possible import possible
from auditor.rulebook.sql.values import Moment
from tests.packs.mutating import Mutant, mutants

PAGE = Path(__file__).parents[2] / "docs" / "rule-mutants.md"
Answer = tuple[Result, Severity | None, Effect | None]


REASONED = {
    ("CT-01", "require: c.counterparty"): "a host's contracts are those whose counterparty the host is",
    ("TR-01", "level 1: t.completed_on > host.first_live → t.completed_on >= host.first_live"): (
        "passed on the day of the first broadcast is what the rule requires, so no level is asked then"
    ),
}
"""Alterations that change no answer for a reason that the prover does not see: rule and beginning of the words."""


@dataclass
class Tried:
    """What became of one rule's alterations."""

    rule_id: str
    caught: list[Mutant] = field(default_factory=list)
    same: list[Mutant] = field(default_factory=list)
    """Provably the same answer wherever both are true or false."""
    survived: list[Mutant] = field(default_factory=list)

    @property
    def counted(self) -> int:
        """Alterations that could be caught."""
        return len(self.caught) + len(self.survived)

    @property
    def share(self) -> float:
        """The share caught of those that could be."""
        return len(self.caught) / self.counted if self.counted else 1.0


def rules() -> Iterator[tuple[CheckedRule, Mapping[str, DataSet]]]:
    """Every published rule with the lists it may read."""
    for path in sorted(installed.rules().glob("*/pack.yaml")):
        checked, _faults, pack = read_path(path.parent)
        assert pack is not None
        for one in checked:
            yield one, {**core_data(), **pack.data}


def tried(store: Connection, checked: CheckedRule, data: Mapping[str, DataSet], wanted: Iterable[Mutant]) -> Tried:
    """Judge alterations of a rule on the rule's examples, one example after the other, until each is caught."""
    found = Tried(checked.rule.id)
    left = [(made, Book((), (made.checked,), data)) for made in wanted]
    original = Book((), (checked,), data)
    for example in checked.rule.examples:
        if not left:
            break
        try:
            subject_id, kind, overrides = _stored(store, checked, example)
            before = _answer(store, original, kind, subject_id, example, overrides)
            still = []
            for made, book in left:
                unread = before is not None and not _read(made.part, before[0])
                if unread or _answer(store, book, kind, subject_id, example, overrides) == before:
                    still.append((made, book))
                else:
                    found.caught.append(made)
            left = still
        finally:
            store.rollback()
    for made, _book in left:
        same = reason(checked.rule.id, made) or _same(checked, made.checked)
        (found.same if same else found.survived).append(made)
    return found


def _read(part: str, result: Result) -> bool:
    """Whether a rule that gives this result has come to that condition at all."""
    if part.startswith("level"):
        return result is Result.FAIL
    return part != "require" or result is not Result.NOTAPPLICABLE


def reason(rule_id: str, made: Mutant) -> str:
    """Why an alteration changes no answer, where that was found by thinking."""
    found = (why for (rule, words), why in REASONED.items() if rule == rule_id and made.words.startswith(words))
    return next(found, "")


def _stored(store: Connection, checked: CheckedRule, example: Example) -> tuple[int, str, frozenset[tuple[str, str]]]:
    kind = next(name for name in example.facts if name in checked.rule.subjects)
    typed = checked.typed[kind]
    read = frozenset().union(*(fields_read(tree) for tree in (typed.applies, typed.require, *typed.levels)))
    facts = Store(store, example.as_of, read)
    subject_id = facts.example(kind, example.facts)
    return subject_id, kind, frozenset(facts.overrides)


def _answer(
    store: Connection, book: Book, kind: str, subject_id: int, example: Example, overrides: frozenset[tuple[str, str]]
) -> Answer | None:
    (checked,) = book.rules
    code = judged_code(store, book, Moment(example.as_of), kind, checked, subject_id, overrides)
    if code is None:
        return None
    verdict = verdict_of(book, checked, kind, subject_id, code)
    return verdict.result, verdict.severity, verdict.effect


def _same(before: CheckedRule, after: CheckedRule) -> bool:
    """Whether the altered rule answers alike whatever the facts, as far as conditions that are decided go."""
    if before.rule is not after.rule:
        return False
    return all(_same_trees(before, after, kind) for kind in before.typed)


def _same_trees(before: CheckedRule, after: CheckedRule, kind: str) -> bool:
    one, other = before.typed[kind], after.typed[kind]
    if one.applies is not other.applies:
        return _alike([], one.applies, other.applies)
    if one.require is not other.require:
        return _alike([(one.applies, True)], one.require, other.require)
    reached = [(one.applies, True), (one.require, False)]
    for place, (mine, theirs) in enumerate(zip(one.levels, other.levels, strict=True)):
        if mine is not theirs:
            return _alike([*reached, *((level, False) for level in one.levels[:place])], mine, theirs)
    return True


def _alike(given: list[tuple[t.Tree, bool]], one: t.Tree, other: t.Tree) -> bool:
    return not any(possible([*given, (one, way), (other, not way)]) for way in (True, False))


def every(names: Iterable[str] = ()) -> Iterator[Tried]:
    """Every alteration of every rule (or of those named)."""
    wanted = set(names)
    with scratch() as store, prepared(store):
        for checked, data in rules():
            if not wanted or checked.rule.id in wanted:
                yield tried(store, checked, data, mutants(checked))


def page(found: list[Tried]) -> str:
    """The table for the documentation."""
    counted, caught = sum(one.counted for one in found), sum(len(one.caught) for one in found)
    total = (
        f"**{len(found)} rules, {counted} alterations that can be caught, {caught} caught"
        f" ({100 * caught / max(1, counted):.1f} %), {counted - caught} survive;"
        f" {sum(len(one.same) for one in found)} more are the same rule.**"
    )
    lines = [
        "# 规则变异测试 · Mutation test of the rules\n",
        "Every condition of every published rule is altered in one place at a time: a comparison exchanged for its",
        "neighbour (`<` `<=`, `>` `>=`, `==` `!=`), a number, day, length or parameter moved by its smallest step either",
        "way, a word of an enumeration exchanged for the next, `exists` and `all` exchanged, `&&` and `||`, `+` and `-`,",
        "`min` and `max`, the two ends of `? :`, a `!` dropped, a member of a list or map dropped. The altered rule is",
        "compiled like any other and judged on the rule's own examples (`examples.yaml`) in a real store. It is caught",
        "when the result, severity or effect of an example changes. *Same* are alterations that change no answer where",
        "the conditions are true or false, by proof (`auditor/rulebook/settled/possible.py`) or for the reason given; they",
        "are not counted.\n",
        "`python -m tests.packs.mutants --write` makes this page; with ids of rules it prints theirs alone.\n",
        total + "\n",
        "| rule | alterations | caught | share | same |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one.rule_id} | {one.counted} | {len(one.caught)} | {100 * one.share:.0f} % | {len(one.same)} |"
        for one in found
    ]
    for title, name in (("Survivors", "survived"), ("The same rule", "same")):
        lines.append(f"\n## {title}\n")
        for one in found:
            for made in getattr(one, name):
                why = reason(one.rule_id, made)
                lines.append(f"- {one.rule_id} {_cell(made)}" + (f": {why}" if why else ""))
    return "\n".join(lines) + "\n"


def _cell(made: Mutant) -> str:
    before, after = (_short(text, other) for text, other in ((made.before, made.after), (made.after, made.before)))
    return f"{made.part}: `{before}` → `{after}`"


def _short(text: str, other: str, room: int = 45) -> str:
    """The part of a long text around the first character that differs."""
    text, other = " ".join(text.split()), " ".join(other.split())
    place = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    first, last = max(0, place - room), place + room
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def main() -> int:
    """Try everything; 1 where less than 95 % is caught over all or less than 80 % of a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", help="ids of rules; without, every rule")
    parser.add_argument("--write", action="store_true", help="write docs/rule-mutants.md")
    given = parser.parse_args()
    found = []
    for one in every(given.rules):
        found.append(one)
        sys.stdout.write(f"{one.rule_id}: {len(one.caught)} of {one.counted} ({len(one.same)} same)\n")
        for made in one.survived:
            sys.stdout.write(f"    {_cell(made)}\n")
        sys.stdout.flush()
    counted, caught = sum(one.counted for one in found), sum(len(one.caught) for one in found)
    sys.stdout.write(f"{caught} of {counted} caught\n")
    if given.write:
        PAGE.write_text(page(found), encoding="utf-8")
    return int(caught < 0.95 * counted or any(one.share < 0.8 for one in found))


if __name__ == "__main__":
    sys.exit(main())
