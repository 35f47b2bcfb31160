"""Recomputes the whole chain of changes from the data itself and names the first thing that differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from auditor.i18n import Message, said
from auditor.model.ledger import change, head, leaf, run, verdict, writing
from auditor.monitor import Monitor
from auditor.storage.anchor import Anchor, anchor_difference
from auditor.storage.chain import GENESIS, Link, all_parts
from auditor.storage.differences import Difference
from auditor.storage.locate import any_row, first_difference
from auditor.storage.structure import overlaps, unknown_changes
from auditor.storage.vaults import erased, vault_differences
from auditor.storage.verdicts import digest_in_order

CAUTION = said(
    "Without an anchor kept elsewhere, a cut tail, a restored older file or a chain rewritten as a whole "
    "cannot be detected."
)


_MARKS = "SELECT digests FROM leaf WHERE change_id = :change AND part = :part"


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
    """What the change records say of themselves, and what was recomputed from the rows."""

    last: int = 0
    hash: str = GENESIS
    rows: int = 0
    digests: dict[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Sum:
    """A change's digest in the making: its parts come in the order of their names."""

    hasher: Any = field(default_factory=hashlib.sha256)
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
        changes=len(told.digests),
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
    if anchor is not None:
        yield from anchor_difference(connection, anchor)
    yield from unknown_changes(connection, told.last)
    yield from _digests(connection, monitor, told)
    yield from overlaps(connection)
    monitor.step(told.last, told.last, said("Comparing personal values"))
    yield from vault_differences(connection)
    yield from _verdicts(connection)


def _links(connection: Connection, told: _Told) -> Iterator[Difference]:
    """Numbers without a gap, each record's own hash, each link on the one before, and the head."""
    for row in connection.execute(select(change).order_by(change.c.id).execution_options(yield_per=5_000)):
        if row.id != told.last + 1:
            yield _of_change(said("Change {change} is missing from the chain.", change=told.last + 1), told.last + 1)
        link = Link(row.id, row.at, row.who, row.kind, row.why, row.source, row.rows, row.digest, row.prev)
        if row.prev != told.hash:
            yield _of_change(said("Change {change} does not follow on the one before it.", change=row.id), row.id)
        if link.hash() != row.hash:
            yield _of_change(said("The record of change {change} was altered.", change=row.id), row.id)
        told.last, told.hash = row.id, row.hash
        told.digests[row.id] = (row.digest, row.rows)
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
    sums: dict[int, _Sum] = {}
    unmarked: int | None = None
    parts = 0
    what = said("Recomputing changes from their rows")
    # A million changes: a statement of ours for each would take longer than all the hashing.
    marks = connection.connection.cursor()
    for number, part in all_parts(connection):
        one = sums.setdefault(number, _Sum())
        one.hasher.update(f"{part.name}:{part.count}:{part.digest}\n".encode())
        one.rows += part.count
        told.rows += part.count
        parts += 1
        if unmarked is None and marks.execute(_MARKS, {"change": number, "part": part.name}).fetchone() != (
            part.leaves,
        ):
            unmarked = number
        if parts % 256 == 0 or part.count > 10_000:
            monitor.step(told.rows, None, what)
    marks.close()
    for number, wanted in told.digests.items():
        one = sums.get(number) or _Sum()
        if (one.hasher.hexdigest(), one.rows) != wanted:
            yield first_difference(connection, number, same_count=one.rows == wanted[1])
    if unmarked is None and connection.execute(select(func.count()).select_from(leaf)).scalar_one() != parts:
        unmarked = 0
    if unmarked is not None:
        yield Difference(
            said("The marks that name single rows do not belong to these rows (change {change}).", change=unmarked),
            "leaf",
            change=unmarked,
        )


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
