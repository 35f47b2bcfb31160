"""A migration is killed at any of its writes: the old workspace is whole, and the next opening succeeds (F23)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from auditor.storage.migrations.steps import LATEST
from tests.faults.harness.bench import Bench
from tests.faults.harness.halts import Looks
from tests.faults.harness.older import KEPT, OLDER, differences, lay_out, schema_of, unlike
from tests.faults.harness.tiers import TIER, amount, count, some
from tests.faults.harness.tracing import WRITING, Point, halted_at_each, killed_at, need_strace, points_of

REFUSED = 3


def laid_out(bench: Bench, schema: int) -> Path:
    """An old workspace, alone in its folder."""
    path = bench.fresh()
    lay_out(schema, path)
    return path


def copies_of(path: Path) -> list[Path]:
    """The copies that a migration keeps of what was there before it."""
    return list(path.parent.glob(f"{path.name}.schema-*.backup"))


def sound(path: Path, schema: int) -> bool:
    """Whether a copy is whole and still of its schema."""
    raw = dbapi2.connect(str(path))
    try:
        whole = raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return bool(whole and raw.execute("PRAGMA user_version").fetchone() == (schema,))
    finally:
        raw.close()


@pytest.mark.parametrize("schema", OLDER)
def test_that_an_old_workspace_says_what_it_said(bench: Bench, schema: int) -> None:
    path = laid_out(bench, schema)
    assert bench.forks.run("opening", workspace=str(path)).code == 0
    assert schema_of(path) == LATEST
    assert unlike(schema, path) == []
    assert [sound(copy, schema) for copy in copies_of(path)] == [True]


@pytest.mark.skipif(TIER == "push", reason="takes a minute; at a push some calls are killed")
@pytest.mark.parametrize("schema", OLDER)
def test_that_what_a_kill_at_any_call_would_leave_of_a_migration_opens(
    bench: Bench, image_folder: Path, schema: int
) -> None:
    """Every call of the migration: it is halted there, and what is on the disk is what a kill would leave."""
    need_strace()
    path = laid_out(bench, schema)
    looks = Looks(path, image_folder.with_name("halted"), lambda copy, _: _wrong(copy, schema))
    made = halted_at_each(bench.forks, "opening", WRITING, looks.look, workspace=str(path))
    count("F23 migrations, every call", halts=looks.halts, states=len(looks.states), bad=len(looks.wrong))
    assert looks.wrong == []
    assert looks.halts == made.total() > 20


def _wrong(path: Path, schema: int) -> list[str]:
    """What is wrong with what was left; it is opened for this."""
    torn = [f"copy {copy.name} is not whole" for copy in copies_of(path) if not sound(copy, schema)]
    return torn + unlike(schema, path)


@pytest.mark.parametrize("schema", OLDER[: amount(1, len(OLDER))])
def test_that_a_migration_killed_at_any_write_is_done_by_the_next_opening(bench: Bench, schema: int) -> None:
    need_strace()
    path = laid_out(bench, schema)
    points = points_of(bench.forks, "opening", bench.trace, WRITING, workspace=str(path))
    count("F23 migrations killed at every write", points_known=len(points))
    wrong = []
    for point in _chosen(points, schema):
        path = laid_out(bench, schema)
        ended = killed_at(bench.forks, "opening", point, bench.trace, workspace=str(path))
        found = _wrong(path, schema)
        count("F23 migrations killed at every write", kills=ended.code == -9, bad=bool(found))
        wrong += [f"schema {schema}, {point}: {one}" for one in found]
    assert not wrong


def _chosen(points: list[Point], schema: int) -> list[Point]:
    calls = sorted({point.call for point in points})
    few = 2 if schema == OLDER[0] else 1
    return [
        point
        for call in calls
        for point in some(
            [p for p in points if p.call == call], few if call == "pwrite64" else 1, f"{schema} {call}", 10
        )
    ]


def test_that_a_newer_workspace_is_refused_and_not_touched(bench: Bench) -> None:
    path = bench.fresh()
    data = bytearray(path.read_bytes())
    data[60:64] = (LATEST + 1).to_bytes(4, "big")
    path.write_bytes(data)
    stamp = path.stat().st_mtime_ns
    for words in (["verify", "--chain"], ["doctor"], ["dump"], ["train", "log", "H000001", "--course", "x"]):
        ended = bench.forks.cli("--workspace", path, *words)
        assert ended.code == REFUSED, ended
    assert path.read_bytes() == data
    assert path.stat().st_mtime_ns == stamp
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_that_a_lost_or_altered_row_would_be_noticed() -> None:
    golden = json.loads(gzip.decompress((KEPT / f"schema-{OLDER[0]}.golden.json.gz").read_bytes()))
    assert differences(golden, golden) == []
    for sheet, rows in golden.items():
        if not rows:
            continue
        name = min(rows[-1])
        assert differences(golden, {**golden, sheet: rows[:-1]})
        assert differences(golden, {**golden, sheet: [*rows[:-1], {**rows[-1], name: "other"}]})
        assert not differences(golden, {**golden, sheet: [*rows[:-1], {**rows[-1], "new": "more"}]})


def test_that_what_this_version_says_of_its_own_workspace_is_kept() -> None:
    assert (KEPT / f"schema-{LATEST}.golden.json.gz").exists()
