"""The working calendar that a workspace lays down for years the program does not bring, or brings otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import Message, said
from auditor.model.workdays import WEEKEND, Year, calendar_of, shipped, stored_years, years_of
from auditor.rulebook import yaml_strict
from auditor.rulebook.faults import Rejected
from auditor.services.context import Context
from auditor.services.settings import CALENDAR, put_setting, setting
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

MOST_TEXT = 50_000
"""Characters of a calendar file; a hundred years need fewer."""

MOST_BRACKETS = 400
"""Three or so for each year; what nests deeper than any calendar takes a reader of YAML for ever."""

_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?\Z", re.ASCII)
_NAMES = ("off", "work")
_SHAPE = said("For each year write YEAR: off (days off) and work (days worked instead), days as YYYY-MM-DD or A..B.")


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """The years without a gap that have a calendar, and those that this workspace lays down."""

    first: int
    last: int
    own: Mapping[int, Year]


@dataclass(frozen=True, slots=True)
class WorkingCalendar(Query[CalendarShown]):
    """The working calendar in force."""


@dataclass(frozen=True, slots=True)
class SetCalendar(Command[tuple[int, ...]]):
    """Lay down the years of a calendar text (YAML or JSON); gives the years. One mistake refuses all of them."""

    text: str


@dataclass(frozen=True, slots=True)
class ClearCalendar(Command[bool]):
    """Take a year away that this workspace laid down; a shipped one holds again. Whether there was one."""

    year: int


def working_calendar(context: Context, connection: Connection, query: WorkingCalendar) -> CalendarShown:
    """As it stands."""
    body = setting(connection, CALENDAR)
    first, last = calendar_of(body).years
    return CalendarShown(first, last, years_of(body))


def set_calendar(context: Context, work: Work, command: SetCalendar) -> tuple[int, ...]:
    """Check everything, then put it in place year by year."""
    told = read_years(command.text)
    years = dict(years_of(setting(work.connection, CALENDAR))) | told
    _without_gap(years)
    put_setting(work, CALENDAR, stored_years(years))
    return tuple(sorted(told))


def clear_calendar(context: Context, work: Work, command: ClearCalendar) -> bool:
    """Refused where later years would hang in the air."""
    years = dict(years_of(setting(work.connection, CALENDAR)))
    if years.pop(command.year, None) is None:
        return False
    _without_gap(years)
    return put_setting(work, CALENDAR, stored_years(years))


def _without_gap(years: Mapping[int, Year]) -> None:
    low, high = shipped().years
    known = {*range(low, high + 1), *years}
    for year in range(min(known), max(known)):
        if year not in known:
            raise CallerMistake(
                said("The year {year} would have no calendar between years that have one.", year=str(year)),
                said("Enter {year} as well: working days are counted through it.", year=str(year)),
            )


def read_years(text: str) -> dict[int, Year]:
    """The years of a calendar text. Raises CallerMistake saying which entry is wrong."""
    if len(text) > MOST_TEXT or text.count("{") + text.count("[") > MOST_BRACKETS:
        raise _wrong(said("The calendar is too long."))
    if not text.strip():
        raise _wrong(said("The calendar names no year."))
    try:
        # As in packs: nothing stands twice, and nothing that is written once can grow to a million days.
        document = _as_written(yaml_strict.read("calendar", text))
    except Rejected as rejected:
        fault = rejected.faults[0]
        raise _wrong(said("Line {line}: {why}", line=fault.line, why=fault.message)) from None
    if not isinstance(document, dict) or not document:
        raise _wrong(said("The calendar names no year."))
    return dict(_year(year, told) for year, told in document.items())


def _as_written(node: yaml_strict.Node) -> Any:
    """Texts, lists and mappings; days stay the texts they are written as."""
    if isinstance(node, yaml_strict.Sequence):
        return [_as_written(item) for item in node.items]
    if isinstance(node, yaml_strict.Mapping):
        return {key: _as_written(value) for key, value in node.entries.items()}
    return node.text


def _year(name: object, told: Any) -> tuple[int, Year]:
    text = str(name)
    if not re.fullmatch(r"(19|20)[0-9][0-9]", text):
        raise _wrong(said("{text} is no year from 1900 to 2099.", text=text))
    if not isinstance(told, dict) or not told or set(told) - set(_NAMES):
        raise _wrong(said("{year} needs off (days off) and work (days worked instead), nothing else.", year=text))
    year = int(text)
    off, work = (frozenset(_days(year, told.get(part) or [])) for part in _NAMES)
    if not off:
        raise _wrong(said("{year} has no day off: a year's calendar has its public holidays.", year=text))
    both = sorted(off & work)
    if both:
        raise _wrong(said("{day} is both off and worked.", day=both[0].isoformat()))
    for day in sorted(work):
        if day.weekday() < WEEKEND:
            raise _wrong(said("{day} is a weekday: only weekend days are worked instead.", day=day.isoformat()))
    return year, Year(off, work)


def _days(year: int, listed: object) -> Iterable[date]:
    for item in listed if isinstance(listed, list) else [listed]:
        span = _span(str(item))
        if span is None:
            raise _wrong(said("{text} is no day and no span of days.", text=str(item)))
        first, last = span
        if first.year != year or last.year != year:
            raise _wrong(said("{text} does not lie in {year}.", text=str(item), year=str(year)))
        yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _span(text: str) -> tuple[date, date] | None:
    found = _SPAN.match(text)
    if found is None:
        return None
    try:
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _wrong(message: Message) -> CallerMistake:
    return CallerMistake(message, _SHAPE)


def written(years: Mapping[int, Year]) -> str:
    """The years as a text that ``read_years`` takes back, days that follow each other as spans."""
    lines = []
    for year, one in sorted(years.items()):
        lines.append(f"{year}:")
        lines += [f"  {name}: [{', '.join(_spans(days))}]" for name, days in (("off", one.off), ("work", one.work))]
    return "".join(f"{line}\n" for line in lines)


def _spans(days: Iterable[date]) -> list[str]:
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs]
