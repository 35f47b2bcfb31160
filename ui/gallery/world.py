"""The made-up workspaces that are photographed: the same people on the same day, whenever the pictures are made."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.context import Context

NOW = datetime(2026, 6, 30, 9, 30, tzinfo=SHANGHAI)
"""What every clock says while pictures are taken."""
ENTERED = timedelta(days=40)
"""How long before that the records were entered, so that there is something to look back at."""


def clock() -> datetime:
    """The instant of all pictures."""
    return NOW


def empty(path: Path) -> Path:
    """A workspace without anything."""
    Auditor.create(path, clock=clock)
    return path


def filled(path: Path, hosts: int, seed: int = 1) -> Path:
    """A workspace of so many made-up hosts, entered some weeks ago and judged by today's day."""
    from auditor.rulebook.register import register_functions
    from auditor.services.demos import FillDemo
    from auditor.storage.workspace import open_store

    Auditor.create(path, clock=_then)
    store = open_store(path, _then, registrar=register_functions)
    with Auditor(store, Context(store, clock)) as app:
        app.run(FillDemo(hosts, seed))
    return path


def _then() -> datetime:
    return NOW - ENTERED
