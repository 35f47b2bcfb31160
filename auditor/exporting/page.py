"""One sheet of a workbook: its header, widths, formats, drop-downs and comments, and the writing of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from auditor.exporting.layout import Layout
from auditor.exporting.wording import worded
from auditor.i18n import N_, Message, Translator
from auditor.model.enums import is_open
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.types import DAY_SECONDS, date_of, datetime_of
from auditor.model.values import CLEAR, FOREVER, Value

Row = dict[str, Value]

_SERIAL = 25_569
"""Excel's number of 1970-01-01."""
_FIRST_DAY = -25_508
"""1900-03-01: from here on every reader counts the days alike; earlier ones are written as text."""
_EXACT = 10**15
_LONGEST = 32_767
"""Characters that a cell can hold."""
_CHOSEN_ROWS = 1_048_575
_TEXT = "@"
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.END: "yyyy-mm-dd", Kind.DATETIME: "yyyy-mm-dd hh:mm:ss"}

TYPES = {
    Kind.TEXT: N_("Text."),
    Kind.DATE: N_("Date, such as 2026-03-01."),
    Kind.DATETIME: N_("Date and time, such as 2026-03-01 20:05."),
    Kind.END: N_("Date, such as 2026-03-01, or 长期 (long-term)."),
    Kind.INT: N_("Whole number."),
    Kind.DECIMAL: N_("Number with at most two decimal places."),
    Kind.BOOL: N_("是 (yes) or 否 (no)."),
    Kind.ENUM: N_("One of: {accepted}."),
    Kind.REF: N_("The code of the one meant, as in its own sheet."),
    Kind.LIST: N_("Several, separated by 、"),
}
IDENTIFIER = N_("Text; the column is formatted as text so that Excel keeps every digit.")
SEVERAL_OF = N_("Several of: {accepted}, separated by 、")
REQUIRED = N_("Must be filled in.")
OTHERS_KEPT = N_("Another word is stored as 其他 (other) with its text.")

Put = Callable[[int, int, Any], None]


@dataclass(slots=True)
class Look:
    """The formats that all sheets of one workbook share."""

    header: Any
    required: Any
    text: Any
    by_kind: dict[Kind, Any]


def look_of(book: Any) -> Look:
    """Make the shared formats of a workbook."""
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF4", "bottom": 1}
    by_kind = {kind: book.add_format({"num_format": shape}) for kind, shape in _FORMATS.items()}
    return Look(
        book.add_format(head),
        book.add_format({**head, "bg_color": "#D6E4F0"}),
        book.add_format({"num_format": _TEXT}),
        by_kind,
    )


class Page:
    """A worksheet being filled from the top."""

    def __init__(self, sheet: Sheet, fields: tuple[Field, ...], worksheet: Any, look: Look, layout: Layout) -> None:
        self._worksheet = worksheet
        self._look = look
        self._layout = layout
        self._at = 0
        self._fields = fields
        self._sheet = sheet
        self._columns = [(n, field.name, self._put(field)) for n, field in enumerate(fields)]
        self._head()

    def _head(self) -> None:
        speak = Translator(self._layout.language)
        sheet = self._worksheet
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 30)
        for column, field in enumerate(self._fields):
            shape = self._look.by_kind.get(field.kind) or (self._look.text if _is_text(field) else None)
            sheet.set_column(column, column, self._layout.width(field), shape)
            look = self._look.required if field.required else self._look.header
            sheet.write_string(0, column, self._layout.header(field), look)
            sheet.write_comment(0, column, _explained(field, self._layout, speak), {"x_scale": 1.6, "y_scale": 1.2})

    def choices(self, sources: dict[str, str]) -> None:
        """Drop-downs; ``sources`` gives the range that holds the words of each enumeration."""
        for column, field in enumerate(self._fields):
            if field.kind is Kind.ENUM:
                source: Any = sources[field.words]
            elif field.kind is Kind.BOOL:
                source = [self._layout.word("yes"), self._layout.word("no")]
            else:
                continue
            kind = "information" if field.kind is Kind.ENUM and is_open(field.words) else "warning"
            self._worksheet.data_validation(
                1, column, _CHOSEN_ROWS, column, {"validate": "list", "source": source, "error_type": kind}
            )

    def write(self, row: Row) -> None:
        """Add a row."""
        self._at += 1
        get = row.get
        for column, name, put in self._columns:
            value = get(name)
            if value is not None:
                put(self._at, column, value)

    def _put(self, field: Field) -> Put:
        text = self._text
        clear, forever = self._layout.word("clear"), self._layout.word("forever")

        def guarded(plain: Put) -> Put:
            def put(row: int, column: int, value: Any) -> None:
                if value is CLEAR:
                    text(row, column, clear)
                elif value is FOREVER:
                    text(row, column, forever)
                else:
                    plain(row, column, value)

            return put

        return guarded(self._plain(field))

    def _plain(self, field: Field) -> Put:
        sheet, look = self._worksheet, self._look.by_kind.get(field.kind)
        if field.kind in (Kind.DATE, Kind.END):
            return lambda row, column, day: (
                sheet.write_number(row, column, day + _SERIAL, look)
                if day >= _FIRST_DAY
                else self._text(row, column, date_of(day).isoformat())
            )
        if field.kind is Kind.DATETIME:
            return lambda row, column, second: (
                sheet.write_number(row, column, second / DAY_SECONDS + _SERIAL, look)
                if second >= _FIRST_DAY * DAY_SECONDS
                else self._text(row, column, datetime_of(second).isoformat(" "))
            )
        if field.kind is Kind.INT:
            return lambda row, column, value: (
                sheet.write_number(row, column, value) if abs(value) < _EXACT else self._text(row, column, str(value))
            )
        if field.kind is Kind.DECIMAL:
            return lambda row, column, value: sheet.write_number(row, column, value / 100)
        return self._worded(field)

    def _worded(self, field: Field) -> Put:
        text, say = self._text, worded(field, self._layout)
        return lambda row, column, value: text(row, column, say(value))

    def _text(self, row: int, column: int, value: str) -> None:
        """A string as a string, whatever it begins with; what no cell can hold is cut."""
        self._worksheet.write_string(row, column, value[:_LONGEST], self._look.text)


def _is_text(field: Field) -> bool:
    return field.fold or field.kind is Kind.REF


def _explained(field: Field, layout: Layout, speak: Translator) -> str:
    """The comment on a header: what the column takes."""
    told: list[Message] = []
    if field.words:
        accepted = "、".join(layout.words(field.words).values())
        told.append(Message(TYPES[Kind.ENUM] if field.kind is Kind.ENUM else SEVERAL_OF, {"accepted": accepted}))
        if is_open(field.words):
            told.append(Message(OTHERS_KEPT))
    else:
        told.append(Message(IDENTIFIER if field.fold and field.kind is Kind.TEXT else TYPES[field.kind]))
    if field.required:
        told.append(Message(REQUIRED))
    return "\n".join(speak.t(message) for message in told)


def enumerations(sheets: Iterable[tuple[Field, ...]]) -> list[str]:
    """The enumerations that these columns choose from, each once."""
    return list(dict.fromkeys(f.words for fields in sheets for f in fields if f.kind is Kind.ENUM))
