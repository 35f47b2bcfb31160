"""What a pack is once it is read: rules, levels, parameters, bases, examples; immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from auditor.rulebook.data import DataSet
from auditor.rulebook.language.types import Simple
from auditor.rulebook.yaml_strict import Scalar

Text = Mapping[str, str]
"""A text by language, ``zh`` and ``en``."""


class Severity(StrEnum):
    """How grave a failure is; orders the work."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class Effect(StrEnum):
    """What a failure does to a go-live clearance."""

    BLOCK = "block"
    CONDITION = "condition"
    NOTE = "note"


class Result(StrEnum):
    """A rule's answer about one subject."""

    PASS = "pass"  # noqa: S105 - an answer's word
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOTAPPLICABLE = "notapplicable"
    ERROR = "error"


DEFAULT_EFFECT = {
    Severity.CRITICAL: Effect.BLOCK,
    Severity.HIGH: Effect.BLOCK,
    Severity.MEDIUM: Effect.CONDITION,
    Severity.LOW: Effect.NOTE,
    Severity.INFO: Effect.NOTE,
}

ParamType = Literal["int", "decimal", "bool", "text", "date"]
ParamValue = int | Decimal | bool | str | date
PARAM_TYPES: dict[str, Simple] = {
    "int": Simple.INT,
    "decimal": Simple.DOUBLE,
    "bool": Simple.BOOL,
    "text": Simple.STRING,
    "date": Simple.DATE,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A span of days, both ends inclusive; None is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value from a day on."""

    first: date
    value: ParamValue


@dataclass(frozen=True, slots=True)
class Param:
    """A typed, bounded, dated number that an officer may tune."""

    name: str
    type: ParamType
    label: Text
    values: tuple[Dated, ...]
    min: ParamValue | None = None
    max: ParamValue | None = None
    choices: tuple[ParamValue, ...] = ()

    def on(self, day: date) -> ParamValue:
        """The value in force; before the first dated value that one holds already."""
        current = self.values[0].value
        for dated in self.values:
            if dated.first <= day:
                current = dated.value
        return current


class Status(StrEnum):
    """How sure a basis is: its text or an official notice was read, or something of it still has to be checked."""

    VERIFIED = "verified"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Basis:
    """The instrument and article a rule rests on."""

    id: str
    instrument: str
    article: str
    status: str
    effective: Term
    summary: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Level:
    """A graver or milder reading of a failure; None keeps the rule's own."""

    when: Scalar
    severity: Severity | None
    effect: Effect | None
    curable: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """A small case with the answer the rule must give."""

    name: str
    as_of: date
    facts: Mapping[str, object]
    expect: Result
    severity: Severity | None
    effect: Effect | None
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack as written; its expressions are checked apart (``auditor.rulebook.checked``)."""

    id: str
    pack: str
    file: str
    subjects: tuple[str, ...]
    title: Text
    severity: Severity
    effect: Effect
    effective: Term
    applies: Scalar
    require: Scalar
    message: Text
    remedy: Text
    remedy_key: str = ""
    unknown: Text = field(default_factory=dict)
    """What to say, beside the data that are missing, where the answer is unknown; empty: nothing."""
    basis: tuple[Basis, ...] = ()
    params: Mapping[str, Param] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    evidence: Scalar | None = None
    curable: bool = True
    enabled: bool = True
    waivable: bool = True
    examples: tuple[Example, ...] = ()
    text_places: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Line and column of each text in the file, by (key, language)."""

    version: str = ""
    """Empty for the rule as it is now; for a former version of it the last day on which it held."""

    @property
    def key(self) -> str:
        """Tells the versions of a rule apart; the rule's id for the one that holds now."""
        return f"{self.id}~{self.version}" if self.version else self.id

    @property
    def variable(self) -> str:
        """The name the expressions use for the subject."""
        return self.subjects[0] if len(self.subjects) == 1 else "subject"


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of rules with its identity; ``sha256`` is over its files' contents by sorted relative name."""

    id: str
    version: str
    title: Text
    publisher: str
    effective: Term
    sha256: str
    rules: tuple[Rule, ...]
    sources: tuple[Mapping[str, object], ...] = ()
    data: Mapping[str, DataSet] = field(default_factory=dict)
    """Lists that the pack brings along for its rules; the core pack's are declared by the engine."""

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError when the pack has none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
