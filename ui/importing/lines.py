"""The lines of the room's tables: rows by outcome, changes before and after, problems by cell. No widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.i18n import N_, Translator
from auditor.model.fields import BEGINNING, Field, Kind, Sheet
from auditor.model.lookups import Lookup, NewCode
from auditor.model.sheets import BY_NAME
from auditor.model.values import CLEAR, FOREVER, Other, Problem
from auditor.services.records.outcome import Shown
from auditor.services.shown import LONG_TERM, shown_value
from ui.importing.digest import LEVELS, SheetDigest, row_of
from ui.importing.sentences import place_name
from ui.importing.state import MENDED, ImportState
from ui.profiles.words import field_name

SAID_AT_MOST = 6
"""Values of a row that are told where its sheet has no columns of its own in the table."""


@dataclass(frozen=True, slots=True)
class Located:
    """A problem and the sheet it was found in."""

    sheet: SheetDigest
    problem: Problem

    @property
    def row(self) -> int:
        """The row's number in the file."""
        return row_of(self.problem.cell)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a table shows: titles, lines with what each stands for."""

    titles: tuple[str, ...]
    lines: tuple[tuple[tuple[str, ...], object], ...]
    gives: int = -1
    """The column that takes what room is left, and gives where there is none (-1: the last, which only takes)."""


def listed(state: ImportState, tr: Translator) -> Listed:
    """The rows of the chosen counter in the sheet that is looked at, or of all sheets."""
    if state.filter in LEVELS:
        return _problems(state, tr)
    if state.filter == MENDED:
        return _mends(state, tr)
    if state.filter == "updated":
        return _changes(state, tr)
    one = _looked_at(state)
    return _values(one, state.filter, tr) if one is not None else _rows(state, tr)


def _sheets(state: ImportState) -> Sequence[SheetDigest]:
    if state.digest is None:
        return ()
    return state.digest.sheets if state.sheet is None else state.digest.sheets[state.sheet : state.sheet + 1]


def _looked_at(state: ImportState) -> SheetDigest | None:
    """The one sheet whose columns the table can have."""
    if state.sheet is None and len(_with_rows(state)) == 1:
        return _with_rows(state)[0]
    return None if state.sheet is None else next(iter(_sheets(state)), None)


def _with_rows(state: ImportState) -> list[SheetDigest]:
    return [one for one in _sheets(state) if one.counts.get(state.filter, 0)]


# rows -----------------------------------------------------------------------------------------------------------


def _shown(one: SheetDigest, outcome: str) -> tuple[Shown, ...]:
    return one.sheet.outcomes.shown(outcome)  # type: ignore[arg-type] # the name of a counter


def _values(one: SheetDigest, outcome: str, tr: Translator) -> Listed:
    """One column for each column of the sheet that says anything."""
    shown = _shown(one, outcome)
    said = {name for row in shown for name in row.values}
    fields = [field for field in _key_first(BY_NAME[one.sheet.name]) if field.name in said]
    titles = (tr.t(N_("Row")), *(field_name(field, tr) for field in fields))
    lines = tuple(
        ((f"{row.number}", *(value_text(field, row.values.get(field.name), tr) for field in fields)), row)
        for row in shown
    )
    return Listed(titles, lines)


def _rows(state: ImportState, tr: Translator) -> Listed:
    lines: list[tuple[tuple[str, ...], object]] = []
    for one in _sheets(state):
        sheet, name = BY_NAME[one.sheet.name], place_name(state, one, tr)
        shown = _shown(one, state.filter)
        lines += [((name, f"{row.number}", who(sheet, row, tr), _says(sheet, row, tr)), row) for row in shown]
    return Listed(
        (tr.t(N_("Sheet")), tr.t(N_("Row")), tr.t(N_("Which")), tr.t(N_("What it says"))), tuple(lines), gives=3
    )


def _changes(state: ImportState, tr: Translator) -> Listed:
    lines = []
    many = len(_with_rows(state)) > 1
    for one in _sheets(state):
        sheet, name = BY_NAME[one.sheet.name], place_name(state, one, tr)
        for row in _shown(one, "updated"):
            for change in row.changes:
                field = sheet.field(change.field)
                before, after = (value_text(field, value, tr) or "–" for value in (change.before, change.after))
                texts = (f"{row.number}", who(sheet, row, tr), field_name(field, tr), before, after)
                lines.append(((name, *texts) if many else texts, row))
    titles = (N_("Row"), N_("Which"), N_("Column"), N_("Before"), N_("After"))
    head = (tr.t(N_("Sheet")),) if many else ()
    return Listed((*head, *(tr.t(one) for one in titles)), tuple(lines), gives=len(head) + 1)


def _key_first(sheet: Sheet) -> Iterator[Field]:
    yield from (sheet.field(name) for name in sheet.key)
    yield from (field for field in sheet.fields if field.name not in sheet.key)


def who(sheet: Sheet, row: Shown, tr: Translator) -> str:
    """A row by its key and, where it has one, its name."""
    named = [name for name in ("stage_name", "shop_name", "name", "title") if name in row.values][:1]
    wanted = [*sheet.key, *(name for name in named if name not in sheet.key)]
    told = (value_text(sheet.field(name), row.values.get(name), tr) for name in wanted)
    return " · ".join(text for text in told if text)


def _says(sheet: Sheet, row: Shown, tr: Translator) -> str:
    fields = [field for field in sheet.fields if field.name in row.values and field.name not in sheet.key]
    told = [
        f"{field_name(field, tr)} {value_text(field, row.values[field.name], tr)}" for field in fields[:SAID_AT_MOST]
    ]
    return " · ".join(told) + (" …" if len(fields) > SAID_AT_MOST else "")


def value_text(field: Field, value: Any, tr: Translator) -> str:
    """A value as a file gave it or the store holds it, in words; "" for none."""
    if value is CLEAR:
        return tr.t(N_("(cleared)"))
    if field.kind is Kind.DATE and value == BEGINNING:
        return ""
    if value is FOREVER:
        return str(shown_value(field, LONG_TERM, tr.language))
    if isinstance(value, Other):
        return value.text
    if isinstance(value, Lookup | NewCode):
        return value.shown
    if isinstance(value, tuple):
        plain = [_element(field, one, tr) for one in value]
        return tr.both("、", ", ").join(plain)
    if isinstance(value, str) and not field.words:
        return value
    return str(shown_value(field, value, tr.language))


def _element(field: Field, one: Any, tr: Translator) -> str:
    if isinstance(one, Other):
        return one.text
    return one.shown if isinstance(one, Lookup) else str(shown_value(field, (one,), tr.language))


# problems -------------------------------------------------------------------------------------------------------


def _problems(state: ImportState, tr: Translator) -> Listed:
    level = LEVELS[state.filter]
    lines = []
    for one in _sheets(state):
        name, columns = place_name(state, one, tr), columns_of(one, tr)
        for problem in one.problems[level]:
            column = columns.get(problem.cell.rstrip("0123456789"), "")
            texts = (name, problem.cell, column, tr.t(problem.message))
            lines.append((texts, Located(one, problem)))
    titles = (N_("Sheet"), N_("Cell"), N_("Column"), N_("Why and how to mend it"))
    return Listed(tuple(tr.t(one) for one in titles), tuple(lines), gives=3)


def _mends(state: ImportState, tr: Translator) -> Listed:
    lines = [((one.file or "–", one.sheet, one.cell, one.text or "–"), one) for one in state.mends]
    titles = (N_("File"), N_("Sheet"), N_("Cell"), N_("Mended to"))
    return Listed(tuple(tr.t(one) for one in titles), tuple(lines))


def columns_of(one: SheetDigest, tr: Translator) -> dict[str, str]:
    """The letters of a sheet's columns, and what each column is with us (or with the sender)."""
    known = {field.name: field for field in BY_NAME[one.sheet.name].fields}
    return {
        column.letter: field_name(known[column.field], tr) if column.field in known else column.header
        for column in one.matched
    }


def there_are(state: ImportState) -> int:
    """How many lines there would be if all were kept: problems are counted by cell, everything else by row."""
    if state.filter in LEVELS:
        return sum(one.found[LEVELS[state.filter]] for one in _sheets(state))
    if state.filter == MENDED:
        return len(state.mends)
    return state.counts.get(state.filter, 0)


def rows_listed(state: ImportState) -> int:
    """How many of them the table shows."""
    if state.filter in LEVELS:
        return sum(len(one.problems[LEVELS[state.filter]]) for one in _sheets(state))
    if state.filter == MENDED:
        return len(state.mends)
    return sum(len(_shown(one, state.filter)) for one in _sheets(state))
