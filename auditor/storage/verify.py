"""Recomputes the whole chain of changes from the data itself and names the first thing that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from auditor.i18n import Message, said
from auditor.model.ledger import head, run, verdict, writing
from auditor.monitor import Monitor
from auditor.storage.anchor import Anchor, anchor_difference
from auditor.storage.chain import GENESIS, link_hash, link_text
from auditor.storage.contents import content_differences
from auditor.storage.differences import Difference
from auditor.storage.locate import any_row
from auditor.storage.recompute import recomputed, strange_marks, windows
from auditor.storage.structure import overlaps, unknown_changes
from auditor.storage.vaults import erased, vault_differences
from auditor.storage.verdicts import digest_in_order

CAUTION = said(
    "Without an anchor kept elsewhere, a cut tail, a restored older file or a chain rewritten as a whole "
    "cannot be detected."
)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification of the chain found.

    ``changes`` and ``rows`` (versions written or removed) were recomputed; ``head`` is the hash of the last change;
    ``erased`` counts rows whose personal values were erased since; ``caution`` says what could not be detected.
    """

    ok: bool
    changes: int
    rows: int
    head: str
    erased: int = 0
    first: Difference | None = None
    caution: Message | None = None

    @property
    def first_difference(self) -> Message | None:
        """The sentence about the first thing that differs."""
        return None if self.first is None else self.first.message


@dataclass(slots=True)
class _Told:
    """What the change records say of themselves, and how much was recomputed from the rows."""

    last: int = 0
    hash: str = GENESIS
    rows: int = 0


def verify_chain(connection: Connection, monitor: Monitor, anchor: Anchor | None = None) -> ChainReport:
    """Recompute links, digests, versions, vault commitments and verdicts; with an anchor, that nothing was cut off."""
    told = _Told()
    try:
        first = next(_differences(connection, monitor, told, anchor), None)
    except DBAPIError as error:
        first = _unreadable(str(error.orig))
    except Exception as error:
        if not type(error).__module__.startswith("sqlcipher3"):
            raise
        first = _unreadable(str(error))
    return ChainReport(
        ok=first is None,
        changes=told.last,
        rows=told.rows,
        head=told.hash,
        erased=erased(connection) if first is None else 0,
        first=first,
        caution=CAUTION if anchor is None else None,
    )


def _unreadable(reason: str) -> Difference:
    return Difference(said("The stored rows cannot be read: {reason}", reason=reason), "")


def _differences(connection: Connection, monitor: Monitor, told: _Told, anchor: Anchor | None) -> Iterator[Difference]:
    yield from _links(connection, told)
    yield from _headed(connection, told)
    if anchor is not None:
        yield from anchor_difference(connection, anchor)
    yield from unknown_changes(connection, told.last)
    yield from _digests(connection, monitor, told)
    yield from overlaps(connection)
    monitor.step(told.last, told.last, said("Comparing personal values"))
    yield from vault_differences(connection)
    yield from content_differences(connection, monitor)
    yield from _verdicts(connection)


def _links(connection: Connection, told: _Told) -> Iterator[Difference]:
    """Numbers without a gap, each record's own hash, each link on the one before."""
    raw = connection.connection.cursor()
    parts = link_text(connection.dialect.name)
    for number, prev, stored, text in raw.execute(f"SELECT id, prev, hash, {parts} FROM change ORDER BY id"):
        if number != told.last + 1:
            yield _of_change(said("Change {change} is missing from the chain.", change=told.last + 1), told.last + 1)
        if prev != told.hash:
            yield _of_change(said("Change {change} does not follow on the one before it.", change=number), number)
        if link_hash(text) != stored:
            yield _of_change(said("The record of change {change} was altered.", change=number), number)
        told.last, told.hash = number, stored
    raw.close()


def _headed(connection: Connection, told: _Told) -> Iterator[Difference]:
    found = connection.execute(select(head.c.change_id, head.c.hash)).first()
    if found is None or tuple(found) != (told.last, told.hash):
        yield Difference(
            said("The head of the chain does not point to its last change, {change}.", change=told.last), "head"
        )
    if connection.execute(select(writing.c.change_id)).scalar() is not None:
        yield Difference(said("A write outside a recorded change was left open."), "writing")


def _of_change(message: Message, number: int) -> Difference:
    return Difference(message, "change", str(number), number)


def _digests(connection: Connection, monitor: Monitor, told: _Told) -> Iterator[Difference]:
    """Each change's digest from the row versions that carry its number."""
    what = said("Recomputing changes from their rows")
    for window in windows(connection, 1):

        def step(rows: int, done: int = window[0].id - 1) -> None:
            monitor.step(done, told.last, what)

        rows, difference = recomputed(connection, window, step)
        told.rows += rows
        monitor.step(window[-1].id, told.last, what)
        if difference is not None:
            yield difference
    outside = f"SELECT change_id FROM leaf WHERE change_id > {told.last} OR change_id < 1 LIMIT 1"
    if connection.exec_driver_sql(outside).first() is not None:
        yield strange_marks(0)


def _verdicts(connection: Connection) -> Iterator[Difference]:
    """Each stored run's verdict rows against the digest in the run's own row."""
    for number, digest in connection.execute(select(run.c.id, run.c.verdicts_digest).order_by(run.c.id)).all():
        rows = connection.execute(
            select(verdict)
            .where(verdict.c.run_id == number)
            .order_by(verdict.c.subject_id, verdict.c.rule, verdict.c.discriminator)
            .execution_options(yield_per=5_000)
        ).mappings()
        if digest_in_order({str(name): value for name, value in row.items()} for row in rows) != digest:
            yield Difference(
                said("The verdicts of run {run} are not those that were stored.", run=number),
                "verdict",
                f"run {number}",
            )
    name = any_row(connection, "verdict", "NOT EXISTS (SELECT 1 FROM run r WHERE r.id = x.run_id)")
    if name is not None:
        yield Difference(said("The verdict {row} belongs to no stored run.", row=name), "verdict", name)
