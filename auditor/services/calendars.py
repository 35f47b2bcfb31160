"""A forecast as a calendar file (RFC 5545): one all-day event per subject and rule, by code alone, nothing personal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from auditor.i18n import N_, Translator, said
from auditor.services.forecasting import Begins, Foreseen
from auditor.services.profiles import TYPES
from auditor.services.shown import severity_word

FOLD = 75
"""Octets of a line, its end not counted."""


Titles = Mapping[str, tuple[str, str]]
"""Rule to its title in (zh, en)."""


def calendar(
    subjects: Iterable[Foreseen], titles: Titles, workspace: str, now: datetime, tr: Translator
) -> Iterator[bytes]:
    """The lines of the file. ``workspace`` and (subject, rule) make an event's identity, so a later forecast moves it.

    ``now`` is an instant with a time zone; what fails already stands on the first day of the forecast no more.
    """
    yield from opening(tr)
    for one in subjects:
        yield from events(one, titles, workspace, now, tr)
    yield ENDING


def opening(tr: Translator) -> Iterator[bytes]:
    """The lines before the first event."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Auditor//Forecast//EN", "CALSCALE:GREGORIAN")
    yield from map(folded, (*head, f"X-WR-CALNAME:{escaped(tr.t(N_('Compliance forecast')))}"))


def events(one: Foreseen, titles: Titles, workspace: str, now: datetime, tr: Translator) -> Iterator[bytes]:
    """The events of one subject: one for each rule that begins to fail and that an act can still mend."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    told: set[str] = set()
    for begins in one.later:
        if begins.rule not in told and begins.curable:
            told.add(begins.rule)
            yield from map(folded, _event(one, begins, titles, workspace, stamp, tr))


def _event(one: Foreseen, begins: Begins, titles: Titles, workspace: str, stamp: str, tr: Translator) -> Iterator[str]:
    told = f"{workspace}\n{one.type}:{one.code}\n{begins.rule}"
    title = tr.both(*titles.get(begins.rule, (begins.rule, begins.rule)))
    kind = tr.t(TYPES[one.type]) if one.type in TYPES else one.type
    summary = tr.t(said("{type} {code}: {title} ({rule})", type=kind, code=one.code, title=title, rule=begins.rule))
    severity = severity_word(tr, begins.severity)
    about = tr.t(
        said("From {day} this is not in order unless something is done; {severity}.", day=begins.day, severity=severity)
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(told.encode()).hexdigest()[:40]}@auditor"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(begins.day)}"
    yield f"DTEND;VALUE=DATE:{_day(begins.day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(about)}"
    yield f"CATEGORIES:{escaped(severity)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line ends as RFC 5545 wants them; other controls left out."""
    told = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    told = told.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(
        character for character in told if character == "\t" or (ord(character) >= 32 and character != "\x7f")
    )


def folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, never within a character, each ended by CR LF."""
    whole = line.encode()
    if len(whole) <= FOLD:
        return whole + b"\r\n"
    made, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > FOLD:
            made.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*made, piece]) + b"\r\n"


ENDING = folded("END:VCALENDAR")
"""The line after the last event."""
