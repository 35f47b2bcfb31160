"""A mapping as the text of a mapping file; and mappings changed by what a person chose in the import room."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.importing.choosing import named_sheet
from auditor.importing.header import header_key, names_of, sheet_named
from auditor.importing.mapping.file import read_mapping
from auditor.importing.mapping.shape import ColumnRule, Pairs, SenderMapping, SheetMapping
from auditor.importing.options import ChosenColumn, ReadOptions

_LETTERS = re.compile(r"[A-Z]{1,3}")


def written(mapping: SenderMapping) -> str:
    """The text of a mapping file that says the same."""
    import yaml

    top: dict[str, Any] = {"mapping": 1}
    if mapping.title:
        top["title"] = dict(mapping.title)
    top["verified"] = mapping.verified
    top["sheets"] = [_sheet(one) for one in mapping.sheets]
    return str(yaml.safe_dump(top, allow_unicode=True, sort_keys=False, width=110))


def _sheet(one: SheetMapping) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if one.theirs:
        made["theirs"] = one.theirs[0] if len(one.theirs) == 1 else list(one.theirs)
    made["ours"] = one.ours
    if one.constants:
        made["constants"] = dict(one.constants)
    if one.references:
        made["references"] = {
            rule.field: {"by": rule.by, "columns": dict(rule.columns), **_some("fixed", rule.fixed)}
            for rule in one.references
        }
    if one.columns:
        made["columns"] = {rule.header: _column(rule) for rule in one.columns}
    if one.code:
        made["code"] = {"prefix": one.code.prefix, "from": list(one.code.headers)}
    if one.new_codes:
        new = one.new_codes
        made["new_codes"] = {"prefix": new.prefix, "digits": new.digits, "by": list(new.by)}
        made["new_codes"] |= {**_some("columns", new.columns), **_some("fixed", new.fixed)}
    if one.attempts:
        made["attempt"] = {"of": list(one.attempts.headers), "time": one.attempts.time}
    return made


def _some(name: str, pairs: Pairs) -> dict[str, Any]:
    return {name: dict(pairs)} if pairs else {}


def _column(rule: ColumnRule) -> Any:
    if rule.compare:
        return {"compare": rule.compare, "of": rule.of}
    if rule.dropped:
        return "drop"
    if not rule.values and rule.scale == 1:
        return rule.field
    made: dict[str, Any] = {"field": rule.field, **_some("values", rule.values)}
    return made | ({"scale": format(rule.scale, "f")} if rule.scale != 1 else {})


def with_value(mapping: SenderMapping, title: str, header: str, theirs: str, ours: str) -> SenderMapping:
    """The mapping with one more word of theirs: under that header of that sheet, ``theirs`` is our ``ours``."""

    def changed(entry: SheetMapping) -> SheetMapping:
        rule = entry.rule(header) or ColumnRule(header, names_of(entry.ours).get(header_key(header), ""))
        kept = tuple(pair for pair in rule.values if pair[0] != theirs)
        return entry.with_rule(replace(rule, values=(*kept, (theirs, ours))))

    return _changed(mapping, title, changed)


def with_constant(mapping: SenderMapping, title: str, field: str, text: str) -> SenderMapping:
    """The mapping with a constant: on that sheet, our ``field`` is ``text`` in every row."""

    def changed(entry: SheetMapping) -> SheetMapping:
        kept = tuple(pair for pair in entry.constants if pair[0] != field)
        return replace(entry, constants=(*kept, (field, text)))

    return _changed(mapping, title, changed)


def _changed(mapping: SenderMapping, title: str, change: Callable[[SheetMapping], SheetMapping]) -> SenderMapping:
    """The mapping with its entry for a sheet changed, checked as if it had been read; CallerMistake when it is none."""
    entry = _entry(mapping, title)
    if entry is None:
        raise CallerMistake(
            said("The mapping {name} says nothing of the sheet {sheet}.", name=mapping.name, sheet=title),
            said(
                "It knows: {names}",
                names="、".join(name for one in mapping.sheets for name in one.theirs or (one.ours,)),
            ),
        )
    sheets = tuple(change(one) if one is entry else one for one in mapping.sheets)
    return _read_again(replace(mapping, sheets=sheets))


def _entry(mapping: SenderMapping, title: str) -> SheetMapping | None:
    named = next((one for one in mapping.sheets if one.names(title)), None)
    return named or (mapping.sheets[0] if len(mapping.sheets) == 1 else None)


def _read_again(mapping: SenderMapping) -> SenderMapping:
    return read_mapping(mapping.name, written(mapping))


def chosen_mapping(name: str, options: ReadOptions, *, title: str = "", verified: bool = True) -> SenderMapping:
    """One mapping that says what the options say: their mapping with the sheets and columns a person chose.

    CallerMistake when nothing was chosen, or a column was chosen by its letters alone.
    """
    base = options.mapping or SenderMapping(name, "", ())
    sheets = list(base.sheets)
    for one in options.sheets:
        if one.name and not any(entry.names(one.sheet) and entry.ours == one.name for entry in sheets):
            sheets.append(SheetMapping(named_sheet(one.name).name, (one.sheet,)))
    for column in options.columns:
        _choose(sheets, column, single=len(base.sheets) == 1)
    if not sheets:
        raise CallerMistake(
            said("There is nothing to save: no sheet and no column was chosen."),
            said("Choose what the sheets and columns are, then save."),
        )
    titles = {"zh": title, "en": title} if title else base.title
    made = replace(base, name=name, sheets=tuple(sheets), title=titles, verified=verified)
    return _read_again(made)


def _choose(sheets: list[SheetMapping], column: ChosenColumn, *, single: bool) -> None:
    if _LETTERS.fullmatch(column.column):
        raise CallerMistake(
            said("Column {column} has no header to know it by in the next file.", column=column.column),
            said("Name the column by its header to save it."),
        )
    at = next((at for at, one in enumerate(sheets) if one.names(column.sheet)), 0 if single else None)
    if at is None:
        ours = sheet_named(column.sheet)
        if ours is None:
            raise CallerMistake(
                said("What the sheet {sheet} is was not chosen.", sheet=column.sheet),
                said("Choose what the sheets and columns are, then save."),
            )
        sheets.append(SheetMapping(ours.name, (column.sheet,)))
        at = len(sheets) - 1
    entry = sheets[at]
    if column.field:
        entry = replace(
            entry,
            constants=tuple(pair for pair in entry.constants if pair[0] != column.field),
            references=tuple(one for one in entry.references if one.field != column.field),
            columns=tuple(one for one in entry.columns if one.field != column.field),
        )
    sheets[at] = entry.with_rule(ColumnRule(column.column, column.field))
