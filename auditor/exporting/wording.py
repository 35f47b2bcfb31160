"""A stored value as people read it in a file: enumerations, lists and yes or no in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.exporting.layout import Layout
from auditor.model.fields import Field, Kind
from auditor.model.types import date_of, datetime_of
from auditor.model.values import CLEAR, FOREVER, Other

Say = Callable[[Any], str]


def worded(field: Field, layout: Layout) -> Say:
    """How a value of a column that holds neither a number nor a date is written."""
    if field.kind is Kind.BOOL:
        flags = (layout.word("no"), layout.word("yes"))
        return lambda value: flags[value]
    known = layout.words(field.words) if field.words else {}

    def said(value: Any) -> str:
        return value.text if isinstance(value, Other) else known.get(value, value)

    return (lambda value: "、".join(map(said, value))) if field.kind is Kind.LIST else said


def as_text(field: Field, layout: Layout) -> Say:
    """How any value of a column is written where a file holds nothing but text; numbers and dates as ISO has them."""
    plain = _plain(field, layout)
    apart = {id(CLEAR): layout.word("clear"), id(FOREVER): layout.word("forever")}
    return lambda value: apart.get(id(value)) or plain(value)


def _plain(field: Field, layout: Layout) -> Say:
    if field.kind in (Kind.DATE, Kind.END):
        return lambda day: date_of(day).isoformat()
    if field.kind is Kind.DATETIME:
        return _moment
    if field.kind is Kind.INT:
        return str
    return hundredths if field.kind is Kind.DECIMAL else worded(field, layout)


def _moment(second: int) -> str:
    when = datetime_of(second)
    return when.isoformat(" ", "seconds" if when.second else "minutes")


def hundredths(value: int) -> str:
    """A decimal without noughts at its end: -350 is -3.5."""
    whole, rest = divmod(abs(value), 100)
    places = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{places}"
