"""How to read: what the sender's mapping, the person at the desk and the day say; plain enough to cross a process."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Self

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.importing.mapping import SenderMapping, read_mapping

_MEND = re.compile(
    r"(?:\[(?P<file>[^\]]+)\])?(?P<sheet>.+)!(?P<cell>[A-Za-z]{1,3}[1-9][0-9]{0,6})=(?P<text>.*)", re.DOTALL
)
_COLUMN = re.compile(r"(?:\[(?P<file>[^\]]+)\])?(?P<sheet>[^!]+)!(?P<column>.+)=(?P<field>[^=]*)", re.DOTALL)
_LEFT_OUT = frozenset({"", "-", "drop"})


@dataclass(frozen=True, slots=True)
class Mend:
    """A cell that reads as ``text`` whatever stands in it; ``sheet`` is the file's own title, ``cell`` like "B17".

    ``file`` (a file's name) tells files with sheets of one title apart; empty: any.
    """

    sheet: str
    cell: str
    text: str
    file: str = ""

    @classmethod
    def spelt(cls, text: str) -> Self:
        """``SHEET!B17=text`` or ``[FILE]SHEET!B17=text``; CallerMistake when it is neither."""
        found = _MEND.fullmatch(text)
        if found is None:
            raise CallerMistake(
                said("“{text}” does not say which cell to mend.", text=text), said("Write it as SHEET!B17=text.")
            )
        return cls(found["sheet"], found["cell"].upper(), found["text"], found["file"] or "")


@dataclass(frozen=True, slots=True)
class ChosenColumn:
    """What a column holds: ``column`` is its header or its letters, ``field`` ours (empty: leave the column out)."""

    sheet: str
    column: str
    field: str
    file: str = ""

    @classmethod
    def spelt(cls, text: str) -> Self:
        """``SHEET!C=field``, ``SHEET!header=field``, ``SHEET!C=-``; CallerMistake when it is none of them."""
        found = _COLUMN.fullmatch(text)
        if found is None:
            raise CallerMistake(
                said("“{text}” does not say what a column holds.", text=text),
                said("Write it as SHEET!C=field or SHEET!header=field; an empty field leaves the column out."),
            )
        name = found["field"].strip()
        return cls(found["sheet"], found["column"].strip(), "" if name in _LEFT_OUT else name, found["file"] or "")


@dataclass(frozen=True, slots=True)
class ChosenSheet:
    """What a sheet of a file is: ``name`` is our English name (empty: leave the sheet out)."""

    sheet: str
    name: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    ``today`` (day number) tells which dates lie in the future; ``csv_sheet`` (Chinese or English name) says what
    a .csv holds where its columns alone should not decide; ``mapping`` reads a sender's own shape; ``mends`` stand for
    cells, ``columns`` and ``sheets`` for what a person said of them, above the mapping and our own matching;
    ``aliases`` (folded word, category code) are the workspace's own words.
    """

    today: int
    csv_sheet: str = ""
    mapping: SenderMapping | None = None
    mends: tuple[Mend, ...] = ()
    columns: tuple[ChosenColumn, ...] = ()
    sheets: tuple[ChosenSheet, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The options as plain JSON; a mapping goes as its text."""
        mapping = None if self.mapping is None else {"name": self.mapping.name, "text": self.mapping.text}
        return {
            "today": self.today,
            "csv_sheet": self.csv_sheet,
            "mapping": mapping,
            "mends": [asdict(one) for one in self.mends],
            "columns": [asdict(one) for one in self.columns],
            "sheets": [asdict(one) for one in self.sheets],
            "aliases": [list(one) for one in self.aliases],
        }

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """The options that ``to_json`` wrote; CallerMistake when the mapping is not one."""
        mapping = found.get("mapping")
        return cls(
            found["today"],
            found.get("csv_sheet", ""),
            None if mapping is None else read_mapping(mapping["name"], mapping["text"]),
            tuple(Mend(**one) for one in found.get("mends", ())),
            tuple(ChosenColumn(**one) for one in found.get("columns", ())),
            tuple(ChosenSheet(**one) for one in found.get("sheets", ())),
            tuple((str(word), str(code)) for word, code in found.get("aliases", ())),
        )
