"""Which column holds what: as a person chose, as the sender's mapping says, else as the header names it; or a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.importing.grid import Grid, Raw, column_index, column_letters
from auditor.importing.header import Header, candidates, find_header, header_key, likely_header, names_of, sheet_named
from auditor.importing.mapping.shape import ColumnRule, SheetMapping
from auditor.importing.options import ChosenColumn, ReadOptions
from auditor.importing.read import Guess, MatchedColumn
from auditor.importing.units import unit_of
from auditor.model.fields import Sheet
from auditor.model.sheets import SHEETS

_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_ALIKE = 60
_OFFERED = 3
_PART = 0.9
"""What a name that only stands inside another counts of its likeness."""


@dataclass(frozen=True, slots=True)
class Sayings:
    """What is said of one sheet of a file beside its own header."""

    mapping: SheetMapping | None = None
    chosen: tuple[ChosenColumn, ...] = ()


def sayings_of(options: ReadOptions, title: str, sheet: Sheet) -> Sayings:
    """What the options say of the sheet of that title."""
    chosen = tuple(one for one in options.columns if one.sheet == title)
    mapping = None
    if options.mapping is not None:
        ours = [one for one in options.mapping.sheets if one.ours == sheet.name]
        named = [one for one in ours if one.names(title)]
        # A title of ours speaks for itself: an entry that names another title is not about it.
        unnamed = [one for one in ours if not one.theirs] if sheet_named(title) else ours
        mapping = next(iter(named or unnamed), None)
    return Sayings(mapping, chosen)


def matched_header(grid: Grid, sheet: Sheet, sayings: Sayings) -> Header | None:
    """The header row and what each of its columns holds; None where no row is a header."""
    mapping = sayings.mapping
    known = {header_key(header) for header in mapping.headers()} if mapping else set()
    known |= {header_key(one.column) for one in sayings.chosen}
    header = find_header(grid, sheet, known)
    if header is None and not sayings.chosen:
        return None
    index = header.index if header else likely_header(grid)
    return None if index is None else _Matching(sheet, sayings, candidates(grid)[index]).header(index)


class _Matching:
    """The columns of one header row, each given its field once."""

    def __init__(self, sheet: Sheet, sayings: Sayings, row: Sequence[Raw]) -> None:
        self._sheet = sheet
        self._mapping = sayings.mapping
        self._texts = [" ".join(cell.split()) if isinstance(cell, str) else str(cell) for cell in row]
        self._keys = [header_key(text) for text in self._texts]
        self._names = names_of(sheet.name)
        self._found: dict[int, MatchedColumn] = {}
        self._fields: dict[str, int] = {}
        self._rules: dict[str, ColumnRule] = {}
        self._compared: list[tuple[ColumnRule, int]] = []
        self._chosen = sayings.chosen

    def header(self, index: int) -> Header:
        """Everything that is known of the row, which is the grid's ``index``-th."""
        for one in self._chosen:
            self._choose(one)
        self._follow_mapping()
        self._follow_names()
        self._guess()
        fields = dict(sorted(self._fields.items(), key=lambda pair: pair[1]))
        matched = [self._found[at] for at in sorted(self._found)]
        units = {name: unit_of(self._texts[at], self._sheet.field(name)) for name, at in fields.items()}
        scales = {name: unit for name, unit in units.items() if unit is not None and unit != 1}
        scales |= {name: rule.scale for name, rule in self._rules.items() if rule.scale != 1}
        return Header(
            index,
            fields,
            {name: self._texts[at] for name, at in fields.items()},
            tuple(one.header for one in matched if one.how in ("none", "unit")),
            tuple((one.field, column_index(one.letter)) for one in matched if one.how == "repeated"),
            matched=tuple(matched),
            places={key: at for at, key in reversed(list(enumerate(self._keys))) if key},
            all_texts=tuple(self._texts),
            rules=self._rules,
            scales=scales,
            compared=tuple(self._compared),
        )

    def _put(self, at: int, field: str, how: str, note: str = "") -> None:
        self._found[at] = MatchedColumn(column_letters(at), self._texts[at], field, how, note=note)

    def _claim(self, at: int, field: str, how: str, rule: ColumnRule | None = None) -> None:
        if field in self._fields:
            self._put(at, field, "repeated")
            return
        scale_said = rule is not None and rule.scale != 1
        if how != "chosen" and not scale_said and unit_of(self._texts[at], self._sheet.field(field)) is None:
            self._put(at, "", "unit", field)
            return
        self._fields[field] = at
        if rule is not None:
            self._rules[field] = rule
        self._put(at, field, how)

    def _choose(self, one: ChosenColumn) -> None:
        key = header_key(one.column)
        places = [at for at, known in enumerate(self._keys) if key and known == key]
        if not places and _LETTERS.fullmatch(one.column):
            places = [at for at in (column_index(one.column.upper()),) if at < len(self._texts)]
        if not places:
            raise CallerMistake(
                said("The sheet {sheet} has no column {column}.", sheet=one.sheet, column=one.column),
                said("Name it by its header, or by its letters."),
            )
        at = next((place for place in places if place not in self._found), places[0])
        if not one.field:
            self._put(at, "", "dropped")
            return
        name = self._names.get(header_key(one.field))
        if name is None:
            from auditor.rulebook.faults import did_you_mean

            known = [word for field in self._sheet.fields for word in (field.name, field.zh)]
            message = said("The sheet {sheet} has no column {column}.", sheet=self._sheet.zh, column=one.field)
            raise CallerMistake(message, did_you_mean(one.field, known) or said("Name it as in the template."))
        self._claim(at, name, "chosen")

    def _follow_mapping(self) -> None:
        mapping = self._mapping
        if mapping is None:
            return
        told = {header_key(header) for rule in mapping.references for _, header in rule.columns}
        told |= {header_key(header) for _, header in mapping.new_codes.columns} if mapping.new_codes else set()
        for at, text in self._open():
            rule = mapping.rule(text)
            if rule is not None and rule.field:
                self._claim(at, rule.field, "mapping", rule)
            elif rule is not None and rule.compare:
                self._compared.append((rule, at))
                self._put(at, rule.of, "compared")
            elif self._keys[at] in told:
                self._put(at, self._told_for(self._keys[at]), "mapping")
            elif rule is not None:
                self._put(at, "", "dropped")

    def _told_for(self, key: str) -> str:
        """The field that a column tells of; the code where it tells who somebody is."""
        assert self._mapping is not None
        for rule in self._mapping.references:
            if any(header_key(header) == key for _, header in rule.columns):
                return rule.field
        return "code"

    def _follow_names(self) -> None:
        made = self._mapping.made() if self._mapping else frozenset()
        for at, text in self._open():
            name = self._names.get(self._keys[at])
            if name is None:
                self._put(at, "", "none")
            elif name in made:
                self._put(at, "", "dropped", name)
            else:
                self._claim(at, name, self._how(name, text))

    def _open(self) -> Iterator[tuple[int, str]]:
        return ((at, text) for at, text in enumerate(self._texts) if text and at not in self._found)

    def _how(self, name: str, text: str) -> str:
        field = self._sheet.field(name)
        if text == field.zh:
            return "exact"
        if text in field.aliases:
            return "alias"
        return "english" if text == name else "folded"

    def _guess(self) -> None:
        left = [at for at, one in self._found.items() if one.how == "none"]
        if not left:
            return
        made = self._mapping.made() if self._mapping else frozenset()
        free = {key: name for key, name in self._names.items() if name not in self._fields and name not in made}
        for at in left:
            guesses = alike(self._keys[at], free)
            self._found[at] = MatchedColumn(column_letters(at), self._texts[at], "", "none", guesses)


def alike(key: str, names: dict[str, str]) -> tuple[Guess, ...]:
    """The names most like a header, best first: names by how they may be spelt."""
    from rapidfuzz import fuzz

    best: dict[str, float] = {}
    for spelling, name in names.items():
        score = fuzz.ratio(key, spelling)
        if min(len(key), len(spelling)) > 1:
            score = max(score, _PART * fuzz.partial_ratio(key, spelling))
        if score >= _ALIKE and score > best.get(name, 0):
            best[name] = score
    ranked = sorted(best.items(), key=lambda pair: -pair[1])[:_OFFERED]
    return tuple(Guess(name, round(score)) for name, score in ranked)


def sheet_guesses(title: str, headers: Sequence[str]) -> tuple[Guess, ...]:
    """Our sheets that a table's headers (and, a little, its title) speak for, best first."""
    from rapidfuzz import fuzz

    keys = [header_key(text) for text in headers if text]
    if not keys:
        return ()
    found = []
    for sheet in SHEETS:
        names = names_of(sheet.name)
        known = {names[key] for key in keys if key in names}
        likely = sum(bool(alike(key, names)) for key in keys if key not in names)
        share = (len(known) + 0.5 * likely) / len(keys)
        score = round(75 * share + 0.25 * fuzz.partial_ratio(title, sheet.zh))
        found.append(Guess(sheet.name, score))
    ranked = sorted((one for one in found if one.score >= 30), key=lambda one: -one.score)
    return tuple(ranked[:_OFFERED])
