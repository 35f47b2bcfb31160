"""What a calendar shows as a file (RFC 5545): by codes alone, nothing personal; the same event keeps its identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from auditor.clock import SHANGHAI
from auditor.i18n import N_, Language, Message, Translator, said
from auditor.monitor import Monitor
from auditor.services.agenda import BROADCAST, Agenda, Events, agenda
from auditor.services.agenda_ahead import PLANNED, REMINDER
from auditor.services.calendars import escaped, folded
from auditor.services.cases.terms import TITLES as CLOCKS
from auditor.services.context import Context
from auditor.services.profiles import TYPES
from auditor.services.today.rows import Row
from auditor.services.verbs import Job

LAPSES = {
    "licence": N_("Licence lapses"),
    "authorisation": N_("Brand authorisation lapses"),
    "contract": N_("Contract ends"),
    "training": N_("Training lapses"),
}
USUAL_HOURS = 2


MOST_IN_A_FILE = 20_000
"""Events of one file; no calendar takes more."""


@dataclass(frozen=True, slots=True)
class AgendaFile(Job[tuple[int, int]]):
    """Write the agenda that is asked for to a calendar file; gives how many events, and how many did not fit."""

    asked: Agenda
    path: Path
    language: Language = "zh"


def agenda_file(context: Context, job: AgendaFile, monitor: Monitor, who: str) -> tuple[int, int]:
    """On one moment of the store."""
    from auditor.reporting.atomic import whole_file

    with context.store.reading() as connection:
        found = agenda(context, connection, replace(job.asked, limit=MOST_IN_A_FILE))
    monitor.step(0, len(found.rows), said("Writing the calendar"))
    with whole_file(job.path) as out:
        out.writelines(calendar(found, context.clock(), Translator(job.language)))
    return len(found.rows), max(0, found.count - len(found.rows))


def calendar(events: Events, now: datetime, tr: Translator, rows: Iterable[Row] | None = None) -> Iterator[bytes]:
    """The lines of the file; ``rows`` instead of all that were read. ``now`` is an instant with a time zone."""
    stamp = _utc(now)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Auditor//Agenda//EN", "CALSCALE:GREGORIAN")
    for line in (*head, f"X-WR-CALNAME:{escaped(tr.t(N_('Compliance calendar')))}"):
        yield folded(line)
    told: set[str] = set()
    for row in events.rows if rows is None else rows:
        uid = _uid(events.workspace, row)
        if row.due is not None and uid not in told:
            told.add(uid)
            yield from map(folded, _event(row, row.due, uid, stamp, tr))
    yield folded("END:VCALENDAR")


def _uid(workspace: str, row: Row) -> str:
    """By the record and what of it the event is; a moved date moves the event."""
    sheet, number = row.record or ("", 0)
    what = f"{row.kind} {row.group}" if row.kind == REMINDER else row.kind  # each rung is a day of its own
    told = f"{workspace}\n{what}\n{sheet}:{number}\n{row.who.reference}\n{row.rule}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:40]}@auditor"


def _event(row: Row, due: datetime, uid: str, stamp: str, tr: Translator) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{stamp}"
    yield from _times(row, due)
    yield f"SUMMARY:{escaped(tr.t(summary(row)))}"
    yield f"CATEGORIES:{escaped(tr.t(_category(row.kind)))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _times(row: Row, due: datetime) -> Iterator[str]:
    if row.all_day:
        yield f"DTSTART;VALUE=DATE:{_day(due.date())}"
        if due.date() < date.max:
            yield f"DTEND;VALUE=DATE:{_day(due.date() + timedelta(days=1))}"
        return
    instant = due.replace(tzinfo=SHANGHAI)
    yield f"DTSTART:{_utc(instant)}"
    if row.kind == BROADCAST:
        yield f"DURATION:PT{USUAL_HOURS}H"


def summary(row: Row) -> Message:
    """What the event is, by codes: names of people and of goods stay in the workspace."""
    if row.kind == REMINDER:
        return _reminder(row)
    kind = TYPES.get(row.who.type, said("{text}", text=row.who.type))
    return said("{what} · {type} {code}", what=Message(_category(row.kind)), type=kind, code=row.who.code)


def _reminder(row: Row) -> Message:
    """By the sheet of what ends, and the days that are left."""
    ends = next((one for one in LAPSES if row.record is not None and row.record[0] == f"{one}s"), "")
    kind = TYPES.get(row.who.type, said("{text}", text=row.who.type))
    what = Message(_category(ends))
    return said("Reminder ({n} d): {what} · {type} {code}", n=row.group, what=what, type=kind, code=row.who.code)


def _category(kind: str) -> str:
    if kind == PLANNED:
        return N_("Planned training")
    return N_("Broadcast") if kind == BROADCAST else LAPSES.get(kind) or CLOCKS.get(kind) or N_("Reminder")


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
