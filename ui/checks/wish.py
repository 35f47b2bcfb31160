"""What a new check is to judge: typed and checked field by field, then one job. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from auditor.i18n import N_, Message
from auditor.model.sheets import JUDGED
from auditor.services.audits import Audit

_BETWEEN = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """A new check as it stands in the form; texts as typed."""

    day: date
    known: str = ""
    subjects: str = ""
    rules: str = ""
    packs: tuple[str, ...] = ()
    baseline: bool = False

    def job(self) -> Audit:
        """The audit that is wished for; every field has been checked."""
        return Audit(
            self.day,
            moment_of(self.known),
            self.packs,
            tuple(_words(self.subjects)),
            tuple(word.upper() for word in _words(self.rules)),
            baseline=self.baseline,
        )


def moment_of(text: str) -> datetime | None:
    """A typed moment as wall time; None where nothing is typed. ValueError for anything else."""
    return datetime.fromisoformat(text.strip()).replace(tzinfo=None) if text.strip() else None


def wrong_moment(text: str) -> Message | None:
    """What is wrong with a typed moment."""
    try:
        moment_of(text)
    except ValueError:
        return Message(N_("Write it as 2026-06-30 18:00, or leave it empty."))
    return None


def wrong_subjects(text: str) -> Message | None:
    """What is wrong with typed subjects; whether they exist is asked of the workspace when the check begins."""
    for word in _words(text):
        kind, colon, code = word.partition(":")
        if not colon or not code or kind not in JUDGED:
            kinds = "、".join(sorted(JUDGED))
            return Message(
                N_("{word}: write TYPE:CODE, such as host:H0001 (types: {kinds})."), {"word": word, "kinds": kinds}
            )
    return None


def wrong_rules(text: str, known: frozenset[str]) -> Message | None:
    """What is wrong with typed rules; an unknown one is told with its neighbour."""
    from difflib import get_close_matches

    for word in _words(text):
        if known and word.upper() not in known:
            near = get_close_matches(word.upper(), known, 1)
            if near:
                return Message(N_("There is no rule {id}; did you mean {near}?"), {"id": word, "near": near[0]})
            return Message(N_("There is no rule {id}."), {"id": word})
    return None


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.strip().replace("：", ":")) if word]
