"""A condition ticked done: its record written through the one write path, with the evidence as the change's reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.clock import wall
from auditor.errors import CallerMistake
from auditor.i18n import Message, Twin, said
from auditor.importing.cells import Context as Reading
from auditor.importing.cells import reader_for
from auditor.importing.wording import Fault
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME
from auditor.model.tables import MAIN, subject
from auditor.model.values import ParsedRow, Value
from auditor.services.clearance.ticks import PLANS, Entry, TickForm, form_for
from auditor.services.context import Context
from auditor.services.profiles import subject_id
from auditor.services.records import Counts, Problems, Recorder
from auditor.services.verbs import Command
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class Tick(Command[Counts]):
    """Tick the line of a rule about ``type:code``: workbook texts by column, and what proves it.

    Columns left out take what stands in the form (now, today, yes).
    """

    rule: str
    type: str
    code: str
    values: Mapping[str, str]
    evidence: str = ""


def tick(context: Context, work: Work, command: Tick) -> Counts:
    """Read the texts as the workbook would, write the row, refuse it whole where a cell is wrong."""
    form = form_for(command.rule, command.type, command.code, wall(context.clock))
    if form is None:
        raise CallerMistake(
            said("{rule} cannot be ticked.", rule=command.rule),
            said("These can: {rules}", rules="、".join(sorted({rule for rule, _kind in PLANS}))),
        )
    number = subject_id(work.connection, command.type, command.code)
    values: dict[str, Value] = _owner(work.connection, form, number)
    values |= _read(form, command.values, context.today_number)
    if form.sheet == "trainings" and command.evidence:
        values["evidence"] = command.evidence
    work.record.why = command.evidence or command.rule
    work.record.source = f"{command.rule} {command.type}:{command.code}"
    sheet = BY_NAME[form.sheet]
    problems = Problems(sheet.zh)
    counts = Recorder(work, context.today_number, origin="desk").apply(sheet, [ParsedRow(1, values)], problems)
    if counts.refused:
        first = next(one for one in problems.found if one.level == "error")
        raise CallerMistake(first.message, said("Nothing was stored."))
    return counts


def _read(form: TickForm, given: Mapping[str, str], today: int) -> dict[str, Value]:
    """The texts as values. Raises CallerMistake for a column the form has not, an empty needed one, a wrong cell."""
    known = {entry.field.name: entry for entry in form.entries}
    for name in given:
        if name not in known:
            raise CallerMistake(
                said("{rule} asks for no {column}.", rule=form.rule, column=name),
                said("It asks for: {columns}", columns="、".join(known)),
            )
    found: dict[str, Value] = {}
    for name, entry in known.items():
        text = given.get(name, entry.begin).strip()
        if text:
            found[name] = cell_of(entry.field, text, today)
        elif entry.needed:
            raise CallerMistake(said("{column} is empty.", column=_called(entry.field)), said("Fill it in."))
    if not found:
        raise CallerMistake(said("Nothing is filled in."), said("Fill in what is missing."))
    return found


def cell_of(field: Field, text: str, today: int) -> Value:
    """A text as the workbook reads it in a cell of this column. Raises CallerMistake for what it cannot read."""
    found = reader_for(field, Reading(today))(text)
    if isinstance(found, Fault):
        if found.level == "error" or found.kept is None:
            raise CallerMistake(found.message, said("Correct it and tick again."))
        found = found.kept
    if found is None:
        raise CallerMistake(said("{column} is empty.", column=_called(field)), said("Fill it in."))
    return found


def complaint(entry: Entry, text: str, today: int) -> Message | None:
    """What is wrong with the text of one field of a form; None where nothing is."""
    if not text:
        return said("{column} is empty.", column=_called(entry.field)) if entry.needed else None
    try:
        cell_of(entry.field, text, today)
    except CallerMistake as error:
        return error.message
    return None


def _called(field: Field) -> Twin:
    return Twin(field.zh, field.name.replace("_", " "))


def _owner(connection: Connection, form: TickForm, number: int) -> dict[str, Value]:
    """What says whose row it is."""
    kind, code = form.subject
    match form.sheet:
        case "trainings":
            return {"learner_type": kind, "learner": code, "attempt": 1}
        case "licences":
            return {"owner_type": kind, "owner": code}
        case "authorisations":
            return {"merchant": code, "grantee": code}
        case "contracts":
            return {"party_type": "agency", "party": _agency(connection, number), "counterparty_type": kind,
                    "counterparty": code}  # fmt: skip
    return {"code": code}


def _agency(connection: Connection, number: int) -> str:
    host = MAIN["host"]
    statement = select(subject.c.code).join(host, host.c.agency_id == subject.c.id).where(host.c.id == number)
    code = connection.execute(statement).scalar()
    if code is None:
        raise CallerMistake(said("The host has no agency."), said("Enter the agency first."))
    return str(code)
