"""Who changed which field of a subject or of its records, when, by which change, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, or_, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, Twin, enumerated, said
from auditor.model.fields import Sheet
from auditor.model.ledger import change
from auditor.model.sheets import BY_NAME, SUBJECT_SHEETS
from auditor.model.tables import HISTORY, MAIN
from auditor.model.types import datetime_of
from auditor.services.calling import called
from auditor.services.changes import KINDS
from auditor.services.context import Context
from auditor.services.editing.versions import Names, State, Versions, versions_of
from auditor.services.profiles import RECORDS, owners_of, subject_id
from auditor.services.verbs import Query
from auditor.storage.naming import record_name

What = Literal["created", "changed", "removed"]

MOST_RECORDS = 2_000
"""Records of one sheet whose history is read; nobody's file holds more that were ever changed by hand."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a change altered, or a row that it made or took away (then without a field).

    ``before`` and ``after`` are store values as on a profile, personal ones masked.
    """

    change: int
    at: datetime
    who: str
    kind: str
    why: str
    sheet: str
    record_id: int
    record: str
    """The record by its codes; empty for the subject itself."""
    called: Twin
    """What it is called; whose file it is on goes without saying."""
    what: What
    field: str
    before: Any = None
    after: Any = None

    @property
    def title(self) -> Message:
        """The kind of the change in words."""
        return Message(KINDS.get(self.kind, self.kind))


@dataclass(frozen=True, slots=True)
class FieldHistory(Query[tuple[FieldChange, ...]]):
    """What became of ``type:code`` and the records on its file, the latest first."""

    type: str
    code: str
    limit: int = 500


def field_history(context: Context, connection: Connection, query: FieldHistory) -> tuple[FieldChange, ...]:
    """Compare each version with the one before it."""
    if query.type not in RECORDS:
        raise CallerMistake(
            said("{type} is no type of subject.", type=query.type), said("Types: {types}", types=enumerated(RECORDS))
        )
    number = subject_id(connection, query.type, query.code)
    names = Names(connection)
    found: list[tuple[int, Sheet, int, What, str, Any, Any]] = []
    for sheet, ids in _rows(connection, query.type, number):
        for versions in versions_of(connection, sheet, ids).values():
            found += _steps(versions, names)
    order = {sheet: at for at, sheet in enumerate(("", query.type))}
    found.sort(key=lambda one: (-one[0], one[1].subject == "", order.get(one[1].name, 9), one[2]))
    return tuple(_told(connection, found[: query.limit], number))


def _rows(connection: Connection, kind: str, number: int) -> Iterator[tuple[Sheet, list[int]]]:
    """The subject's own row, and every record that was ever on its file."""
    yield SUBJECT_SHEETS[kind], [number]
    for name in RECORDS[kind]:
        sheet = BY_NAME[name]
        if sheet.subject and name != "products":
            continue
        ids: set[int] = set()
        for table in (MAIN[sheet.table], HISTORY[sheet.table]):
            if name == "contracts":
                mine = or_(table.c.party_id == number, table.c.counterparty_id == number)
            elif name == "cases" and kind == "broadcast":
                mine = table.c.broadcast_id == number
            else:
                mine = table.c[f"{sheet.owner[1]}_id"].in_(owners_of(sheet, number))
            ids |= set(connection.execute(select(table.c.id).where(mine).limit(MOST_RECORDS)).scalars())
        yield sheet, sorted(ids)


def _steps(versions: Versions, names: Names) -> Iterator[tuple[int, Sheet, int, What, str, Any, Any]]:
    before: State | None = None
    for number in versions.changes():
        after = versions.state(number, names)
        head = (number, versions.sheet, versions.id)
        if before is None and after is not None:
            yield (*head, "created", "", None, None)
        elif before is not None and after is None:
            yield (*head, "removed", "", None, None)
        elif before is not None and after is not None:
            for one in versions.sheet.fields:
                held = after.get(one.name)
                if held is not None and held.raw != before[one.name].raw:
                    yield (*head, "changed", one.name, before[one.name].shown, held.shown)
        before = after


def _told(
    connection: Connection, steps: Iterable[tuple[int, Sheet, int, What, str, Any, Any]], number: int
) -> Iterator[FieldChange]:
    listed = list(steps)
    wanted = sorted({one[0] for one in listed})
    by_number = {}
    for start in range(0, len(wanted), 900):
        for row in connection.execute(select(change).where(change.c.id.in_(wanted[start : start + 900]))):
            by_number[row.id] = row
    named: dict[tuple[str, int], tuple[str, Twin]] = {}
    for at, sheet, record, what, field, before, after in listed:
        key = (sheet.table, record)
        if key not in named:
            words = called(connection, MAIN[sheet.table], {"id": record}, whose=number)
            named[key] = ("" if record == number and sheet.subject else record_name(connection, *key), words)
        row = by_number[at]
        head = (at, datetime_of(row.at), row.who, row.kind, row.why)
        yield FieldChange(*head, sheet.name, record, *named[key], what, field, before, after)
