"""Judges subjects for the standing: a byte a subject and count, whatever their number."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.standing.state import ANSWERS, COUNTED, NONE, PASS, UNKNOWN

if TYPE_CHECKING:
    from auditor.rulebook.book import Book
    from auditor.rulebook.checked import CheckedRule
    from auditor.rulebook.sql.values import Moment

MOST = 255
"""Counts stand in a byte; nobody needs more than this many."""

FEW = 40
"""So many subjects are judged sooner one by one, each by a single statement."""

_TOGETHER = 1_000
"""So many neighbours are looked at by one rule after the other: what is read of them is kept until all have seen it."""


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
    for some in (None,) if ids is None else parts(ids):
        turning = array("q")
        numbers = array("q")
        monitor.step(0, None, said("Working out who is to be judged again when"))
        for number, turns in next_changes(connection, book, moment, kind, some):
            numbers.append(number)
            turning.append(turns)
        counts = counted(connection, book, moment, kind, some, max(numbers, default=0) + 1, monitor)
        for number, turns in sorted(zip(numbers, turning, strict=True)):
            yield line_of(number, kind, [column[number] for column in counts], turns)


def parts(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """Neighbours by neighbours, in order."""
    ordered = sorted(ids)
    for at in range(0, len(ordered), _TOGETHER):
        yield ordered[at : at + _TOGETHER]


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

    counts = [bytearray(size) for _ in range(len(COUNTED) + 1)]
    for number in selected_ids(connection, book, moment, kind, ids):
        counts[-1][number] = 1
    rules = list(book.in_force(moment.as_of, kind))
    for at, checked in enumerate(rules):
        monitor.step(at, len(rules), said("Judging {rule}", rule=checked.rule.id))
        columns = {mark: None if at is None else counts[at] for mark, at in columns_of(book, checked).items()}
        for number, mark in open_codes(connection, book, moment, kind, checked, ids):
            column = columns[mark]
            if column is not None and column[number] < MOST:
                column[number] += 1
    return counts


def columns_of(book: Book, checked: CheckedRule) -> dict[int, int | None]:
    """Which count each mark of a rule adds to: a place in ``COUNTED``, None for none."""
    from auditor.rulebook.plan import BROKEN, FAILED
    from auditor.rulebook.plan import UNKNOWN as DOUBTFUL
    from auditor.services.audits.marks import weights_of

    found: dict[int, int | None] = {DOUBTFUL: UNKNOWN, BROKEN: UNKNOWN}
    for mark, weight in weights_of(book, checked.rule).items():
        if mark >= FAILED:
            found[mark] = ANSWERS.index(weight.severity or "info") if weight.curable else None
    return found


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
        yield line_of(number, kind, [min(one, MOST) for one in counts], turns)


def _selected(connection: Connection, book: Book, moment: Moment, kind: str, number: int) -> bool:
    """Asked only where no rule says anything."""
    from auditor.rulebook.judging import selected_ids

    return bool(selected_ids(connection, book, moment, kind, [number]))


def answer_of(counts: Sequence[int]) -> int:
    """The worst of the counted answers; the last count says whether the subject is judged at all."""
    *found, judged = counts
    return next((at for at, count in enumerate(found) if count), PASS) if judged else NONE


def line_of(number: int, kind: str, counts: Sequence[int], turns: int) -> Line:
    """A subject's row from its counts, the last of which says whether it is judged at all."""
    critical, high, medium, low, info, unknown, _judged = counts
    return Line(number, kind, answer_of(counts), critical, high, medium, low, info, unknown, turns)
