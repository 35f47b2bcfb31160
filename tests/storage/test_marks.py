"""The marks of a change with many rows go in and out piece by piece, and say what they would say as a whole."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, Text, select

from auditor.model.ledger import change, leaf
from auditor.model.tables import HISTORY, setting
from auditor.storage import chain
from auditor.storage.chain import CHAINED, LEAF_BYTES, PIECE, combined, count_of, leaves_of, parts_of
from auditor.storage.store import Store
from tests.storage.tampered import checked, tampered
from tests.storage.worlds import filled, new_store, note

MANY = 2 * PIECE // LEAF_BYTES + 100
"""Rows whose marks are more than two pieces."""
WRITTEN, ALTERED, REMOVED = 2, 3, 4
"""The changes of the big store."""


def settings(number: int, value: str) -> list[dict[str, str]]:
    return [{"key": f"k{at:06}", "value": value} for at in range(number)]


def big(path: Path, rows: int) -> Store:
    """So many rows written, altered, and taken away."""
    store = new_store(path)
    with store.writing(note("write")) as work:
        work.insert(setting, settings(rows, "1"))
    with store.writing(note("alter")) as work:
        work.update(setting, ("key",), settings(rows, "2"))
    with store.writing(note("remove")) as work:
        work.delete(setting, ("key",), settings(rows, ""))
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The big store without its triggers; what is done to it is rolled back."""
    opened = big(tmp_path_factory.mktemp("big") / "w.auditor", MANY)
    with opened.writer.connect() as connection, connection.begin():
        for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield opened
    opened.close()


def stored(connection: Connection, number: int) -> dict[str, bytes]:
    rows = connection.execute(select(leaf.c.part, leaf.c.digests).where(leaf.c.change_id == number))
    return {row.part: row.digests for row in rows}


@pytest.mark.parametrize(("number", "part"), [(WRITTEN, "setting+"), (ALTERED, "setting+"), (REMOVED, "setting-")])
def test_that_pieces_add_up_to_the_marks_of_all_rows_in_their_order(store: Store, number: int, part: str) -> None:
    with store.reading() as connection:
        wanted = b"".join(mark for mark, _ in leaves_of(connection, part, number))
        assert len(wanted) == MANY * LEAF_BYTES > 2 * PIECE
        assert stored(connection, number) == {part: wanted}
        assert count_of(connection, part, number) == MANY


def test_that_the_digest_does_not_depend_on_pieces(store: Store) -> None:
    with store.reading() as connection:
        for number in (WRITTEN, ALTERED, REMOVED):
            whole = list(parts_of(connection, number))
            in_pieces = list(parts_of(connection, number, lambda part, marks: None))
            digest = connection.execute(select(change.c.digest).where(change.c.id == number)).scalar_one()
            assert combined(whole) == combined(in_pieces) == digest
            assert [len(part.leaves) for part in whole] == [MANY * LEAF_BYTES]
            assert [len(part.leaves) for part in in_pieces] == [100 * LEAF_BYTES]
    assert checked(store).ok


@pytest.mark.parametrize(
    "marks",
    [
        f"substr(digests, 1, {PIECE + 8}) || zeroblob(8) || substr(digests, {PIECE + 17})",
        f"substr(digests, 1, {PIECE})",
        f"substr(digests, 1, {MANY * LEAF_BYTES - 8})",
        "digests || zeroblob(8)",
        "x''",
    ],
)
def test_that_one_wrong_mark_among_many_is_told(store: Store, marks: str) -> None:
    report = tampered(store, f"UPDATE leaf SET digests = CAST({marks} AS BLOB) WHERE change_id = {ALTERED}")
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("leaf", ALTERED)


def test_that_lost_marks_of_a_big_change_are_told(store: Store) -> None:
    report = tampered(store, f"DELETE FROM leaf WHERE change_id = {REMOVED}")
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("leaf", REMOVED)


def test_that_an_altered_row_of_a_big_change_is_named(store: Store) -> None:
    report = tampered(store, f"UPDATE setting_history SET value = 'x' WHERE key = 'k020000' AND change_id = {ALTERED}")
    assert report.first is not None
    assert (report.first.table, report.first.change) == ("setting", ALTERED)
    assert "k020000" in report.first.row


def test_that_former_rows_come_in_the_same_order_walked_and_sorted(tmp_path: Path) -> None:
    store = filled(tmp_path / "w.auditor")
    compared = 0
    with store.reading() as connection:
        raw = connection.connection.cursor()
        for table in CHAINED:
            plain = chain._statements(table.name, "sqlite", many=False)
            walked = chain._statements(table.name, "sqlite", many=False, walked=True)
            for one, other in zip(plain, walked, strict=True):
                for number in range(1, 10) if one else ():
                    found = raw.execute(one, {"change": number}).fetchall()
                    assert raw.execute(other, {"change": number}).fetchall() == found
                    compared += len(found)
    store.close()
    assert compared > 200


@pytest.mark.parametrize("table", [table for table in CHAINED if table.name in HISTORY], ids=lambda table: table.name)
def test_that_many_former_rows_are_neither_sorted_as_a_whole_nor_looked_for_among_all_of_a_change(
    store: Store, table: Table
) -> None:
    """Sorting is done in memory; a search among all rows of a change takes the square of their number."""
    few = isinstance(next(iter(table.primary_key.columns)).type, Text)  # settings, erasures: their rows are sorted
    with store.reading() as connection:
        for sql in chain._statements(table.name, "sqlite", many=False, walked=True):
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", {"change": 2})]
            former = plan[plan.index("RIGHT") :] if few and "RIGHT" in plan else plan
            assert "USE TEMP B-TREE FOR ORDER BY" not in former, plan
            assert not [step for step in plan if step.startswith("SEARCH n") and "change_id" in step], plan


def test_that_a_change_takes_no_more_memory_for_more_marks(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        store = new_store(tmp_path / f"{number}.auditor")
        rows = settings(number, "1")
        with store.writing(note("write")) as work:
            work.insert(setting, rows)
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
        used = tracemalloc.get_traced_memory()[1] - before
        store.close()
        return used

    tracemalloc.start()
    try:
        peak(10)
        few, many = peak(MANY // 2), peak(2 * MANY)
    finally:
        tracemalloc.stop()
    assert many < few + PIECE
    assert few + PIECE < 2 * MANY * LEAF_BYTES
