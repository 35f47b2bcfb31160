"""What is said about a cell, a sheet or a file that cannot be read as it stands, each with the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message
from auditor.model.enums import words
from auditor.model.fields import Field, Kind
from auditor.model.values import Level, Value

ERROR_CELL = N_("The cell holds the Excel error {shown}. Mend the formula, or type the value.")
NO_CACHED_VALUE = N_(
    "The formula has no stored result. Open the file in Excel and save it, or paste the values over the formulas."
)
NUMBER_DESTROYED = N_(
    "Excel kept this {column} as a number and lost its digits after the fifteenth. "
    "Format the column as text and enter it again from its source; what stands here cannot be repaired."
)
MISSING_COLUMNS = N_("No row of this sheet was taken: it lacks the column {columns}.")
NO_HEADER = N_("No row of this sheet was taken: no header row was found. It needs at least the column {columns}.")
MISSING_VALUE = N_("{column} must be filled in.")
MISSING_END = N_("{column} must be filled in: a date, or 永久 (permanent).")
CLEAR_REQUIRED = N_("{column} must not be cleared.")
UNREADABLE_DATE = N_("“{text}” is not a date. Write it as 2026-03-01.")
UNREADABLE_TIME = N_("“{text}” is not a time. Write it as 2026-03-01 20:05.")
UNREADABLE_END = N_("“{text}” is neither a date nor 长期 (long-term). Write it as 2026-03-01.")
UNREADABLE_NUMBER = N_("“{text}” is not a number.")
UNREADABLE_WHOLE = N_("“{text}” is not a whole number.")
TOO_MANY_PLACES = N_("“{text}” has more than two decimal places.")
OUT_OF_RANGE = N_("“{text}” is not between {least} and {most}.")
UNREADABLE_FLAG = N_("“{text}” is neither 是 (yes) nor 否 (no).")
UNKNOWN_WORD = N_("“{text}” is not a word that {column} knows. Known are: {accepted}.")
KEPT_AS_OTHER = N_("“{text}” is not known as {column}. It is stored as 其他 (other) with this text.")
END_BEFORE_START = N_("{end} ({until}) lies before {start} ({since}).")
FUTURE_DATE = N_("{column} lies in the future: {shown}.")
FUTURE_REFUSED = N_("{column} lies in the future ({shown}): enter it once it has happened.")
ID_NUMBER_LENGTH = N_("{column} has {length} characters instead of 18.")
ID_NUMBER_CHECK = N_("{column} does not pass its check: a digit is probably wrong.")
DUPLICATE_COLUMN = N_("The column {text} says {column} a second time. Only column {first} was read.")

UNKNOWN_CODES = {
    "category": "unknown_category",
    "case_category": "unknown_category",
    "licence_kind": "unknown_kind",
    "platform": "unknown_platform",
    "case_source": "unknown_source",
}
"""The problem code of an unknown word of an open enumeration; ``unknown_other`` for the rest."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, before it is known where the cell stands; a warning carries the value kept.

    ``beside`` is the other field that it is wrong with, where there is one.
    """

    level: Level
    code: str
    message: Message
    kept: Value | None = None
    beside: str = ""


def error(code: str, pattern: str, /, **params: object) -> Fault:
    """An error: the row is refused."""
    return Fault("error", code, Message(pattern, params))


def warning(code: str, kept: Value | None, pattern: str, /, **params: object) -> Fault:
    """A warning: the value is kept."""
    return Fault("warning", code, Message(pattern, params), kept)


def missing(field: Field) -> str:
    """What is said where a value must stand and none does."""
    return MISSING_END if field.kind is Kind.END else MISSING_VALUE


def accepted(name: str) -> str:
    """The words of an enumeration as they may be written."""
    return "、".join(f"{word.zh} ({word.code})" for word in words(name))


def refused_file(name: str, pattern: str, hint: str, /, **params: object) -> CallerMistake:
    """A file of which nothing can be taken."""
    return CallerMistake(Message(pattern, {"file": name, **params}), Message(hint))
