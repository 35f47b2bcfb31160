"""What has come since the last time is verified for as long as a start may take, and no longer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.storage import since
from auditor.storage.chain import GENESIS
from auditor.storage.since import Since, verify_since
from auditor.storage.store import Store
from tests.storage.worlds import filled

LAST = 9


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A filled store whose triggers somebody dropped; what is done to it then is rolled back."""
    opened = filled(tmp_path_factory.mktemp("since") / "w.auditor")
    with opened.writer.connect() as connection, connection.begin():
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield opened
    opened.close()


def checked(store: Store, number: int, *statements: str, seconds: float = 60, digest: str | None = None) -> Since:
    """Verify from a change on, after somebody with an SQLite shell did that."""
    with store.writer.connect() as connection, connection.begin() as transaction:
        known = connection.exec_driver_sql(f"SELECT hash FROM change WHERE id = {number}").scalar() or GENESIS
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount != 0
        found = verify_since(connection, number, digest or known, seconds=seconds)
        transaction.rollback()
    return found


@pytest.mark.parametrize("number", range(LAST + 1))
def test_that_from_wherever_it_begins_it_reaches_the_head(store: Store, number: int) -> None:
    found = checked(store, number)
    assert (found.verified, found.difference, found.left) == (LAST, None, 0)


def test_that_a_row_of_a_later_change_that_was_altered_is_named(store: Store) -> None:
    found = checked(store, 2, "UPDATE host SET note = 'x' WHERE change_id = 3")
    assert found.difference is not None
    assert (found.difference.table, found.difference.change, found.verified) == ("host", 3, 2)


def test_that_a_row_of_an_earlier_change_is_left_to_the_full_verification(store: Store) -> None:
    assert checked(store, 3, "UPDATE host SET note = 'x' WHERE change_id = 3").difference is None


@pytest.mark.parametrize("column", ["who", "why", "at", "prev", "hash"])
def test_that_a_later_record_that_was_altered_is_named(store: Store, column: str) -> None:
    found = checked(store, 5, f"UPDATE change SET {column} = 7 WHERE id = 7")
    assert found.difference is not None
    assert found.difference.change in (7, 8)


def test_that_another_chain_than_the_one_verified_is_begun_anew(store: Store) -> None:
    assert checked(store, 5, digest="f" * 64).verified == LAST
    found = checked(store, 5, "UPDATE host SET note = 'x' WHERE change_id = 3", digest="f" * 64)
    assert found.difference is not None


def test_that_no_more_time_is_taken_than_there_is(store: Store) -> None:
    found = checked(store, 2, seconds=-1)
    assert (found.verified, found.left) == (2, LAST - 2)


def test_that_a_big_change_is_left_to_the_full_verification(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(since, "BIGGEST", 10)
    found = checked(store, 1)
    assert (found.verified, found.left) == (1, LAST - 1)
