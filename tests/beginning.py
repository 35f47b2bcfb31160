"""Workspaces for tests to begin with: each kind is really made once in a process, and copied from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.app import Auditor


def begun(path: Path, clock: Callable[[], datetime], title: str = "") -> Path:
    """An empty workspace at ``path``; those begun at the same instant with the same title are the same workspace."""
    path.write_bytes(_empty(clock(), title or path.stem))
    path.chmod(0o600)
    return path


@cache
def _empty(now: datetime, title: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "w.auditor"
        Auditor.create(path, clock=lambda: now, title=title)
        return path.read_bytes()
