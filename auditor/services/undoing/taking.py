"""Takes a change's row versions away and puts the former ones back, by few statements however many rows there are."""

from __future__ import annotations

from sqlalchemy import Connection, text

from auditor.i18n import Message, said
from auditor.model.ledger import metadata
from auditor.monitor import Monitor
from auditor.services.records.stored import PAST
from auditor.services.undoing.later import Later
from auditor.services.undoing.versions import Versions, references, tables
from auditor.storage.work import Work

_STEP = 5_000
"""Rows between two reports, and between two chances to stop; what a statement needs to go back is memory."""
_MANY = 1_000
"""From so many rows to take away, references without an index get one for the length of the transaction."""


class _Progress:
    """Counts rows taken away and put back."""

    def __init__(self, monitor: Monitor, total: int, what: Message) -> None:
        self._monitor, self._total, self._what = monitor, total, what
        self.done = 0

    def add(self, rows: int) -> None:
        self.done += rows
        self._monitor.step(min(self.done, self._total), self._total, self._what)


def take_back(work: Work, number: int, written: list[Versions], later: Later, monitor: Monitor) -> None:
    """Delete what the change wrote, children first, then insert what it replaced or took away, parents first.

    Deleted and inserted rather than updated: two rows may have exchanged a natural key. The triggers keep the same
    history either way.
    """
    connection = work.connection
    counts = {one.name: _count(connection, one, number) for one in written}
    total = sum(gone + back for gone, back in counts.values())
    progress = _Progress(monitor, total, said("Taking back change {n}", n=number))
    progress.add(0)
    indexes = _index_references(connection, {name for name, (gone, _) in counts.items() if gone > _MANY})
    for one in reversed(written):
        _delete(connection, one, number, later, progress)
    for one in written:
        _insert(work, one, number, progress)
    for name in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    _check_periods(written, later)


def _count(connection: Connection, one: Versions, number: int) -> tuple[int, int]:
    gone = connection.exec_driver_sql(f'SELECT count(*) FROM "{one.name}" WHERE change_id = {number:d}').scalar_one()
    back = connection.exec_driver_sql(f'SELECT count(*) FROM "{one.history}" WHERE gone_by = {number:d}').scalar_one()
    return gone, back


def _index_references(connection: Connection, parents: set[str]) -> list[str]:
    """Make the indexes by which the database finds children of a deleted row, where the schema has none."""
    made: list[str] = []
    for reference in references():
        declared = metadata.tables[reference.child].c[reference.column].foreign_keys
        if reference.parent not in parents or not declared:
            continue
        if not _has_index(connection, reference.child, reference.column):
            name = f"undo_{reference.child}_{reference.column}"
            connection.exec_driver_sql(f'CREATE INDEX {name} ON "{reference.child}" ("{reference.column}")')
            made.append(name)
    return made


def _has_index(connection: Connection, table: str, column: str) -> bool:
    if tables()[table].key[0] == column:
        return True
    listed = connection.exec_driver_sql(
        "SELECT 1 FROM pragma_index_list(:t) l JOIN pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = :c",
        {"t": table, "c": column},
    )
    return listed.first() is not None


def _delete(connection: Connection, one: Versions, number: int, later: Later, progress: _Progress) -> None:
    if one.name in later.odd:
        keys = f"SELECT {one.keys('o')} FROM temp.undo_odd_{one.name} o"
        connection.exec_driver_sql(f'DELETE FROM "{one.name}" WHERE ({one.keys(one.name)}) IN ({keys})')
    first = f'"{one.key[0]}"'
    some = f'SELECT {first} FROM "{one.name}" WHERE change_id = :n ORDER BY {first} LIMIT {_STEP}'
    bound = text(f"SELECT max({first}) FROM ({some})")
    statement = text(f'DELETE FROM "{one.name}" WHERE change_id = :n AND {first} <= :until')
    until = connection.execute(bound, {"n": number}).scalar()
    while until is not None:
        progress.add(connection.execute(statement, {"n": number, "until": until}).rowcount)
        until = connection.execute(bound, {"n": number}).scalar()


def _insert(work: Work, one: Versions, number: int, progress: _Progress) -> None:
    connection = work.connection
    columns = ", ".join(f'"{name}"' for name in one.columns)
    # The former rows of one change lie together: a history is only ever appended to.
    where = f'FROM "{one.history}" WHERE gone_by = {number:d}'
    least, most = connection.exec_driver_sql(f"SELECT (SELECT min(rowid) {where}), (SELECT max(rowid) {where})").one()
    if least is None:
        return
    statement = text(
        f'INSERT INTO "{one.name}" ({columns}, change_id) SELECT {columns}, :m {where} '
        "AND rowid BETWEEN :least AND :most"
    )
    for start in range(least, most + 1, _STEP):
        values = {"m": work.change_id, "least": start, "most": start + _STEP - 1}
        progress.add(connection.execute(statement, values).rowcount)


def _check_periods(written: list[Versions], later: Later) -> None:
    for one in written:
        for name, (past, _) in PAST.items():
            if f"{name}_from" in one.columns:
                later.dated(one, tables()[past.name], f"{name}_from")
