"""From the start of the process to the first paint of the window over a workspace."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Promise, Report, in_child, middle
from benchmarks.worlds import paths

ROUNDS = 7

_WINDOW = """
import resource, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from ui.kit.memory import Memory
from ui.main import Options, build_app
from ui.session import Session
app = build_app()
session = Session(app, Options(workspace=Path(sys.argv[1])), Memory())
class Eye(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and session.opened is not None and seen is session.opened.window:
            used = resource.getrusage(resource.RUSAGE_SELF)
            print(time.time() - float(sys.argv[2]), used.ru_utime + used.ru_stime, flush=True)
            app.removeEventFilter(self)
            app.quit()
        return False
eye = Eye()
app.installEventFilter(eye)
session.begin()
app.exec()
session.opened.close()
"""


def start(store: str) -> dict[str, Any]:
    """Wall and CPU seconds to the first paint, several times (files in the page cache)."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", _WINDOW, store, repr(time.time())]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        first, used = done.stdout.split()[:2]
        wall.append(float(first))
        cpu.append(float(used))
    return {"wall": middle(wall), "worst": max(wall), "cpu": middle(cpu)}


def run(folder: Path, sizes: list[int]) -> Report:
    """The smallest and the largest size."""
    report = Report("Start-up to first paint", ("hosts", "median", "worst", "CPU"))
    for hosts in sorted({min(sizes), max(sizes)}):
        store, _ = paths(folder, hosts)
        told = in_child("start", store=str(store))
        report.lines.append((f"{hosts:,}", f"{told['wall']:.2f} s", f"{told['worst']:.2f} s", f"{told['cpu']:.2f} s"))
    report.promises.append(
        Promise(
            f"first paint with a workspace of {max(sizes):,} hosts",
            "under 1 s",
            f"{told['wall']:.2f} s ({told['cpu']:.2f} s CPU)",
            told["wall"] < 1,
        )
    )
    report.notes.append("Offscreen, page cache warm, interpreter start and imports included.")
    return report
