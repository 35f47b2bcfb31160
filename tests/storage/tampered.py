"""A filled store that somebody writes to behind the program's back, and what the verification then says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.monitor import Silent
from auditor.storage.anchor import Anchor
from auditor.storage.store import Store
from auditor.storage.verify import ChainReport, verify_chain
from tests.storage.worlds import filled


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A filled store whose every trigger somebody dropped; what is done to it then is rolled back."""
    opened = filled(tmp_path_factory.mktemp("clean") / "clean.auditor")
    with opened.writer.connect() as connection, connection.begin():
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield opened
    opened.close()


def checked(store: Store, anchor: Anchor | None = None) -> ChainReport:
    with store.reading() as connection:
        return verify_chain(connection, Silent(), anchor)


def tampered(store: Store, *statements: str, anchor: Anchor | None = None) -> ChainReport:
    """What is found after somebody with an SQLite shell wrote that."""
    with store.writer.connect() as connection, connection.begin() as transaction:
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount != 0, statement
        report = verify_chain(connection, Silent(), anchor)
        transaction.rollback()
    return report
