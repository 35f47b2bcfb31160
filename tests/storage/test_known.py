"""What was recorded at an earlier moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.model.tables import DECISIVE, MAIN, setting, workspace
from auditor.storage.known import as_known, change_known_at
from auditor.storage.store import Store
from tests.storage.worlds import add_generation, alter_generation, delete_generation, new_store, note


class Wound:
    """A clock that shows what it was wound to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 30, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Wound:
    return Wound()


@pytest.fixture
def store(tmp_path: Path, clock: Wound) -> Store:
    return new_store(tmp_path / "w.auditor", clock)


def wall(minutes: int) -> datetime:
    return datetime(2026, 6, 30, 12) + timedelta(minutes=minutes)


def titled(store: Store, clock: Wound, minutes: int, title: str) -> None:
    clock.now = datetime(2026, 6, 30, 4, tzinfo=UTC) + timedelta(minutes=minutes)
    with store.writing(note("title")) as work:
        work.update(workspace, ("id",), [{"id": 1, "title": title}])


def test_that_a_moment_knows_the_changes_up_to_it(store: Store, clock: Wound) -> None:
    titled(store, clock, 10, "ten")
    titled(store, clock, 20, "twenty")
    with store.reading() as connection:
        assert change_known_at(connection, wall(-1)) == 0
        assert change_known_at(connection, wall(0)) == 1
        assert change_known_at(connection, wall(15)) == 2
        assert change_known_at(connection, wall(20)) == 3
        assert change_known_at(connection, wall(999)) == 3


def test_that_a_clock_set_back_makes_nothing_known_early(store: Store, clock: Wound) -> None:
    titled(store, clock, 30, "thirty")
    titled(store, clock, 10, "set back")
    with store.reading() as connection:
        assert change_known_at(connection, wall(20)) == 1
        assert change_known_at(connection, wall(30)) == 3


def test_that_every_table_reads_as_it_was_after_each_change(store: Store) -> None:
    seen: dict[int, dict[str, list[tuple[object, ...]]]] = {}

    def contents(change: int | None) -> dict[str, list[tuple[object, ...]]]:
        with store.reading() as connection:
            return {
                table.name: sorted(
                    map(tuple, connection.execute(select(table) if change is None else as_known(table, change))),
                    key=repr,
                )
                for table in DECISIVE
            }

    def remember() -> None:
        with store.reading() as connection:
            number = change_known_at(connection, wall(0))
        seen[number] = contents(None)

    remember()
    for serial in (1, 2):
        with store.writing(note("add")) as work:
            add_generation(work, serial)
        remember()
    for value in (1001, 1002):
        with store.writing(note("alter")) as work:
            alter_generation(work, 1, value)
        remember()
    with store.writing(note("delete")) as work:
        delete_generation(work, 1)
    remember()
    with store.writing(note("add again")) as work:
        work.insert(setting, [{"key": "key-1", "value": "back"}])
    remember()
    assert sorted(seen) == [1, 2, 3, 4, 5, 6, 7]
    assert seen[6]["host"] != seen[5]["host"]
    for change, wanted in seen.items():
        assert contents(change) == wanted


def test_that_a_row_changed_twice_by_one_change_leaves_one_version(store: Store) -> None:
    with store.writing(note("twice")) as work:
        work.insert(setting, [{"key": "a", "value": "1"}])
        work.update(setting, ("key",), [{"key": "a", "value": "2"}])
    with store.writing(note("again")) as work:
        work.update(setting, ("key",), [{"key": "a", "value": "3"}])
        work.update(setting, ("key",), [{"key": "a", "value": "4"}])
    with store.reading() as connection:
        assert [row.value for row in connection.execute(as_known(setting, 2))] == ["2"]
        assert [row.value for row in connection.execute(as_known(setting, 3))] == ["4"]


def test_that_a_row_written_and_deleted_by_one_change_never_was(store: Store) -> None:
    with store.writing(note("both")) as work:
        work.insert(setting, [{"key": "a", "value": "1"}])
        work.delete(setting, ("key",), [{"key": "a"}])
    with store.reading() as connection:
        assert change_known_at(connection, wall(0)) == 1
        assert connection.execute(as_known(MAIN["host"], 1)).all() == []
