"""How long work reports and is stopped: plain calls, no threads."""

from __future__ import annotations

from typing import Protocol

from auditor.errors import Cancelled
from auditor.i18n import Message, said


class Monitor(Protocol):
    """Given to long work; ``step`` reports progress and raises Cancelled when the person asked to stop."""

    def step(self, done: int, total: int | None, what: Message) -> None:
        """``done`` of ``total`` units (None: unknown) of ``what``."""


class Silent:
    """A monitor that reports nothing and never stops the work."""

    def step(self, done: int, total: int | None, what: Message) -> None:
        return None


class Stoppable:
    """A monitor that a second party can stop; keeps the last report for whoever shows it."""

    def __init__(self) -> None:
        self.stopped = False
        self.done = 0
        self.total: int | None = None
        self.what: Message | None = None

    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self.stopped = True

    def step(self, done: int, total: int | None, what: Message) -> None:
        self.done, self.total, self.what = done, total, what
        if self.stopped:
            raise Cancelled(said("Stopped; nothing was changed."))
