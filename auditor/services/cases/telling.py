"""A case in words and as JSON: its clocks with what they cite, its story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from auditor.i18n import N_, Message, Translator, said
from auditor.model.enums import word, words
from auditor.model.sheets import BY_NAME
from auditor.model.types import datetime_of
from auditor.services.cases import clocks as c
from auditor.services.cases import story as s
from auditor.services.cases import terms as t
from auditor.services.cases.case import CaseShown
from auditor.services.cases.recurrence import Earlier, Verdict
from auditor.services.profiles import Record
from auditor.services.shown import shown_value

STATES = {
    c.RUNNING: N_("runs"),
    c.STANDING: N_("stands still, waiting"),
    c.MET: N_("met"),
    c.LATE: N_("met too late"),
    c.OVERDUE: N_("overdue"),
    c.UNKNOWN: N_("no working calendar reaches so far"),
}
"""How a clock stands."""

ORIGINS = {
    t.LAW: N_("law"),
    t.ODR: N_("12315 / ODR"),
    t.PLATFORM: N_("platform practice"),
    t.ENTERED: N_("as entered"),
    t.OWN: N_("our own duty"),
    t.CONTRACT: N_("contract"),
}
"""What a clock rests on."""

_LENGTHS = {t.HOURS: N_("{n} hours"), t.DAYS: N_("{n} days"), t.WORKDAYS: N_("{n} working days")}


def cites(clock: c.Clock) -> Message:
    """Where a clock comes from: what it rests on, rule and basis, how long it runs."""
    parts: list[object] = [Message(ORIGINS[clock.term.origin])]
    if clock.term.unit in _LENGTHS:
        parts.append(Message(_LENGTHS[clock.term.unit], {"n": clock.term.length}))
    named = " ".join(one for one in (clock.term.rule, clock.term.basis) if one)
    if named:
        parts.append(named)
    told: object = parts[0]
    for part in parts[1:]:
        told = said("{first}, {second}", first=told, second=part)
    return told if isinstance(told, Message) else Message(str(told))


def duration(seconds: int) -> Message:
    """A time in days and hours, or in hours and minutes."""
    days, rest = divmod(seconds, 86_400)
    if days:
        return said("{days} d {hours} h", days=days, hours=rest // 3600)
    return said("{hours} h {minutes} min", hours=rest // 3600, minutes=rest % 3600 // 60)


def event_word(kind: str, language: str) -> str:
    """What happened, in a word."""
    if kind == s.OCCURRED:
        return "发生" if language == "zh" else "happened"
    return word("case_event", kind, language)


def event_text(event: s.Event, language: str) -> str:
    """What was said; a sanction and the answer to an appeal say their word."""
    enumeration = {s.SANCTIONED: "sanction", s.APPEAL_DECIDED: "appeal_result"}.get(event.kind)
    if enumeration and any(one.code == event.text for one in words(enumeration)):
        return word(enumeration, event.text, language)
    return event.text


def said_by(event: s.Event, language: str) -> str:
    """Who did it, and with whom."""
    party = word("case_party", event.party, language) if event.party else ""
    return " · ".join(one for one in (event.by, party) if one)


def clock_json(clock: c.Clock, now: datetime, tr: Translator) -> dict[str, Any]:
    """A clock for programs."""
    return {
        "kind": clock.term.kind,
        "title": tr.t(t.TITLES[clock.term.kind]),
        "state": clock.state(now),
        "due": due_text(clock.due, clock.all_day),
        "without_waiting": due_text(clock.straight, clock.all_day),
        "since": moment_text(clock.since),
        "stopped": moment_text(clock.stopped),
        "waited_seconds": clock.paused,
        "length": clock.term.length or None,
        "unit": clock.term.unit,
        "rule": clock.term.rule or None,
        "basis": clock.term.basis or None,
        "origin": clock.term.origin,
        "number": clock.number or None,
    }


def due_text(due: datetime | None, all_day: bool) -> str | None:
    """The end of a clock in ISO form: its last day, or its moment."""
    if due is None:
        return None
    return due.date().isoformat() if all_day else due.isoformat(timespec="minutes")


def moment_text(second: int | None) -> str | None:
    """A moment in ISO form."""
    return None if second is None else datetime_of(second).isoformat(timespec="minutes")


def state_json(state: s.State) -> dict[str, Any]:
    """How far the case has come, with the first moment of each step."""
    steps = (s.RECEIVED, s.ACCEPTED, s.RESPONDED, s.DECIDED, s.SANCTIONED, s.APPEALED, s.CORRECTED, s.CLOSED)
    return {
        "stage": state.stage,
        "steps": {name: moment_text(getattr(state, name)) for name in steps},
        "waiting_since": moment_text(state.waiting),
        "open_appeals": len(state.appeals),
    }


def case_json(shown: CaseShown, tr: Translator) -> dict[str, Any]:
    """A case for programs."""
    return {
        "case": shown.name,
        "subject": shown.who.reference,
        "fields": record_json(shown.case),
        "held_to_be": shown.outcome,
        "state": state_json(shown.state),
        "clocks": [clock_json(one, shown.now, tr) for one in shown.clocks],
        "story": [_event_json(one) for one in shown.story],
        "sanctions": records_json(shown.sanctions),
        "appeals": records_json(shown.appeals),
        "actions": records_json(shown.actions),
        "own_fault": None if shown.own_fault is None else tr.t(shown.own_fault),
        "repeats": [_earlier_json(one) for one in shown.earlier],
        "verdicts": [_verdict_json(one) for one in shown.verdicts],
        "statements": [
            {"action": one.number, "kind": one.kind, "due": _iso(one.due), "published": _iso(one.published)}
            for one in shown.statements
        ],
        "cautions": [tr.t(one) for one in shown.cautions],
        "closing_lacks": [tr.t(one) for one in shown.gate],
        "seen": shown.seen,
    }


def _earlier_json(one: Earlier) -> dict[str, Any]:
    told = {"case": one.case, "day": one.day.isoformat(), "days_between": one.between, "action": one.action}
    return {**told, "measure": one.measure, "until": one.until.isoformat()}


def _verdict_json(one: Verdict) -> dict[str, Any]:
    return {"action": one.number, "state": one.state, "until": _iso(one.until), "repeated_by": list(one.by)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def records_json(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Records beneath a case for programs, without the case's own name in each."""
    return [{name: value for name, value in record_json(one).items() if name != "case"} for one in records]


def record_json(record: Record) -> dict[str, Any]:
    """A record's fields for programs."""
    sheet = BY_NAME[record.sheet]
    return {name: shown_value(sheet.field(name), value, "iso") for name, value in record.values.items()}


def _event_json(event: s.Event) -> dict[str, Any]:
    at = datetime_of(event.at)
    return {
        "at": at.date().isoformat() if event.all_day else at.isoformat(),
        "kind": event.kind,
        "by": event.by or None,
        "party": event.party or None,
        "text": event.text or None,
        "due": moment_text(event.due),
        "sheet": event.sheet,
        "number": event.number or None,
    }
