"""The sensible next steps of a case, what each asks for, and the command it makes of what was typed. No widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from auditor.errors import AuditorError
from auditor.i18n import N_, Message
from auditor.model.enums import words
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME
from auditor.model.types import datetime_of, day_of
from auditor.services.cases import story as s
from auditor.services.cases.case import CaseShown
from auditor.services.cases.logging import CaseRefused, LogCaseEvent
from auditor.services.cases.terms import APPEAL
from auditor.services.editing import Refused, SaveRecord
from auditor.services.editing.checking import Surroundings, read_field
from auditor.services.profiles import Record

ACTION = "action"
"""A corrective action is to be taken: a record of its own, no event."""
GENERAL = ""
"""Where a complaint stands that belongs to no field."""

TITLES = {
    s.RECEIVED: N_("Log when it reached us"),
    s.ACCEPTED: N_("Accept"),
    s.RESPONDED: N_("Log the first answer"),
    s.WAITING: N_("Wait for the other side"),
    s.RESUMED: N_("The other side answered"),
    s.DECIDED: N_("Decide"),
    s.SANCTIONED: N_("Sanction"),
    s.APPEALED: N_("An appeal was filed"),
    s.APPEAL_DECIDED: N_("The appeal was answered"),
    ACTION: N_("Add a corrective action"),
    s.CORRECTED: N_("Carried out"),
    s.VERIFIED: N_("Verify"),
    s.CLOSED: N_("Close the case"),
    s.REOPENED: N_("Take up again"),
    s.MESSAGE: N_("Log a message"),
    s.NOTE: N_("Add a note"),
}
"""What the button of each step says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a step: its name in the command, its title, the field of a sheet as which it is read."""

    name: str
    title: str
    sheet: str
    field: str
    must: bool = False

    @property
    def read_as(self) -> Field:
        """The field whose editor and checks it has; whether it must be filled in is the step's to say."""
        return replace(BY_NAME[self.sheet].field(self.field), required=False, default=None)


_AT = Asked("at", N_("When"), "case_events", "at")
_BY = Asked("by", N_("Handled by"), "case_events", "by_whom")
_TEXT = Asked("text", N_("What was said or done"), "case_events", "text")
_PARTY = Asked("party", N_("Other side"), "case_events", "party")
_DUE = Asked("due", N_("Answer due by"), "case_events", "due")
_NUMBER = Asked("action", N_("Which action (number)"), "actions", "number")
_WHO = replace(_BY, must=True)

ASKED: Mapping[str, tuple[Asked, ...]] = {
    s.RECEIVED: (_AT, _BY, _TEXT),
    s.ACCEPTED: (_AT, _BY, _TEXT),
    s.RESPONDED: (_AT, _BY, _PARTY, _TEXT),
    s.WAITING: (_AT, _BY, _PARTY, _DUE, _TEXT),
    s.RESUMED: (_AT, _BY, _TEXT),
    s.DECIDED: (
        Asked("outcome", N_("Held to be"), "cases", "outcome", must=True),
        Asked("severity", N_("Severity"), "cases", "severity"),
        replace(_TEXT, title=N_("Reasons")), _AT, _BY,
    ),
    s.SANCTIONED: (
        Asked("sanction", N_("Sanction"), "sanctions", "kind", must=True),
        Asked("until", N_("Last day, or long-term"), "sanctions", "valid_until", must=True),
        Asked("since", N_("First day"), "sanctions", "valid_from"),
        Asked("function", N_("Restricted function"), "sanctions", "function"),
        Asked("platform", N_("Platform"), "sanctions", "platform"),
        _BY, _TEXT,
    ),
    s.APPEALED: (replace(_TEXT, title=N_("Grounds")), Asked("due", N_("Answer due by"), "appeals", "due_at"), _AT, _BY),
    s.APPEAL_DECIDED: (
        Asked("result", N_("How it ended"), "appeals", "result", must=True),
        replace(_TEXT, title=N_("Reasons")), _AT, _BY,
    ),
    ACTION: (
        Asked("action", N_("Action"), "actions", "action", must=True),
        Asked("root_cause", N_("Root cause"), "actions", "root_cause"),
        Asked("responsible", N_("Responsible"), "actions", "responsible"),
        Asked("due_on", N_("To be done by"), "actions", "due_on"),
        Asked("no_repeat_days", N_("Days watched for a repetition"), "actions", "no_repeat_days"),
    ),
    s.CORRECTED: (_NUMBER, _AT, replace(_BY, title=N_("Carried out by")), _TEXT),
    s.VERIFIED: (_NUMBER, replace(_WHO, title=N_("Verified by")), _AT, _TEXT),
    s.CLOSED: (_AT, _BY, _TEXT),
    s.REOPENED: (replace(_TEXT, title=N_("Why")), _AT, _BY),
    s.MESSAGE: (_PARTY, replace(_TEXT, must=True), _AT, _BY, _DUE),
    s.NOTE: (replace(_TEXT, must=True), _AT, _BY),
}  # fmt: skip
"""What each step asks for, the most important first."""

MUST = {
    "outcome": N_("A decision says what the case was held to be."),
    "sanction": N_("Say which sanction it is."),
    "until": N_("A sanction has a last day, or is long-term: say which."),
    "result": N_("Say how the appeal ended."),
    "by": N_("Say who verified it: another person than the one who did it."),
    "action": N_("Say what is to be done."),
    "text": N_("Write something."),
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a case now: the one that comes next stands first (``first``: it is the next sensible one)."""

    kinds: tuple[str, ...]
    first: bool


def next_steps(shown: CaseShown) -> Steps:
    """What can sensibly be done with a case as it stands."""
    if shown.state.closed is not None:
        return Steps((s.REOPENED, s.MESSAGE, s.NOTE), first=False)
    ahead = list(_ahead(shown))
    return Steps((*ahead, s.MESSAGE, s.NOTE), first=bool(ahead))


def _ahead(shown: CaseShown) -> Iterator[str]:
    state = shown.state
    decided = is_decided(shown)
    if state.waiting is not None:
        yield s.RESUMED
    if state.accepted is None and not decided:
        yield s.ACCEPTED
    if state.responded is None and not decided:
        yield s.RESPONDED
    if not decided:
        yield s.DECIDED
    elif has_open_appeal(shown):
        yield s.APPEAL_DECIDED
    yield from _correcting(shown, decided=decided)
    rest = list(_deciding(shown)) if decided else []
    yield from sorted(rest, key=lambda kind: kind == s.CLOSED) if _unsettled(shown) else rest
    if decided:
        yield ACTION
    elif state.received is None and state.responded is None:
        yield s.RECEIVED
    if state.waiting is None:
        yield s.WAITING


def _deciding(shown: CaseShown) -> Iterator[str]:
    """What follows a decision."""
    if not shown.gate:
        yield s.CLOSED
    if shown.case.values.get("appeal") == "granted":
        yield s.DECIDED
    elif shown.case.values.get("outcome") == "substantiated":
        yield s.SANCTIONED
    if not has_open_appeal(shown):
        yield s.APPEALED


def _unsettled(shown: CaseShown) -> bool:
    """Whether closing is not yet the next thing: an appeal may still be filed, or no sanction was told."""
    may_appeal = any(one.open and one.term.kind == APPEAL for one in shown.clocks)
    sanctioned = bool(shown.sanctions) or shown.case.values.get("sanction") is not None
    return may_appeal or (shown.case.values.get("outcome") == "substantiated" and not sanctioned)


def _correcting(shown: CaseShown, *, decided: bool) -> Iterator[str]:
    if undone_of(shown.actions, verified=True):
        yield s.VERIFIED
    open_ones = undone_of(shown.actions, verified=False)
    asked_for = shown.case.values.get("correct_by") is not None and shown.state.corrected is None
    if open_ones or (decided and not shown.actions and asked_for):
        yield s.CORRECTED


def undone_of(actions: Sequence[Record], *, verified: bool) -> list[Record]:
    """Actions still to be carried out, or (``verified``) carried out and still to be verified."""
    if verified:
        return [one for one in actions if one.values.get("done_on") and not one.values.get("verified_on")]
    return [one for one in actions if not one.values.get("done_on")]


def is_decided(shown: CaseShown) -> bool:
    """Whether there is a decision, with its moment or without."""
    undated = shown.case.values.get("decided_on") is None and shown.case.values.get("outcome") not in (None, "open")
    return shown.state.decided is not None or undated


def has_open_appeal(shown: CaseShown) -> bool:
    """Whether an appeal waits for its answer."""
    return bool(shown.state.appeals) or shown.case.values.get("appeal") == "pending"


def asked_of(kind: str, shown: CaseShown) -> tuple[Asked, ...]:
    """What a step asks for in this case: which action is meant is asked only where there are several."""
    listed = ASKED[kind]
    if kind in (s.CORRECTED, s.VERIFIED):
        found = undone_of(shown.actions, verified=kind == s.VERIFIED)
        if len(found) < 2:
            return tuple(one for one in listed if one.name != "action")
    return listed


def begun_texts(kind: str, shown: CaseShown, me: str) -> dict[str, str]:
    """What a step is filled in with to begin with: now, and whoever sits here."""
    texts = {"at": f"{shown.now:%Y-%m-%d %H:%M}", "since": f"{shown.now:%Y-%m-%d}"}
    if kind != s.VERIFIED:
        texts["by"] = me
    platform = shown.case.values.get("platform")
    found = next((one for one in words("platform") if one.code == platform), None)
    if kind == s.SANCTIONED and found is not None:
        texts["platform"] = found.code
    return {one.name: texts[one.name] for one in asked_of(kind, shown) if texts.get(one.name)}


def complaint_at(one: Asked, text: str, today: datetime) -> Message | None:
    """What is wrong with a text as it stands; None where nothing is."""
    if not text.strip():
        return Message(MUST[one.name]) if one.must else None
    sheet = BY_NAME[one.sheet]
    _, told = read_field(sheet, one.field, text, None, Surroundings(day_of(today.date())))
    return next((found.message for found in told if found.level == "error"), None)


Command = LogCaseEvent | SaveRecord


def command_of(kind: str, shown: CaseShown, texts: Mapping[str, str]) -> Command:
    """The command of a step whose texts are all right."""
    given = {one.name: texts.get(one.name, "").strip() for one in asked_of(kind, shown)}
    if kind == ACTION:
        number = 1 + max((int(one.values["number"]) for one in shown.actions), default=0)
        values = {"case": shown.name, "number": str(number)} | {name: text for name, text in given.items() if text}
        return SaveRecord("actions", None, tuple(values.items()))
    at = _moment(given.pop("at", ""), shown.now)
    action = given.pop("action", "")
    coded = {name: code_of(_ENUMS[name], text) if name in _ENUMS else text for name, text in given.items()}
    return LogCaseEvent(shown.name, kind, at, action=int(action) if action else None, **coded)


_ENUMS = {
    "outcome": "outcome",
    "severity": "case_severity",
    "sanction": "sanction",
    "platform": "platform",
    "result": "appeal_result",
    "party": "case_party",
}


def code_of(enumeration: str, text: str) -> str:
    """The code that a word means; what is none of ours stays as it is."""
    wanted = text.casefold()
    for one in words(enumeration):
        if wanted in (one.code, one.zh, (one.en or "").casefold(), *(alias.casefold() for alias in one.aliases)):
            return one.code
    return text


def _moment(text: str, now: datetime) -> datetime | None:
    """A typed moment; None (now) where it was left as the form began, to the minute."""
    if not text or text == f"{now:%Y-%m-%d %H:%M}":
        return None
    sheet = BY_NAME["case_events"]
    value, _ = read_field(sheet, "at", text, None, Surroundings(day_of(now.date())))
    return datetime_of(value) if isinstance(value, int) else None


_PLACES = {
    "valid_until": "until", "sanction_until": "until", "valid_from": "since", "sanction_from": "since",
    "verified_by": "by", "done_by": "by", "by_whom": "by", "done_on": "at", "verified_on": "at", "filed_at": "at",
    "decided_at": "at", "decided_on": "at", "closed_at": "at", "corrected_on": "at", "due_at": "due",
    "reason": "text", "late_reason": "text", "number": "action",
}  # fmt: skip
"""Where a complaint about a stored field stands in the form of a step."""


def placed(kind: str, error: AuditorError, names: set[str]) -> dict[str, Message]:
    """What a refusal says, by field of the form; under GENERAL what belongs to none of them."""
    if isinstance(error, CaseRefused):
        told = [(error.field, error.message)]
    elif isinstance(error, Refused):
        told = [(one.field, one.message) for one in error.told if one.level == "error"]
    else:
        told = [(GENERAL, error.message)]
    found: dict[str, Message] = {}
    for field, message in told:
        meant = "sanction" if field == "kind" and kind == s.SANCTIONED and isinstance(error, Refused) else field
        place = meant if meant in names else _PLACES.get(meant, GENERAL)
        found.setdefault(place if place in names else GENERAL, message)
    return found
