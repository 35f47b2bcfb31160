"""One field as it is typed: read as an import reads a cell, held against the fields beside it; no store is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.i18n import N_, Message, Twin
from auditor.importing import wording
from auditor.importing.cells import CLEARING, Context, reader_for
from auditor.importing.checks import check_row
from auditor.importing.wording import Fault
from auditor.model.enums import OTHER, word
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.folding import folded_name
from auditor.model.masking import is_masked
from auditor.model.types import date_of, datetime_of, decimal_of
from auditor.model.values import CLEAR, Level, Other, Value
from auditor.services.plausible import AHEAD, ENDLESS, implausible
from auditor.services.records.names import words_found
from auditor.services.shown import LONG_TERM, shown_value

LONGEST = 32_767
"""Characters of a text; a cell of a workbook takes no more, and what stands here is to be exported."""

PROSE = frozenset({"note", "description", "corrective_action", "text"})
"""Fields whose text may have lines; elsewhere a line break is a blank."""

TOO_LONG = N_("{column} has {length} characters; at most {most} can be kept.")
HALF = N_("“{text}” may be: {words}. Pick one; stored once more, it stands as it is, as another word.")
LIKELY = 4
"""So many words are named that may be meant."""
STARS = N_("Stars hide characters: type the whole value of {column}, or leave it as it stands.")

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]+")
_BREAKS = re.compile(r"\s*[\r\n\t\u2028\u2029]+\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said at a field: an error keeps it from being saved, a warning does not."""

    field: str
    level: Level
    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a text needs beside it: today as a day number, the workspace's own words for categories."""

    today: int
    aliases: Mapping[str, str] | None = None


def check_field(
    sheet: Sheet, name: str, text: str, beside: Mapping[str, Any], around: Surroundings
) -> tuple[Told, ...]:
    """What is to be said of a text that is being typed; ``beside`` holds the record's other values as stored."""
    value, told = read_field(sheet, name, text, beside.get(name), around)
    if any(one.level == "error" for one in told):
        return told
    return (*told, *check_together(sheet, {name: value}, beside))


def read_field(
    sheet: Sheet, name: str, text: str, stored: Any, around: Surroundings
) -> tuple[Value | None, tuple[Told, ...]]:
    """The value that a text means (None: none that may be stored) and what is to be said of it."""
    one = sheet.field(name)
    typed = tidied(one, text)
    if len(typed) > LONGEST:
        return None, (_error(one, "too_long", TOO_LONG, length=len(typed), most=LONGEST),)
    if not typed or folded_name(typed) in CLEARING:
        if one.required:
            return None, (_error(one, "missing_value", wording.missing(one)),)
        return CLEAR, ()
    if one.personal and stored and is_masked(typed) and typed != stored:
        return None, (_error(one, "masked", STARS),)
    read = reader_for(one, Context(around.today, aliases=around.aliases))(typed)
    meant = read.kept if isinstance(read, Fault) else read
    far = _far_off(one, meant, around)
    if far is not None:
        return (meant if far.level == "warning" else None), (far,)
    if isinstance(read, Fault):
        return (read.kept if read.level == "warning" else None), (_told(sheet, name, read),)
    return (CLEAR if read is None else read), ()


def _far_off(one: Field, value: Any, around: Surroundings) -> Told | None:
    """What is wrong with the year. An end that lies far ahead is only warned of: 2099 and 9999 are written for none."""
    if one.kind not in (Kind.DATE, Kind.DATETIME, Kind.END) or not isinstance(value, int) or not around.today:
        return None
    day = datetime_of(value).date() if one.kind is Kind.DATETIME else date_of(value)
    told = implausible(day, date_of(around.today))
    if told is None:
        return None
    if told.text == AHEAD and one.kind is Kind.END:
        return Told(one.name, "warning", "far_off", Message(ENDLESS, told.params))
    ends = told.text == AHEAD and one.kind is Kind.DATE and one.name.endswith("_until")
    return Told(one.name, "warning" if ends else "error", "far_off", told)


def check_together(sheet: Sheet, typed: Mapping[str, Value | None], beside: Mapping[str, Any]) -> tuple[Told, ...]:
    """What fields say about each other, where one of those typed takes part; told at a typed field."""
    columns: dict[str, Sequence[Any]] = {}
    for one in sheet.fields:
        value = typed[one.name] if one.name in typed else beside.get(one.name)
        columns[one.name] = [None if value is CLEAR else value]
    found = []
    for _, name, fault in check_row(sheet, columns, entered=True):
        if name in typed:
            found.append(_told(sheet, name, fault))
        elif fault.beside in typed:
            found.append(_told(sheet, fault.beside, fault))
    return tuple(found)


def half_written(one: Field, value: Value | None) -> Message | None:
    """Of a word that an open list does not know: which of its words it may be the beginning or the sound of."""
    for part in value if isinstance(value, tuple) else (value,):
        if not isinstance(part, Other):
            continue
        likely = [word for word in words_found(one.words, part.text) if word.code != OTHER][:LIKELY]
        if likely:
            told = Twin("、".join(word.zh for word in likely), ", ".join(word.en or word.code for word in likely))
            return Message(HALF, {"text": part.text, "words": told})
    return None


def tidied(one: Field, text: str) -> str:
    """A typed text without what no field can hold; line breaks only stay in prose, in lists they part elements."""
    text = _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if one.name in PROSE or one.kind is Kind.LIST:
        return text
    return _BREAKS.sub(" ", text)


def editing_text(one: Field, value: Any, language: str) -> str:
    """A stored value as it is typed: dates in ISO form, numbers without separators, words of the language."""
    if value is None or value == ():
        return ""
    if value == LONG_TERM or one.kind in (Kind.BOOL, Kind.ENUM):
        return str(shown_value(one, value, language))
    if isinstance(value, tuple):
        return "、".join(word(one.words, str(part), language) if one.words else str(part) for part in value)
    match one.kind:
        case Kind.DATE | Kind.END:
            return date_of(value).isoformat()
        case Kind.DATETIME:
            return datetime_of(value).isoformat(" ", "seconds" if value % 60 else "minutes")
        case Kind.DECIMAL:
            return f"{decimal_of(value):f}".removesuffix(".00")
    return str(value)


def field_words(one: Field) -> Twin:
    """A field's name in both languages, as a part of a sentence."""
    return Twin(one.zh, one.name.replace("_", " ").capitalize())


def line_of(told: Told, sheet: Sheet | None = None) -> Message:
    """A complaint as a line of its own: with its field in front, unless the sentence begins with it."""
    if told.message.text.startswith(("{column}", "{end}")):
        return told.message
    field: object = told.field if sheet is None else field_words(sheet.field(told.field))
    return Message(FIELD_AND_WHY, {"field": field, "why": told.message})


FIELD_AND_WHY = N_("{field}: {why}")


def _error(one: Field, code: str, pattern: str, **params: object) -> Told:
    return Told(one.name, "error", code, Message(pattern, {"column": field_words(one), **params}))


def _told(sheet: Sheet, name: str, fault: Fault) -> Told:
    """The fault of a cell, with the names of fields in the reader's language."""
    known = {one.zh: field_words(one) for one in sheet.fields}
    named = {
        key: known.get(value, value) if key in ("column", "start", "end") and isinstance(value, str) else value
        for key, value in fault.message.params.items()
    }
    return Told(name, fault.level, fault.code, Message(fault.message.text, named))
