"""Which stored row a person means: a subject, a record on its file, or a record that its code alone names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Twin, enumerated, said
from auditor.model.fields import CODED as REFERRED
from auditor.model.fields import Sheet
from auditor.model.folding import folded_code
from auditor.model.ledger import head
from auditor.model.sheets import BY_NAME, SHEETS, SUBJECT_SHEETS
from auditor.model.tables import MAIN
from auditor.services.attachments.owners import chosen, record_of
from auditor.services.context import Context
from auditor.services.profiles import Record, records_of, reference, subject_id
from auditor.services.records.coded import CodedRecords
from auditor.services.verbs import Query

CODED = {
    "course": ("courses", "code"),
    "contract": ("contracts", "code"),
    "case": ("cases", "code"),
    "session": ("sessions", "code"),
    "requirement": ("requirements", "code"),
    "feedback": ("feedback", "code"),
    "award": ("awards", "number"),
}
"""Records that are named by a code alone: their sheet and its column."""

_LISTED_BY = {
    "course": "auditor export OUT.xlsx",
    "contract": "auditor list contract",
    "case": "auditor cases --every",
    "session": "auditor session",
    "requirement": "auditor requirements",
    "feedback": "auditor feedback",
    "award": "auditor award list",
}
WORDS = {kind: Twin(BY_NAME[sheet].zh, kind) for kind, (sheet, _) in CODED.items()} | {"case": Twin("案件", "case")}
"""What they are called in a sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """A row: its sheet, its id, its values as stored (personal ones masked), the last change when it was read."""

    sheet: str
    id: int
    values: Mapping[str, Any]
    seen: int


@dataclass(frozen=True, slots=True)
class RecordNamed(Query[Named]):
    """The row of ``TYPE:CODE``, of ``course:CODE`` and the like, or of ``record`` (KIND:KEY) on that file."""

    subject: str
    record: str = ""


def record_named(context: Context, connection: Connection, query: RecordNamed) -> Named:
    """Find the row; told when there is none, or more than one."""
    kind, code = reference(query.subject)
    if query.record and kind in REFERRED:
        sheet, number = _beneath(connection, kind, code, query.record)
    elif query.record:
        subject_id(connection, kind, code)
        found = record_of(context, connection, kind, code, query.record)
        sheet, number = BY_NAME[found.sheet], found.id
    elif kind in SUBJECT_SHEETS:
        sheet, number = SUBJECT_SHEETS[kind], subject_id(connection, kind, code)
    elif kind in CODED:
        sheet = BY_NAME[CODED[kind][0]]
        number = _coded(connection, sheet, kind, code)
    else:
        known = enumerated((*SUBJECT_SHEETS, *CODED))
        raise CallerMistake(
            said("{type} is no type of subject.", type=kind),
            said("Types: {types}; other records with --record KIND:KEY beside their subject.", types=known),
        )
    row = stored_record(connection, sheet, number)
    return Named(sheet.name, number, row.values, last_change(connection))


def stored_record(connection: Connection, sheet: Sheet, number: int) -> Record:
    """A row by its id; told when there is none any more."""
    main = MAIN[sheet.table]
    rows = records_of(connection, sheet, select(main).where(main.c.id == number))
    if not rows:
        raise gone()
    return rows[0]


def gone() -> CallerMistake:
    """The row is not there any more."""
    return CallerMistake(
        said("This record is not there any more."), said("Read the profile again; somebody removed it.")
    )


def last_change(connection: Connection) -> int:
    """The number of the last change: what was read with it stands as that change left it."""
    return int(connection.execute(select(head.c.change_id)).scalar_one())


def _beneath(connection: Connection, kind: str, code: str, record: str) -> tuple[Sheet, int]:
    """A record that hangs on a coded one: a version on its course, a learner on the session, an appeal on the case."""
    parent = BY_NAME[CODED[kind][0]]
    number = _coded(connection, parent, kind, code)
    column = {
        sheet.name: f"{one.name}_id"
        for sheet in SHEETS
        for one in sheet.fields
        if one.coded == parent.table and one.name in sheet.key
    }

    def rows(sheet: Sheet) -> tuple[Record, ...]:
        main = MAIN[sheet.table]
        return records_of(connection, sheet, select(main).where(main.c[column[sheet.name]] == number))

    found = chosen([BY_NAME[name] for name in column], record, f"{kind}:{code}", rows)
    return BY_NAME[found.sheet], found.id


def _coded(connection: Connection, sheet: Sheet, kind: str, code: str) -> int:
    main = MAIN[sheet.table]
    if kind == "case" and ":" in code:
        meant = CodedRecords(connection).number(sheet.table, code)
        if isinstance(meant, int):
            return meant
    column, typed = main.c[CODED[kind][1]], folded_code(code)
    found: list[int] = []
    for wanted in ({typed}, {typed.upper(), typed.lower()} - {typed}):  # as it is typed; else in the other case
        found = found or list(connection.execute(select(main.c.id).where(column.in_(wanted)).limit(2)).scalars())
    if not found:
        raise CallerMistake(
            said("There is no {type} with the code {code}.", type=WORDS[kind], code=code),
            said("They are listed by: {command}", command=_LISTED_BY[kind]),
        )
    if len(found) > 1:
        raise CallerMistake(
            said("More than one {type} has the code {code}.", type=WORDS[kind], code=code),
            said(
                "Name it beside its subject: TYPE:CODE --record {type}:CODE; a case also as case:PLATFORM:CODE.",
                type=kind,
            ),
        )
    return int(found[0])
