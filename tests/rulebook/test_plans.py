"""How SQLite runs the rules: driven from the subject, children by their owner, never from a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from auditor.rulebook.book import Book
from auditor.rulebook.breakpoints.next_change import statement_for
from auditor.rulebook.examples import scratch
from auditor.rulebook.judging import judge_one
from auditor.rulebook.plan import Maker, finished, fused, open_answers
from auditor.rulebook.sql.values import Moment
from auditor.storage.indexes import COVERING

DAY = date(2026, 6, 30)
HARMLESS = re.compile(r"SCAN (\d+-ROW VALUES CLAUSE|\(?anon_\d+\)?|ct_\d+|w_\d+|still_whole|(\d+ )?CONSTANT ROWS?)")
"""Constants (words looked for in a script among them), sums of one subject's records, the few courses of a topic."""


@pytest.fixture(scope="module")
def indexed() -> Iterator[Connection]:
    with scratch() as connection:
        for number, (table, columns) in enumerate(COVERING):
            connection.exec_driver_sql(f"CREATE INDEX cv_{table}_{number} ON {table} ({columns})")
        yield connection


def plan(connection: Connection, text: str, values: dict[str, object]) -> list[str]:
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]


def test_that_every_rule_is_driven_from_its_subject(indexed: Connection, book: Book) -> None:
    for checked in book.rules:
        for kind in checked.rule.subjects:
            maker = Maker(book, kind, known=False)
            statement = finished(open_answers(maker, checked), maker.shared, indexed.dialect)
            first, *rest = plan(indexed, statement.text, statement.values(book, Moment(DAY)))
            assert first.startswith(f"SCAN {maker.table.name}"), (checked.rule.id, kind, first)
            bad = [line for line in rest if line.startswith("SCAN") and not HARMLESS.match(line)]
            # What the workspace as a whole keeps is counted over everybody, once in an audit.
            assert kind == "workspace" or not bad, (checked.rule.id, kind, bad)
            assert not [line for line in rest if "AUTOMATIC" in line], (checked.rule.id, kind)


@pytest.mark.parametrize("kind", ["host", "merchant", "broadcast"])
def test_that_one_subject_is_found_by_its_key(indexed: Connection, book: Book, kind: str) -> None:
    maker = Maker(book, kind, known=False)
    rules = [one for one in book.rules if kind in one.rule.subjects]
    statement = finished(fused(maker, rules), maker.shared, indexed.dialect)
    first, *rest = plan(indexed, statement.text, statement.values(book, Moment(DAY), subject_id=1))
    assert first.startswith(f"SEARCH {maker.table.name} USING INTEGER PRIMARY KEY")
    assert not [line for line in rest if line.startswith("SCAN") and not HARMLESS.match(line)]


def test_that_former_versions_are_found_by_key_too(indexed: Connection, book: Book) -> None:
    for checked in book.rules:
        for kind in checked.rule.subjects:
            maker = Maker(book, kind, known=True)
            statement = finished(open_answers(maker, checked), maker.shared, indexed.dialect)
            lines = plan(indexed, statement.text, statement.values(book, Moment(DAY, 5)))
            assert not [line for line in lines if "AUTOMATIC" in line], (checked.rule.id, kind)


def test_that_a_subject_that_does_not_exist_has_no_answers(indexed: Connection, book: Book) -> None:
    assert judge_one(indexed, book, Moment(DAY), "host", 123) == ()


def test_that_some_subjects_are_found_by_their_keys_and_their_next_change_by_owners(
    indexed: Connection, book: Book
) -> None:
    for kind in ("host", "merchant", "agency", "broadcast"):
        maker = Maker(book, kind, known=False)
        rules = [one for one in book.rules if kind in one.rule.subjects]
        texts = [finished(open_answers(maker, one).where(maker.some()), maker.shared, indexed.dialect) for one in rules]
        texts.append(statement_for(indexed, book, Moment(DAY), kind))
        for statement in texts:
            first, *rest = plan(indexed, statement.text, statement.values(book, Moment(DAY), subject_ids="[1]"))
            assert first.startswith(f"SEARCH {maker.table.name} USING INTEGER PRIMARY KEY"), (kind, first)
            scans = [line for line in rest if line.startswith("SCAN") and "json_each" not in line]
            assert not [line for line in scans if not HARMLESS.match(line)], (kind, scans)
