"""The unit of work: one transaction, one change record, nothing at all when nothing was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, text, update

from auditor.clock import Clock, wall
from auditor.model.ledger import change, head, writing
from auditor.model.tables import HISTORY, VERSIONED
from auditor.model.types import second_of
from auditor.storage.chain import Link, Part, combined, parts_of
from auditor.storage.marks import WrittenMarks
from auditor.storage.told import told

Row = Mapping[str, Any]

LISTED_TOUCHED = 50_000
"""Up to so many touched subjects are listed one by one."""


@dataclass(slots=True)
class Recorded:
    """What a change will say of itself; handlers may add to it before the commit."""

    who: str
    kind: str
    why: str = ""
    source: str = ""
    always: bool = False
    """Recorded even when no row was written: a disclosure is an event of its own."""


@dataclass(slots=True)
class Work:
    """A write transaction in the making: its connection and the number its rows carry."""

    connection: Connection
    change_id: int
    record: Recorded
    touched: set[int] = field(default_factory=set)
    """Ids of subjects whose answers may have changed; incomplete where ``touched_many``."""
    touched_many: bool = False
    """So many subjects were touched that they are not listed."""
    committed: Link | None = None

    def touch(self, numbers: Iterable[int]) -> None:
        """Note subjects whose answers may have changed."""
        if not self.touched_many:
            self.touched.update(numbers)
            if len(self.touched) > LISTED_TOUCHED:
                self.touched_many = True
                self.touched.clear()

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert new rows, each stamped with this change; every row names the same columns as the first."""
        if not rows:
            return
        names = (*(name for name in rows[0] if name != "change_id"), "change_id")
        change_id = self.change_id
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(insert(table), [{**row, "change_id": change_id} for row in rows])
            return
        values = itemgetter(*names[:-1])
        single = len(names) == 2
        listed = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        self.connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})',
            [((values(row), change_id) if single else (*values(row), change_id)) for row in rows],
        )

    def update(self, table: Table, key: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
        """Update rows found by their key columns; every row names the same columns."""
        if not rows:
            return
        from sqlalchemy import bindparam

        values = [name for name in rows[0] if name not in key]
        statement = (
            update(table)
            .where(*(table.c[name] == bindparam(f"k_{name}") for name in key))
            .values({**{name: bindparam(f"v_{name}") for name in values}, "change_id": self.change_id})
        )
        self.connection.execute(
            statement,
            [{**{f"k_{n}": row[n] for n in key}, **{f"v_{n}": row[n] for n in values}} for row in rows],
        )

    def delete(self, table: Table, key: Sequence[str], rows: Sequence[Row]) -> None:
        """Delete rows found by their key columns; their history keeps them."""
        if not rows:
            return
        from sqlalchemy import bindparam, delete

        statement = delete(table).where(*(table.c[name] == bindparam(f"k_{name}") for name in key))
        self.connection.execute(statement, [{f"k_{n}": row[n] for n in key} for row in rows])


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction on a connection that cannot write: one moment of the store."""
    with told(engine.url.database), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def change_of(engine: Engine, record: Recorded, clock: Clock) -> Iterator[Work]:
    """A write transaction that ends in one change record, or in nothing when nothing was written or it failed."""
    with told(engine.url.database), engine.connect() as connection:
        transaction = connection.begin()
        try:
            number = connection.execute(select(head.c.change_id)).scalar_one() + 1
            connection.execute(update(writing).values(change_id=number))
            work = Work(connection, number, record)
            yield work
            work.committed = _seal(work, clock)
            if work.committed is None:
                transaction.rollback()
            else:
                transaction.commit()
        except BaseException:
            if transaction.is_active:
                transaction.rollback()
            raise


def _seal(work: Work, clock: Clock) -> Link | None:
    """Write the change record, its leaves and the new head; None when the change wrote no decisive row."""
    connection, number = work.connection, work.change_id
    parts = list(_marked(connection, number))
    if not parts and not work.record.always and not _wrote_personal(connection, number):
        return None
    prev = connection.execute(select(head.c.hash)).scalar_one()
    link = Link(
        id=number,
        at=second_of(wall(clock)),
        who=work.record.who,
        kind=work.record.kind,
        why=work.record.why,
        source=work.record.source,
        rows=sum(part.count for part in parts),
        digest=combined(parts),
        prev=prev,
    )
    values = {name: getattr(link, name) for name in Link.__slots__}
    connection.execute(insert(change), [{**values, "hash": link.hash()}])
    connection.execute(update(head).values(change_id=number, hash=link.hash()))
    connection.execute(update(writing).values(change_id=None))
    return link


def _marked(connection: Connection, number: int) -> Iterator[Part]:
    """The parts of a change, their marks stored and let go of one after the other."""
    marks = WrittenMarks(connection, number)
    for part in parts_of(connection, number, marks.piece):
        marks.end(part)
        yield replace(part, leaves=b"")


def _wrote_personal(connection: Connection, number: int) -> bool:
    """Whether only vault rows were written (their commitments stand in decisive rows, so this is rare)."""
    for table in VERSIONED:
        if not table.name.endswith("_vault"):
            continue
        for name in (table.name, HISTORY[table.name].name):
            found = connection.execute(text(f'SELECT 1 FROM "{name}" WHERE change_id = :n LIMIT 1'), {"n": number})
            if found.first() is not None:
                return True
    return False
