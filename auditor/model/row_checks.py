"""What the cells of one row say about each other: order of days, least numbers, what needs what, who verifies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from auditor.i18n import N_, Message
from auditor.model.fields import Kind, Sheet
from auditor.model.folding import folded_name
from auditor.model.types import DAY_SECONDS, date_of, datetime_of

WRONG_ORDER = N_("{end} ({until}) lies before {start} ({since}).")
TOO_SMALL = N_("{column} must be at least {least}.")
NEEDED = N_("{column} must be filled in as well, because {start} says so.")
NO_DAY = N_("“{text}” is no day of a year. Write it as 12-31.")
OWN_VERIFICATION = N_("{column} must be another person than the one who was responsible or carried it out.")

CLOSED_OPEN = N_("{column} is filled in, but {start} is still open: a case is closed only after it was decided.")
CLOSED_EARLY = N_("{end} ({until}) lies before {start} ({since}): a case is closed only after it was decided.")

Now = Callable[[str], Any]
"""The value of a field as the row has it, or is to have it; None where it is empty."""

ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "hosts": (("onboarded_on", "left_on"),),
    "merchants": (("onboarded_on", "left_on"),),
    "licences": (("issued_on", "ended_on"),),
    "broadcasts": (("planned_start", "planned_end"), ("started_at", "ended_at")),
    "courses": (("effective_from", "effective_until"),),
    "trainings": (("started_on", "completed_on"),),
    "course_versions": (("effective_from", "effective_until"),),
    "sessions": (("planned_start", "planned_end"), ("started_at", "ended_at")),
    "awards": (("completed_on", "issued_on"), ("issued_on", "revoked_on")),
    "appeals": (("filed_at", "due_at"), ("filed_at", "decided_at")),
    "actions": (("done_on", "verified_on"),),
    "feedback": (("received_at", "answered_at"),),
    "case_events": (("at", "due"),),
    "cases": (
        ("occurred_at", "accepted_at"), ("occurred_at", "first_response_at"), ("occurred_at", "decided_on"),
        ("occurred_at", "closed_at"), ("occurred_at", "appeal_until"), ("occurred_at", "correct_by"),
        ("occurred_at", "corrected_on"), ("occurred_at", "compensated_on"), ("sanction_from", "sanction_until"),
    ),
}  # fmt: skip
"""Per sheet the pairs of which the second is not before the first."""

BY_THE_DAY = frozenset({"cases", "case_events", "broadcasts"})
"""Sheets whose moments often have no hour (midnight): such an end is held against the day."""

LEAST: Mapping[str, Mapping[str, int]] = {
    "trainings": {"score": 0},
    "course_versions": {"hours": 0, "pass_mark": 0, "valid_months": 1},
    "sessions": {"seats": 0},
    "enrolments": {"minutes": 0, "score": 0, "attempt": 1},
    "awards": {"attempt": 1},
    "requirements": {"months": 1, "opens_days": 0, "grace_days": 0},
    "appeals": {"number": 1},
    "actions": {"number": 1, "no_repeat_days": 0},
    "cases": {"points": 0, "compensation": 0},
}
"""Per sheet the least value of its numbers."""

TOLD_IN_FILES = frozenset({"cases", "hosts", "merchants", "licences", "broadcasts", "courses"})
"""Sheets of which other programs count on it that a file's row is stored, whatever its order and numbers: these are
told at their cells. Whoever enters a record here is refused the same."""

NEEDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "course_versions": (
        ("validity", "months", "valid_months"),
        ("validity", "fixed_day", "fixed_day"),
        ("validity", "until_rule", "rule"),
    ),
    "requirements": (("due", "every_months", "months"), ("due", "by_day", "by_day")),
    "awards": (("revoked_on", "", "revoke_reason"),),
}
"""Per sheet (field, word, other field): where the field holds the word, or anything at all, the other is needed."""

ROW_BY_ROW: Mapping[str, tuple[str, ...]] = {
    "actions": ("verified_by",),
    "cases": ("closed_at",),
    "course_versions": ("fixed_day",),
}
"""Per sheet the fields of which each value is looked at."""

CLOSED_APPEALED = N_("{column} is filled in, but {start} says that an appeal waits for its answer.")

CLOSING = ("closed_at", "outcome", "decided_on", "appeal")
"""What a case's own columns say about its closing: decided first, and no appeal is open."""

CHECKED = frozenset({*ORDER, *LEAST, *NEEDS, "cases", "case_events"})
"""Sheets with checks of their own."""


@cache
def named_by(sheet: str) -> frozenset[str]:
    """The fields that the checks of a row's own cells look at."""
    pairs = (name for pair in ORDER.get(sheet, ()) for name in pair)
    others = {"actions": ("responsible", "done_by"), "cases": CLOSING}.get(sheet, ())
    return frozenset((*pairs, *LEAST.get(sheet, ()), *ROW_BY_ROW.get(sheet, ()), *others))


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong: the fields it concerns, the first one being where it is told when nothing else decides."""

    fields: tuple[str, ...]
    code: str
    message: Message
    told_in_files: bool = False
    """Where the row comes in a file, this is a warning."""


def partial_faults(sheet: Sheet, now: Now) -> Iterator[RowFault]:
    """What is wrong even if more is stored of the row than this."""
    told_only = sheet.name in TOLD_IN_FILES
    for start, end in ORDER.get(sheet.name, ()):
        since, until = now(start), now(end)
        if isinstance(since, int) and isinstance(until, int) and lies_before(sheet, end, start)(until, since):
            told = {"until": _shown(sheet, end, until), "since": _shown(sheet, start, since)}
            names: dict[str, object] = {"end": sheet.field(end).zh, "start": sheet.field(start).zh}
            yield RowFault((end, start), "wrong_order", Message(WRONG_ORDER, names | told), told_only)
    for name, least in LEAST.get(sheet.name, {}).items():
        value = now(name)
        if isinstance(value, int) and value < least:
            message = Message(TOO_SMALL, {"column": sheet.field(name).zh, "least": least})
            yield RowFault((name,), "out_of_range", message, told_only)
    if sheet.name == "course_versions" and now("fixed_day") and not _is_day(str(now("fixed_day"))):
        yield _fault(sheet, "fixed_day", "unreadable_date", NO_DAY, text=now("fixed_day"))
    if sheet.name == "actions":
        yield from _own_verification(sheet, now)
    if sheet.name == "cases":
        yield from _closing(sheet, now)


@cache
def lies_before(sheet: Sheet, end: str, start: str) -> Callable[[int, int], bool]:
    """The test whether an end lies before its start; of a day, and of midnight, all of it counts.

    Made once a pair: imports ask it of millions of rows.
    """
    if sheet.name not in BY_THE_DAY:
        return lambda until, since: until < since
    ends_by_day, starts_by_day = (sheet.field(name).kind is not Kind.DATETIME for name in (end, start))
    if starts_by_day:
        return lambda until, since: (until if ends_by_day else until // DAY_SECONDS) < since
    if ends_by_day:
        return lambda until, since: until < since // DAY_SECONDS
    return lambda until, since: until < (since if until % DAY_SECONDS else since // DAY_SECONDS * DAY_SECONDS)


def whole_faults(sheet: Sheet, now: Now) -> Iterator[RowFault]:
    """What is wrong with the row as it is to be stored."""
    yield from partial_faults(sheet, now)
    for name, word, other in NEEDS.get(sheet.name, ()):
        value = now(name)
        if value is not None and (not word or value == word) and now(other) in (None, ""):
            message = Message(NEEDED, {"column": sheet.field(other).zh, "start": sheet.field(name).zh})
            yield RowFault((other, name), "missing_value", message)


def _own_verification(sheet: Sheet, now: Now) -> Iterator[RowFault]:
    """Whoever is responsible for an action, or carried it out, does not verify it."""
    verifier = now("verified_by")
    if not isinstance(verifier, str) or not verifier.strip():
        return
    for other in ("responsible", "done_by"):
        name = now(other)
        if isinstance(name, str) and folded_name(name) == folded_name(verifier):
            message = Message(OWN_VERIFICATION, {"column": sheet.field("verified_by").zh})
            yield RowFault(("verified_by", other), "own_verification", message)
            return


_OPEN = (("outcome", "open", "closed_undecided", CLOSED_OPEN), ("appeal", "pending", "appeal_open", CLOSED_APPEALED))


def _closing(sheet: Sheet, now: Now) -> Iterator[RowFault]:
    """A case that was not decided is not closed, nor before its decision; a day is held against the day."""
    closed = now("closed_at")
    if not isinstance(closed, int):
        return
    for name, word, code, pattern in _OPEN:
        if now(name) == word:
            told = {"column": sheet.field("closed_at").zh, "start": sheet.field(name).zh}
            yield RowFault(("closed_at", name), code, Message(pattern, {**told}))
            return
    decided = now("decided_on")
    if isinstance(decided, int) and closed // DAY_SECONDS < decided:
        days = {"until": _shown(sheet, "closed_at", closed), "since": _shown(sheet, "decided_on", decided)}
        names = {"end": sheet.field("closed_at").zh, "start": sheet.field("decided_on").zh}
        yield RowFault(("closed_at", "decided_on"), "closed_before_decision", Message(CLOSED_EARLY, {**names, **days}))


def _fault(sheet: Sheet, name: str, code: str, pattern: str, **params: object) -> RowFault:
    return RowFault((name,), code, Message(pattern, {"column": sheet.field(name).zh, **params}))


def _shown(sheet: Sheet, name: str, value: int) -> str:
    moment: date | datetime
    if sheet.field(name).kind is Kind.DATETIME:
        moment = datetime_of(value)
        return moment.isoformat(" ", "minutes")
    moment = date_of(value)
    return moment.isoformat()


def _is_day(text: str) -> bool:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if found is None:
        return False
    try:
        date(2024, int(found[1]), int(found[2]))
    except ValueError:
        return False
    return True
