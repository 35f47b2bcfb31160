"""What the calendar says, worked out without a widget."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from auditor.i18n import N_, Translator
from auditor.services.agenda import CLOCK, KIND_WORDS, KINDS, Events
from auditor.services.agenda_ahead import PLANNED, REMINDER
from auditor.services.today.notices import distance
from auditor.services.today.rows import Row
from ui.kit.small_table import Line
from ui.kit.texts import begun

TITLES = (N_("When"), N_("Whom it concerns"), N_("What it is"), N_("In charge"))
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
TOKENS = {
    "broadcast": "accent",
    PLANNED: "good",
    CLOCK: "critical",
    "licence": "high",
    "authorisation": "medium",
    "contract": "low",
    "training": "unknown",
    REMINDER: "muted",
}
"""The colour of a kind; its word always stands beside it, short where there is little room."""

SHORT = {
    "broadcast": N_("Live"),
    PLANNED: N_("Plan"),
    CLOCK: N_("Due"),
    "licence": N_("Lic."),
    "authorisation": N_("Auth."),
    "contract": N_("Con."),
    "training": N_("Trn."),
    REMINDER: N_("Rem."),
}


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day: date, step: int) -> date:
    """The first day of a month before or after; where there is none, the month itself."""
    months = day.year * 12 + day.month - 1 + step
    year, month = divmod(months, 12)
    return date(year, month + 1, 1) if 1 <= year <= 9999 else day


def weeks_of(month: date) -> list[list[date | None]]:
    """The days of a month by weeks from Monday on; None where another month's would stand."""
    return [
        [date(month.year, month.month, number) if number else None for number in week]
        for week in calendar.Calendar().monthdayscalendar(month.year, month.month)
    ]


def of_day(counts: Mapping[tuple[date, str], int], day: date) -> list[tuple[str, int]]:
    """The kinds that have events on a day, in their order."""
    return [(kind, counts[day, kind]) for kind in KINDS if counts.get((day, kind))]


def day_words(day: date, told: list[tuple[str, int]], tr: Translator) -> str:
    """A day for a screen reader and a tool tip."""
    parts = [f"{tr.t(KIND_WORDS[kind])} {number:,}" for kind, number in told]
    return f"{day.isoformat()}: {tr.both('，', ', ').join(parts) or tr.t(N_('nothing'))}"


def agenda_line(row: Row, today: date, tr: Translator) -> Line:
    """An event as a line of the agenda."""
    when = ""
    if row.due is not None:
        when = f"{row.due:%m-%d}" if row.all_day else f"{row.due:%m-%d %H:%M}"
        if abs((row.due.date() - today).days) <= 1:
            when = f"{when} {tr.t(distance(row.due.date(), today))}"
    name = row.who.name if row.who.name == row.who.code else f"{row.who.name} {row.who.code}"
    return Line((when, name, begun(tr.t(row.what)), row.owner), row)


def first_span(month: date, today: date) -> tuple[date, date]:
    """The days an agenda begins with: from the as-of day on in its own month, else the whole month."""
    first, last = month_of(month)
    return (max(first, today), last) if first <= today <= last else (first, last)


def span_words(found: Events, tr: Translator) -> str:
    """Which days, how many events."""
    number = f"{found.count:,}{'+' if found.more else ''}"
    if found.first == found.last:
        return tr.t(N_("{day}: {n} events"), day=found.first.isoformat(), n=number)
    return tr.t(
        N_("{first} to {last}: {n} events"), first=found.first.isoformat(), last=found.last.isoformat(), n=number
    )


def sentence(found: Events, tr: Translator) -> str:
    """What the agenda does not show."""
    told = []
    if not found.count:
        told.append(tr.t(N_("Nothing stands in these days.")))
    elif found.count > len(found.rows):
        told.append(tr.t(N_("The first {n} are listed; choose a day or fewer kinds."), n=f"{len(found.rows):,}"))
    if found.unknown:
        told.append(
            tr.t(
                N_("For {n} cases working days would have to be counted through a year without a calendar."),
                n=found.unknown,
            )
        )
    return " ".join(told)


def moved(day: date, days: int) -> date:
    """A day some days on; itself where there is none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
