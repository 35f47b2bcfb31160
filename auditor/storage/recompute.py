"""Recomputes the digests of changes from the rows that carry their numbers, a stretch of the chain at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from auditor.i18n import said
from auditor.storage.chain import line_of, parts_between, parts_of
from auditor.storage.differences import Difference
from auditor.storage.locate import first_difference
from auditor.storage.marks import ComparedMarks

CHANGES_AT_ONCE = 20_000
ROWS_AT_ONCE = 100_000
"""A stretch ends at so many changes or rows, so that memory does not grow with the chain; one change is never cut."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a change record says that the change wrote."""

    id: int
    rows: int
    digest: str


@dataclass(slots=True)
class _Sums:
    """The digests in the making: of each change the lines of its parts, which come in the order of their names."""

    lines: dict[int, bytes] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    unmarked: int | None = None


def windows(
    connection: Connection, first: int, changes_at_once: int = CHANGES_AT_ONCE, rows_at_once: int = ROWS_AT_ONCE
) -> Iterator[list[Claim]]:
    """The change records from ``first`` on, in stretches."""
    raw = connection.connection.cursor()
    window: list[Claim] = []
    rows = 0
    for number, count, digest in raw.execute(f"SELECT id, rows, digest FROM change WHERE id >= {first:d} ORDER BY id"):
        if window and (len(window) >= changes_at_once or rows + count > rows_at_once):
            yield window
            window, rows = [], 0
        window.append(Claim(number, count, digest))
        rows += count
    raw.close()
    if window:
        yield window


def recomputed(
    connection: Connection, window: list[Claim], step: Callable[[int], None] = lambda _: None
) -> tuple[int, Difference | None]:
    """How many row versions a stretch of changes wrote or removed, and the first thing that differs.

    ``step`` hears how many rows of one big change are done, table by table.
    """
    low, high = window[0].id, window[-1].id
    sums = _Sums()
    marked = _marks(connection, sums, low, step) if low == high else _many_marks(connection, sums, low, high)
    total = sum(sums.rows.values())
    for claim in window:
        digest = hashlib.sha256(sums.lines.get(claim.id, b"")).hexdigest()
        rows = sums.rows.get(claim.id, 0)
        if (digest, rows) != (claim.digest, claim.rows):
            return total, first_difference(connection, claim.id, same_count=rows == claim.rows)
    if sums.unmarked is None and not marked:
        sums.unmarked = low
    return total, None if sums.unmarked is None else strange_marks(sums.unmarked)


def strange_marks(number: int) -> Difference:
    """Marks that do not belong to the rows of a change."""
    return Difference(
        said("The marks that name single rows do not belong to these rows (change {change}).", change=number),
        "leaf",
        change=number,
    )


def _many_marks(connection: Connection, sums: _Sums, low: int, high: int) -> bool:
    """Many small changes: all their marks at once. Gives whether every mark belongs to a part."""
    marks = connection.connection.cursor()
    asked = "SELECT change_id, part, digests FROM leaf WHERE change_id BETWEEN :low AND :high"
    wanted = {(number, name): digests for number, name, digests in marks.execute(asked, {"low": low, "high": high})}
    marks.close()
    for number, part in parts_between(connection, low, high):
        sums.lines[number] = sums.lines.get(number, b"") + line_of(part)
        sums.rows[number] = sums.rows.get(number, 0) + part.count
        if wanted.pop((number, part.name), None) != part.leaves and sums.unmarked is None:
            sums.unmarked = number
    return not wanted


def _marks(connection: Connection, sums: _Sums, number: int, step: Callable[[int], None]) -> bool:
    """One change, which may be a whole import: its marks piece by piece. Gives whether every mark belongs to a part."""
    marks = ComparedMarks(connection, number)
    done = 0
    for part in parts_of(connection, number, marks.piece):
        marks.end(part)
        sums.lines[number] = sums.lines.get(number, b"") + line_of(part)
        sums.rows[number] = done = done + part.count
        step(done)
    if marks.differ:
        sums.unmarked = number
    known: int = connection.exec_driver_sql(f"SELECT count(*) FROM leaf WHERE change_id = {number:d}").scalar_one()
    return marks.parts == known
