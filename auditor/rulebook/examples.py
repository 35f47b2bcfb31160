"""Runs the examples of rules: each one's facts are stored, judged through the rule's SQL, and rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, event, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from auditor.i18n import Message, said
from auditor.model import tables
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.data import DataSet, core_data
from auditor.rulebook.example_store import BadFacts, Store
from auditor.rulebook.facts.overriding import override
from auditor.rulebook.judging import judged_code, verdict_of
from auditor.rulebook.language.rewriting import fields_read
from auditor.rulebook.pack import Effect, Example, Result, Severity
from auditor.rulebook.register import register_functions
from auditor.rulebook.sql.values import Moment
from auditor.storage.binding import binding


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """What became of one example; ``problem`` says what differs, None when it holds."""

    rule_id: str
    name: str
    subject_type: str
    expected: Result
    got: Result | None
    severity: Severity | None
    effect: Effect | None
    problem: Message | None

    @property
    def ok(self) -> bool:
        """Whether the rule answered as the example says."""
        return self.problem is None


@contextmanager
def scratch() -> Iterator[Connection]:
    """A connection to an empty in-memory store with the real tables."""
    engine = create_engine("sqlite://", module=binding(), poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _connected(raw: object, _record: object) -> None:
        register_functions(raw)

    try:
        tables.MAIN["host"].metadata.create_all(engine)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run_examples(
    rules: Iterable[CheckedRule], connection: Connection | None = None, data: Mapping[str, DataSet] | None = None
) -> list[ExampleOutcome]:
    """The outcome of every example of the rules; ``data`` are the lists of the pack they come from.

    ``connection`` may be a server where the tables exist and are empty (PostgreSQL); everything is rolled back.
    """
    lists = {**core_data(), **(data or {})}
    if connection is not None:
        return _run(rules, connection, lists)
    with scratch() as own:
        return _run(rules, own, lists)


@contextmanager
def prepared(connection: Connection) -> Iterator[None]:
    """The connection with what examples need beside the tables; taken away again at the end."""
    override.create(connection, checkfirst=False)
    connection.execute(insert(tables.subject), {"id": 0, "type": "host", "code": "", "change_id": 1})
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        override.drop(connection)
        connection.execute(tables.subject.delete().where(tables.subject.c.id == 0))
        connection.commit()


def _run(rules: Iterable[CheckedRule], connection: Connection, data: Mapping[str, DataSet]) -> list[ExampleOutcome]:
    found: list[ExampleOutcome] = []
    with prepared(connection):
        for checked in rules:
            book = Book((), (checked,), data)
            for example in checked.rule.examples:
                found.append(_outcome(connection, book, checked, example))
                connection.rollback()
    return found


def _outcome(connection: Connection, book: Book, checked: CheckedRule, example: Example) -> ExampleOutcome:
    rule = checked.rule
    kind = next((name for name in example.facts if name in rule.subjects), "")
    try:
        if not kind:
            raise BadFacts(said("the facts name none of the rule's subjects: {names}", names=", ".join(rule.subjects)))
        store = Store(connection, example.as_of, _read(checked, kind))
        subject_id = store.example(kind, example.facts)
    except BadFacts as bad:
        return ExampleOutcome(rule.id, example.name, kind, example.expect, None, None, None, bad.message)
    except (DBAPIError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        problem = said("these facts cannot be stored together as they are written")  # whatever a stranger makes up
        return ExampleOutcome(rule.id, example.name, kind, example.expect, None, None, None, problem)
    moment = Moment(example.as_of)
    code = judged_code(connection, book, moment, kind, checked, subject_id, frozenset(store.overrides))
    if code is None:
        problem = said("the subject is not selected on {day}", day=str(example.as_of))
        return ExampleOutcome(rule.id, example.name, kind, example.expect, None, None, None, problem)
    verdict = verdict_of(book, checked, kind, subject_id, code)
    return ExampleOutcome(
        rule.id,
        example.name,
        kind,
        example.expect,
        verdict.result,
        verdict.severity,
        verdict.effect,
        _difference(example, verdict.result, verdict.severity, verdict.effect),
    )


def _read(checked: CheckedRule, kind: str) -> frozenset[tuple[str, str]]:
    typed = checked.typed[kind]
    return frozenset().union(*(fields_read(tree) for tree in (typed.applies, typed.require, *typed.levels)))


def _difference(example: Example, result: Result, severity: Severity | None, effect: Effect | None) -> Message | None:
    for wanted, got in ((example.expect, result), (example.severity, severity), (example.effect, effect)):
        if wanted is not None and wanted != got:
            return said("expected {wanted}, got {got}", wanted=str(wanted), got=str(got))
    return None
