"""How things are measured: each in a fresh process of its own, in rounds, as CPU seconds and peak memory."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the promises: what was promised, what was measured, whether it is kept (None: no verdict)."""

    what: str
    promised: str
    measured: str
    kept: bool | None = None


@dataclass(slots=True)
class Report:
    """What one benchmark has to say: lines of a table, promises, and sentences on how it was measured."""

    title: str
    head: tuple[str, ...] = ()
    lines: list[tuple[str, ...]] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def keep(self, path: Path) -> None:
        """Store it, so that a page can be made of reports of several runs."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def kept(cls, path: Path) -> Report:
        """One that was stored."""
        told = json.loads(path.read_text(encoding="utf-8"))
        lines = [tuple(line) for line in told["lines"]]
        promises = [Promise(**each) for each in told["promises"]]
        return cls(told["title"], tuple(told["head"]), lines, promises, told["notes"])


def in_child(task: str, **arguments: Any) -> dict[str, Any]:
    """Run one task of benchmarks.tasks in a fresh interpreter; gives what it returned and its peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.tasks", task, json.dumps(arguments, default=str)]
    environment = {**os.environ, "AUDITOR_STATE": "off", "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{task} failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return float(median(values))


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """How cost grows with size between the first and the last: 1 is linear."""
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


def milliseconds(seconds: float) -> str:
    """A short time for reading."""
    return f"{seconds * 1e3:.2f} ms" if seconds < 0.01 else f"{seconds * 1e3:.0f} ms"
