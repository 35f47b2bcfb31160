"""The rule book in force: the rules of the packs taken in, as overlays tune them, ready to be compiled."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

from auditor.i18n import said
from auditor.model.workdays import Calendar
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.data import DataSet, core_data
from auditor.rulebook.faults import Fault, Rejected
from auditor.rulebook.pack import Effect, Pack, Rule, Severity

OURS = ("cn-livestream", "cn-platform-practice")
"""The folders of the packs that come with the program."""


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
    refused: tuple[Fault, ...] = ()
    """What is wrong in packs that lie beside ours and were therefore left out whole."""
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

    def grade(self, rule: Rule, level: int | None) -> Grade:
        """What a failure at a level (None: the rule's own) means. A failure nothing can mend is a note."""
        severity, effect, curable = rule.severity, rule.effect, rule.curable
        if level is not None:
            chosen = rule.levels[level]
            severity = chosen.severity or severity
            effect = chosen.effect or effect
            curable = curable if chosen.curable is None else chosen.curable
        return Grade(severity, effect if curable else Effect.NOTE, curable)


def load_book(
    folders: Iterable[Path], overlays: Iterable[Path] = (), *, examples: bool = True, beside: Iterable[Path] = ()
) -> Book:
    """The book of some pack folders, tuned by overlay files; a pack of strangers must bring its ``examples``.

    Packs ``beside`` them are taken in where they are in order and left out whole where not (see ``refused``).
    Raises Rejected with every located fault when any other pack or an overlay is not in order.
    """
    from auditor.rulebook.overlay import applied, read_overlay

    shelf = _Shelf()
    faults: list[Fault] = []
    for folder in folders:
        faults.extend(shelf.take(folder, examples=examples))
    if faults:
        raise Rejected(faults)
    refused: list[Fault] = []
    for folder in beside:
        refused.extend(replace(one, file=f"{folder.name}/{one.file}") for one in shelf.take(folder, examples=True))
    book = shelf.book(tuple(refused))
    for path in overlays:
        book = applied(book, read_overlay(path, book))
    return book


class _Shelf:
    """Packs as they are taken in, one after the other."""

    def __init__(self) -> None:
        self._packs: list[Pack] = []
        self._rules: dict[str, CheckedRule] = {}
        self._data = dict(core_data())

    def take(self, folder: Path, *, examples: bool) -> list[Fault]:
        """The faults of a pack, and where it has none its rules and lists on the shelf."""
        from auditor.rulebook.check import read_path

        good, faults, pack = read_path(folder, examples=examples)
        if pack is not None:
            faults.extend(claimed("pack.yaml", (pack.id,), [one.id for one in self._packs], pack.id))
            faults.extend(claimed("pack.yaml", pack.data, self._data, pack.id))
        for one in good:
            faults.extend(claimed(one.rule.file, (one.rule.key,), self._rules, one.rule.pack))
        if not faults:
            self._packs += [] if pack is None else [pack]
            self._data |= {} if pack is None else pack.data
            self._rules |= {one.rule.key: one for one in good}
        return faults

    def book(self, refused: tuple[Fault, ...]) -> Book:
        """The book of what was taken in, its rules by their keys."""
        ordered = tuple(self._rules[key] for key in sorted(self._rules))
        return Book(tuple(self._packs), ordered, self._data, refused=refused)


def claimed(file: str, names: Iterable[str], taken: Container[str], pack: str) -> Iterator[Fault]:
    """Names are unique over all packs, so that nobody's rule or list can stand in for another's."""
    for name in names:
        if name in taken:
            yield Fault(
                file, 0, 0, said("{name} of the pack {pack} stands in another pack already", name=name, pack=pack)
            )


def core_book(overlays: Iterable[Path] = (), *, examples: bool = True) -> Book:
    """The book of the packs that come with the program and of those that somebody put beside them.

    The examples of ours are the tests' business. Raises Rejected where a pack of ours is damaged.
    """
    from auditor import installed

    folders = sorted(path.parent for path in installed.rules().glob("*/pack.yaml"))
    ours = [one for one in folders if one.name in OURS]
    others = [one for one in folders if one.name not in OURS]
    return load_book(ours, overlays, examples=examples, beside=others)
