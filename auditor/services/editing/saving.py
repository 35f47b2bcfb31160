"""Saving one record from the desk: the write path of an import, one change, refused where somebody was there first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from auditor.errors import Busy, CallerMistake
from auditor.i18n import Message, enumerated, said
from auditor.model.fields import Kind, Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.model.values import CLEAR, Other, ParsedRow, Value
from auditor.services.aliases import aliases_of
from auditor.services.context import Context
from auditor.services.editing.checking import (
    Surroundings,
    Told,
    check_together,
    field_words,
    line_of,
    read_field,
)
from auditor.services.editing.naming import gone, last_change, stored_record
from auditor.services.editing.versions import Names, State, versions_of
from auditor.services.profiles import Record
from auditor.services.records import OUTCOMES, Problems, Recorder
from auditor.services.records.stored import Entry, entry_of
from auditor.services.verbs import Command
from auditor.storage.work import Work

ALONE = frozenset({"code", "merchant"})
"""Of a subject's key: by it everybody means the subject, so it is not changed here."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the row, whether anything changed, what was stored all the same though it looks wrong."""

    sheet: str
    id: int
    outcome: str
    """created, updated or unchanged."""
    fields: tuple[str, ...]
    """What was asked to be stored."""
    warnings: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveRecord(Command[Saved]):
    """Store typed texts in the fields of one record (``id``), or as a new one of the sheet (None).

    An empty text clears a field. ``seen`` is the number of the last change when the record was read: where it was
    changed since, Conflict tells both versions. ``why`` is kept with the change.
    """

    sheet: str
    id: int | None
    values: tuple[tuple[str, str], ...]
    seen: int | None = None
    why: str = ""


class Refused(CallerMistake):
    """Nothing was stored: what is wrong, field by field (``told``: warnings too)."""

    def __init__(self, sheet: Sheet, told: tuple[Told, ...]) -> None:
        wrong = [one for one in told if one.level == "error"]
        first = line_of(wrong[0], sheet)
        if len(wrong) > 1:
            first = said("{first} And {n} more.", first=first, n=len(wrong) - 1)
        super().__init__(first, said("Nothing was stored."))
        self.told = told
        self.sheet = sheet.name


@dataclass(frozen=True, slots=True)
class Differing:
    """One field in a conflict: as it was read, as it stands now (``changed``: by another), as it was typed."""

    field: str
    before: Any
    theirs: Any
    mine: str | None
    """None: this save does not mean it."""
    changed: bool


class Conflict(Busy):
    """Somebody changed the record since it was read; ``fields`` hold both versions, ``change`` is the last one."""

    def __init__(self, who: str, change: int, fields: tuple[Differing, ...]) -> None:
        super().__init__(
            said("{who} changed this record since it was read (change {n}).", who=Message(who), n=change),
            said("Look at both versions and save again; nothing was stored."),
        )
        self.who = who
        self.change = change
        self.fields = fields


def save_record(context: Context, work: Work, command: SaveRecord) -> Saved:
    """Read the texts, hold them against what is stored, store what changes."""
    sheet = _sheet(command)
    connection = work.connection
    stored = None if command.id is None else stored_record(connection, sheet, command.id)
    if stored is not None and command.seen is not None:
        raise_if_newer(work, sheet, stored.id, command.seen, dict(command.values))
    around = Surroundings(context.today_number, aliases_of(connection))
    typed, told = _read(sheet, command.values, {} if stored is None else stored.values, around)
    if stored is None:
        wrong = {one.field for one in told if one.level == "error"}
        told += tuple(one for one in missing(sheet, typed) if one.field not in wrong)
    if any(one.level == "error" for one in told):
        raise Refused(sheet, told)
    work.record.why = command.why
    return _stored(context, work, command, sheet, stored, typed, told)


def _sheet(command: SaveRecord) -> Sheet:
    sheet = BY_NAME.get(command.sheet)
    if sheet is None:
        raise CallerMistake(
            said("There is no sheet {name}.", name=command.sheet), said("Sheets: {names}", names=enumerated(BY_NAME))
        )
    if not command.values:
        raise CallerMistake(said("There is nothing to store."), said("Write FIELD=VALUE, one or more."))
    known = {one.name for one in sheet.fields}
    for name, _ in command.values:
        if name not in known:
            raise CallerMistake(
                said("{name} is no field of {sheet}.", name=name, sheet=command.sheet),
                said("Fields: {names}", names=enumerated(one.name for one in sheet.fields)),
            )
    return sheet


def _read(
    sheet: Sheet, texts: tuple[tuple[str, str], ...], beside: Mapping[str, Any], around: Surroundings
) -> tuple[dict[str, Value], tuple[Told, ...]]:
    typed: dict[str, Value] = {}
    told: tuple[Told, ...] = ()
    for name, text in texts:
        one = sheet.field(name)
        if one.personal and beside.get(name) is not None and text.strip() == beside[name]:
            continue  # the masked value as it was shown: nothing was typed
        value, said_of = read_field(sheet, name, text, beside.get(name), around)
        told += said_of
        if value is not None:
            typed[name] = value
    if not any(one.level == "error" for one in told):
        told += check_together(sheet, typed, beside)
    if sheet.subject and beside:
        told += tuple(_kept(sheet, name) for name in typed if name in ALONE and name in sheet.key)
    return typed, told


def _kept(sheet: Sheet, name: str) -> Told:
    message = said(
        "{column} names the record everywhere and is not changed here.", column=field_words(sheet.field(name))
    )
    return Told(name, "error", "key_kept", message)


def missing(sheet: Sheet, typed: Mapping[str, Value | None]) -> tuple[Told, ...]:
    """What a new record lacks."""
    return tuple(
        Told(one.name, "error", "missing_value", said("{column} must be filled in.", column=field_words(one)))
        for one in sheet.fields
        if one.required and (one.name not in typed or typed[one.name] is CLEAR)
    )


def _stored(
    context: Context,
    work: Work,
    command: SaveRecord,
    sheet: Sheet,
    stored: Record | None,
    typed: dict[str, Value],
    told: tuple[Told, ...],
) -> Saved:
    entry = None if stored is None else entry_of(work.connection, sheet, stored.id)
    values = typed if entry is None or stored is None else {**_key_and_types(sheet, stored, entry, typed), **typed}
    problems = Problems(sheet.name)
    row = ParsedRow(1, values, {name: name for name in (*typed, *(one.name for one in sheet.fields))})
    outcomes = Recorder(work, context.today_number, origin="desk").put(sheet, row, entry, problems)
    told += tuple(Told(one.cell, one.level, one.code, one.message) for one in problems.found)
    if any(one.level == "error" for one in told):
        raise Refused(sheet, told)
    outcome = next(name for name in OUTCOMES if outcomes.of(name))
    number = _newest(work, sheet) if command.id is None else command.id
    return Saved(sheet.name, number, outcome, tuple(name for name, _ in command.values), told)


def _newest(work: Work, sheet: Sheet) -> int:
    main = MAIN[sheet.table]
    statement = select(main.c.id).where(main.c.change_id == work.change_id).order_by(main.c.id.desc()).limit(1)
    return int(work.connection.execute(statement).scalar_one())


def _key_and_types(sheet: Sheet, stored: Record, entry: Entry, typed: Mapping[str, Value]) -> dict[str, Value]:
    """What the write path needs beside the typed values: the key as stored, and the types of references."""
    needed = set(sheet.key) | {one.type_field for one in sheet.fields if one.type_field}
    needed |= {one.name for one in sheet.fields if one.kind is Kind.REF and one.type_field in typed}
    given: dict[str, Value] = {}
    for name in needed - typed.keys():
        value = stored.values.get(name)
        if value is None:
            continue
        text = entry.row.get(f"{name}_text")
        given[name] = Other(text) if text else value
    return given


def raise_if_newer(work: Work, sheet: Sheet, number: int, seen: int, mine: Mapping[str, str]) -> None:
    """Conflict where the record is no longer what it was after the change ``seen``."""
    if last_change(work.connection) == seen:
        return
    versions = versions_of(work.connection, sheet, [number])[number]
    later = [change for change in versions.changes() if seen < change < work.change_id]
    if not later:
        return
    names = Names(work.connection)
    before, now = versions.state(seen, names), versions.state(later[-1], names)
    if before is None or now is None:
        raise gone()
    fields = _differing(sheet, before, now, mine)
    if any(one.changed for one in fields):
        raise Conflict(_who(work, later[-1]), later[-1], fields)


def _differing(sheet: Sheet, before: State, now: State, mine: Mapping[str, str]) -> tuple[Differing, ...]:
    found = []
    for one in sheet.fields:
        if one.name not in before:
            continue
        changed = before[one.name].raw != now[one.name].raw
        if changed or one.name in mine:
            shown = before[one.name].shown, now[one.name].shown
            found.append(Differing(one.name, *shown, mine.get(one.name), changed))
    return tuple(found)


def _who(work: Work, number: int) -> str:
    from auditor.model.ledger import change

    return str(work.connection.execute(select(change.c.who).where(change.c.id == number)).scalar_one())
