"""Judges subjects for the standing: a byte a subject and count, whatever their number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.standing.state import ANSWERS, COUNTED, NONE, PASS, UNKNOWN

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.sql.values import Moment

_MOST = 255
"""Counts stand in a byte; nobody needs more than this many."""

FEW = 40
"""So many subjects are judged sooner one by one, each by a single statement."""


class Line(NamedTuple):
    """One subject's row of the standing."""

    subject_id: int
    type: str
    answer: int
    critical: int
    high: int
    medium: int
    low: int
    info: int
    unknown: int
    next_change: int


def lines(
    connection: Connection, book: Book, day: date, kind: str, ids: Sequence[int] | None, monitor: Monitor
) -> Iterator[Line]:
    """How the subjects of a type stand on the day, in the order of their ids; those that are gone are left out."""
    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.sql.values import Moment

    moment = Moment(day)
    if ids is not None and len(ids) <= FEW:
        yield from _few(connection, book, moment, kind, ids)
        return
    turning = array("q")
    numbers = array("q")
    monitor.step(0, None, said("Working out who is to be judged again when"))
    for number, turns in next_changes(connection, book, moment, kind, ids):
        numbers.append(number)
        turning.append(turns)
    counts = counted(connection, book, moment, kind, ids, max(numbers, default=0) + 1, monitor)
    for number, turns in sorted(zip(numbers, turning, strict=True)):
        yield _line(number, kind, [column[number] for column in counts], turns)


def counted(
    connection: Connection,
    book: Book,
    moment: Moment,
    kind: str,
    ids: Sequence[int] | None,
    size: int,
    monitor: Monitor,
) -> list[bytearray]:
    """Per counted answer how many of them each subject has, by id; the last column says who is judged at all."""
    from auditor.rulebook.judge import open_codes
    from auditor.rulebook.judging import selected_ids
    from auditor.rulebook.plan import FAILED
    from auditor.services.audits.marks import weights_of

    counts = [bytearray(size) for _ in range(len(COUNTED) + 1)]
    for number in selected_ids(connection, book, moment, kind, ids):
        counts[-1][number] = 1
    rules = list(book.in_force(moment.as_of, kind))
    for at, checked in enumerate(rules):
        monitor.step(at, len(rules), said("Judging {rule}", rule=checked.rule.id))
        columns: dict[int, bytearray | None] = {}
        for mark, weight in weights_of(book, checked.rule).items():
            if mark >= FAILED:
                columns[mark] = counts[ANSWERS.index(weight.severity or "info")] if weight.curable else None
        doubt = counts[UNKNOWN]
        for number, mark in open_codes(connection, book, moment, kind, checked, ids):
            column = columns[mark] if mark >= FAILED else doubt
            if column is not None and column[number] < _MOST:
                column[number] += 1
    return counts


def _few(connection: Connection, book: Book, moment: Moment, kind: str, ids: Sequence[int]) -> Iterator[Line]:
    from auditor.rulebook.breakpoints import next_changes
    from auditor.rulebook.judging import judge_one

    for number, turns in sorted(next_changes(connection, book, moment, kind, ids)):
        verdicts = judge_one(connection, book, moment, kind, number)
        counts = [0] * (len(COUNTED) + 1)
        counts[-1] = int(bool(verdicts) or _selected(connection, book, moment, kind, number))
        for verdict in verdicts:
            if verdict.result == "fail" and verdict.curable:
                counts[ANSWERS.index(str(verdict.severity))] += 1
            elif verdict.result in ("unknown", "error"):
                counts[UNKNOWN] += 1
        yield _line(number, kind, [min(one, _MOST) for one in counts], turns)


def _selected(connection: Connection, book: Book, moment: Moment, kind: str, number: int) -> bool:
    """Asked only where no rule says anything."""
    from auditor.rulebook.judging import selected_ids

    return bool(selected_ids(connection, book, moment, kind, [number]))


def answer_of(counts: Sequence[int]) -> int:
    """The worst of the counted answers; the last count says whether the subject is judged at all."""
    *found, judged = counts
    return next((at for at, count in enumerate(found) if count), PASS) if judged else NONE


def _line(number: int, kind: str, counts: Sequence[int], turns: int) -> Line:
    critical, high, medium, low, info, unknown, _judged = counts
    return Line(number, kind, answer_of(counts), critical, high, medium, low, info, unknown, turns)
