"""How the workbook looks in each language: order of sheets, names, headers, words of enumerations."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.i18n import Language
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import BY_NAME

ORDER = (
    "hosts",
    "merchants",
    "agencies",
    "rooms",
    "accounts",
    "licences",
    "authorisations",
    "products",
    "courses",
    "trainings",
    "cases",
    "contracts",
    "broadcasts",
    "reviews",
    "course_versions",
    "requirements",
    "equivalences",
    "sessions",
    "enrolments",
    "awards",
    "case_events",
    "sanctions",
    "appeals",
    "actions",
    "feedback",
)
"""Sheets as people look for them, those of the desks last; an import brings them into its own order."""

CHOICES = {"zh": "选项", "en": "choices"}
"""The hidden sheet that holds the words of the drop-downs."""

_WORDS: dict[str, dict[str, str]] = {
    "zh": {"yes": "是", "no": "否", "forever": "长期", "clear": "清空"},
    "en": {"yes": "yes", "no": "no", "forever": "long-term", "clear": "(clear)"},
}
_WIDTHS = {
    Kind.DATE: 12,
    Kind.END: 12,
    Kind.DATETIME: 17,
    Kind.INT: 10,
    Kind.DECIMAL: 11,
    Kind.BOOL: 8,
    Kind.ENUM: 14,
    Kind.REF: 14,
    Kind.LIST: 24,
    Kind.TEXT: 18,
}


def sheets() -> tuple[Sheet, ...]:
    """All sheets in the workbook's order."""
    return tuple(BY_NAME[name] for name in ORDER)


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of one language."""

    language: Language

    def title(self, sheet: Sheet) -> str:
        """The sheet's name."""
        return sheet.zh if self.language == "zh" else sheet.name

    def header(self, field: Field) -> str:
        """The column's header; a star where it must be there."""
        return (field.zh if self.language == "zh" else field.name) + ("*" if field.required else "")

    def word(self, name: str) -> str:
        """One of yes, no, forever, clear."""
        return _WORDS[self.language][name]

    def words(self, name: str) -> dict[str, str]:
        """The word of each code of an enumeration."""
        return {word.code: word.zh if self.language == "zh" else word.code for word in words(name)}

    def width(self, field: Field) -> float:
        """The column's width in characters: room for the header (Chinese ones are twice as wide) and usual values."""
        header = sum(2 if ord(letter) > 0x2E7F else 1 for letter in self.header(field))
        return max(_WIDTHS[field.kind], header + 2)


def shown_fields(sheet: Sheet, *, masked: bool) -> tuple[Field, ...]:
    """The columns of a sheet; masked: without the personal ones."""
    return tuple(field for field in sheet.fields if not (masked and field.personal))
