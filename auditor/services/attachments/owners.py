"""Whose a scan is: a subject, and on its file perhaps one record, named as people name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN
from auditor.services.context import Context
from auditor.services.profiles import RECORDS, ProfileOf, Record, profile_of
from auditor.services.shown import shown_value

_WORDS = {"case": "case_record"}
_ALSO = ("certificate_no", "number", "code")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RecordRef:
    """One record of a subject: the name of its sheet, and its id there."""

    sheet: str
    id: int


def record_kinds(type: str) -> tuple[Sheet, ...]:
    """The sheets whose records on a file of that type may carry scans."""
    return tuple(BY_NAME[name] for name in RECORDS.get(type, ()) if not BY_NAME[name].subject)


def record_of(context: Context, connection: Connection, type: str, code: str, wanted: RecordRef | str) -> RecordRef:
    """The record meant, checked to be this subject's; by text: ``licence:NUMBER``, ``training:COURSE/2026-03-01``."""
    if isinstance(wanted, RecordRef):
        _check(context, connection, type, code, wanted)
        return wanted
    profile = profile_of(context, connection, ProfileOf(type, code))
    return chosen(record_kinds(type), wanted, f"{type}:{code}", lambda sheet: profile.records[sheet.name])


def chosen(kinds: Sequence[Sheet], wanted: str, whose: str, rows: Callable[[Sheet], Sequence[Record]]) -> RecordRef:
    """The one record of these sheets that ``KIND:KEY`` names; ``whose`` it is (TYPE:CODE), for messages."""
    kind, colon, key = wanted.partition(":")
    sheets = {_singular(sheet): sheet for sheet in kinds}
    if not colon or not key.strip() or kind not in sheets:
        raise CallerMistake(
            said("{text} names no record.", text=wanted),
            said("Write KIND:KEY, such as licence:JY14401060000001; kinds: {kinds}", kinds="、".join(sheets)),
        )
    pieces = [piece for piece in key.replace("/", " ").split() if piece]
    found = [one for one in rows(sheets[kind]) if _answers(pieces, _words(sheets[kind], one), key)]
    if len(found) == 1:
        return RecordRef(sheets[kind].name, found[0].id)
    if not found:
        named, _, code = whose.partition(":")
        raise CallerMistake(
            said("{type}:{code} has no {kind} with {key}.", type=named, code=code, kind=kind, key=key),
            said("Look them up with: auditor show {subject} --json", subject=whose),
        )
    some = "；".join(" ".join(_words(sheets[kind], one)) for one in found[:_SHOWN])
    raise CallerMistake(
        said("{n} records answer to {text}.", n=len(found), text=wanted),
        said("Add more of the key: {some}", some=some),
    )


def table_of(sheet: str) -> str:
    """The table that a sheet's records stand in."""
    return BY_NAME[sheet].table


def sheet_of_table(table: str) -> str:
    """The sheet of a record's table."""
    return next(name for name, sheet in BY_NAME.items() if sheet.table == table)


def _singular(sheet: Sheet) -> str:
    return next((word for word, table in _WORDS.items() if table == sheet.table), sheet.table)


def _check(context: Context, connection: Connection, type: str, code: str, wanted: RecordRef) -> None:
    known = {sheet.name for sheet in record_kinds(type)}
    profile = profile_of(context, connection, ProfileOf(type, code)) if wanted.sheet in known else None
    if profile is None or all(one.id != wanted.id for one in profile.records[wanted.sheet]):
        raise CallerMistake(
            said("This record is not on the file of {type}:{code}.", type=type, code=code),
            said("Read the profile again; somebody may have changed it."),
        )


def _answers(pieces: Sequence[str], words: Sequence[str], key: str) -> bool:
    known = {word.casefold() for word in words}
    return key.strip().casefold() in known or all(piece.casefold() in known for piece in pieces)


def _words(sheet: Sheet, record: Record) -> list[str]:
    """The words of a record's key, as people write them, but for whose it is."""
    asked = [name for name in sheet.key if not name.endswith("_type")]
    asked += [name for name in _ALSO if name not in asked and name in MAIN[sheet.table].c]
    fields = {field.name: field for field in sheet.fields}
    values = [shown_value(fields[name], record.values.get(name), "iso") for name in asked if name in fields]
    return [str(value) for value in values if value not in (None, "", [])]
