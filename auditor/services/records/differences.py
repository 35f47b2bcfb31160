"""What an update changes, field by field, for people to look at before it happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.model.enums import OTHER
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.masking import masked_value
from auditor.model.values import FOREVER, Other
from auditor.services.records.outcome import Changed
from auditor.services.records.references import References
from auditor.services.records.stored import Entry

Elements = tuple[tuple[Any, str | None], ...]


def differences(
    sheet: Sheet,
    entry: Entry,
    changed: Mapping[str, Any],
    personal: Mapping[str, str | None] | None,
    lists: Mapping[str, Elements],
    references: References,
) -> tuple[Changed, ...]:
    """The fields of the sheet that differ, in its order; references by their codes, lists as tuples."""
    row = {**entry.row, **changed}
    found = []
    for one in sheet.fields:
        if one.personal:
            before = _masked(one.name, (entry.vault or {}).get(one.name))
            after = before if personal is None else _masked(one.name, personal.get(one.name))
            if personal is not None and ((entry.vault or {}).get(one.name) or None) != (personal.get(one.name) or None):
                found.append(Changed(one.name, before, after))
        elif one.name in lists:
            now = _listed(one, entry.lists.get(one.name, ()), references), _listed(one, lists[one.name], references)
            found.append(Changed(one.name, *now))
        elif any(column in changed for column in _columns(one)):
            found.append(Changed(one.name, _value(one, entry.row, references), _value(one, row, references)))
    return tuple(found)


def _columns(one: Field) -> tuple[str, ...]:
    return (one.name, *(f"{one.name}_{part}" for part in ("id", "name", "text", "long")))


def _value(one: Field, row: Mapping[str, Any], references: References) -> Any:
    if one.kind is Kind.REF:
        number = row.get(f"{one.name}_id")
        return row.get(f"{one.name}_name") if number is None else _code(one, number, references)
    if row.get(f"{one.name}_long") == 1:
        return FOREVER
    if row.get(one.name) == OTHER and row.get(f"{one.name}_text"):
        return Other(row[f"{one.name}_text"])
    return row.get(one.name)


def _code(one: Field, number: int | None, references: References) -> str | None:
    if number is None:
        return None
    return references.records.name(one.coded, number) if one.coded else references.code_of(number)


def _masked(name: str, value: str | None) -> str | None:
    return masked_value(name, value) if value else None


def _listed(one: Field, elements: Elements, references: References) -> tuple[Any, ...]:
    if one.of is Kind.REF:
        return tuple(_code(one, value, references) for value, _ in elements)
    return tuple(value if text is None else Other(text) for value, text in elements)
