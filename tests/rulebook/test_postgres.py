"""PostgreSQL says the same: every rule renders for it, and on a server every example answers as expected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects import postgresql, sqlite

from auditor.model import tables
from auditor.rulebook.book import Book
from auditor.rulebook.checked import CheckedRule
from auditor.rulebook.examples import run_examples
from auditor.rulebook.plan import Maker, all_answers, finished, fused, open_answers
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.sqltext import sql_of

WHOLE = os.environ.get("AUDITOR_EXAMPLES") == "all"
"""Every example on the server (a minute); otherwise of each rule the first of each answer."""


def few_examples(checked: CheckedRule) -> CheckedRule:
    """The rule with the first example of each answer, severity and effect."""
    kept = {(one.expect, one.severity, one.effect): one for one in reversed(checked.rule.examples)}
    return replace(checked, rule=replace(checked.rule, examples=tuple(kept.values())))


@pytest.mark.parametrize("known", [False, True])
def test_that_every_rule_renders(book: Book, known: bool) -> None:
    for checked in book.rules:
        for subject in checked.rule.subjects:
            maker = Maker(book, subject, known=known)
            for query in (open_answers(maker, checked), all_answers(maker, checked)):
                for dialect in (sqlite.dialect(), postgresql.dialect()):
                    text = finished(query, maker.shared, dialect).text  # type: ignore[no-untyped-call]
                    assert text.startswith("SELECT")


def test_that_a_fused_statement_renders_for_postgresql(book: Book) -> None:
    maker = Maker(book, "merchant", known=False)
    rules = [one for one in book.rules if "merchant" in one.rule.subjects]
    assert "instr(" not in finished(fused(maker, rules), maker.shared, postgresql.dialect()).text


@pytest.fixture
def server(postgres_url: str) -> Iterator[Connection]:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA rulebook_examples")
        connection.exec_driver_sql("SET search_path TO rulebook_examples")
        tables.MAIN["host"].metadata.create_all(connection)
        connection.commit()
        connection.exec_driver_sql("SET search_path TO rulebook_examples")
        yield connection
        connection.rollback()
        connection.exec_driver_sql("DROP SCHEMA rulebook_examples CASCADE")
        connection.commit()
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.slow
def test_that_every_example_answers_alike_on_a_server(server: Connection, book: Book) -> None:
    rules = book.rules if WHOLE else [few_examples(checked) for checked in book.rules]
    outcomes = run_examples(rules, server)
    wrong = [f"{one.rule_id} [{one.name}]: {one.problem}" for one in outcomes if not one.ok]
    assert len(outcomes) > len(book.rules) * 2
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_that_the_sql_of_a_rule_can_be_read(book: Book, dialect: str) -> None:
    host, merchant = sql_of(book, "IN-01", Moment(date(2026, 6, 30)), dialect)  # type: ignore[arg-type]
    assert (host.subject_type, merchant.subject_type) == ("host", "merchant")
    assert "EXISTS" in host.text
    assert host.values["as_of"] == 20634
