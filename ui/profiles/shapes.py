"""What a profile page shows, apart from where it comes from and how it is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditor.i18n import Translator
from ui.kit.chips import Answer

Record = Mapping[str, object]
"""A stored row by field name, in store values (auditor.services.shown renders them)."""

RECORD_ID = "record_id"
"""Beside its fields a record carries its number under this name, so that a scan can be put on it."""


@dataclass(frozen=True, slots=True)
class Both:
    """A text that stands in two languages in the rule book."""

    zh: str
    en: str

    def of(self, translator: Translator) -> str:
        """The text in the reader's language."""
        return translator.both(self.zh, self.en) or self.zh or self.en


@dataclass(frozen=True, slots=True)
class Basis:
    """An article of law a rule stands on."""

    instrument: str
    article: str


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's answer for a subject, as it is shown."""

    rule: str
    title: Both
    answer: Answer
    message: Both
    remedy: Both
    remedy_key: str
    basis: tuple[Basis, ...] = ()
    effect: str = "note"
    curable: bool = True
    waived: bool = False
    missing: tuple[tuple[str, str], ...] = ()
    """(sheet, field) that would have to be filled where data are missing."""
    evidence: tuple[Record, ...] = ()
    """The records behind it: the kind of record and its key first, then fields in codes and ISO dates."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One subject whole, as it is stored."""

    id: int
    type: str
    code: str
    name: str
    facts: Record
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    """By sheet name: licences, trainings, cases, contracts, broadcasts ..."""
    seen: int | None = None
    """The last change when it was read; a save says it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the subjects it refers to, by ``type:code``."""
