"""F22: a change of passphrase that is killed, finds no room or may not write leaves a workspace under one passphrase."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.faults.elsewhere import Step, namespace, steps
from tests.faults.harness.bench import BASE_CHANGE, PASSPHRASE, Bench
from tests.faults.harness.halts import Looks
from tests.faults.harness.oracle import standing
from tests.faults.harness.tiers import TIER, count
from tests.faults.harness.tracing import WRITING, Point, halted_at_each, killed_at, need_strace

NEW = "another horse, another battery"
SWITCHING = tuple(call for call in WRITING if call not in ("write", "pwrite64"))
"""At a push: what is written into a draft without a name is looked at when it is synced, not at each page."""


def _request(path: Path, *more: str) -> dict[str, Any]:
    return {
        "arguments": ["--workspace", str(path), "--quiet", "passphrase", *more],
        "environment": {"AUDITOR_NEW_PASSPHRASE": NEW},
    }


def opens(path: Path, acks: list[int]) -> list[str]:
    """Whole under none (as it was) or under the new one (with the change that says so); the latter once acknowledged."""
    if not path.exists():
        return ["the workspace is gone"]
    plain = path.read_bytes()[:15] == b"SQLite format 3"
    found = standing(path, None if plain else NEW)
    wrong = list(found.faults)
    if found.change != BASE_CHANGE + (not plain):
        wrong.append(f"change {found.change}, {'plain' if plain else 'encrypted'}")
    if acks and plain:
        wrong.append("lost: the passphrase was acknowledged")
    return wrong


def test_that_a_kill_at_any_call_leaves_the_workspace_under_one_passphrase(bench: Bench, image_folder: Path) -> None:
    need_strace()
    path = bench.fresh()
    looks = Looks(path, image_folder.with_name("halted"), opens)
    calls = SWITCHING if TIER == "push" else WRITING
    made = halted_at_each(bench.forks, "cli", calls, looks.look, **_request(path, "--keep"))
    count("F22 a change of passphrase", halts=looks.halts, states=len(looks.states), broken=len(looks.wrong))
    assert looks.wrong == []
    assert made["rename"] == 1
    assert looks.halts == made.total() > 10
    assert len(looks.states) > 2


def test_that_a_killed_change_can_be_done_again(bench: Bench) -> None:
    need_strace()
    path = bench.fresh()
    ended = killed_at(bench.forks, "cli", Point("rename", 1), bench.trace, **_request(path))
    assert ended.code == -9
    assert opens(path, ended.acks) == []
    assert bench.forks.run("cli", **_request(path)).acks == [BASE_CHANGE + 1]
    assert opens(path, [BASE_CHANGE + 1]) == []
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_that_the_judge_is_not_blind(bench: Bench) -> None:
    path = bench.fresh()
    assert opens(path, [BASE_CHANGE + 1]) == ["lost: the passphrase was acknowledged"]
    path.write_bytes(path.read_bytes()[:100_000])
    assert opens(path, []) != []


@pytest.fixture
def sealed(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("AUDITOR_NEW_PASSPHRASE", NEW)
    (tmp_path / "disk").mkdir()
    return Path(shutil.copy(bench.encrypted(), tmp_path / "disk" / "w.auditor"))


CHANGE: Step = ["passphrase"]
WHOLE: Step = ["verify", "--chain", "--quiet"]


def test_that_a_disk_without_room_or_to_be_read_only_leaves_it_as_it_was(sealed: Path) -> None:
    """Too small from the start, read-only, and full on the way: told, nothing left behind, and done once it can be."""
    inside, disk, size = namespace(), sealed.parent, sealed.stat().st_size
    small: Step = {"sh": f"cp {sealed} {disk}.kept; mount -t tmpfs -o size={size + (1 << 20)} none {disk}"}
    told = steps(
        [
            *(small, {"sh": f"cp {disk}.kept {sealed}"}, CHANGE),
            *({"sh": f"mount -o remount,ro,size=64m {disk}"}, CHANGE),
            *({"sh": f"mount -o remount,rw {disk}", "limit": str(size // 2)}, CHANGE),
            *({"sh": f"ls -A {disk}", "limit": "none"}, WHOLE, CHANGE),
        ],
        sealed,
        inside=inside,
    )
    tight, closed, full, listed, whole, done = (told[at] for at in (2, 4, 6, 7, 8, 9))
    assert [one.code for one in (tight, closed, full)] == [8, 8, 8], tight.err + closed.err + full.err
    assert "written anew beside itself" in tight.err
    assert "read-only" in closed.err
    assert not any(word in tight.err + closed.err + full.err for word in ("Traceback", "ack"))
    assert listed.out.split() == [sealed.name]
    assert (whole.code, done.code) == (0, 0), whole.err + done.err
    count("F22 a change of passphrase", full=2, read_only=1)
