"""Judging: many subjects by one statement per rule, one subject by a single fused statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select

from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.pack import Effect, Result, Rule, Severity
from auditor.rulebook.plan import (
    BROKEN,
    FAILED,
    NOT_APPLICABLE,
    ONE_ID,
    PASSED,
    SOME_IDS,
    UNKNOWN,
    Maker,
    Statement,
    all_answers,
    finished,
    fused,
    not_applicable,
    open_answers,
)
from auditor.rulebook.sql.values import Moment

BATCH = 5_000

_PLAIN = {
    PASSED: Result.PASS,
    NOT_APPLICABLE: Result.NOTAPPLICABLE,
    UNKNOWN: Result.UNKNOWN,
    BROKEN: Result.ERROR,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer about one subject; severity and effect stand with failures only.

    What an unknown would weigh if it were a failure is ``book.grade(rule, None)``.
    """

    rule_id: str
    subject_type: str
    subject_id: int
    result: Result
    severity: Severity | None = None
    effect: Effect | None = None
    curable: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """How many selected subjects of one type a rule found in which answer."""

    rule_id: str
    subject_type: str
    selected: int
    passed: int
    failed: int
    unknown: int
    notapplicable: int
    broken: int


class _Graded:
    """Verdicts of one rule and type; grades looked up once."""

    def __init__(self, book: Book, rule: Rule, subject_type: str) -> None:
        self.rule_id = rule.id
        self._type = subject_type
        self._grades = {FAILED: book.grade(rule, None)}
        for index in range(len(rule.levels)):
            self._grades[FAILED + 1 + index] = book.grade(rule, index)

    def verdict(self, subject_id: int, code: int) -> Verdict:
        plain = _PLAIN.get(code)
        if plain is not None:
            return Verdict(self.rule_id, self._type, subject_id, plain)
        grade = self._grades[code]
        return Verdict(self.rule_id, self._type, subject_id, Result.FAIL, grade.severity, grade.effect, grade.curable)


def judge_many(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_types: Sequence[str],
    rule_ids: Iterable[str] | None = None,
    subject_ids: Iterable[int] | None = None,
    *,
    everything: bool = False,
) -> Iterator[Verdict]:
    """Every fail and unknown (with ``everything`` pass and notapplicable too) of the rules in force on the day.

    Ordered by subject type and rule; within one rule in no stated order. Streams: holds one batch of rows.
    """
    wanted = None if subject_ids is None else sorted(set(subject_ids))
    for subject_type, checked in _chosen(book, moment, subject_types, rule_ids):
        make = all_answers if everything else open_answers
        graded = _Graded(book, checked.rule, subject_type)
        for subject_id, code in judged_rows(connection, book, moment, subject_type, checked, make, wanted):
            yield graded.verdict(subject_id, code)


def tallies(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_types: Sequence[str],
    rule_ids: Iterable[str] | None = None,
) -> Iterator[Tally]:
    """Counts of every answer, rule by rule; the big groups are counted by the database."""
    totals = {kind: selected_count(connection, book, moment, kind) for kind in subject_types}
    for subject_type, checked in _chosen(book, moment, subject_types, rule_ids):
        found = {FAILED: 0, UNKNOWN: 0, BROKEN: 0}
        for _subject_id, code in judged_rows(connection, book, moment, subject_type, checked, open_answers):
            found[code if code in (UNKNOWN, BROKEN) else FAILED] += 1
        total, count = totals[subject_type], 0
        if not found[BROKEN]:
            beyond = _statement(connection, book, moment, subject_type, checked, _counted_not_applicable, some=False)
            ((count,),) = _rows(connection, beyond, book, moment, None)
        passed = total - count - sum(found.values())
        counts = (passed, found[FAILED], found[UNKNOWN], count, found[BROKEN])
        yield Tally(checked.rule.id, subject_type, total, *counts)


def audit_text(connection: Connection, book: Book, moment: Moment, subject_type: str, checked: CheckedRule) -> str:
    """The text of the statement by which an audit asks a rule of the subjects of a type."""
    return _statement(connection, book, moment, subject_type, checked, open_answers, some=False).text


def selected_count(connection: Connection, book: Book, moment: Moment, subject_type: str) -> int:
    """How many subjects of a type are judged on the day."""
    from sqlalchemy import func, select

    def make(maker: Maker) -> Select[Any]:
        return select(func.count()).select_from(maker.table).where(maker.selected())

    statement = _kept(connection, book, moment, subject_type, "count", make)
    ((count,),) = _rows(connection, statement, book, moment, None)
    return int(count)


def selected_ids(
    connection: Connection, book: Book, moment: Moment, subject_type: str, subject_ids: Iterable[int] | None = None
) -> list[int]:
    """The ids of the subjects of a type that are judged on the day, ascending."""
    from sqlalchemy import select

    def make(maker: Maker) -> Select[Any]:
        query = select(maker.table.c.id).where(maker.selected()).order_by(maker.table.c.id)
        return query.where(maker.some()) if subject_ids is not None else query

    key = "some" if subject_ids is not None else "every"
    statement = _kept(connection, book, moment, subject_type, key, make)
    return [row[0] for row in _rows(connection, statement, book, moment, subject_ids)]


def judge_one(
    connection: Connection, book: Book, moment: Moment, subject_type: str, subject_id: int
) -> tuple[Verdict, ...]:
    """Every rule's answer about one subject, pass and notapplicable too; empty when it is not selected that day."""
    prepared = _fused(connection, book, moment, subject_type)
    return () if prepared is None else answered(connection, book, moment, prepared, subject_type, subject_id)


Prepared = tuple[Statement, list[_Graded], Callable[[Moment], list[int]]]
"""A fused statement, what its columns are of, and which of them stand for rules in force on the day."""


def answered(
    connection: Connection, book: Book, moment: Moment, prepared: Prepared, subject_type: str, subject_id: int
) -> tuple[Verdict, ...]:
    """The answers of a fused statement about one subject."""
    statement, graded, positions = prepared
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement.text, statement.values(book, moment, **{ONE_ID: subject_id}))
        row = cursor.fetchone()
    except Exception as error:
        if not _out_of_range(error):
            raise
        rules = [one.rule_id for one in graded]
        return tuple(judge_many(connection, book, moment, [subject_type], rules, [subject_id], everything=True))
    finally:
        cursor.close()
    if row is None:
        return ()
    return tuple(graded[index].verdict(subject_id, row[index]) for index in positions(moment))


def judged_code(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule,
    subject_id: int,
    overrides: frozenset[tuple[str, str]],
) -> int | None:
    """One rule's result code for one subject, derived fields in ``overrides`` read as stated; None: not selected."""
    key = ("code", connection.dialect.name, checked.rule.key, subject_type, overrides)
    if key not in book.cache:
        maker = Maker(book, subject_type, known=False, overrides=overrides)
        book.cache[key] = finished(fused(maker, [checked]), maker.shared, connection.dialect)
    statement = book.cache[key]
    assert isinstance(statement, Statement)
    try:
        values = statement.values(book, moment, **{ONE_ID: subject_id})
        row = connection.exec_driver_sql(statement.text, values).fetchone()
    except Exception as error:
        if not _out_of_range(error):
            raise
        return BROKEN
    return None if row is None else int(row[0])


def verdict_of(book: Book, checked: CheckedRule, subject_type: str, subject_id: int, code: int) -> Verdict:
    """The verdict that a result code stands for."""
    return _Graded(book, checked.rule, subject_type).verdict(subject_id, code)


def fused_key(connection: Connection, moment: Moment, subject_type: str) -> object:
    """Where a book keeps the statement of all rules about one subject."""
    return ("fused", connection.dialect.name, moment.known_change is not None, subject_type)


def _fused(connection: Connection, book: Book, moment: Moment, subject_type: str) -> Any:
    key = fused_key(connection, moment, subject_type)
    if key not in book.cache:
        rules = [one for one in book.rules if one.rule.enabled and subject_type in one.rule.subjects]
        book.cache[key] = fuse(connection, book, moment, subject_type, rules) if rules else None
    return book.cache[key]


def fuse(
    connection: Connection, book: Book, moment: Moment, subject_type: str, rules: list[CheckedRule],
    maker: Maker | None = None,
) -> Prepared:  # fmt: skip
    """The statement that answers some rules about one subject at once; a ``maker`` that has compiled them spares it."""
    if maker is None:
        maker = Maker(book, subject_type, known=moment.known_change is not None, supposing=moment.supposing)
    statement = finished(fused(maker, rules), maker.shared, connection.dialect)
    days: dict[object, list[int]] = {}

    def positions(asked: Moment) -> list[int]:
        if asked.as_of not in days:
            days.clear()
            in_force = {one.rule.key for one in book.in_force(asked.as_of, subject_type)}
            days[asked.as_of] = [index for index, one in enumerate(rules) if one.rule.key in in_force]
        return days[asked.as_of]

    return statement, [_Graded(book, one.rule, subject_type) for one in rules], positions


def _chosen(
    book: Book, moment: Moment, subject_types: Sequence[str], rule_ids: Iterable[str] | None
) -> Iterator[tuple[str, CheckedRule]]:
    wanted = None if rule_ids is None else set(rule_ids)
    for subject_type in subject_types:
        for checked in book.in_force(moment.as_of, subject_type):
            if wanted is None or checked.rule.id in wanted:
                yield subject_type, checked


def _counted_not_applicable(maker: Maker, checked: CheckedRule) -> Select[Any]:
    from sqlalchemy import func, select

    conditions = maker.conditions(checked)
    return select(func.count()).select_from(maker.table).where(maker.selected(), conditions.applies.false())


def _statement(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule,
    make: Callable[[Maker, CheckedRule], Select[Any]],
    *,
    some: bool,
) -> Statement:
    def query(maker: Maker) -> Select[Any]:
        made = make(maker, checked)
        return made.where(maker.some()) if some else made

    name = (make.__name__, checked.rule.key, some)
    return _kept(connection, book, moment, subject_type, name, query, everybody=not some)


def _kept(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    name: object,
    make: Callable[[Maker], Select[Any]],
    *,
    everybody: bool = False,
) -> Statement:
    key = (name, connection.dialect.name, moment.known_change is not None, moment.supposing, subject_type)
    found = book.cache.get(key)
    if found is None:
        known, supposing = moment.known_change is not None, moment.supposing
        maker = Maker(book, subject_type, known=known, supposing=supposing, everybody=everybody)
        found = finished(make(maker), maker.shared, connection.dialect)
        book.cache[key] = found
    assert isinstance(found, Statement)
    return found


def _rows(
    connection: Connection, statement: Statement, book: Book, moment: Moment, subject_ids: Iterable[int] | None
) -> Iterator[Any]:
    given = {} if subject_ids is None else {SOME_IDS: json.dumps(sorted(set(subject_ids)))}
    values = statement.values(book, moment, **given)
    if connection.dialect.name != "sqlite":
        return iter(connection.execution_options(yield_per=BATCH).exec_driver_sql(statement.text, values))
    if not connection.in_transaction():
        connection.begin()
    # The driver's own cursor steps row by row in C; SQLAlchemy's result costs more than many a rule.
    rows: Iterator[Any] = iter(connection.connection.cursor().execute(statement.text, values))
    return rows


def judged_rows(
    connection: Connection,
    book: Book,
    moment: Moment,
    subject_type: str,
    checked: CheckedRule,
    make: Callable[[Maker, CheckedRule], Select[Any]],
    subject_ids: Iterable[int] | None = None,
) -> Iterator[Any]:
    """The plain rows of one rule's statement: for audits, which keep a byte a pair instead of a verdict object."""
    wanted = None if subject_ids is None else sorted(set(subject_ids))
    statement = _statement(connection, book, moment, subject_type, checked, make, some=wanted is not None)
    try:
        with _fenced(connection):
            yield from _rows(connection, statement, book, moment, wanted)
    except Exception as error:
        if not _out_of_range(error):
            raise
        # A number beyond what the database holds: nobody's data is at fault, and no other rule is concerned.
        if make is not not_applicable:
            yield from ((one, BROKEN) for one in selected_ids(connection, book, moment, subject_type, wanted))


def _fenced(connection: Connection) -> AbstractContextManager[Any]:
    """PostgreSQL gives a transaction up after an error, except within a savepoint."""
    return nullcontext() if connection.dialect.name == "sqlite" else connection.begin_nested()


def _out_of_range(error: BaseException) -> bool:
    if isinstance(error, OverflowError):
        return True
    cause = getattr(error, "orig", None) or error
    return str(cause).startswith("integer overflow") or type(cause).__name__ == "NumericValueOutOfRange"
