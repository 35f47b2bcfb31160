"""The port of profiles, filled by the core's queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.services import answers, lists
from auditor.services import profiles as stored
from ui.kit.chips import Answer
from ui.kit.tasks import Core
from ui.profiles.shapes import RECORD_ID, Basis, Both, Line, Profile
from ui.profiles.source import Found


@dataclass(frozen=True, slots=True)
class AskedProfiles:
    """Asks the core; every method runs off the GUI thread."""

    core: Core | None

    def profile(self, type: str, code: str) -> Profile:
        found: stored.Profile = self._ask(stored.ProfileOf(type, code))
        facts = {"code": found.code, **{one.field.name: one.value for one in found.fields}}
        records = {
            sheet: [{**record.values, RECORD_ID: record.id} for record in rows] for sheet, rows in found.records.items()
        }
        return Profile(found.id, type, found.code, found.name, facts, records, found.change, found.names)

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        found: Sequence[answers.Answer] = self._ask(answers.Judged(type, id, as_of, passed=True))
        return tuple(_line(one) for one in found)

    def find(self, text: str, limit: int) -> Sequence[Found]:
        return [Found(hit.type, hit.id, hit.code, hit.name) for hit in self._ask(lists.Find(text, limit))]

    def _ask(self, query: Any) -> Any:
        if self.core is None:
            raise RuntimeError("no workspace is open")
        return self.core.ask(query)


_RESULTS = {
    "pass": Answer.PASS,
    "unknown": Answer.UNKNOWN,
    "notapplicable": Answer.NOT_APPLICABLE,
    "error": Answer.ERROR,
}


def _line(one: answers.Answer) -> Line:
    answer = _RESULTS.get(one.result) or Answer[(one.severity or "info").upper()]
    return Line(
        one.rule,
        Both(*one.title),
        answer,
        Both(*one.message),
        Both(*one.remedy),
        one.remedy_key,
        tuple(Basis(law.instrument, law.article) for law in one.basis),
        one.effect or "note",
        one.curable,
        missing=one.missing,
        evidence=one.evidence,
    )
