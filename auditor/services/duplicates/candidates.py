"""Who may be one and the same: pairs that share a number, an account or a name, the most telling first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.monitor import Monitor
from auditor.services.context import Context
from auditor.services.duplicates.distinct import marked_pairs
from auditor.services.duplicates.scoring import Reason, Side, scored
from auditor.services.duplicates.shared import KINDS, Pair, Pairs, shared_values
from auditor.services.duplicates.similar import similar_names
from auditor.services.verbs import Job

Strength = Literal["strong", "medium", "weak"]
_STRONG, _MEDIUM = 90, 45


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two subjects of one type that may be the same, ``one`` with the lower number; ``score`` orders them."""

    kind: str
    one: Side
    other: Side
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    """What speaks against it: other numbers, another day of birth."""
    score: int

    @property
    def strength(self) -> Strength:
        """Strong from 90, medium from 45; a likeness of names alone is weak."""
        return "strong" if self.score >= _STRONG else "medium" if self.score >= _MEDIUM else "weak"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The pairs found, the most telling first.

    ``total`` of them there are; ``common`` counts values that so many bear that they tell nobody apart; ``capped``
    when there were more pairs than are looked at.
    """

    pairs: tuple[Candidate, ...]
    total: int
    common: int
    capped: bool


@dataclass(frozen=True, slots=True)
class DuplicateCandidates(Job[Candidates]):
    """Look through hosts, merchants and agencies (or one ``kind``); pairs marked as different are left out."""

    kind: str = ""
    limit: int = 500


def duplicate_candidates(context: Context, job: DuplicateCandidates, monitor: Monitor, who: str) -> Candidates:
    """On one moment of the store; nothing is written. The time grows with the number of subjects, not its square."""
    if job.kind and job.kind not in KINDS:
        raise CallerMistake(
            said("{type} is no type whose duplicates are looked for.", type=job.kind),
            said("Types: {types}", types="、".join(KINDS)),
        )
    kinds = (job.kind,) if job.kind else KINDS
    found = Pairs()
    told: list[Candidate] = []
    with context.store.reading() as connection:
        marked = marked_pairs(connection)
        for number, kind in enumerate(kinds):
            monitor.step(number, len(kinds), _looking(kind))
            shared_values(connection, kind, found)
        # Numbers of everybody before names of anybody, and names of the many last: pairs are limited.
        for number, kind in enumerate(reversed(kinds)):
            monitor.step(number, len(kinds), _looking(kind))
            similar_names(connection, kind, found, monitor)
        pairs: list[Pair] = [pair for pair in found if (pair.one, pair.other) not in marked]
        told += [Candidate(*judged) for judged in scored(connection, pairs, monitor)]
    told.sort(key=lambda one: (-one.score, one.kind, one.one.code, one.other.code))
    return Candidates(tuple(told[: job.limit]), len(told), found.common, found.capped)


def _looking(kind: str) -> Message:
    return said("Looking for duplicates: {type}", type=said(kind))
