"""A small copy of what hangs on one subject, in memory, to be changed and judged by the statements that audits run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert, or_, select, update

from auditor.model import tables
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.example_store import Store
from auditor.rulebook.facts.derived import CHILDREN
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.judging import judged_code
from auditor.rulebook.sql.values import Moment
from auditor.services.fixing.acts import Act

MOST = 5_000
"""Rows copied at most; a subject with more is not tried."""


class TooMuch(Exception):
    """More hangs on the subject than is copied."""


class _Facts(Store):
    """Writes records into the copy as examples are written."""

    def add(self, kind: str, key: int, listed: str, facts: dict[str, Any]) -> None:
        """A record of a child list of a subject."""
        self._child(kind, key, listed, CHILDREN[kind][listed], facts, 0)

    def lists(self, kind: str, key: int, name: str, values: list[str]) -> None:
        """A list field of a subject."""
        from auditor.model.sheets import BY_TABLE

        sheet = BY_TABLE[TABLES[kind]]
        self._list(sheet, key, sheet.field(name), values)


@dataclass
class Scratch:
    """The copy of one subject's surroundings."""

    connection: Connection
    kind: str
    number: int
    subjects: dict[tuple[str, str], int] = field(default_factory=dict)
    last: int = 0

    def code(self, book: Book, checked: CheckedRule, day: date, acts: Iterable[Act] = ()) -> int | None:
        """The result code of a rule on a day after the acts, which are then taken back."""
        return self.codes(book, [checked], day, acts)[0]

    def codes(self, book: Book, rules: Iterable[CheckedRule], day: date, acts: Iterable[Act] = ()) -> list[int | None]:
        """The result codes of several rules."""
        savepoint = self.connection.begin_nested()
        try:
            for act in acts:
                self._apply(act, day)
            moment = Moment(day)
            return [
                judged_code(self.connection, book, moment, self.kind, one, self.number, frozenset()) for one in rules
            ]
        finally:
            savepoint.rollback()

    def _apply(self, act: Act, day: date) -> None:
        if act.kind == "set":
            number = self.number if act.record is None else act.record.id
            table = tables.MAIN[TABLES[act.of]]
            if act.columns:
                self.connection.execute(update(table).where(table.c.id == number).values(**act.columns))
            for name, values in act.facts.items():
                assert isinstance(values, list)
                self._facts(day).lists(act.of, number, name, values)
            return
        self._facts(day).add(self.kind, self.number, act.listed, dict(act.facts))

    def _facts(self, day: date) -> _Facts:
        self.last += 100
        return _Facts(self.connection, day, _next=self.last, _subjects=dict(self.subjects))


@contextmanager
def scratch_copy(connection: Connection, kind: str, number: int) -> Iterator[Scratch]:
    """A copy of the subject, its records, whom they name, and theirs. Raises TooMuch beyond MOST rows."""
    from auditor.rulebook.examples import scratch

    rows = _around(connection, number)
    with scratch() as copy:
        for table, found in rows.items():
            copy.execute(insert(table), list(found.values()))
        copy.commit()
        names = {(row.type, row.code): row.id for row in copy.execute(select(tables.subject))}
        last = max((row["id"] for found in rows.values() for row in found.values() if "id" in row), default=0)
        yield Scratch(copy, kind, number, names, last + 1_000)


Rows = dict[Table, dict[tuple[Any, ...], dict[str, Any]]]


def _around(connection: Connection, number: int) -> Rows:
    found: Rows = {}
    known: set[int] = set()
    near = {number}
    for _step in range(2):
        fresh = near - known
        known |= fresh
        _children(connection, fresh, found)
        near = {one for table, rows in found.items() for row in rows.values() for one in _pointed(table, row)}
    _of_subjects(connection, near | known, found)
    _take(connection, tables.workspace, None, found)
    return found


def _children(connection: Connection, ids: set[int], found: Rows) -> None:
    """Every row that names one of these."""
    if not ids:
        return
    for table in _all():
        columns = list(_references(table))
        if columns:
            _take(connection, table, or_(*(column.in_(ids) for column in columns)), found)
    _of_subjects(connection, ids, found)


def _of_subjects(connection: Connection, ids: set[int], found: Rows) -> None:
    """The subjects themselves, the lists of all rows found, courses."""
    _take(connection, tables.subject, tables.subject.c.id.in_(ids), found)
    for table in tables.MAIN.values():
        if table.name in _SUBJECTS:
            _take(connection, table, table.c.id.in_(ids), found)
    for vault in tables.VAULTS.values():
        if "owner_id" in vault.c and vault.name != "attachment_vault":
            _take(connection, vault, vault.c.owner_id.in_(ids), found)
    training = found.get(tables.MAIN["training"], {})
    courses = {row["course_id"] for row in training.values()}
    _take(connection, tables.MAIN["course"], tables.MAIN["course"].c.id.in_(courses), found)
    for (owner, _name), entry in tables.LISTS.items():
        owners = {row["id"] for row in found.get(tables.MAIN[owner], {}).values()}
        _take(connection, entry.table, entry.table.c.owner_id.in_(owners), found)


_SUBJECTS = ("host", "merchant", "agency", "room", "broadcast")


def _all() -> Iterator[Table]:
    yield from tables.MAIN.values()
    yield from (entry.table for entry in tables.LISTS.values())
    yield from (tables.past_status, tables.past_agency, tables.past_operator)


def _references(table: Table) -> Iterator[Any]:
    """The columns that hold a subject's number."""
    for column in table.columns:
        name = column.name
        if name in ("target_id", "subject_id") or (
            name.endswith("_id") and name not in ("course_id", "change_id", "account_id", "owner_id")
        ):
            yield column
    if "owner_id" in table.c and "owner_type" in table.c:
        yield table.c.owner_id


def _pointed(table: Table, row: dict[str, Any]) -> Iterator[int]:
    for column in _references(table):
        value = row.get(column.name)
        if isinstance(value, int):
            yield value
    if table.name in _SUBJECTS:
        yield row["id"]
    if table.name.startswith("broadcast_") and "target_id" in row:
        yield row["owner_id"]


def _take(connection: Connection, table: Table, where: Any, found: Rows) -> None:
    query = select(table) if where is None else select(table).where(where)
    kept = found.setdefault(table, {})
    keys = [column.name for column in table.primary_key.columns]
    for row in connection.execute(query.limit(MOST + 1)).mappings():
        kept[tuple(row[key] for key in keys)] = dict(row)
    if sum(map(len, found.values())) > MOST:
        raise TooMuch
    if not kept:
        del found[table]
