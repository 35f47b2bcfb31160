"""What keeping a workspace costs as its chain grows: open, verify since the last time, verify all, back up."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.many import paths
from benchmarks.measure import Promise, Report, exponent, in_child, middle
from benchmarks.worlds import noon

ROUNDS = 5


def opened(store: str) -> dict[str, Any]:
    """Opening with everything that is asked then, the changes of a working day not yet verified."""
    with tempfile.TemporaryDirectory() as state:
        os.environ["AUDITOR_STATE"] = state
        _remember(Path(store), since=500)
        return {"seconds": middle([_timed(lambda: _ask_at_opening(Path(store))) for _ in range(ROUNDS)])}


def _ask_at_opening(path: Path) -> None:
    from auditor.app import Auditor
    from auditor.services.opening import AtOpening

    _remember(path, since=500)
    with Auditor.open(path, clock=noon) as auditor:
        assert auditor.ask(AtOpening()) == ()


def _remember(path: Path, since: int) -> None:
    """As if this computer had last seen and verified the workspace so many changes ago."""
    from auditor.app import Auditor
    from auditor.storage.anchor import anchor_of
    from auditor.storage.witness import Seen, Witness, state_folder

    folder = state_folder()
    assert folder is not None
    with Auditor.open(path, clock=noon) as auditor, auditor.context.store.reading() as connection:
        anchor = anchor_of(connection)
        number = anchor.change - since
        found = connection.exec_driver_sql(f"SELECT hash FROM change WHERE id = {number}").scalar_one()
        Witness(folder, anchor.workspace, path).keep(Seen(number, found, number, found))


def since(store: str) -> dict[str, Any]:
    """The changes of a working day, as a start verifies them."""
    from auditor.app import Auditor
    from auditor.storage.since import verify_since

    with Auditor.open(Path(store), clock=noon) as auditor, auditor.context.store.reading() as connection:
        last = connection.exec_driver_sql("SELECT change_id FROM head").scalar_one() - 500
        digest = connection.exec_driver_sql(f"SELECT hash FROM change WHERE id = {last}").scalar_one()

        def once() -> None:
            found = verify_since(connection, last, digest)
            assert (found.difference, found.left) == (None, 0)

        return {"seconds": middle([_timed(once) for _ in range(ROUNDS)])}


def verified(store: str) -> dict[str, Any]:
    """The whole chain."""
    from auditor.app import Auditor
    from auditor.services.keeping import VerifyChain

    with Auditor.open(Path(store), clock=noon) as auditor:
        started, cpu = time.perf_counter(), time.process_time()
        assert auditor.run(VerifyChain()).ok
        return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}


def backed_up(store: str) -> dict[str, Any]:
    """A verified copy."""
    from auditor.app import Auditor
    from auditor.services.safety import BackUp

    with (
        tempfile.TemporaryDirectory(dir=Path(store).parent) as folder,
        Auditor.open(Path(store), clock=noon) as auditor,
    ):
        started, cpu = time.perf_counter(), time.process_time()
        auditor.run(BackUp(Path(folder) / "copy"))
        return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run(folder: Path, sizes: list[int]) -> Report:
    """Chains of as many changes as the other worlds have hosts."""
    head = ("changes", "file", "open", "since", "verify", "its CPU", "its memory", "backup", "its CPU")
    report = Report("Keeping: changes of one row each", head)
    cost: list[float] = []
    for changes in sizes:
        store = str(paths(folder, changes))
        opening, daily = in_child("opened", store=store), in_child("since", store=store)
        whole, copy = in_child("verified", store=store), in_child("backed_up", store=store)
        cost.append(whole["cpu"])
        report.lines.append(
            (
                f"{changes:,}",
                f"{Path(store).stat().st_size / 1e6:.0f} MB",
                f"{opening['seconds']:.2f} s",
                f"{daily['seconds']:.3f} s",
                f"{whole['seconds']:.1f} s",
                f"{whole['cpu']:.1f} s",
                f"{whole['peak_mb']:.0f} MB",
                f"{copy['seconds']:.1f} s",
                f"{copy['cpu']:.1f} s",
            )
        )
    largest = f"{sizes[-1]:,} changes"
    for what, told, bound in (
        (f"open with {largest}, 500 not yet verified", opening, 2),
        (f"verify 500 changes at a start among {largest}", daily, 1),
        (f"verify {largest}", whole, 60),
        (f"back up {largest}, verified", copy, 60),
    ):
        seconds = told["seconds"]
        report.promises.append(Promise(what, f"under {bound} s", f"{seconds:.2f} s", seconds < bound))
    if len(sizes) > 1:
        grows = exponent(sizes, cost)
        report.promises.append(Promise("verify: growth", "exponent at most 1.05", f"{grows:.2f}", grows <= 1.05))
    return report
