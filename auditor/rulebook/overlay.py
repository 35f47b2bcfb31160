"""An organisation's overlay: parameters, severity, effect, terms and switches, never an expression."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.i18n import said
from auditor.rulebook.faults import Fault, FaultLog, Rejected, did_you_mean, in_file_order
from auditor.rulebook.loading import text_of
from auditor.rulebook.pack import Dated, Effect, Param, ParamValue, Rule, Severity, Term
from auditor.rulebook.reading import Reader
from auditor.rulebook.rule_file import NotOfType, out_of_bounds, typed_value
from auditor.rulebook.yaml_strict import Mapping, Node, Place, Scalar, Sequence, read

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

BEGINNING = date(1970, 1, 1)
"""From when a value without a day holds."""

_KEYS = ("params", "severity", "effect", "enabled", "waivable", "effective", "note")


@dataclass(frozen=True, slots=True)
class Tuning:
    """What an overlay changes in one rule; None leaves the pack's."""

    rule: str
    params: MappingOf[str, tuple[Dated, ...]] = field(default_factory=dict)
    severity: Severity | None = None
    effect: Effect | None = None
    enabled: bool | None = None
    waivable: bool | None = None
    effective: Term | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay file."""

    file: str
    tunings: tuple[Tuning, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the difference between a pack and its overlay."""

    rule: str
    what: str
    before: str
    after: str


def read_overlay(path: Path, book: Book) -> Overlay:
    """The overlay of a file: ``rules: {TR-02: {severity: medium, params: {...}}}``.

    Raises Rejected with located faults: unknown rules or parameters, values out of bounds, a file that is none.
    """
    return overlay_of(path.name, text_of(path, path.name), book)


def overlay_of(name: str, text: str, book: Book) -> Overlay:
    """The overlay of a text; ``name`` stands for its file in faults. Raises Rejected as read_overlay does."""
    overlay, faults = fitting(name, text, book)
    if faults:
        raise Rejected(faults)
    return overlay


def fitting(name: str, text: str, book: Book) -> tuple[Overlay, tuple[Fault, ...]]:
    """What of an overlay fits the packs, and the faults of the rest: a newer pack may have dropped a rule.

    Raises Rejected where the text is no overlay at all.
    """
    log = FaultLog(name)
    node = read(name, text)
    reader = Reader(log, node, ("rules", "title", "note"))
    rules = reader.need("rules")
    tunings: list[Tuning] = []
    if isinstance(rules, Mapping):
        known = {one.rule.id: one.rule for one in book.current}
        for rule_id, inner in rules.entries.items():
            if rule_id not in known:
                log.add(rules.keys[rule_id], said("there is no rule {id}", id=rule_id), did_you_mean(rule_id, known))
                continue
            tuning = _tuning(log, known[rule_id], inner)
            if tuning.effective is not None:
                _fits(log, rules.keys[rule_id], _term(known[rule_id], tuning), book, rule_id)
            tunings.append(tuning)
    elif rules is not None:
        log.add(rules.at, said("a mapping (key: value) is expected here"))
    return Overlay(name, tuple(tunings)), in_file_order(log.faults)


def _fits(log: FaultLog, at: Place, term: Term, book: Book, rule_id: str) -> None:
    """The term of a rule as tuned ends after it begins, and begins after its former versions end."""
    if term.first and term.last and term.last < term.first and not log.faults:
        log.add(at, said("until lies before from"))
    for one in book.rules:
        last = one.rule.effective.last
        if one.rule.id == rule_id and one.rule.version and last and (term.first is None or term.first <= last):
            log.add(at, said("its term overlaps that of {file}", file=one.rule.file))


def _tuning(log: FaultLog, rule: Rule, node: Node) -> Tuning:
    reader = Reader(log, node, _KEYS)

    def flag(key: str) -> bool | None:
        return reader.flag(key, default=True) if reader.get(key) is not None else None

    return Tuning(
        rule=rule.id,
        params=_params(log, rule, reader.get("params")),
        severity=reader.one_of("severity", Severity, need=False),
        effect=reader.one_of("effect", Effect, need=False),
        enabled=flag("enabled"),
        waivable=flag("waivable"),
        effective=reader.term("effective") if reader.get("effective") is not None else None,
    )


def _params(log: FaultLog, rule: Rule, node: Node | None) -> dict[str, tuple[Dated, ...]]:
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        log.add(node.at, said("a mapping (key: value) is expected here"))
        return {}
    found: dict[str, tuple[Dated, ...]] = {}
    for name, inner in node.entries.items():
        param = rule.params.get(name)
        if param is None:
            message = said("the rule {id} has no parameter {name}", id=rule.id, name=name)
            log.add(node.keys[name], message, did_you_mean(name, rule.params))
            continue
        dated = _dated(log, param, inner)
        if dated:
            found[name] = dated
    return found


def _dated(log: FaultLog, param: Param, node: Node) -> tuple[Dated, ...]:
    """A bare value holds for all days; of a list each from its day on."""
    if not isinstance(node, Sequence):
        bare = _value(log, param, node)
        return () if bare is None else (Dated(BEGINNING, bare),)
    found: dict[date, ParamValue] = {}
    for item in node.items:
        reader = Reader(log, item, ("from", "value"))
        given, first = reader.need("value"), reader.day("from") or BEGINNING
        value = None if given is None else _value(log, param, given)
        if first in found:
            log.add(reader.node.keys.get("from", reader.at), said("{name} stands twice", name=str(first)))
        if value is not None:
            found[first] = value
    if not node.items:
        log.add(node.at, said("values is missing"))
    return tuple(Dated(first, value) for first, value in sorted(found.items()))


def _value(log: FaultLog, param: Param, node: Node) -> ParamValue | None:
    try:
        value = typed_value(param.type, node.value if isinstance(node, Scalar) else None)
    except NotOfType as wrong:
        log.add(node.at, wrong.message)
        return None
    problem = out_of_bounds(param, value)
    if problem is not None:
        log.add(node.at, problem)
        return None
    return value


def tuned(rule: Rule, tuning: Tuning) -> Rule:
    """The rule as the overlay has it; what a dated value or a term leaves open stays as the pack has it.

    A former version keeps its own value of a parameter that meant something else then.
    """
    params = dict(rule.params)
    for name, ours in tuning.params.items():
        param = params.get(name)
        if param is not None and all(_fitting(param, one.value) for one in ours):
            params[name] = replace(param, values=_from_its_day(param.values, ours))
    return replace(
        rule,
        params=params,
        severity=tuning.severity or rule.severity,
        effect=tuning.effect or rule.effect,
        enabled=rule.enabled if tuning.enabled is None else tuning.enabled,
        waivable=rule.waivable if tuning.waivable is None else tuning.waivable,
        effective=rule.effective if rule.version else _term(rule, tuning),
    )


def _fitting(param: Param, value: ParamValue) -> bool:
    return type(value) is type(param.values[0].value) and out_of_bounds(param, value) is None


def _from_its_day(pack: tuple[Dated, ...], ours: tuple[Dated, ...]) -> tuple[Dated, ...]:
    """Until the first of our days the pack's values hold."""
    return (*(one for one in pack if one.first < ours[0].first), *ours)


def _term(rule: Rule, tuning: Tuning) -> Term:
    ours = tuning.effective or Term()
    return Term(ours.first or rule.effective.first, ours.last or rule.effective.last)


def applied(book: Book, overlay: Overlay) -> Book:
    """A new book with the overlay's changes; expressions and compiled text stay as they are."""
    changes = {tuning.rule: tuning for tuning in overlay.tunings}
    rules = tuple(
        replace(one, rule=tuned(one.rule, changes[one.rule.id])) if one.rule.id in changes else one
        for one in book.rules
    )
    return replace(book, rules=rules, overlays=(*book.overlays, overlay), cache={})


def differences(pack: Book, tuned_book: Book) -> list[Difference]:
    """What a tuned book changes against the packs, one line per changed value."""
    found: list[Difference] = []
    for before, after in zip(pack.current, tuned_book.current, strict=True):
        for name in ("severity", "effect", "enabled", "waivable", "effective"):
            old, new = getattr(before.rule, name), getattr(after.rule, name)
            if old != new:
                found.append(Difference(before.rule.id, name, _shown(old), _shown(new)))
        for name, param in before.rule.params.items():
            new_values = after.rule.params[name].values
            if param.values != new_values:
                found.append(Difference(before.rule.id, f"params.{name}", _shown(param.values), _shown(new_values)))
    return found


def _shown(value: object) -> str:
    if isinstance(value, Term):
        return f"{value.first or ''}..{value.last or ''}"
    if isinstance(value, tuple):
        return ", ".join(f"{one.value} ({one.first})" for one in value)
    return str(value)
