"""Taking one record away with its lists, personal values and scans: the history keeps them, undo brings them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select, text

from auditor.errors import CallerMistake
from auditor.i18n import Twin, said
from auditor.model.fields import Sheet
from auditor.model.ledger import metadata
from auditor.model.sheets import BY_NAME
from auditor.model.tables import LISTS, MAIN, VAULTS, attachment, subject, subject_columns
from auditor.monitor import Silent
from auditor.services.calling import called, in_words
from auditor.services.cases.kept import ClosedCases
from auditor.services.context import Context
from auditor.services.editing.naming import stored_record
from auditor.services.editing.saving import raise_if_newer
from auditor.services.records.stored import PAST
from auditor.services.training.staying import why_stays
from auditor.services.undoing.beside import mend_names
from auditor.services.undoing.versions import references
from auditor.services.verbs import Command
from auditor.storage.naming import row_name, table_named
from auditor.storage.work import Work

_NAMED = 3
"""How many of the rows that stand in the way are named."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away: the record by its codes and as people call it, and how many scans went with it."""

    record: str
    called: Twin
    scans: int


@dataclass(frozen=True, slots=True)
class RemoveRecord(Command[Removed]):
    """Take a record away; refused while others refer to it. ``seen`` as for SaveRecord, ``why`` stays in the log."""

    sheet: str
    id: int
    seen: int | None = None
    why: str = ""


def remove_record(context: Context, work: Work, command: RemoveRecord) -> Removed:
    """All of it, or nothing where something refers to it."""
    sheet = BY_NAME[command.sheet]
    stored_record(work.connection, sheet, command.id)
    if command.seen is not None:
        raise_if_newer(work, sheet, command.id, command.seen, {})
    if sheet.table == "award":
        raise CallerMistake(
            said("A certificate that was issued stays on record."),
            said("Revoke it with its reason instead; undo takes back the change that issued it."),
        )
    stays = why_stays(work.connection, command.id) if sheet.table == "enrolment" else None
    if stays is not None:
        raise CallerMistake(stays, said("Nothing was taken away."))
    _refuse_while_meant(work.connection, sheet, command.id)
    name = row_name(work.connection, MAIN[sheet.table], {"id": command.id})
    known_as = called(work.connection, MAIN[sheet.table], {"id": command.id})
    work.record.why = command.why
    work.touch(_meant(work.connection, sheet, command.id))
    scans = _take_scans(work, sheet, command.id)
    for (table, _), listed in LISTS.items():
        if table == sheet.table:
            _take(work, listed.table, "owner_id", command.id)
    if sheet.table in VAULTS:
        _take(work, VAULTS[sheet.table], "owner_id", command.id)
    if sheet.subject:
        for past, _ in PAST.values():
            _take(work, past, "subject_id", command.id)
    closed = ClosedCases(work.connection, _case_of(work.connection, sheet, command.id))
    _take(work, MAIN[sheet.table], "id", command.id)
    closed.check()
    if sheet.subject:
        _take(work, subject, "id", command.id)
        mend_names(work, Silent())
    return Removed(name, known_as, scans)


def _case_of(connection: Connection, sheet: Sheet, number: int) -> list[int]:
    """The case that a record hangs on."""
    main = MAIN[sheet.table]
    if "case_id" not in main.c:
        return []
    return list(connection.execute(select(main.c.case_id).where(main.c.id == number)).scalars())


def _take(work: Work, table: Table, column: str, number: int) -> None:
    keys = [one.name for one in table.primary_key.columns]
    found = work.connection.execute(select(*(table.c[key] for key in keys)).where(table.c[column] == number))
    work.delete(table, keys, [dict(row) for row in found.mappings()])


def _take_scans(work: Work, sheet: Sheet, number: int) -> int:
    """The scans that lie on the record leave the file with it; on a subject's file none is left behind either."""
    where = attachment.c.subject_id == number if sheet.subject else attachment.c.record_table == sheet.table
    statement = select(attachment.c.id).where(where)
    if not sheet.subject:
        statement = statement.where(attachment.c.record_id == number)
    ids = list(work.connection.execute(statement).scalars())
    work.delete(VAULTS["attachment"], ("owner_id",), [{"owner_id": one} for one in ids])
    work.delete(attachment, ("id",), [{"id": one} for one in ids])
    return len(ids)


def _meant(connection: Connection, sheet: Sheet, number: int) -> list[int]:
    """Whose answers may change: whoever the record names, itself where it is a subject."""
    row = connection.execute(select(MAIN[sheet.table]).where(MAIN[sheet.table].c.id == number)).mappings().one()
    meant = subject_columns(sheet.table)
    named = [value for column, value in row.items() if column in meant and value]
    return [*named, number] if sheet.subject else named


def _refuse_while_meant(connection: Connection, sheet: Sheet, number: int) -> None:
    """A record that others name stays; its own lists, values and scans do not count."""
    parents = {sheet.table, "subject"} if sheet.subject else {sheet.table}
    own = {
        sheet.table,
        "attachment",
        *(listed.table.name for (table, _), listed in LISTS.items() if table == sheet.table),
    }
    own |= {VAULTS[sheet.table].name} if sheet.table in VAULTS else set()
    standing: list[Twin] = []
    for reference in references():
        periods = reference.child.startswith("past_") and reference.column == "subject_id"
        if reference.parent not in parents or reference.child in own or periods:
            continue
        standing += _rows(connection, reference.child, reference.column, reference.where("c"), number)
        if len(standing) > _NAMED:
            break
    if standing:
        shown = in_words(standing[:_NAMED])
        rows: Any = shown if len(standing) <= _NAMED else said("{rows} and others", rows=shown)
        raise CallerMistake(
            said("This record cannot be removed while others refer to it: {rows}.", rows=rows),
            said("Remove or change those first; of two of the same, merge one into the other."),
        )


def _rows(connection: Connection, child: str, column: str, also: str, number: int) -> list[Twin]:
    keys = [one.name for one in metadata.tables[child].primary_key.columns]
    listed = ", ".join(f'c."{key}"' for key in keys)
    statement = text(f'SELECT {listed} FROM "{child}" c WHERE c."{column}" = :n{also} LIMIT {_NAMED + 1}')
    found = connection.execute(statement, {"n": number})
    return [called(connection, table_named(child), dict(zip(keys, row, strict=True))) for row in found]
