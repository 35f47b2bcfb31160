"""An organisation's overlay: parameters, severity, effect, terms and switches, never an expression."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.i18n import said
from auditor.rulebook.faults import Fault, FaultLog, Rejected, did_you_mean
from auditor.rulebook.loading import text_of
from auditor.rulebook.pack import Dated, Effect, Param, ParamValue, Rule, Severity, Term
from auditor.rulebook.reading import Reader
from auditor.rulebook.rule_file import out_of_bounds
from auditor.rulebook.yaml_strict import Mapping, Node, Scalar, Sequence, read

if TYPE_CHECKING:
    from auditor.rulebook.book import Book

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
            tunings.append(_tuning(log, known[rule_id], inner))
    elif rules is not None:
        log.add(rules.at, said("a mapping (key: value) is expected here"))
    return Overlay(name, tuple(tunings)), tuple(log.faults)


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
    """A bare value holds from the beginning; a list holds dated values as in the pack."""
    items: list[tuple[date, Node]] = []
    if isinstance(node, Sequence):
        for item in node.items:
            reader = Reader(log, item, ("from", "value"))
            given = reader.need("value")
            if given is not None:
                items.append((reader.day("from") or date(1970, 1, 1), given))
    else:
        items.append((date(1970, 1, 1), node))
    found = []
    for first, inner in items:
        value = _value(log, param, inner)
        if value is not None:
            found.append(Dated(first, value))
    return tuple(sorted(found, key=lambda one: one.first))


def _value(log: FaultLog, param: Param, node: Node) -> ParamValue | None:
    value: Any = node.value if isinstance(node, Scalar) else None
    if param.type == "decimal" and type(value) is int:
        value = Decimal(value)
    if type(value) is not type(param.values[0].value):
        log.add(node.at, said("a value of type {kind} is expected", kind=param.type))
        return None
    problem = out_of_bounds(param, value)
    if problem is not None:
        log.add(node.at, problem)
        return None
    return value


def tuned(rule: Rule, tuning: Tuning) -> Rule:
    """The rule as the overlay has it."""
    params = {
        name: replace(param, values=tuning.params[name]) if name in tuning.params else param
        for name, param in rule.params.items()
    }
    return replace(
        rule,
        params=params,
        severity=tuning.severity or rule.severity,
        effect=tuning.effect or rule.effect,
        enabled=rule.enabled if tuning.enabled is None else tuning.enabled,
        waivable=rule.waivable if tuning.waivable is None else tuning.waivable,
        effective=rule.effective if rule.version else tuning.effective or rule.effective,
    )


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
