"""The case's own columns as far as an event decides them: what rules, the page of the day and exports read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from auditor.model.types import second_of
from auditor.services.cases import story as s
from auditor.services.cases.sanctions import day_number, stands_before

if TYPE_CHECKING:
    from auditor.services.cases.logging import Given


def columns_of(given: Given) -> dict[str, str]:
    """The case's own columns, which rules, Today and exports read, as far as the event decides them."""
    command, case, day = given.command, given.parts.case, given.at.date().isoformat()
    match command.kind:
        case s.ACCEPTED if case.accepted_at is None:
            return {"accepted_at": text_of(given.at)}
        case s.RESPONDED if case.first_response_at is None:
            return {"first_response_at": text_of(given.at)}
        case s.DECIDED:
            told = {"decided_on": day} | filled(outcome=command.outcome, severity=command.severity)
            return told | ({"appeal": "none"} if _anew(given) else {})
        case s.SANCTIONED if stands_before(command.sanction, day_number(command.until) or 0, case):
            since = command.since or day
            return {"sanction": command.sanction, "sanction_from": since, "sanction_until": command.until}
        case s.APPEALED:
            return {"appeal": "pending"}
        case s.APPEAL_DECIDED:
            won = command.result in ("upheld", "支持", "申诉成功")
            return {"appeal": "granted" if won else "rejected"}
        case s.CORRECTED:
            return {"corrected_on": day}
        case s.CLOSED:
            return {"closed_at": text_of(given.at)}
        case s.REOPENED:
            return {"closed_at": ""}
    return {}


def _anew(given: Given) -> bool:
    """Whether a decision comes after the appeal that undid the one before; it stands until it is appealed itself."""
    if given.parts.case.appeal != "granted":
        return False
    answers = [one.decided_at or one.filed_at for one in given.parts.appeals if one.result != "pending"]
    return second_of(given.at) >= max(answers, default=0)


def filled(**texts: str) -> dict[str, str]:
    """Those of the texts that say something."""
    return {name: text for name, text in texts.items() if text}


def text_of(at: datetime) -> str:
    """A moment as a field is typed."""
    return at.isoformat(" ", "seconds")
