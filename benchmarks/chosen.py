"""Work on all that a list shows: a tag put on all hosts and taken back; the day's broadcasts cleared together."""

from __future__ import annotations

import shutil
import time
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from auditor.i18n import Message
from benchmarks.measure import Report, in_child
from benchmarks.worlds import TODAY, paths

BROADCASTS = 40
_NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12)


class _Paced:
    """A monitor that notes the longest time between two of its steps."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()

    def step(self, done: int, total: int | None, what: Message) -> None:
        """Somebody looks here whether to stop."""
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def tagged(store: str) -> dict[str, Any]:
    """CPU and wall seconds of putting a tag on every host, and of taking that back, on a file that may be written."""
    from auditor.app import Auditor
    from auditor.services.bulk import BulkEdit
    from auditor.services.lists.chosen import Listed
    from auditor.services.undoing import Undo

    told: dict[str, Any] = {}
    with Auditor.open(Path(store)) as app:
        change = 0
        for name in ("put on", "taken back"):
            job = Undo(change) if change else BulkEdit(Listed("host"), add_tags=("重点",))
            pace, cpu, wall = _Paced(), time.process_time(), time.perf_counter()
            done: Any = app.run(job, pace)
            told[name] = {
                "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "between": pace.longest,
            }  # fmt: skip
            change = change or done.change
    return told


def cleared(store: str) -> dict[str, Any]:
    """CPU milliseconds of clearing broadcasts that are still to come, together and one by one, statements made."""
    from auditor.app import Auditor
    from auditor.clock import SHANGHAI
    from auditor.services.clearance.clearing import Clear
    from auditor.services.today.tonight import Tonight
    from auditor.services.today.whole import ClearedOf

    with Auditor.open(Path(store), clock=lambda: _NOON.replace(tzinfo=SHANGHAI)) as app:
        rows = app.ask(Tonight(TODAY, limit=2 * BROADCASTS)).rows
        codes = tuple(row.who.code for row in rows)[:BROADCASTS]
        begun = time.process_time()
        app.ask(ClearedOf(codes[:1]))
        first = time.process_time() - begun
        app.ask(ClearedOf(codes))
        together, alone = [], []
        for _ in range(5):
            begun = time.process_time()
            app.ask(ClearedOf(codes))
            together.append((time.process_time() - begun) / len(codes))
            begun = time.process_time()
            for code in codes:
                app.ask(Clear(broadcast=code))
            alone.append((time.process_time() - begun) / len(codes))
    return {"first": first, "together": median(together), "alone": median(alone), "count": len(codes)}


def run(folder: Path, sizes: list[int]) -> Report:
    """Every size, the edit on a copy."""
    head = ("hosts", "tag on all, CPU", "wall", "taken back, CPU", "wall", "peak memory",
            "longest without a look at stop", "a broadcast cleared with others",
            "alone, with the earliest day")  # fmt: skip
    report = Report("Everything chosen of a list, and the day's broadcasts", head)
    for hosts in sizes:
        store, _ = paths(folder, hosts)
        copy = folder / "chosen.auditor"
        shutil.copyfile(store, copy)
        try:
            edit = in_child("tagged", store=str(copy))
            clear = in_child("cleared", store=str(copy))
        finally:
            for each in folder.glob("chosen.auditor*"):
                each.unlink()
        on, back = edit["put on"], edit["taken back"]
        report.lines.append(
            (
                f"{hosts:,}",
                f"{on['cpu']:.1f} s",
                f"{on['wall']:.1f} s",
                f"{back['cpu']:.1f} s",
                f"{back['wall']:.1f} s",
                f"{edit['peak_mb']:.0f} MB",
                f"{max(on['between'], back['between']):.1f} s",
                f"{clear['together'] * 1000:.0f} ms",
                f"{clear['alone'] * 1000:.0f} ms",
            )
        )
    report.notes.append(
        "A tag is put on every host as one change and that change is taken back, durable each; the longest time "
        "between two looks at whether to stop is the wall's. Clearances are the CPU of each of up to "
        f"{BROADCASTS} broadcasts still to come, statements made."
    )
    return report
