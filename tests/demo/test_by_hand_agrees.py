"""Another hand, another database: rules written out for DuckDB find the same failing subjects on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.rulebook.judging import judge_many
from auditor.rulebook.sql.values import Moment
from benchmarks.audit import KINDS
from benchmarks.bulk import load
from benchmarks.duck import by_hand, export, failing_by_rule
from benchmarks.three import both

TODAY = date(2026, 11, 21)
DAYS = (TODAY, date(2026, 2, 28), date(2026, 6, 30), date(2026, 10, 31), date(2027, 1, 1), date(2027, 2, 28))


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Auditor, Path]]:
    folder = tmp_path_factory.mktemp("by_hand")
    store, columns = folder / "world.auditor", folder / "world.duckdb"
    load(store, 1_000, 3, TODAY, noon)
    export(store, columns)
    with Auditor.open(store, clock=noon) as auditor:
        yield auditor, columns


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_that_the_same_subjects_fail_by_hand(world: tuple[Auditor, Path], day: date) -> None:
    auditor, columns = world
    by_hand_too = failing_by_rule(columns, day)
    with auditor.context.store.reading() as connection:
        book = auditor.context.published()
        theirs = {one.rule.id: by_hand_too[one.rule.id] for one in book.in_force(day) if one.rule.id in by_hand_too}
        ours: dict[str, set[int]] = {rule: set() for rule in theirs}
        for verdict in judge_many(connection, book, Moment(day), KINDS, theirs):
            if verdict.result == "fail":
                ours[verdict.rule_id].add(verdict.subject_id)
    assert ours == theirs
    assert sum(map(len, ours.values())) > 100


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_that_by_hand_nobody_else_fails_or_cannot_be_told(world: tuple[Auditor, Path], day: date) -> None:
    auditor, _ = world
    with auditor.context.store.reading() as connection:
        if not connection.in_transaction():
            connection.begin()
        found = 0
        for rule, by_hand, ours in both(connection, auditor.context.published(), day):
            assert sorted(by_hand()) == sorted(ours()), rule
            found += len(ours())
    assert found > 50


def test_that_every_rule_written_out_is_one_of_ours() -> None:
    rules = Path(__file__).parents[2] / "rules"
    ours = {path.parent.name for path in rules.glob("*/*/rule.yaml")}
    assert set(by_hand(TODAY).rules) <= ours
    assert len(by_hand(TODAY).rules) >= 60
