"""The ways people and programs write a day or a moment, read to day numbers and seconds of wall time."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from auditor.importing.grid import Raw
from auditor.model.types import DAY_SECONDS, day_of

SERIAL_1900 = 25_569
"""The serial number of 1970-01-01 in the 1900 system (its 29 February 1900 does not matter after that day)."""
SERIAL_1904 = 24_107
_FIRST_SERIAL = {False: 3_654, True: 2_192}
"""1910-01-01: a smaller number in a date column is a year, an age or a slip, not a day."""
_LAST_SERIAL = 2_958_465
_COMPACT = (19_000_101, 29_991_231)

_DAY = re.compile(
    r"(?P<y>\d{4})(?:"
    r"(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"|年(?P<zm>\d{1,2})月(?P<zd>\d{1,2})[日号]?"
    r"|(?P<cm>\d{2})(?P<cd>\d{2}))"
)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})(?::(?P<m>\d{1,2})(?::(?P<s>\d{1,2})(?:\.\d+)?)?(?:\s*\+08:?00)?"
    r"|[时点](?:(?P<zm>\d{1,2})分?(?:(?P<zs>\d{1,2})秒?)?)?)"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CHINESE_BLANKS = re.compile(r"\s*([年月])\s*|\s+([日号])")

Moment = tuple[int, int]
"""A day number and the seconds of wall time after its midnight."""


def moment_of(cell: Raw, *, from_1904: bool = False) -> Moment | None:
    """The day and time of a cell: Excel dates, serial numbers, text; None when it says neither."""
    if isinstance(cell, datetime):
        return _rounded(day_of(cell), cell)
    if isinstance(cell, date):
        return day_of(cell), 0
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _from_number(float(cell), from_1904=from_1904)
    if isinstance(cell, str):
        return _from_text(cell, from_1904=from_1904)
    return None


def _rounded(day: int, moment: datetime) -> Moment:
    """Excel keeps times as fractions: 23:59:59.999 is the next midnight."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + round(moment.microsecond / 1_000_000)
    return (day + 1, 0) if seconds == DAY_SECONDS else (day, seconds)


def _from_number(number: float, *, from_1904: bool) -> Moment | None:
    if number.is_integer() and _COMPACT[0] <= number <= _COMPACT[1]:
        return _from_text(str(int(number)), from_1904=from_1904)
    if not _FIRST_SERIAL[from_1904] <= number <= _LAST_SERIAL:
        return None
    whole = int(number)
    seconds = round((number - whole) * DAY_SECONDS)
    if seconds == DAY_SECONDS:
        whole, seconds = whole + 1, 0
    return whole - (SERIAL_1904 if from_1904 else SERIAL_1900), seconds


def _from_text(text: str, *, from_1904: bool) -> Moment | None:
    """Read folded text; the time follows a blank or a T, or stands at once behind 日."""
    text = _CHINESE_BLANKS.sub(r"\1\2", text.strip())
    found = _DAY.match(text)
    if not found:
        return _serial_text(text, from_1904=from_1904)
    clock = _clock(text[found.end() :], apart=text[found.end() - 1] not in "日号")
    if clock is None:
        return _serial_text(text, from_1904=from_1904)
    year = int(found["y"])
    month = int(found["m"] or found["zm"] or found["cm"])
    day = int(found["d"] or found["zd"] or found["cd"])
    try:
        return day_of(date(year, month, day)) + clock // DAY_SECONDS, clock % DAY_SECONDS
    except ValueError:
        return None


def _serial_text(text: str, *, from_1904: bool) -> Moment | None:
    """A serial number that a .csv carries as text: five digits, so days from 1927 on."""
    return _from_number(float(text), from_1904=from_1904) if _SERIAL.fullmatch(text) else None


def _clock(rest: str, *, apart: bool) -> int | None:
    """Seconds of the time behind a day; 0 where none stands, None where something else does."""
    if not rest:
        return 0
    after = rest.lstrip(" T\tt\n")
    if apart and after == rest:
        return None
    found = _CLOCK.fullmatch(after)
    if not found:
        return None
    hour = int(found["h"])
    minute = int(found["m"] or found["zm"] or 0)
    second = int(found["s"] or found["zs"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return DAY_SECONDS
    try:
        time(hour, minute, second)
    except ValueError:
        return None
    return hour * 3600 + minute * 60 + second
