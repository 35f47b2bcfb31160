"""How stored values read: words of enumerations, dates, yes and no, numbers; columns' names in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.i18n import Translator
from auditor.model import enums
from auditor.model.fields import Field, Kind
from auditor.services.shown import shown_value
from ui.kit.texts import begun

_ENGLISH = {
    "code": "Code",
    "id_type": "ID document",
    "id_number": "ID number",
    "uscc": "Credit code (USCC)",
    "holder_uscc": "Holder's credit code (USCC)",
    "linked_usccs": "Linked USCCs",
    "unit": "Team",
    "owner": "In charge",
}


def field_name(one: Field, translator: Translator) -> str:
    """A column's name: the workbook's word, in English the field's name in plain words."""
    plain = one.name.removesuffix("_on").removesuffix("_at").replace("_", " ")
    known = None if one.kind is Kind.REF else _ENGLISH.get(one.name)
    return translator.both(one.zh, known or begun(plain))


def word(enumeration: str, code: str, translator: Translator) -> str:
    """An enumeration's word; a code it does not know reads as itself."""
    return begun(enums.word(enumeration, code, translator.language)) if code else ""


def shown(one: Field, row: Mapping[str, object], translator: Translator) -> str:
    """A stored value as people read it; empty when there is none."""
    text = str(shown_value(one, row.get(one.name), translator.language))
    return begun(text) if one.words or one.kind in (Kind.BOOL, Kind.END) else text
