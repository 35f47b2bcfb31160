"""How a sheet of the workbook is declared: once, for tables, import, export, template and rule facts alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BEGINNING = -719162
"""The day number that stands for "from the beginning" in periods whose first day is not known."""


CODED = {"course": "course", "session": "session", "case": "case_record"}
"""What a reference may point to beside subjects: records that are named by a code, and the tables they stand in."""


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    END = "end"
    """A date, or the word long-term / permanent: two columns, ``<name>`` and ``<name>_long``."""
    INT = "int"
    DECIMAL = "decimal"
    BOOL = "bool"
    ENUM = "enum"
    REF = "reference"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Word:
    """One accepted word of an enumeration: its code, its Chinese word, further spellings."""

    code: str
    zh: str
    aliases: tuple[str, ...] = ()
    en: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet.

    ``words`` names an enumeration (auditor.model.enums.words); ``refs`` the types a reference may point to;
    ``type_field`` the column that says which of them; ``of`` the kind of a list's elements;
    ``fold`` marks codes and numbers whose full-width characters are folded; ``past`` a date that is odd after today,
    ``never_ahead`` one that is refused after today;
    ``personal`` a value that lives in the vault; ``added`` the schema number that brought the column, which then stands
    behind those before it in the tables (a column can only be added there).
    """

    name: str
    zh: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    words: str = ""
    default: object = None
    refs: tuple[str, ...] = ()
    type_field: str = ""
    of: Kind = Kind.TEXT
    fold: bool = False
    past: bool = False
    never_ahead: bool = False
    personal: bool = False
    upper: bool = False
    added: int = 1

    @property
    def coded(self) -> str:
        """The table of coded records that a reference points to; empty where it means a subject, or is none."""
        return CODED.get(self.refs[0], "") if self.refs else ""

    @property
    def may_be_staff(self) -> bool:
        """Whether the reference may name a member of the staff, who is no subject: ``<name>_name`` holds the name."""
        return self.kind is Kind.REF and self.name == "learner"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its names, the table it fills, its key columns, its columns in the order of the template."""

    name: str
    zh: str
    table: str
    key: tuple[str, ...]
    """Columns of the natural key, the most telling first: a look-up by it alone finds few rows."""
    fields: tuple[Field, ...]
    subject: str = ""
    """The subject type whose id the row shares; empty for records."""
    owner: tuple[str, str] = ("", "")
    """(type column or fixed type, reference column) of the owner of a record, where it has one."""

    def field(self, name: str) -> Field:
        """The column of that English name; KeyError when there is none."""
        for found in self.fields:
            if found.name == name:
                return found
        raise KeyError(name)
