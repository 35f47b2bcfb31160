"""Whether the window stays alive: the longest silence of its thread while a list is used, an import and an audit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Promise, Report, in_child
from benchmarks.worlds import paths

STALL_MS, MEMORY_MB = 50, 300
IMPORTED = 20_000
BEAT_MS = 5
"""The window's thread is asked this often; a silence is what passes between two beats beyond it."""


def heartbeat(store: str, file: str) -> dict[str, Any]:
    """Phases by name: seconds, the longest silence, the 99.9th percentile (ms); memory (MB) before and after."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks.heartbeat", store, file]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size, on a copy: an import writes into it."""
    from benchmarks.importing import workbooks

    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    copy = folder / "heartbeat.auditor"
    shutil.copyfile(store, copy)
    try:
        told = in_child("heartbeat", store=str(copy), file=str(workbooks(folder, IMPORTED)[0]))
    finally:
        copy.unlink(missing_ok=True)
    report = Report(f"The window's thread, {hosts:,} hosts", ("while", "seconds", "longest silence", "99.9 % under"))
    for name, phase in told["phases"].items():
        silence = (f"{phase['worst']:.0f} ms", f"{phase['most']:.0f} ms")
        report.lines.append((name, f"{phase['seconds']:.1f}", *silence))
    worst = max(phase["worst"] for phase in told["phases"].values())
    report.promises += [
        Promise("the window's thread while importing and auditing", "no silence over 50 ms", f"{worst:.0f} ms",
                worst <= STALL_MS),
        Promise(f"memory of the window over {hosts:,} hosts", "under 300 MB", f"{told['memory']:.0f} MB",
                told["memory"] < MEMORY_MB),
    ]  # fmt: skip
    report.notes.append(
        f"A list is jumped through and a search typed all the while; {IMPORTED:,} rows are imported, everybody is"
        f" audited and the run stored. Memory is that of the process with its first list, scrolled; with the import and"
        f" the audit done it is {told['memory_after']:.0f} MB."
    )
    return report


def _main() -> None:
    """In a process of its own: open the window, beat, and play the phases."""
    from ui.kit.memory import Memory
    from ui.main import Options, build_app
    from ui.session import Session

    app = build_app()
    session = Session(app, Options(workspace=Path(sys.argv[1])), Memory())
    session.begin()
    print(json.dumps(_Player(session).play(Path(sys.argv[2]))))
    assert session.opened is not None
    session.opened.window.close()


class _Player:
    def __init__(self, session: Any) -> None:
        self._session = session
        self.phases: dict[str, dict[str, float]] = {}

    def play(self, file: Path) -> dict[str, Any]:
        from auditor.services.audits import Audit
        from auditor.services.imports import ImportFiles
        from benchmarks.worlds import TODAY
        from ui.kit.desk import Place

        window, tasks = self._session.opened.window, self._session.opened.desk.tasks
        self._until(lambda: window.ready and not tasks.waiting)
        window.go(Place("hosts"))
        self._until(lambda: not tasks.waiting)
        screen = window.shown
        self._phase("a list is used", lambda: self._seconds(10), screen)
        memory = _memory()
        for name, job in (("importing", ImportFiles((file,))), ("auditing", Audit(TODAY))):
            over: list[object] = []
            tasks.run(job, over.append, over.append, owner=window)
            self._phase(name, lambda over=over: bool(over), screen)
            if isinstance(over[0], Exception):
                raise over[0]
        return {"phases": self.phases, "memory": memory, "memory_after": _memory()}

    def _phase(self, name: str, done: Any, screen: Any) -> None:
        """Beat until it is done, and use the list all the while: jumps, and a search typed letter by letter."""
        from PySide6.QtCore import Qt, QTimer

        beats: list[float] = []
        beat = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        beat.timeout.connect(lambda: beats.append(_now()))
        use = QTimer(interval=400)
        steps = iter(range(10**9))

        def step() -> None:
            at = next(steps)
            bar = screen.table.verticalScrollBar()
            bar.setValue(bar.maximum() * ((at * 37) % 101) // 100)
            if at % 5 == 0:
                screen.search.setText(("", "小", "小满", "小", "")[(at // 5) % 5])

        use.timeout.connect(step)
        beat.start()
        use.start()
        began = _now()
        self._until(done)
        beat.stop()
        use.stop()
        silences = sorted((b - a) * 1000 - BEAT_MS for a, b in pairwise(beats))
        self.phases[name] = {
            "seconds": _now() - began,
            "worst": silences[-1],
            "most": silences[int(len(silences) * 0.999)],
        }

    def _seconds(self, many: float) -> bool:
        self._since = getattr(self, "_since", _now())
        return _now() - self._since > many

    def _until(self, done: Any) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        look = QTimer(interval=50)
        look.timeout.connect(lambda: loop.quit() if done() else None)
        look.start()
        loop.exec()
        look.stop()


def _now() -> float:
    import time

    return time.perf_counter()


def _memory() -> float:
    """Resident memory of this process, MB."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    _main()
