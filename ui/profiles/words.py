"""How stored values read: words of enumerations, dates, yes and no, numbers; columns' names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from auditor.i18n import N_, Translator
from auditor.model.enums import words
from auditor.model.fields import Field, Kind

_ENGLISH = {
    "code": "Code",
    "id_type": "ID document",
    "id_number": "ID number",
    "uscc": "Credit code (USCC)",
    "linked_usccs": "Linked USCCs",
    "unit": "Team",
    "owner": "In charge",
}


def field_name(one: Field, translator: Translator) -> str:
    """A column's name: the workbook's word, in English the field's name in plain words."""
    plain = one.name.removesuffix("_on").removesuffix("_at").replace("_", " ")
    return translator.both(one.zh, _ENGLISH.get(one.name, plain[:1].upper() + plain[1:]))


def word(enumeration: str, code: str, translator: Translator) -> str:
    """An enumeration's word; a code it does not know reads as itself."""
    for known in words(enumeration):
        if known.code == code:
            return translator.both(known.zh, (known.en or known.code)[:1].upper() + (known.en or known.code)[1:])
    return code


def shown(one: Field, row: Mapping[str, object], translator: Translator) -> str:
    """A field's value as people read it; empty when there is none."""
    value = row.get(one.name)
    if one.kind is Kind.END and row.get(f"{one.name}_long"):
        return translator.t(N_("Long-term"))
    if one.kind is Kind.ENUM and value == "other" and row.get(f"{one.name}_text"):
        return str(row[f"{one.name}_text"])
    if isinstance(value, list | tuple):
        return translator.both("、", ", ").join(_single(one, item, translator) for item in value)
    return _single(one, value, translator)


def _single(one: Field, value: object, translator: Translator) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return translator.t(N_("Yes") if value else N_("No"))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return word(one.words, str(value), translator) if one.words else str(value)
