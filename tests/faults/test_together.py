"""Many processes on one file: no update is lost, nobody is sent away, whoever copies or reads sees one moment (F8)."""

from __future__ import annotations

import time

from tests.faults.harness.bench import BASE_CHANGE, Bench
from tests.faults.harness.forks import PATIENCE, Ended
from tests.faults.harness.oracle import standing
from tests.faults.harness.tiers import TIER, amount, count

EDITING, COUNTING = 4, 4


def told(ended: list[Ended]) -> list[str]:
    """What went wrong for somebody; being told that the workspace is locked counts."""
    return [one.err.strip().splitlines()[-1] for one in ended if one.code != 0]


def test_that_eight_who_write_lose_nothing_while_others_copy_read_and_checkpoint(bench: Bench) -> None:
    path = bench.fresh()
    assert bench.forks.run("counter", workspace=str(path)).code == 0
    many, seconds = amount(12, 200, 40_000), amount(3, 40, 3_600)
    words = {"workspace": str(path), "many": many, "pause": 0.02, "seconds": amount(0, 0, seconds)}
    start = bench.forks.start
    busy = [start("edits", first=at * many, **words) for at in range(EDITING)]
    busy += [start("counting", **words) for _ in range(COUNTING)]
    around = [
        start("checkpoints", workspace=str(path), seconds=seconds),
        start("backups", workspace=str(path), out=str(path.with_name("copy")), seconds=seconds),
        start("reads", workspace=str(path), seconds=seconds),
    ]
    ended = [one.ended(PATIENCE + seconds) for one in busy]
    beside = [one.ended(PATIENCE + seconds) for one in around]
    done = [len(one.acks) for one in ended]
    acks = [number for one in ended for number in one.acks]
    found = standing(path)
    copies = [standing(copy) for copy in sorted(path.parent.glob("copy-*[0-9]"))]
    count(
        "F8 eight writers, a checkpointer, a copier, a reader",
        commits=len(acks),
        lost_updates=len(acks) - len(found.edits) - found.counted,
        refused=len(told(ended)),
        copies=int(beside[1].out or 0),
        bad_copies=sum(bool(copy.faults) for copy in copies),
    )
    assert told(ended) == []
    assert told(beside) == []
    assert found.faults == []
    assert found.edits == [number for at in range(EDITING) for number in range(at * many, at * many + done[at])]
    assert found.counted == sum(done[EDITING:])
    assert TIER == "release" or set(done) == {many}
    assert sorted(acks) == list(range(BASE_CHANGE + 2, BASE_CHANGE + 2 + len(acks)))
    assert copies
    assert [copy.faults for copy in copies if copy.faults] == []


def test_that_counting_without_care_would_be_noticed(bench: Bench) -> None:
    """The negative control: read, wait, write without reading again."""
    path = bench.fresh()
    assert bench.forks.run("counter", workspace=str(path)).code == 0
    busy = [bench.forks.start("counting", workspace=str(path), many=8, careless=True) for _ in range(4)]
    ended = [one.ended() for one in busy]
    assert told(ended) == []
    assert standing(path).counted < 4 * 8


def test_that_a_second_writer_waits_and_is_then_served(bench: Bench) -> None:
    path = bench.fresh()
    holder = bench.forks.start("holding", workspace=str(path), seconds=1.5)
    while "holding" not in (holder.out.read_text() if holder.out.exists() else ""):
        time.sleep(0.005)
    waiting = bench.forks.run("edits", workspace=str(path), first=0, many=1)
    assert holder.ended().code == 0
    assert waiting.code == 0, waiting
    assert waiting.seconds > 0.5
