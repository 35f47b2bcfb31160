"""What a mapping file says, taken apart: sheets, columns, constants, words, references, codes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Self

from auditor.importing.header import header_key
from auditor.model.folding import folded_name

Pairs = tuple[tuple[str, str], ...]


def fits(pattern: str, text: str) -> bool:
    """Whether a word or title is meant by a pattern in which ``*`` stands for anything; blanks and case aside."""
    parts = [re.escape(folded_name(part)) for part in pattern.split("*")]
    return re.fullmatch(".*".join(parts), folded_name(text), re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What becomes of one column of theirs: ``field`` ours (empty: none), or compared with ``compare`` of ``of``.

    ``values`` translate their words (a pattern each) to ours, an empty one to nothing; numbers are times ``scale``.
    """

    header: str
    field: str = ""
    values: Pairs = ()
    scale: Decimal = Decimal(1)
    compare: str = ""
    of: str = ""

    @property
    def dropped(self) -> bool:
        """Whether the column is left out."""
        return not self.field and not self.compare

    def translated(self, text: str) -> str | None:
        """Our word for a word of theirs; None where the mapping says nothing of it."""
        for theirs, ours in self.values:
            if "*" not in theirs and folded_name(theirs) == folded_name(text):
                return ours
        return next((ours for theirs, ours in self.values if "*" in theirs and fits(theirs, text)), None)


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """How a reference is told: ``columns`` are (what, header), ``fixed`` are (what, text); see Lookup for ``by``."""

    field: str
    by: str
    columns: Pairs
    fixed: Pairs = ()


@dataclass(frozen=True, slots=True)
class StableCode:
    """A code made of the columns that identify a record: the same row has the same code in every later import."""

    prefix: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCodes:
    """Codes given one after the other to whoever is not known yet by ``by`` (our fields, or "account")."""

    prefix: str
    digits: int
    by: tuple[str, ...]
    columns: Pairs = ()
    fixed: Pairs = ()


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts of one day are numbered in the order of ``time`` among rows that agree in the columns ``headers``."""

    headers: tuple[str, ...]
    time: str


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a sheet of theirs is: ``theirs`` are titles or patterns (none: the only sheet), ``ours`` our name."""

    ours: str
    theirs: tuple[str, ...] = ()
    columns: tuple[ColumnRule, ...] = ()
    constants: Pairs = ()
    references: tuple[ReferenceRule, ...] = ()
    code: StableCode | None = None
    new_codes: NewCodes | None = None
    attempts: Attempts | None = None

    def names(self, title: str) -> bool:
        """Whether a sheet of that title is meant by name."""
        return any(fits(pattern, title) for pattern in self.theirs)

    def rule(self, header: str) -> ColumnRule | None:
        """What is said of a column of theirs."""
        key = header_key(header)
        return next((one for one in self.columns if header_key(one.header) == key), None)

    def sources(self) -> tuple[str, ...]:
        """The headers that something is made of beside what their own columns become, in the order they are named."""
        found = [header for one in self.references for _, header in one.columns]
        found += self.code.headers if self.code else ()
        found += [header for _, header in self.new_codes.columns] if self.new_codes else ()
        found += (*self.attempts.headers, self.attempts.time) if self.attempts else ()
        return tuple(dict.fromkeys(found))

    def headers(self) -> tuple[str, ...]:
        """Every header of theirs that the mapping names."""
        return tuple(dict.fromkeys((*(one.header for one in self.columns), *self.sources())))

    def made(self) -> frozenset[str]:
        """Our fields that get their values from something else than a column of their own."""
        found = {name for name, _ in self.constants} | {one.field for one in self.references}
        found |= {"code"} if self.code or self.new_codes else set()
        return frozenset(found | ({"attempt"} if self.attempts else set()))

    def with_rule(self, rule: ColumnRule) -> Self:
        """The same with another say on one column."""
        key = header_key(rule.header)
        kept = tuple(one for one in self.columns if header_key(one.header) != key)
        return replace(self, columns=(*kept, rule))


@dataclass(frozen=True)
class SenderMapping:
    """A mapping file: its name, the text it was read from, its sheets."""

    name: str
    text: str
    sheets: tuple[SheetMapping, ...]
    title: Mapping[str, str] = field(default_factory=dict)
    verified: bool = False

    @cached_property
    def sha256(self) -> str:
        """The hash of its text, as change records name it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def with_value(self, title: str, header: str, theirs: str, ours: str) -> SenderMapping:
        """The same with one more word: under that header of that sheet, ``theirs`` is our ``ours``.

        CallerMistake when ours is no word of the field.
        """
        from auditor.importing.mapping.written import with_value

        return with_value(self, title, header, theirs, ours)

    def with_constant(self, title: str, field: str, text: str) -> SenderMapping:
        """The same with our ``field`` being ``text`` in every row of that sheet; CallerMistake when it cannot be."""
        from auditor.importing.mapping.written import with_constant

        return with_constant(self, title, field, text)

    def sheets_for(self, titles: Sequence[str], ours: Collection[str] = ()) -> dict[str, tuple[SheetMapping, ...]]:
        """What the sheets of a file are, by title; one may be read twice.

        ``ours`` are titles that speak for themselves. An entry that names no title, or the only entry where no title
        fits it, means the one sheet that is left.
        """
        found = {title: tuple(one for one in self.sheets if one.names(title)) for title in titles}
        taken = {one for entries in found.values() for one in entries}
        rest = [title for title in titles if not found[title] and title not in ours]
        if len(rest) == 1:
            open_ones = tuple(one for one in self.sheets if not one.theirs)
            found[rest[0]] = open_ones or (self.sheets if len(self.sheets) == 1 and not taken else ())
        return {title: entries for title, entries in found.items() if entries}
