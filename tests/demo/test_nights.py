"""Whoever is not looked at in a night would be answered as the day before: every pair, in made-up worlds."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from auditor import installed
from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.types import day_of
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.breakpoints import next_changes
from auditor.rulebook.judging import Verdict, judge_many
from auditor.rulebook.sql.values import Moment
from auditor.services.standing.state import KINDS
from benchmarks.bulk import load

TODAY = date(2026, 11, 21)
AHEAD = 45

Answers = dict[tuple[str, int], frozenset[Verdict]]


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(sorted(path for path in installed.rules().iterdir() if (path / "pack.yaml").exists()))


def answers(connection: Connection, book: Book, day: date) -> Answers:
    found: dict[tuple[str, int], set[Verdict]] = defaultdict(set)
    for verdict in judge_many(connection, book, Moment(day), KINDS, everything=True):
        found[verdict.subject_type, verdict.subject_id].add(verdict)
    return {subject: frozenset(verdicts) for subject, verdicts in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_that_nobodys_answers_turn_before_the_day_named(tmp_path: Path, book: Book, seed: int) -> None:
    store = tmp_path / "world.auditor"
    load(store, 120, seed, TODAY, noon)
    draw = random.Random(seed)
    with Auditor.open(store, clock=noon) as auditor, auditor.context.store.reading() as connection:
        turns = {
            (kind, number): day for kind in KINDS for number, day in next_changes(connection, book, Moment(TODAY), kind)
        }
        before = answers(connection, book, TODAY)
        turned = 0
        for ahead in sorted(draw.sample(range(1, AHEAD), 8)):
            day = TODAY + timedelta(days=ahead)
            now = answers(connection, book, day)
            changed = {one for one in before.keys() | now.keys() if before.get(one) != now.get(one)}
            assert not {one for one in changed if turns[one] > day_of(day)}
            turned += len(changed)
        assert turned > 20
        # It would be no use to name tomorrow for everybody.
        assert sum(day == day_of(TODAY) + 1 for day in turns.values()) < len(turns) / 5
