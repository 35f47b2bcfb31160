"""The rule book in force: the rules of the packs taken in, as overlays tune them, ready to be compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

from auditor.i18n import said
from auditor.model.workdays import Calendar
from auditor.rulebook.checked import CheckedRule, Typed
from auditor.rulebook.data import DataSet, core_data
from auditor.rulebook.faults import Fault, Rejected
from auditor.rulebook.pack import Effect, Pack, Rule, Severity


@dataclass(frozen=True, slots=True)
class Grade:
    """What a failure means: severity, effect, whether an act can still mend it."""

    severity: Severity
    effect: Effect
    curable: bool


@dataclass
class Book:
    """All rules that can be judged, former versions behind the rule as it is now; statements are kept with it."""

    packs: tuple[Pack, ...]
    rules: tuple[CheckedRule, ...]
    data: Mapping[str, DataSet] = field(default_factory=core_data)
    overlays: tuple[object, ...] = ()
    calendar: Calendar | None = None
    """The working days, where the workspace lays years down; None: as shipped."""
    overlay_faults: tuple[Fault, ...] = ()
    """What of the organisation's overlay has no place in these packs any more."""
    cache: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    def in_force(self, day: date, subject_type: str | None = None) -> Iterator[CheckedRule]:
        """The enabled rules whose term and whose pack's term hold on the day, in the order of their ids."""
        terms = {pack.id: pack.effective for pack in self.packs}
        for checked in self.rules:
            rule = checked.rule
            pack_term = terms.get(rule.pack)
            if not rule.enabled or not rule.effective.holds(day):
                continue
            if pack_term is not None and not pack_term.holds(day):
                continue
            if subject_type is None or subject_type in rule.subjects:
                yield checked

    def rule(self, key: str) -> CheckedRule:
        """The rule of that id as it is now, or the version of that key; KeyError when there is none."""
        found = self.cache.get("rules by key")
        if found is None:
            found = self.cache["rules by key"] = {one.rule.key: one for one in reversed(self.rules)}
        return cast("dict[str, CheckedRule]", found)[key]

    def rule_on(self, rule_id: str, day: date) -> CheckedRule:
        """The version of a rule that holds on the day, else the rule as it is now; KeyError when there is none."""
        for checked in self.rules:
            if checked.rule.id == rule_id and checked.rule.version and checked.rule.effective.holds(day):
                return checked
        return self.rule(rule_id)

    @property
    def current(self) -> tuple[CheckedRule, ...]:
        """Every rule once, as it is now."""
        return tuple(one for one in self.rules if not one.rule.version)

    def params(self, rule: Rule, day: date) -> dict[str, object]:
        """The rule's parameter values in force on the day."""
        return {name: param.on(day) for name, param in rule.params.items()}

    def all_params(self, day: date) -> dict[str, dict[str, object]]:
        """Every rule's parameter values in force on the day, by rule id (for run records and digests)."""
        return {one.rule.id: self.params(one.rule, day) for one in self.in_force(day) if one.rule.params}

    def grade(self, rule: Rule, level: int | None) -> Grade:
        """What a failure at a level (None: the rule's own) means. A failure nothing can mend is a note."""
        severity, effect, curable = rule.severity, rule.effect, rule.curable
        if level is not None:
            chosen = rule.levels[level]
            severity = chosen.severity or severity
            effect = chosen.effect or effect
            curable = curable if chosen.curable is None else chosen.curable
        return Grade(severity, effect if curable else Effect.NOTE, curable)


def typed_for(checked: CheckedRule, subject_type: str) -> Typed:
    """The rule's expressions for a subject type."""
    return checked.typed[subject_type]


def load_book(folders: Iterable[Path], overlays: Iterable[Path] = (), *, examples: bool = True) -> Book:
    """The book of some pack folders, tuned by overlay files; a pack of strangers must bring its ``examples``.

    Raises Rejected with every located fault when a pack or overlay is not in order.
    """
    from auditor.rulebook.check import read_path
    from auditor.rulebook.overlay import applied, read_overlay

    faults: list[Fault] = []
    packs: list[Pack] = []
    rules: dict[str, CheckedRule] = {}
    data = dict(core_data())
    for folder in folders:
        good, found, pack = read_path(folder, examples=examples)
        faults.extend(found)
        if pack is not None:
            packs.append(pack)
            faults.extend(claimed("pack.yaml", pack.data, data, pack.id))
            data.update(pack.data)
        ours = {one.rule.key: one for one in good}
        for one in good:
            faults.extend(claimed(one.rule.file, (one.rule.key,), rules, one.rule.pack))
        rules = ours | rules
    if faults:
        raise Rejected(faults)
    ordered = tuple(rules[rule_id] for rule_id in sorted(rules))
    book = Book(tuple(packs), ordered, data)
    for path in overlays:
        book = applied(book, read_overlay(path, book))
    return book


def claimed(file: str, names: Iterable[str], taken: Mapping[str, object], pack: str) -> Iterator[Fault]:
    """Names are unique over all packs, so that nobody's rule or list can stand in for another's."""
    for name in names:
        if name in taken:
            yield Fault(
                file, 0, 0, said("{name} of the pack {pack} stands in another pack already", name=name, pack=pack)
            )


def core_book(overlays: Iterable[Path] = (), *, examples: bool = True) -> Book:
    """The book of every published pack that comes with the program; its examples are the tests' business."""
    from auditor import installed

    folders = sorted(path.parent for path in installed.rules().glob("*/pack.yaml"))
    return load_book(folders, overlays, examples=examples)
