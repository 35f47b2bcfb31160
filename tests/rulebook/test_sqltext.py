"""The SQL that is given away: DuckDB takes it and answers the same; Spark's holds nothing of other dialects."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, Text

from auditor import installed
from auditor.model.tables import MAIN
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.example_store import Store
from auditor.rulebook.judge import open_codes
from auditor.rulebook.sql.values import Moment
from auditor.rulebook.sqltext import sql_of


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(sorted(path.parent for path in installed.rules().glob("*/pack.yaml")))


@pytest.fixture(scope="module")
def duck() -> Any:
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    connection = duckdb.connect()
    for table in MAIN["host"].metadata.tables.values():
        columns = ", ".join(f'"{one.name}" {_type(one.type)}' for one in table.columns)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
    return connection


def _type(kind: Any) -> str:
    return "BLOB" if isinstance(kind, LargeBinary) else "VARCHAR" if isinstance(kind, Text) else "BIGINT"


def copied(store: Connection, duck: Any) -> None:
    """What stands in the store, into DuckDB."""
    for table in MAIN["host"].metadata.tables.values():
        duck.execute(f'DELETE FROM "{table.name}"')
        rows = [list(row) for row in store.execute(table.select())]
        if rows:
            duck.executemany(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})', rows)


RUN = ("CT-01", "ID-02", "ID-05", "IN-03", "TR-01", "TR-02", "RC-04", "LI-13", "IN-01")
"""Rules of each shape; DuckDB plans deeply nested ones in minutes, so not all of them run here."""


def test_that_duckdb_answers_as_we_do(store: Connection, book: Book, duck: Any) -> None:
    for checked in (one for one in book.rules if one.rule.id in RUN):
        rule = checked.rule
        example = next(one for one in rule.examples if one.expect in ("fail", "unknown"))
        kind = next(name for name in example.facts if name in rule.subjects)
        moment = Moment(example.as_of)
        try:
            facts = Store(store, example.as_of)
            facts.example(kind, example.facts)
            ours = sorted((one, mark) for one, mark in open_codes(store, book, moment, kind, checked))
            copied(store, duck)
        finally:
            store.rollback()
        (statement,) = (one for one in sql_of(book, rule.id, moment, "duckdb") if one.subject_type == kind)
        theirs = sorted(duck.execute(statement.text, statement.values).fetchall())
        assert theirs == ours, rule.id


def test_that_sparks_text_is_whole_and_speaks_no_other_dialect(book: Book) -> None:
    foreign = re.compile(r"json_each|strftime|julianday|auditor_matches|::|\$\w|%\(|\bilike\b|date_diff|make_interval")
    for checked in book.rules:
        for one in sql_of(book, checked.rule.id, Moment(date(2026, 6, 30)), "spark"):
            bare = re.sub(r"'[^']*'", "''", one.text)
            assert bare.count("(") == bare.count(")"), checked.rule.id
            assert not foreign.search(bare), (checked.rule.id, foreign.search(bare))
            assert set(re.findall(r"(?<![:\w]):([A-Za-z_]\w*)", bare)) == set(one.values)


def test_that_each_dialect_binds_what_it_names(book: Book) -> None:
    sqlite = sql_of(book, "TR-02", Moment(date(2026, 6, 30)), "sqlite")[0]
    duckdb = sql_of(book, "TR-02", Moment(date(2026, 6, 30)), "duckdb")[0]
    assert ":as_of" in sqlite.text
    assert "$as_of" in duckdb.text
    assert sqlite.values["as_of"] == duckdb.values["as_of"] == 20634
