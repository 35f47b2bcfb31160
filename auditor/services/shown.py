"""Stored values as people read them: days, instants, decimals, yes and no, words of enumerations."""

from __future__ import annotations

from typing import Any

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.model.fields import Field, Kind
from auditor.model.types import date_of, datetime_of, decimal_of

LONG_TERM = "long-term"
_LONG_TERM_WORD = {"zh": "长期", "en": "long-term", "iso": "long-term"}
_FLAGS = {"zh": ("否", "是"), "en": ("no", "yes")}


def shown_value(field: Field, value: Any, language: str) -> Any:
    """A store value in words of a language ("" when empty); ``iso`` gives codes, ISO dates, numbers, lists for JSON."""
    if value is None or value == ():
        return ([] if field.kind is Kind.LIST else None) if language == "iso" else ""
    if value == LONG_TERM:
        return _LONG_TERM_WORD[language]
    if isinstance(value, tuple):
        told = [_word(field, one, language) for one in value]
        return told if language == "iso" else "、".join(told) if language == "zh" else ", ".join(told)
    match field.kind:
        case Kind.DATE | Kind.END:
            return date_of(value).isoformat()
        case Kind.DATETIME:
            # People read minutes; JSON says all that is stored, so that different stores never tell the same.
            exact = language == "iso" and value % 60
            return datetime_of(value).isoformat("T" if language == "iso" else " ", "seconds" if exact else "minutes")
        case Kind.DECIMAL:
            return float(decimal_of(value)) if language == "iso" else f"{decimal_of(value):,.2f}".removesuffix(".00")
        case Kind.BOOL:
            return bool(value) if language == "iso" else _FLAGS[language][bool(value)]
        case Kind.INT:
            return value if language == "iso" else f"{value:,}"
    return _word(field, value, language)


def _word(field: Field, value: Any, language: str) -> str:
    if language == "iso" or not field.words:
        return str(value)
    return word(field.words, str(value), language)


RESULTS: dict[str, str] = {
    "pass": N_("in order"),
    "fail": N_("not in order"),
    "unknown": N_("data missing"),
    "notapplicable": N_("not applicable"),
    "error": N_("system error"),
}
SEVERITIES: dict[str, str] = {
    "critical": N_("critical"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "info": N_("info"),
}


def result_word(tr: Translator, result: str) -> str:
    """An answer in words."""
    return tr.t(RESULTS[result])


def severity_word(tr: Translator, severity: str) -> str:
    """A severity in words."""
    return tr.t(SEVERITIES[severity])
