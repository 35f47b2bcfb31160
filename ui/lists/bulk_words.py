"""What a look beforehand says of work in bulk, in words; without a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.i18n import N_, Message, Translator
from auditor.model.fields import Field
from auditor.model.sheets import BY_TABLE
from ui.profiles.words import field_name, shown

if TYPE_CHECKING:
    from auditor.services.bulk import BulkDone, Sample

SAMPLES = 3
REASONS = 5
LONGEST = 110
"""Characters of a line; a row of which more changes is cut."""


def outcome(done: BulkDone, translator: Translator) -> str:
    """How many rows would change, stay as they are, be refused."""
    t = translator.t
    told = [t(N_("{n} would change"), n=f"{done.updated:,}")]
    if done.unchanged:
        told.append(t(N_("{n} have it already"), n=f"{done.unchanged:,}"))
    if done.refused:
        told.append(t(N_("{n} are refused"), n=f"{done.refused:,}"))
    return " · ".join(told)


def reasons(done: BulkDone, translator: Translator) -> list[str]:
    """Why rows are refused, the commonest reason first."""
    t = translator.t
    told = [
        t(N_("{n} refused: {why} ({codes})"), n=f"{one.rows:,}", why=one.why, codes="、".join(one.codes))
        for one in done.reasons[:REASONS]
    ]
    return [_cut(one) for one in told]


def samples(kind: str, done: BulkDone, translator: Translator) -> list[str]:
    """The first rows that change: code, field, before and after."""
    told = [_sample(kind, one, translator) for one in done.samples[:SAMPLES]]
    if done.updated > len(told) and told:
        told.append(translator.t(N_("… and {n} more"), n=f"{done.updated - len(told):,}"))
    return told


def _sample(kind: str, one: Sample, translator: Translator) -> str:
    fields = {field.name: field for field in BY_TABLE[kind].fields}
    parts = []
    for change in one.changes:
        known = fields.get(change.field)
        if known is not None:
            before, after = (_value(known, value, translator) for value in (change.before, change.after))
            parts.append(f"{field_name(known, translator)} {before} → {after}")
    return _cut(f"{one.code}  " + translator.both("；", "; ").join(parts))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _value(field: Field, value: object, translator: Translator) -> str:
    return shown(field, {field.name: value}, translator) or "–"


def what(done: BulkDone) -> Message:
    """What was done, for the bar that offers to take it back."""
    return Message(N_("{n} rows changed."), {"n": f"{done.updated:,}"})
