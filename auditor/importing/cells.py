"""One cell to one value, by the kind of its column: the value, nothing, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from auditor.importing import wording
from auditor.importing.dates import moment_of
from auditor.importing.grid import BadCell, Raw
from auditor.importing.wording import Fault, error, warning
from auditor.model.enums import is_open, words
from auditor.model.fields import Field, Kind
from auditor.model.folding import folded_code, folded_name
from auditor.model.identifiers import uscc_is_valid
from auditor.model.types import DAY_SECONDS, date_of, datetime_of
from auditor.model.values import CLEAR, FOREVER, Element, Other, Value

Read = Value | Fault | None
Reader = Callable[[Raw], Read]

EXACT = 10**15
"""From here on Excel no longer keeps every digit of a number."""
CLEARING = frozenset({"清空", "(clear)"})
_FOREVER = frozenset(
    {"长期", "永久", "长期有效", "永久有效", "无固定期限", "long-term", "longterm", "permanent", "forever"}
)
_YES = frozenset({"是", "true", "1", "1.0", "y", "yes", "√", "✓", "✔", "☑", "有"})
_NO = frozenset({"否", "false", "0", "0.0", "n", "no", "×", "✗", "✘", "☐", "无"})
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+(?:1[1-9]|[2-9]\d)")
_WHOLE_FLOAT = re.compile(r"\d+\.0")
SPLIT = re.compile(r"[、,;，；|｜\r\n]+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_SCALES = {"万": 10_000, "亿": 100_000_000}
_RANGES = {"rating": (1, 5)}
_LARGEST = 2**53
_SAFE = 1e6
_NOISE = 5e-8
"""What binary fractions of numbers below ``_SAFE`` may be off by, in hundredths."""
_TEXT_MARKS = "'`\u2018\u2019"
"""What programs put before digits so that Excel keeps them as text."""
_PHONE_SIGNS = re.compile(r"[\s\-‐-―－()]+")
_CHINA = re.compile(r"^(?:(?:\+|00)86(?=\d)|86(?=1\d{10}$))")


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader must know beside the cell: today (day number), the file's date system, words of the workspace.

    ``aliases`` are category codes by folded word, which go before the packs' own trade words.
    """

    today: int
    from_1904: bool = False
    aliases: Mapping[str, str] | None = None


def cleaned(text: str) -> str:
    """Free text as it is stored: outer blanks and unseen characters off, its width kept."""
    return _UNSEEN.sub("", text).replace("\u00a0", " ").replace("\r\n", "\n").strip()


def shown(cell: Raw) -> str:
    """A cell as a person sees it: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds" if cell.second else "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta | int):
        return str(cell)
    return cell.shown


def reader_for(field: Field, context: Context) -> Reader:
    """The reader of a column; it is a function of the cell alone, so equal cells are read once."""
    made = _MAKERS[field.kind](field, context)

    def read(cell: Raw) -> Read:
        if isinstance(cell, BadCell):
            return _bad(cell)
        if isinstance(cell, str):
            cell = cleaned(cell)
            if not cell:
                return None
            if cell in _EXCEL_ERRORS:
                return error("error_cell", wording.ERROR_CELL, shown=cell)
            if len(cell) <= len("(clear)") and folded_name(cell) in CLEARING:
                return error("clear_required", wording.CLEAR_REQUIRED, column=field.zh) if field.required else CLEAR
        return made(cell)

    return read


def _bad(cell: BadCell) -> Fault:
    if cell.code == "error_cell":
        return error("error_cell", wording.ERROR_CELL, shown=cell.shown)
    return error("no_cached_value", wording.NO_CACHED_VALUE)


def _destroyed(cell: Raw, text: str) -> bool:
    if isinstance(cell, float | int):
        return abs(cell) >= EXACT
    return _SCIENTIFIC.fullmatch(text) is not None


def _text(field: Field, _context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        text = shown(cell)
        if not field.fold:
            if not isinstance(cell, str) and _destroyed(cell, text):
                return error("number_destroyed", wording.NUMBER_DESTROYED, column=field.zh)
            return text
        text = identifier(field, text)
        if _destroyed(cell, text):
            return error("number_destroyed", wording.NUMBER_DESTROYED, column=field.zh)
        return text or None

    return read


def identifier(field: Field, text: str) -> str:
    """A code or number in the one form in which it is stored and compared."""
    text = folded_code(text).lstrip(_TEXT_MARKS)
    if _WHOLE_FLOAT.fullmatch(text):
        text = text[:-2]
    if field.upper:
        return text.replace(" ", "").upper()
    if field.name == "number" and uscc_is_valid(text):
        # A business licence bears the credit code as its number.
        return text.upper()
    return _telephone(text) if field.name == "phone" else text


def _telephone(text: str) -> str:
    text = _PHONE_SIGNS.sub("", text)
    return _CHINA.sub("", text)


def _reference(field: Field, _context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        text = reference(shown(cell))
        if _destroyed(cell, text):
            return error("number_destroyed", wording.NUMBER_DESTROYED, column=field.zh)
        return text or None

    return read


def reference(text: str) -> str:
    """A reference as it was meant: a code is folded, a name (it may stand for a code) keeps its width."""
    code = folded_code(text).lstrip(_TEXT_MARKS)
    if not code.isascii():
        return text
    return code[:-2] if _WHOLE_FLOAT.fullmatch(code) else code


def _day(field: Field, context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        moment = moment_of(_flat(cell), from_1904=context.from_1904)
        if moment is None:
            return error("unreadable_date", wording.UNREADABLE_DATE, text=shown(cell))
        return _past(field, context, moment[0], moment[0])

    return read


def _moment(field: Field, context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        moment = moment_of(_flat(cell), from_1904=context.from_1904)
        if moment is None:
            return error("unreadable_date", wording.UNREADABLE_TIME, text=shown(cell))
        return _past(field, context, moment[0], moment[0] * DAY_SECONDS + moment[1])

    return read


def _past(field: Field, context: Context, day: int, value: int) -> Read:
    if day <= context.today or not (field.past or field.never_ahead):
        return value
    when = datetime_of(value).isoformat(" ", "minutes") if field.kind is Kind.DATETIME else date_of(day).isoformat()
    if field.never_ahead:
        return error("future_date", wording.FUTURE_REFUSED, column=field.zh, shown=when)
    return warning("future_date", value, wording.FUTURE_DATE, column=field.zh, shown=when)


def _end(_field: Field, context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        if isinstance(cell, str) and folded_name(cell) in _FOREVER:
            return FOREVER
        moment = moment_of(_flat(cell), from_1904=context.from_1904)
        if moment is None:
            return error("unreadable_date", wording.UNREADABLE_END, text=shown(cell))
        return moment[0]

    return read


def _flat(cell: Raw) -> Raw:
    return folded_code(cell) if isinstance(cell, str) else cell


def number_of(cell: Raw) -> Decimal | None:
    """The number a cell says, thousands separators, ¥ and 万 or 亿 understood; None when it says none."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    if isinstance(cell, int | float):
        return Decimal(repr(round(cell, 9))) if abs(cell) < _LARGEST else None
    text = folded_code(cell).lstrip("¥￥").strip()
    scale = _SCALES.get(text[-1:], 1)
    text = text[:-1].strip() if scale > 1 else text
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text.replace(",", "")) * scale
    except InvalidOperation:
        return None
    return number if abs(number) < _LARGEST else None


def _whole(field: Field, _context: Context) -> Reader:
    least, most = _RANGES.get(field.name, (0, 0))

    def read(cell: Raw) -> Read:
        if isinstance(cell, float) and cell.is_integer() and not most and abs(cell) < _LARGEST:
            return int(cell)
        number = number_of(cell)
        if number is None or number != number.to_integral_value():
            return error("unreadable_number", wording.UNREADABLE_WHOLE, text=shown(cell))
        if most and not least <= number <= most:
            return error("out_of_range", wording.OUT_OF_RANGE, text=shown(cell), least=least, most=most)
        return int(number)

    return read


def _decimal(_field: Field, _context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        if isinstance(cell, float) and abs(cell) < _SAFE:
            hundredths = round(cell * 100)
            if abs(cell * 100 - hundredths) < _NOISE:
                return hundredths
        number = number_of(cell)
        if number is None:
            return error("unreadable_number", wording.UNREADABLE_NUMBER, text=shown(cell))
        scaled = number * 100
        if scaled != scaled.to_integral_value():
            return error("unreadable_number", wording.TOO_MANY_PLACES, text=shown(cell))
        return int(scaled)

    return read


def _flag(_field: Field, _context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        word = folded_name(shown(cell))
        if word in _YES:
            return 1
        if word in _NO:
            return 0
        return error("unreadable_flag", wording.UNREADABLE_FLAG, text=shown(cell))

    return read


@cache
def codes_by_word(name: str) -> dict[str, str]:
    """The codes of an enumeration by every folded word that names them; the first claim stands."""
    found: dict[str, str] = {}
    for word in words(name):
        for spelling in (word.code, word.zh, word.en, *word.aliases):
            found.setdefault(folded_name(spelling), word.code)
    return found


def _word(field: Field, text: str, context: Context) -> Element | Fault:
    """The code of one word; ``Other`` or an error where the enumeration does not know it."""
    word = folded_name(text)
    own = context.aliases.get(word) if context.aliases and field.words == "category" else None
    code = own or codes_by_word(field.words).get(word)
    if code is not None:
        return code
    if is_open(field.words):
        return Other(text)
    accepted = wording.accepted(field.words)
    return error("unknown_word", wording.UNKNOWN_WORD, text=text, column=field.zh, accepted=accepted)


def _kept_as_other(field: Field, text: str, kept: Value) -> Fault:
    code = wording.UNKNOWN_CODES.get(field.words, "unknown_other")
    return warning(code, kept, wording.KEPT_AS_OTHER, text=text, column=field.zh)


def _enum(field: Field, context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        found = _word(field, shown(cell), context)
        return _kept_as_other(field, found.text, found) if isinstance(found, Other) else found

    return read


def _element(field: Field, part: str) -> str:
    if field.of is Kind.REF:
        return reference(part)
    return identifier(field, part) if field.fold else part


def _list(field: Field, context: Context) -> Reader:
    def read(cell: Raw) -> Read:
        if not isinstance(cell, str) and _destroyed(cell, ""):
            return error("number_destroyed", wording.NUMBER_DESTROYED, column=field.zh)
        parts = [part for part in map(str.strip, SPLIT.split(shown(cell))) if part]
        if field.of is not Kind.ENUM:
            return tuple(dict.fromkeys(_element(field, part) for part in parts)) or None
        elements: dict[Element, None] = {}
        for part in parts:
            found = _word(field, part, context)
            if isinstance(found, Fault):
                return found
            elements[found] = None
        unknown = "、".join(one.text for one in elements if isinstance(one, Other))
        return _kept_as_other(field, unknown, tuple(elements)) if unknown else tuple(elements) or None

    return read


_MAKERS: dict[Kind, Callable[[Field, Context], Reader]] = {
    Kind.TEXT: _text,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.END: _end,
    Kind.INT: _whole,
    Kind.DECIMAL: _decimal,
    Kind.BOOL: _flag,
    Kind.ENUM: _enum,
    Kind.REF: _reference,
    Kind.LIST: _list,
}
