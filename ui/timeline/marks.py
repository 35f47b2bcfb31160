"""What stands on a timeline, worked out without a widget: spans, points and turns, and where a day lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from auditor.model.types import DAY_SECONDS, day_of
from ui.kit.chips import Answer
from ui.profiles.shapes import Record
from ui.profiles.words import shown

SIDE = 365
"""Days shown on each side of today, or of the as-of day where that lies further off."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days shown, first and last as day numbers."""

    first: int
    last: int

    @classmethod
    def around(cls, today: date, as_of: date) -> Stretch:
        """A year on both sides of today, moved where the as-of day would not be in it."""
        middle = day_of(today)
        if abs(day_of(as_of) - middle) > SIDE:
            middle = day_of(as_of)
        return cls(middle - SIDE, middle + SIDE)

    def share(self, day: float) -> float:
        """Where a day lies, from 0 to 1."""
        return (day - self.first) / (self.last - self.first)

    def day_at(self, share: float) -> int:
        """The day at a place, kept within the stretch."""
        return round(self.first + min(1.0, max(0.0, share)) * (self.last - self.first))

    def months(self) -> list[date]:
        """The first days of its months."""
        from auditor.model.types import date_of

        found, day = [], date_of(self.first).replace(day=1)
        while day_of(day) <= self.last:
            if day_of(day) >= self.first:
                found.append(day)
            day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        return found


@dataclass(frozen=True, slots=True)
class Mark:
    """One record: a span where ``until`` differs, else a point; what it is, in words; whose record it is."""

    since: int | None
    until: int | None
    words: str
    kind: str
    id: int
    bad: bool = False

    def touches(self, day: int) -> bool:
        """Whether it lasts on a day, or happened then."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of record: its title (msgid) and its marks."""

    title: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TurnMark:
    """From a day on the subject stands so: the worst answer, and how many rules turned for the worse and better."""

    day: int
    answer: Answer
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


ROWS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("licences", N_("Licences"), "valid_from", "valid_until", ("kind", "number")),
    ("authorisations", N_("Authorisations"), "valid_from", "valid_until", ("brand", "grantor")),
    ("contracts", N_("Contracts"), "valid_from", "valid_until", ("kind", "code")),
    ("trainings", N_("Training"), "completed_on", "", ("title", "result")),
    ("cases", N_("Cases"), "occurred_at", "", ("kind", "category")),
    ("broadcasts", N_("Broadcasts"), "started_at", "", ("code",)),
)
"""Sheet, title, its first day, its last one (empty: a point), the fields that name it."""
_INSTEAD = {"started_at": "planned_start"}
_ENDS = ("ended_on", "terminated_on", "revoked_on")
_BAD = {"result": {"failed", "absent", "refused"}, "outcome": {"substantiated"}}


def rows_of(records: Mapping[str, Sequence[Record]], translator: Translator) -> tuple[Row, ...]:
    """The rows of a profile's records; kinds of which there are none are left out."""
    found = []
    for sheet, title, first, last, fields in ROWS:
        marks = tuple(_marks(sheet, records.get(sheet, ()), first, last, fields, translator))
        if marks:
            found.append(Row(title, marks))
    return tuple(found)


def _marks(
    sheet: str, rows: Iterable[Record], first: str, last: str, fields: tuple[str, ...], translator: Translator
) -> Iterable[Mark]:
    known = {one.name: one for one in BY_NAME[sheet].fields}
    for row in rows:
        since = _day(row.get(first)) or _day(row.get(_INSTEAD.get(first, "")))
        if since is None and not last:
            continue
        until = _day(row.get(last)) if last else since
        ends = [day for name in _ENDS if (day := _day(row.get(name))) is not None]
        if ends and last:
            until = min([*ends, *([] if until is None else [until])])
        words = " ".join(text for name in fields if name in known and (text := shown(known[name], row, translator)))
        bad = any(row.get(name) in codes for name, codes in _BAD.items())
        yield Mark(since, until, words, sheet, int(str(row.get("record_id", 0))), bad)


def _day(value: object) -> int | None:
    """A day number of a day or of an instant; what has no end is no day."""
    if not isinstance(value, int):
        return None
    return value // DAY_SECONDS if abs(value) > 10**6 else value


def standing_on(turns: Sequence[TurnMark], day: int) -> TurnMark | None:
    """The turn that a day stands under."""
    return next((one for one in reversed(turns) if one.day <= day), None)


def neighbour(turns: Sequence[TurnMark], day: int, step: int) -> int | None:
    """The next day on which something turns, or the one before; the first mark is only where the look began."""
    days = [one.day for one in turns[1:]]
    ahead = [one for one in days if one > day] if step > 0 else [one for one in reversed(days) if one < day]
    return ahead[0] if ahead else None


def next_bad(turns: Sequence[TurnMark], day: int) -> TurnMark | None:
    """The next day on which a rule begins to fail."""
    return next((one for one in turns if one.day > day and one.begun), None)
