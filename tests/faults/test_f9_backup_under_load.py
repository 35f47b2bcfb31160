"""F9: backups taken while others write are each whole, hold all that was acknowledged before, and can be restored."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import AuditorError
from auditor.model.tables import setting
from auditor.monitor import Silent
from auditor.services.safety import BackUp
from auditor.storage.anchor import Anchor, anchor_difference, anchor_of
from auditor.storage.verify import verify_chain
from auditor.storage.workspace import open_store
from tests.faults.elsewhere import ROOT
from tests.faults.harness.tiers import amount, count
from tests.storage.worlds import new_store, note

ACCOUNTS, EACH = 20, 1_000
WRITERS = 2

_TRANSFERS = """
import random, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import select
from auditor.errors import Busy
from auditor.model.tables import setting
from auditor.storage.work import Recorded
from auditor.storage.workspace import open_store
store = open_store(Path(sys.argv[1]), lambda: datetime.now(UTC))
dice = random.Random(int(sys.argv[2]))
print("ready", flush=True)
while True:
    one, other = dice.sample(range({accounts}), 2)
    try:
        with store.writing(Recorded("me", "transfer")) as work:
            held = dict(work.connection.execute(select(setting.c.key, setting.c.value)).all())
            amount = dice.randrange(1, 50)
            work.update(setting, ("key",), [
                {{"key": str(one), "value": str(int(held[str(one)]) - amount)}},
                {{"key": str(other), "value": str(int(held[str(other)]) + amount)}},
            ])
            if dice.random() < 0.05:
                work.insert(setting, [{{"key": f"filler {{work.change_id}}", "value": "x" * 60_000}}])
    except Busy:
        continue
    print(work.committed.id, flush=True)
"""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Writers:
    """Processes that move amounts between accounts, and the files in which they acknowledge."""

    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    said: list[Path] = field(default_factory=list)

    def acknowledged(self) -> int:
        """The last change that anybody has said is stored."""
        lines = [line for path in self.said for line in path.read_text().split("\n")[:-1] if line.isdigit()]
        return max(map(int, lines), default=0)


@contextmanager
def writers(path: Path, folder: Path) -> Iterator[Writers]:
    found = Writers()
    script = _TRANSFERS.format(accounts=ACCOUNTS)
    try:
        for seed in range(WRITERS):
            said = folder / f"said-{seed}"
            with said.open("wb") as stream:
                command = [sys.executable, "-c", script, str(path), str(seed)]
                found.running.append(subprocess.Popen(command, cwd=ROOT, stdout=stream))
            found.said.append(said)
        while found.acknowledged() < 20:
            assert all(one.poll() is None for one in found.running)
        yield found
    finally:
        for one in found.running:
            one.kill()
            one.wait()


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "w.auditor"
    store = new_store(path)
    with store.writing(note("open the accounts")) as work:
        work.insert(setting, [{"key": str(n), "value": str(EACH)} for n in range(ACCOUNTS)])
    store.close()
    return path


def fault_of(copy: Path, acknowledged: int) -> str:
    """What is wrong with a copy; empty when nothing is."""
    try:
        store = open_store(copy, now)
    except AuditorError as error:
        return f"cannot be opened: {error}"
    try:
        with store.reading() as connection:
            report = verify_chain(connection, Silent())
            held = dict(connection.execute(select(setting.c.key, setting.c.value)).all())
    except AuditorError as error:
        return f"cannot be read: {error}"
    finally:
        store.close()
    if report.first_difference is not None:
        return str(report.first_difference)
    total = sum(int(value) for key, value in held.items() if key.isdigit())
    if total != ACCOUNTS * EACH:
        return f"the sum is {total}"
    return "" if report.changes >= acknowledged else f"ends at {report.changes}, acknowledged was {acknowledged}"


def test_that_backups_under_load_are_whole_and_hold_what_was_acknowledged(bank: Path, tmp_path: Path) -> None:
    many = amount(5, 100)
    faults, meanwhile = [], 0
    with writers(bank, tmp_path) as busy, Auditor.open(bank, clock=now) as auditor:
        for number in range(many):
            copy = tmp_path / f"copy-{number}"
            before = busy.acknowledged()
            made = auditor.run(BackUp(copy, "correct horse" if number % 5 == 4 else None))
            meanwhile += busy.acknowledged() - before
            if number % 5 == 4:
                copy.unlink()  # another passphrase: looked at by the backup itself, opened in a test of its own
                fault = "" if made.anchor.change >= before else "the encrypted copy ends too early"
            else:
                fault = fault_of(copy, before) or _anchor_fault(copy, made.anchor_file)
            faults.append(fault)
            if number > 1:
                copy.unlink(missing_ok=True)
        last = busy.acknowledged()
    assert faults == [""] * many
    assert meanwhile > 0
    assert fault_of(bank, last) == ""
    restored = tmp_path / "restored"
    Auditor.restore(restored, tmp_path / "copy-0", clock=now)
    assert fault_of(restored, 0) == ""
    count("F9 backup under load", backups=many, changes_meanwhile=meanwhile, whole=many, lost=0)


def _anchor_fault(copy: Path, anchor_file: Path) -> str:
    """Whether the anchor beside a backup is the copy's and is held by the workspace that goes on."""
    anchor = Anchor.from_json(anchor_file.read_text(encoding="utf-8"))
    store = open_store(copy, now)
    with store.reading() as connection:
        found, difference = anchor_of(connection), next(anchor_difference(connection, anchor), None)
    store.close()
    return "" if found == anchor and difference is None else f"the anchor is {anchor}, the copy {found}"


def test_that_copies_by_file_tools_under_load_are_not_whole(bank: Path, tmp_path: Path) -> None:
    """The control: the judge finds what a copy of the file alone lacks."""
    bad = 0
    many = amount(3, 20)
    with writers(bank, tmp_path) as busy:
        for number in range(many):
            copy = tmp_path / f"copy-{number}"
            before = busy.acknowledged()
            shutil.copy(bank, copy)
            bad += bool(fault_of(copy, before))
    assert bad >= many / 2
    count("F9 control: copied by file tools", copies=many, bad=bad)
