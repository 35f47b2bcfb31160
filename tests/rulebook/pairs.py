"""Many random (facts, expression) pairs against cel-python: ``python -m tests.rulebook.pairs --pairs 100000``.

Every block has a seed of its own and says what it found in one line of the tally, so that a run can be interrupted,
continued, split over machines, and any block repeated alone (``--first 17 --blocks 1``).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hypothesis.control import BuildContext
from hypothesis.errors import StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.strategies import SearchStrategy
from sqlalchemy import Connection

from auditor.rulebook.examples import prepared, scratch
from tests.rulebook import cel, expressions, worlds
from tests.rulebook.agreement import AlwaysTheSame, Asked, compiled, seen_by_cel, stored_subject

EXPRESSIONS, WORLDS = 25, 8
"""A block: so many expressions, each about so many worlds of one kind."""

PAIRS = EXPRESSIONS * WORLDS


@dataclass
class Block:
    """What came of one block; ``answers`` counts true, false and unknown, ``wrong`` has what differed."""

    seed: int
    kind: str
    pairs: int = 0
    answers: dict[str, int] = field(default_factory=lambda: {"true": 0, "false": 0, "unknown": 0})
    wrong: list[dict[str, str]] = field(default_factory=list)


def drawn(strategy: SearchStrategy[Any], chance: Random) -> Any:
    """One value of a strategy, from a seed alone: what an engine would have drawn first."""
    while True:
        data = ConjectureData(random=Random(chance.getrandbits(64)))
        try:
            with BuildContext(data, wrapped_test=drawn):
                return data.draw(strategy)
        except (StopTest, UnsatisfiedAssumption):
            continue


def block(store: Connection, seed: int) -> Block:
    """Draw and compare one block; the same seed always gives the same pairs."""
    chance = Random(f"pairs {seed}")
    kind = sorted(worlds.SUBJECTS)[seed % len(worlds.SUBJECTS)]
    found = Block(seed, kind)
    asked = list(_expressions(store, kind, chance))
    for _world in range(WORLDS):
        facts = worlds.distinct(drawn(worlds.SUBJECTS[kind], chance))
        try:
            _compared(store, found, asked, facts)
        finally:
            store.rollback()
    return found


def _expressions(store: Connection, kind: str, chance: Random) -> Iterator[tuple[str, Asked, cel.Reference]]:
    strategy = expressions.conditions(expressions.Scope(((kind, kind),), 2))
    count = 0
    while count < EXPRESSIONS:
        text = drawn(strategy, chance)
        try:
            made = compiled(store, kind, text)
        except AlwaysTheSame:
            continue
        count += 1
        yield text, made, cel.Reference(text)


def _compared(
    store: Connection, found: Block, asked: list[tuple[str, Asked, cel.Reference]], facts: dict[str, Any]
) -> None:
    subject_id = stored_subject(store, found.kind, facts)
    variables = seen_by_cel(found.kind, facts)
    for text, made, reference in asked:
        by_sql, by_cel = made.answer(store, subject_id), reference.evaluate(variables)
        found.pairs += 1
        found.answers["unknown" if by_sql is None else str(by_sql).lower()] += 1
        if by_sql != by_cel:
            found.wrong.append({"text": text, "facts": repr(facts), "sql": str(by_sql), "cel": str(by_cel)})


@contextmanager
def _store() -> Iterator[Connection]:
    with scratch() as connection, prepared(connection):
        yield connection


def _done(tally: Path) -> dict[int, dict[str, Any]]:
    if not tally.exists():
        return {}
    lines = (json.loads(line) for line in tally.read_text(encoding="utf-8").splitlines())
    return {one["seed"]: one for one in lines}


def told(blocks: dict[int, dict[str, Any]]) -> str:
    """The tally in one sentence, with the seeds it covers."""
    pairs = sum(one["pairs"] for one in blocks.values())
    wrong = sum(len(one["wrong"]) for one in blocks.values())
    answers = {name: sum(one["answers"][name] for one in blocks.values()) for name in ("true", "false", "unknown")}
    spread = ", ".join(f"{count} {name}" for name, count in answers.items())
    return f"{pairs} pairs ({spread}), {wrong} differ; seeds {_ranges(sorted(blocks))}"


def _ranges(seeds: list[int]) -> str:
    found: list[list[int]] = []
    for seed in seeds:
        if found and seed == found[-1][1] + 1:
            found[-1][1] = seed
        else:
            found.append([seed, seed])
    return ", ".join(f"{first}-{last}" for first, last in found)


def main() -> int:
    """Run the blocks that the tally does not have yet; 1 where a pair differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=0, help="run blocks 0, 1, ... until there are so many pairs")
    parser.add_argument("--first", type=int, default=0, help="the first block (its seed)")
    parser.add_argument("--blocks", type=int, default=0, help="how many blocks, where --pairs is not given")
    parser.add_argument("--tally", type=Path, default=Path("build/pairs.jsonl"), help="one line a block; read first")
    given = parser.parse_args()
    last = given.first + (-(-given.pairs // PAIRS) if given.pairs else given.blocks)
    done = _done(given.tally)
    given.tally.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with _store() as store, given.tally.open("a", encoding="utf-8") as out:
        for seed in range(given.first, last):
            if seed not in done:
                done[seed] = asdict(block(store, seed))
                out.write(json.dumps(done[seed], ensure_ascii=False) + os.linesep)
                out.flush()
    sys.stdout.write(f"{told(done)}; {time.monotonic() - started:.0f} s\n")
    return 1 if any(one["wrong"] for one in done.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
