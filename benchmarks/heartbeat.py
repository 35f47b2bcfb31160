"""Whether the window stays alive: the longest silence of its thread while a list is used, an import and an audit."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measure import Promise, Report, in_child
from benchmarks.window import copied, play, played, standing, until
from benchmarks.worlds import paths

STALL_MS, MEMORY_MB = 50, 300
IMPORTED = 20_000
BEAT_MS = 5
"""The window's thread is asked this often; a silence is what passes between two beats beyond it."""


def heartbeat(store: str, file: str) -> dict[str, Any]:
    """Phases by name: seconds, the longest silence, the 99.9th percentile (ms); memory (MB) before and after."""
    return played("benchmarks.heartbeat", store, file)


def run(folder: Path, sizes: list[int]) -> Report:
    """The largest size, on a copy: an import writes into it."""
    from benchmarks.importing import workbooks

    hosts = max(sizes)
    store, _ = paths(folder, hosts)
    with copied(store, "heartbeat") as copy:
        told = in_child("heartbeat", store=str(copy), file=str(workbooks(folder, IMPORTED)[0]))
    head = ("while", "seconds", "longest silence", "99.9 % under", "longest of our own", "99.9 % of these under")
    report = Report(f"The window's thread, {hosts:,} hosts", head)
    for name, phase in told["phases"].items():
        silences = (f"{phase[each]:.0f} ms" for each in ("worst", "most", "own", "own most"))
        report.lines.append((name, f"{phase['seconds']:.1f}", *silences))
    worst, own = (max(told["phases"][name][each] for name in ("importing", "auditing")) for each in ("worst", "own"))
    report.promises += [
        Promise("the window's thread while importing and auditing", "no silence over 50 ms",
                f"{worst:.0f} ms, of our own {own:.0f} ms", worst <= STALL_MS),
        Promise(f"memory of the window over {hosts:,} hosts", "under 300 MB",
                f"{told['memory']:.0f} MB (at most {told['most']:.0f})", told["memory"] < MEMORY_MB),
    ]  # fmt: skip
    report.notes.append(
        f"A list is jumped through and a search typed all the while; {IMPORTED:,} rows are imported, everybody is"
        f" audited and the run stored. Our own is a silence without what the thread, ready to go on, waited for one of"
        f" the machine's processors. Memory is that of the process with its first list, used; the one beside it, in"
        f" which the long work is done and which ends with it, had at most {told['annex']:.0f} MB."
    )
    return report


class _Player:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._annex = 0.0
        self.phases: dict[str, dict[str, float]] = {}

    def play(self, file: Path) -> dict[str, Any]:
        from auditor.services.audits import Audit
        from auditor.services.imports import ImportFiles
        from benchmarks.worlds import TODAY
        from ui.kit.desk import Place

        window, tasks = self._session.opened.window, self._session.opened.desk.tasks
        until(lambda: window.ready and tasks.waiting <= len(tasks.jobs))
        window.go(Place("hosts"))
        until(lambda: tasks.waiting <= len(tasks.jobs))
        screen = window.shown
        if tasks.jobs:
            self._phase("everybody is judged anew", lambda: not tasks.jobs, screen)
        standing(self._session)
        self._phase("a list is used", lambda: self._seconds(10), screen)
        memory = _memory("self", "VmRSS")
        for name, job in (("importing", ImportFiles((file,))), ("auditing", Audit(TODAY))):
            over: list[object] = []
            tasks.run(job, over.append, over.append, owner=window)
            self._phase(name, lambda over=over: bool(over), screen)
            if isinstance(over[0], Exception):
                raise over[0]
            self._phase(f"after {name}", lambda: not tasks.jobs and self._seconds(5), screen)
        return {"phases": self.phases, "memory": memory, "most": _memory("self", "VmHWM"), "annex": self._annex}

    def _phase(self, name: str, done: Any, screen: Any) -> None:
        """Beat until it is done, and use the list all the while: jumps, and a search typed letter by letter."""
        from PySide6.QtCore import Qt, QTimer

        self._since = _now()
        beats: list[tuple[float, float]] = []
        beat = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        beat.timeout.connect(lambda: beats.append((_now(), _queued())))
        use = QTimer(interval=400)
        steps = iter(range(10**9))

        def step() -> None:
            at = next(steps)
            bar = screen.table.verticalScrollBar()
            bar.setValue(bar.maximum() * ((at * 37) % 101) // 100)
            if at % 5 == 0:
                screen.search.setText(("", "小", "小满", "小", "")[(at // 5) % 5])
            self._annex = max(self._annex, *(_memory(str(one), "VmHWM") for one in _children()))

        use.timeout.connect(step)
        beat.start()
        use.start()
        began = _now()
        until(done)
        beat.stop()
        use.stop()
        seconds = _now() - began
        silences = sorted((b[0] - a[0]) * 1000 - BEAT_MS for a, b in pairwise(beats))
        ours = sorted((b[0] - a[0] - (b[1] - a[1])) * 1000 - BEAT_MS for a, b in pairwise(beats))
        rare = int(len(silences) * 0.999)
        figures = {"worst": silences[-1], "most": silences[rare], "own": ours[-1], "own most": ours[rare]}
        self.phases[name] = {"seconds": seconds, **figures}

    def _seconds(self, many: float) -> bool:
        return _now() - self._since > many


def _queued() -> float:
    """Seconds that this thread has waited for a processor while it could have gone on; 0 where nobody counts them."""
    try:
        with Path("/proc/thread-self/schedstat").open() as told:
            return int(told.read().split()[1]) / 1e9
    except OSError:
        return 0.0


def _now() -> float:
    import time

    return time.perf_counter()


def _children() -> list[int]:
    """Our annex, 0 being a process that has no memory."""
    path = Path(f"/proc/{os.getpid()}/task")
    told = " ".join((each / "children").read_text() for each in path.iterdir() if (each / "children").exists())
    return [0, *(int(one) for one in told.split() if b"auditor.annex" in _line(one))]


def _line(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _memory(process: str, which: str) -> float:
    """Memory of a process, MB: resident now (VmRSS) or at most (VmHWM); 0 where there is none."""
    try:
        with Path(f"/proc/{process}/status").open() as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith(which)), 0.0)
    except OSError:
        return 0.0


if __name__ == "__main__":
    play(lambda session: _Player(session).play(Path(sys.argv[2])))
