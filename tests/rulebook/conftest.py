"""One in-memory store with the real tables for all tests here; each test's rows are rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from auditor.rulebook.examples import prepared, scratch


@pytest.fixture(scope="session")
def store() -> Iterator[Connection]:
    with scratch() as connection, prepared(connection):
        yield connection
