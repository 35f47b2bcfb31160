"""Acts tried without being done: their rows supposed beside what is on file, judged by the statements audits run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, select
from typing_extensions import override

from auditor.i18n import said
from auditor.model import tables
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.example_store import BadFacts, Store
from auditor.rulebook.facts.derived import CHILDREN
from auditor.rulebook.facts.schema import TABLES
from auditor.rulebook.pack import Result
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.supposed import Instead, Place, Supposed
from auditor.rulebook.supposing import answer_of
from auditor.services.fixing.acts import Act
from auditor.services.fixing.columns import MENDED

_NEW = -1_000_000_000
"""Where the numbers of rows begin that are only supposed."""
_NOT_ADDED = ("host", "merchant", "broadcast", "room")


@dataclass
class Trial:
    """One subject, on one day, under what else is supposed (a clearance's combination); nothing is written."""

    connection: Connection
    kind: str
    number: int
    base: Supposed | None = None

    def result(self, book: Book, checked: CheckedRule, day: date, acts: Iterable[Act] = ()) -> Result | None:
        """What a rule says on a day after the acts; None: the subject is not judged that day."""
        return self.results(book, [checked], day, acts)[0]

    def results(
        self, book: Book, rules: Iterable[CheckedRule], day: date, acts: Iterable[Act] = ()
    ) -> list[Result | None]:
        """The same of several rules. Raises BadFacts for an act that the store would not take."""
        moment = Moment(day, None, self._supposed(acts, day))
        verdicts = (answer_of(self.connection, book, moment, self.kind, self.number, one) for one in rules)
        return [None if one is None else one.result for one in verdicts]

    def _supposed(self, acts: Iterable[Act], day: date) -> Supposed:
        rows = _Rows(self.connection, day, known=self._known())
        for act in acts:
            if act.kind == "add":
                rows.add(self.kind, self.number, act.listed, dict(act.facts))
                continue
            number = self.number if act.record is None else act.record.id
            if act.columns:
                rows.change(main_of(act.of), number, dict(act.columns))
            for name, values in act.facts.items():
                assert isinstance(values, list)
                rows.lists(act.of, number, name, values)
        # All places that an act could touch are named every time, so that a rule's statement is made once.
        instead: dict[Place, Instead] = {(name, ""): Instead.of((), ()) for name in _places(self.kind)}
        instead |= {(table.name, ""): one for table, one in rows.instead()}
        if self.base is None:
            return Supposed(instead)
        changed = {table.name: kept.keys() for table, kept in rows.changed.items()}
        both = {
            place: _joined(one, instead.get(place), changed.get(place[0], frozenset()))
            for place, one in self.base.instead.items()
        }
        return Supposed({**instead, **both}, self.base.sanctions, self.base.kinds)

    def _known(self) -> dict[str, dict[int, dict[str, Any]]]:
        """The rows of records that are supposed already: an act changes those, not what is on file."""
        found: dict[str, dict[int, dict[str, Any]]] = {}
        mains = {table.name: table for table in tables.MAIN.values()}
        for (name, rule), one in () if self.base is None else self.base.instead.items():
            if name in mains and not rule:
                columns = [column.name for column in mains[name].columns]
                rows = (dict(zip(columns, row, strict=True)) for row in json.loads(one.rows))
                found[name] = {row["id"]: row for row in rows}
        return found


def main_of(kind: str) -> Table:
    """The table that holds the records of an object."""
    return tables.workspace if kind == "workspace" else tables.MAIN[TABLES[kind]]


def _joined(one: Instead, other: Instead | None, changed: Collection[int]) -> Instead:
    """Both together; rows whose records an act changed (the first column is their number) stand there once."""
    if other is None:
        return one
    hidden, rows = json.loads(one.hidden), [row for row in json.loads(one.rows) if row[0] not in changed]
    return Instead.of([*hidden, *json.loads(other.hidden)], [*rows, *json.loads(other.rows)])


def _places(kind: str) -> Iterator[str]:
    """The tables that acts about a subject can touch."""
    if kind == "workspace":
        yield tables.workspace.name
        return
    objects = {kind, *MENDED, *CHILDREN.get(kind, {}).values()} - {one for one in _NOT_ADDED if one != kind}
    mains = {TABLES[one] for one in objects if one in TABLES}
    yield from sorted(tables.MAIN[one].name for one in mains)
    yield from sorted(entry.table.name for (owner, _name), entry in tables.LISTS.items() if owner in mains)


@dataclass
class _Rows(Store):
    """Takes records as examples are written, and keeps the rows instead of storing them."""

    known: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    """Rows that are supposed already, by table and number."""
    changed: dict[Table, dict[int, dict[str, Any]]] = field(default_factory=dict)
    made: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = _NEW

    def add(self, kind: str, key: int, listed: str, facts: dict[str, Any]) -> None:
        """A record of a child list of a subject."""
        self._child(kind, key, listed, CHILDREN[kind][listed], facts, 0)

    def lists(self, kind: str, key: int, name: str, values: list[str]) -> None:
        """Entries of a list field of a subject."""
        from auditor.model.sheets import BY_TABLE

        sheet = BY_TABLE[TABLES[kind]]
        self._list(sheet, key, sheet.field(name), values)

    def change(self, table: Table, number: int, columns: dict[str, Any]) -> None:
        """Other values of a row on file. Raises BadFacts where there is no such row."""
        kept = self.changed.setdefault(table, {})
        supposed = self.known.get(table.name, {}).get(number)
        if number not in kept and supposed is not None:
            kept[number] = dict(supposed)
        if number not in kept:
            row = self.connection.execute(select(table).where(table.c.id == number)).mappings().first()
            if row is None:
                raise BadFacts(said("the record is on file no more"))
            kept[number] = {str(name): value for name, value in row.items()}
        kept[number] |= columns

    def instead(self) -> Iterator[tuple[Table, Instead]]:
        """What stands in for what, by table."""
        for table in {**self.changed, **self.made}:
            changed, made = self.changed.get(table, {}), self.made.get(table, [])
            rows = [_values(table, row) for row in (*changed.values(), *made)]
            yield table, Instead.of(changed, rows)

    @override
    def _write(self, table: Any, **values: object) -> None:
        if table is not tables.subject and "change_id" in table.c:
            self.made.setdefault(table, []).append({**values, "change_id": 0})

    @override
    def _reached(self, kind: str, value: Any) -> int:
        """Somebody on file: an act rests on nobody who is not."""
        subject = tables.subject
        named = select(subject.c.id).where(subject.c.type == kind, subject.c.code == str(value))
        number = self.connection.execute(named).scalar()
        if number is None:
            raise BadFacts(said("{code} is not on file", code=str(value)))
        return int(number)


def _values(table: Table, row: dict[str, Any]) -> list[Any]:
    return [None if isinstance(one.type, LargeBinary) else row.get(one.name) for one in table.columns]
