"""One ``rule.yaml``: its keys, parameters, levels and texts, with located faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from auditor.i18n import Message, said
from auditor.rulebook.facts.schema import SUBJECT_TYPES
from auditor.rulebook.faults import FaultLog, did_you_mean
from auditor.rulebook.pack import (
    DEFAULT_EFFECT,
    PARAM_TYPES,
    Basis,
    Dated,
    Effect,
    Level,
    Param,
    ParamValue,
    Rule,
    Severity,
    Status,
)
from auditor.rulebook.reading import Reader
from auditor.rulebook.yaml_strict import Mapping, Node, Place, Scalar, Sequence, unquoted

RULE_ID = re.compile(r"[A-Z]{2,4}-[0-9]{2,3}\Z")
MOST_PLACES = 6
MOST_LEVELS = 32
"""Ours have five at most; each is held against all before it, so that thousands would take minutes to check."""
_EXPECTED: dict[str, type] = {"int": int, "decimal": Decimal, "bool": bool, "text": str, "date": date}
TEXTS = ("title", "message", "remedy")
"""What a rule says to people."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_KEYS = (
    "id", "subject", "title", "severity", "effect", "remedy_key", "effective", "basis", "params", "applies", "require",
    "levels", "evidence", "message", "remedy", "unknown", "curable", "enabled", "waivable", "note", "tags",
)  # fmt: skip
_BASIS_KEYS = ("id", "instrument", "article", "effective", "status", "summary", "url", "note")
_PARAM_KEYS = ("type", "min", "max", "label", "values", "choices", "unit")


def read_rule(log: FaultLog, node: Node, pack: str) -> Rule | None:
    """The rule of a file; None when what is missing leaves nothing to check."""
    reader = Reader(log, node, _KEYS)
    rule_id = reader.text("id")
    if rule_id and not RULE_ID.match(rule_id):
        log.add(reader.node.entries["id"].at, said("{id} is no rule id (two to four capitals, -, digits)", id=rule_id))
    severity = reader.one_of("severity", Severity)
    effect = reader.one_of("effect", Effect, need=False)
    applies, require = reader.scalar("applies"), reader.scalar("require")
    subjects = _subjects(reader)
    params = _params(reader)
    title, message, remedy = reader.texts("title"), reader.texts("message"), reader.texts("remedy", need=False)
    basis = reader.items("basis", lambda item: _basis(log, item))
    levels = _levels(reader)
    if not rule_id or severity is None or applies is None or require is None or not subjects:
        return None
    return Rule(
        id=rule_id,
        pack=pack,
        file=log.file,
        subjects=subjects,
        severity=severity,
        effect=effect or DEFAULT_EFFECT[severity],
        effective=reader.term("effective"),
        applies=applies,
        require=require,
        remedy_key=reader.text("remedy_key", need=False),
        basis=basis,
        params=params,
        levels=tuple(level for level in levels if level is not None),
        evidence=reader.scalar("evidence", need=False),
        curable=reader.flag("curable", default=True),
        enabled=reader.flag("enabled", default=True),
        waivable=reader.flag("waivable", default=True),
        title=title,
        message=message,
        remedy=remedy,
        unknown=reader.texts("unknown", need=False),
        text_places=dict(_text_places(reader)),
    )


def _text_places(reader: Reader) -> Iterator[tuple[tuple[str, str], Place]]:
    for key in TEXTS:
        node = reader.get(key)
        if isinstance(node, Mapping):
            yield from (((key, language), inner.at) for language, inner in node.entries.items())


def _subjects(reader: Reader) -> tuple[str, ...]:
    node = reader.need("subject")
    if node is None:
        return ()
    items = node.items if isinstance(node, Sequence) else (node,)
    found: list[str] = []
    for item in items:
        name = item.text if isinstance(item, Scalar) else ""
        if name not in SUBJECT_TYPES:
            message = said("{name} is no subject; allowed are {names}", name=name, names=", ".join(SUBJECT_TYPES))
            reader.log.add(item.at, message, did_you_mean(name, SUBJECT_TYPES))
        elif name in found:
            reader.log.add(item.at, said("{name} stands twice", name=name))
        else:
            found.append(name)
    if not items:
        reader.log.add(node.at, said("{key} is missing", key="subject"))
    return tuple(found)


def _basis(log: FaultLog, node: Node) -> Basis:
    reader = Reader(log, node, _BASIS_KEYS)
    return Basis(
        id=reader.text("id"),
        instrument=reader.text("instrument", need=False),
        article=reader.text("article", need=False),
        status=_status(reader),
        effective=reader.term("effective"),
        summary=reader.texts("summary", need=False),
    )


def _status(reader: Reader) -> str:
    """``verified`` or ``draft``, the latter where nothing is said."""
    found = reader.one_of("status", Status, need=False)
    return str(found or Status.DRAFT)


def _levels(reader: Reader) -> tuple[Level | None, ...]:
    node = reader.get("levels")
    if isinstance(node, Sequence) and len(node.items) > MOST_LEVELS:
        reader.log.add(node.at, said("a rule may have at most {n} levels", n=MOST_LEVELS))
        return ()
    return reader.items("levels", lambda item: _level(reader.log, item))


def _level(log: FaultLog, node: Node) -> Level | None:
    reader = Reader(log, node, ("when", "severity", "effect", "curable"))
    when = reader.scalar("when")
    curable = reader.flag("curable", default=True) if reader.get("curable") is not None else None
    severity = reader.one_of("severity", Severity, need=False)
    effect = reader.one_of("effect", Effect, need=False)
    return Level(when, severity, effect, curable) if when is not None else None


def _params(reader: Reader) -> dict[str, Param]:
    node = reader.get("params")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        reader.log.add(node.at, said("a mapping (key: value) is expected here"))
        return {}
    found = {}
    for name, inner in node.entries.items():
        if not _NAME.match(name):
            reader.log.add(node.keys[name], said("{name} is no parameter name (small letters, digits, _)", name=name))
        param = _param(reader.log, name, inner)
        if param is not None:
            found[name] = param
    return found


def _param(log: FaultLog, name: str, node: Node) -> Param | None:
    reader = Reader(log, node, _PARAM_KEYS)
    kind = reader.text("type")
    if kind not in PARAM_TYPES:
        names = ", ".join(PARAM_TYPES)
        log.add(
            reader.node.keys.get("type", reader.at),
            said("{value} is no type; allowed are {names}", value=kind, names=names),
        )
        return None
    values = reader.items("values", lambda item: _dated(log, kind, item))
    low, high = (_bound(reader, key, kind) for key in ("min", "max"))
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        log.add(reader.node.keys["min"], said("min lies above max"))
        low = high = None  # no value lies between
    choices = tuple(one for one in reader.items("choices", lambda item: _value(log, kind, item)) if one is not None)
    dated = tuple(sorted((one for one in values if one is not None), key=lambda one: one.first))
    if not dated:
        log.add(reader.at, said("values is missing"))
        return None
    for one, other in pairwise(dated):
        if one.first == other.first:  # which of the two held would be anybody's guess
            log.add(reader.node.keys["values"], said("{name} stands twice", name=str(one.first)))
    param = Param(name, kind, reader.texts("label", need=False), dated, low, high, choices)  # type: ignore[arg-type]
    for one in dated:
        problem = out_of_bounds(param, one.value)
        if problem is not None:
            log.add(reader.node.keys["values"], problem)
    return param


def out_of_bounds(param: Param, value: ParamValue) -> Message | None:
    """A message when a value is below min, above max or no choice; None when it is allowed."""
    if param.choices and value not in param.choices:
        return said("{value} is not among the choices of {name}", value=str(value), name=param.name)
    if param.min is not None and value < param.min:  # type: ignore[operator]
        return said(
            "{value} is below the least allowed {name}, {bound}",
            value=str(value),
            name=param.name,
            bound=str(param.min),
        )
    if param.max is not None and value > param.max:  # type: ignore[operator]
        return said(
            "{value} is above the most allowed {name}, {bound}", value=str(value), name=param.name, bound=str(param.max)
        )
    return None


def _bound(reader: Reader, key: str, kind: str) -> ParamValue | None:
    node = reader.get(key)
    return None if node is None else _value(reader.log, kind, node)


def _dated(log: FaultLog, kind: str, node: Node) -> Dated | None:
    reader = Reader(log, node, ("from", "value"))
    inner = reader.need("value")
    value = _value(log, kind, inner) if inner is not None else None
    first = reader.day("from") or date(1970, 1, 1)
    return None if value is None else Dated(first, value)


def _value(log: FaultLog, kind: str, node: Node) -> ParamValue | None:
    value = node.value if isinstance(node, Scalar) else None
    try:
        return typed_value(kind, value)
    except NotOfType as wrong:
        log.add(node.at, wrong.message)
        return None


class NotOfType(Exception):
    """A value that is none of a parameter's type; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def typed_value(kind: str, value: object) -> ParamValue:
    """A value read from YAML or typed into a form as a parameter of that type has it. Raises NotOfType."""
    if kind == "decimal" and type(value) is int:
        value = Decimal(value)
    if kind == "date":
        value = unquoted(value)
    if type(value) is not _EXPECTED[kind]:
        raise NotOfType(said("a value of type {kind} is expected", kind=kind))
    if isinstance(value, Decimal) and (value != round(value, MOST_PLACES) or abs(value) >= 10**12):
        raise NotOfType(said("a decimal may have six places and twelve digits before the point"))
    return value  # type: ignore[return-value]
