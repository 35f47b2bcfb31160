"""What is stored for the rows of a batch: main rows by natural key, their lists, vault rows and past periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, func, literal_column, select

from auditor.model.fields import Kind, Sheet
from auditor.model.tables import LISTS, MAIN, VAULTS, key_columns, past_agency, past_operator, past_status

Key = tuple[Any, ...]
_BATCH = 900
KEY_BLANK = -(10**9)
"""What the unique indexes hold for an empty number (auditor.model.tables)."""

PAST: dict[str, tuple[Table, str]] = {
    "status": (past_status, "value"),
    "agency": (past_agency, "agency_id"),
    "operator": (past_operator, "merchant_id"),
}
"""Per period field the table of its past periods and the column of its value."""


@dataclass(slots=True)
class Entry:
    """A stored row with what hangs on it."""

    row: dict[str, Any]
    lists: dict[str, tuple[tuple[Any, str | None], ...]] = field(default_factory=dict)
    vault: dict[str, Any] | None = None
    past: dict[str, dict[int, Any]] = field(default_factory=dict)


def key_names(sheet: Sheet) -> tuple[str, ...]:
    """The columns of the natural key, in order."""
    return tuple(name for name, _ in key_columns(sheet))


def _parts(wanted: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(wanted)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def fetch(connection: Connection, sheet: Sheet, keys: Sequence[Key]) -> dict[Key, Entry]:
    """The stored rows of these natural keys."""
    names = key_names(sheet)
    main = MAIN[sheet.table]
    wanted = set(keys)
    found: dict[Key, Entry] = {}
    for statement in _lookups(sheet, main, wanted):
        for row in connection.execute(statement).mappings():
            key = tuple(row[name] for name in names)
            if key in wanted or sheet.table == "licence":
                found[key] = Entry(dict(row))
    _attach(connection, sheet, found)
    return found


def entry_of(connection: Connection, sheet: Sheet, number: int) -> Entry | None:
    """The stored row of that id, whatever its key."""
    main = MAIN[sheet.table]
    row = connection.execute(select(main).where(main.c.id == number)).mappings().first()
    if row is None:
        return None
    found: dict[Key, Entry] = {(number,): Entry(dict(row))}
    _attach(connection, sheet, found)
    return found[(number,)]


def _lookups(sheet: Sheet, main: Table, wanted: set[Key]) -> Iterator[Any]:
    """Selects that walk the unique index down to its first telling column (an owner, a code), not only to a type."""
    columns = key_columns(sheet)
    told = (at for at, (name, _) in enumerate(columns) if name == "code" or name.endswith("_id"))
    telling = next(told, 0)
    groups: dict[Key, set[Any]] = defaultdict(set)
    for key in wanted:
        groups[key[:telling]].add(key[telling])
    last = _indexed(main, *columns[telling])
    for head, values in groups.items():
        same = [
            _indexed(main, *column) == _blank(main, column[0], value)
            for column, value in zip(columns[:telling], head, strict=True)
        ]
        for part in _parts({_blank(main, columns[telling][0], value) for value in values}):
            yield select(main).where(*same, last.in_(part))


def _indexed(main: Table, name: str, empty: bool) -> ColumnElement[Any]:
    """The column as the unique index holds it; the blank is spelt out, for a bound one would not match the index."""
    column = main.c[name]
    blank = "''" if isinstance(column.type, Text) else str(KEY_BLANK)
    return func.coalesce(column, literal_column(blank, column.type)) if empty else column


def _blank(main: Table, name: str, value: Any) -> Any:
    if value is not None:
        return value
    return "" if isinstance(main.c[name].type, Text) else KEY_BLANK


def _attach(connection: Connection, sheet: Sheet, found: dict[Key, Entry]) -> None:
    by_id = {entry.row["id"]: entry for entry in found.values()}
    for one in sheet.fields:
        if one.kind is Kind.LIST:
            _attach_list(connection, sheet, one.name, by_id)
    if sheet.table in VAULTS:
        vault = VAULTS[sheet.table]
        for part in _parts(by_id):
            for row in connection.execute(select(vault).where(vault.c.owner_id.in_(part))).mappings():
                by_id[row["owner_id"]].vault = dict(row)
    if sheet.subject:
        _attach_past(connection, sheet, by_id)


def _attach_list(connection: Connection, sheet: Sheet, name: str, by_id: dict[int, Entry]) -> None:
    table = LISTS[sheet.table, name].table
    value = table.c.target_id if "target_id" in table.c else table.c.value
    for part in _parts(by_id):
        statement = select(table.c.owner_id, value.label("value"), *([table.c.text] if "text" in table.c else []))
        statement = statement.where(table.c.owner_id.in_(part)).order_by(table.c.owner_id, table.c.ordinal)
        for row in connection.execute(statement):
            lists = by_id[row.owner_id].lists
            lists[name] = (*lists.get(name, ()), (row.value, row.text if "text" in table.c else None))


def _attach_past(connection: Connection, sheet: Sheet, by_id: dict[int, Entry]) -> None:
    fields = {one.name for one in sheet.fields}
    for name, (table, column) in PAST.items():
        if name not in fields:
            continue
        for part in _parts(by_id):
            statement = select(table.c.subject_id, table.c.from_day, table.c[column])
            for subject_id, from_day, value in connection.execute(statement.where(table.c.subject_id.in_(part))):
                by_id[subject_id].past.setdefault(name, {})[from_day] = value
