"""What the tests here share: a store in memory, whose rows each test rolls back, and the law's pack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from auditor import installed
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.examples import prepared, scratch


@pytest.fixture(scope="session")
def store() -> Iterator[Connection]:
    with scratch() as connection, prepared(connection):
        yield connection


@pytest.fixture(scope="session")
def book() -> Book:
    """The law's pack with its examples; the statements that one test has made of it serve the next."""
    return load_book([installed.rules() / "cn-livestream"])
