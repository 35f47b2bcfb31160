"""One line of a clearance: which rule says what of whom, what to do and by when; and the answer the lines give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditor.i18n import Message, Translator, Twin
from auditor.services.answers import SEVERITY_ORDER, Law
from auditor.services.clearance.combination import Who

GO, CONDITIONS, NO_GO = "GO", "CONDITIONS", "NO-GO"
BLOCK, CONDITION, NOTE = "block", "condition", "note"


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule says of one subject. ``effect`` of an unknown is what failing would have.

    ``by``: when it must be done; ``day``: the day judged on which it was found; ``missing``: (sheet, field) to fill.
    """

    rule: str
    title: Message
    subject: Who
    result: str
    severity: str
    effect: str
    message: Message
    remedy: Message
    by: datetime | None
    day: date
    remedy_key: str = ""
    laws: tuple[Law, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the rule is broken; else it could not be judged."""
        return self.result == "fail"

    @property
    def weight(self) -> str:
        """What it does to the answer: ``block``, ``condition`` or ``note``."""
        if self.failed:
            return self.effect
        return CONDITION if self.effect == BLOCK else NOTE

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """As ``clear --json`` prints it."""
        return {
            "rule": self.rule,
            "subject": self.subject.reference,
            "result": self.result,
            "severity": self.severity,
            "effect": self.effect,
            "message": tr.t(self.message),
            "remedy": tr.t(self.remedy),
            "to_do_by": None if self.by is None else self.by.isoformat(),
        }


def twin(pair: tuple[str, str]) -> Message:
    """A text that stands in both languages, as a sentence."""
    return Message("{text}", {"text": Twin(*pair)})


def answer_of(lines: Iterable[Line]) -> str:
    """What the lines give together."""
    weights = {line.weight for line in lines}
    return NO_GO if BLOCK in weights else CONDITIONS if CONDITION in weights else GO


def order(line: Line) -> tuple[int, int, str, str]:
    """Blocks before conditions, failures before what is unknown, the gravest first."""
    weight = (BLOCK, CONDITION, NOTE).index(line.weight)
    grave = SEVERITY_ORDER.index(line.severity) if line.severity in SEVERITY_ORDER else len(SEVERITY_ORDER)
    return weight * 2 + (not line.failed), grave, line.rule, line.subject.reference


def once(lines: Iterable[Line]) -> list[Line]:
    """What several days say alike is said once: by the day on which it weighs most, else by the first."""
    kept: dict[tuple[str, str], Line] = {}
    for line in lines:
        key = line.rule, line.subject.reference
        if key not in kept or order(line)[:2] < order(kept[key])[:2]:
            kept[key] = line
    return sorted(kept.values(), key=order)
