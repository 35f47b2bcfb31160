"""Saying values in the reader's language: dates, numbers, words, laws, and personal data always masked."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from auditor.i18n import Message, Translator
from auditor.model.identifiers import id_number_facts
from auditor.model.masking import masked_id, masked_name, masked_phone
from auditor.reporting.document import Mark
from auditor.reporting.facts import Basis, Personal, Said, Since, Words

SEVERITIES = ("critical", "high", "medium", "low", "info")
"""From the loudest on."""

_WORDS = {
    "critical": Words("严重", "Critical"),
    "high": Words("较高", "High"),
    "medium": Words("一般", "Medium"),
    "low": Words("提示", "Low"),
    "info": Words("信息", "Info"),
    "pass": Words("合规", "Pass"),
    "fail": Words("不合规", "Fail"),
    "unknown": Words("资料不足", "Data missing"),
    "notapplicable": Words("不适用", "Not applicable"),
    "error": Words("系统错误", "System error"),
    "host": Words("主播", "Host"),
    "merchant": Words("商家", "Merchant"),
    "agency": Words("机构", "Agency"),
    "staff": Words("员工", "Staff"),
    "room": Words("直播间", "Room"),
    "broadcast": Words("直播场次", "Broadcast"),
    "workspace": Words("工作区", "Workspace"),
    "block": Words("禁止开播", "Blocks live"),
    "condition": Words("开播前须办", "Before live"),
    "note": Words("备注", "Note"),
    "verified": Words("已核对", "verified"),
    "secondary": Words("二手来源", "second-hand source"),
    "draft": Words("待核对", "draft"),
    "unverified": Words("未核对", "not verified"),
    Since.NEW.value: Words("新增", "New"),
    Since.PERSISTING.value: Words("持续", "Persisting"),
    Since.BASELINE.value: Words("存量", "Baseline"),
    Since.CAME_BACK.value: Words("再次出现", "Came back"),
}

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")

_CURLY = re.compile(r"“(?=[ -~])|(?<=[ -~])”")
"""Quotation marks beside Latin writing; round a Chinese name they stand as it was entered."""


class Speech:
    """A translator together with the ways in which reports say values."""

    def __init__(self, translator: Translator) -> None:
        self.tr = translator

    def __call__(self, value: Said) -> str:
        """One string: ISO dates, numbers with separators, personal values masked."""
        match value:
            case str():
                return guarded(value)
            case Words(zh, en):
                return self._quoted(guarded(self.tr.both(zh, en)))
            case Message():
                return self._quoted(guarded(self.tr.t(value)))
            case Personal(text):
                return masked(text)
            case datetime():
                return f"{value:%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
            case int():
                return f"{value:,}"
            case Decimal():
                return f"{value:,}"

    def _quoted(self, text: str) -> str:
        """Straight quotation marks round English: the font's curly ones are Chinese, as wide as a character."""
        return text if self.tr.language == "zh" else _CURLY.sub('"', text)

    def word(self, code: str) -> str:
        """The word of a severity, an answer, a subject type ...; a code without a word is said as it is."""
        words = _WORDS.get(code)
        return self.tr.both(words.zh, words.en) if words else code

    def law(self, basis: Basis) -> str:
        """A ground as it is cited: 《instrument》 and its article."""
        name = self(basis.instrument)
        cited = name if name.startswith("《") else self.tr.both(f"《{name}》", name)
        if not basis.article:
            return cited
        if self.tr.language == "en":
            return f"{cited}, art. {basis.article}"
        numbers = basis.article.replace(", ", "、")
        return f"{cited}第{numbers}条" if numbers[:1].isdigit() else f"{cited} {numbers}"

    def join(self, parts: list[str]) -> str:
        """An enumeration."""
        return self.tr.both("、", ", ").join(parts)

    def phrases(self, parts: list[str]) -> str:
        """Clauses one after another."""
        return self.tr.both("；", "; ").join(parts)


def masked(value: str) -> str:
    """A personal value for print, by what it looks like: identity number, telephone, else a name."""
    compact = value.replace(" ", "").replace("-", "")
    if compact.isdigit() and len(compact) <= 13:
        return masked_phone(compact)
    if len(compact) >= 6 and any(char.isdigit() for char in compact):
        return masked_id(compact)
    return masked_name(value)


def guarded(text: str) -> str:
    """Free text with whole identity and mobile numbers masked: people write them into notes and reasons."""
    return _LONG_NUMBER.sub(_hidden, text) if len(text) >= 11 else text


def _hidden(found: re.Match[str]) -> str:
    number = found[0]
    if len(number) == 18:
        return masked_id(number) if id_number_facts(number).valid else number
    return masked_phone(number)


def mark_of(code: str) -> Mark:
    """The shape of a severity or an answer."""
    try:
        return Mark(code)
    except ValueError:
        return Mark.NOT_APPLICABLE
