"""Tasks of a screen that looks back: it asks what was recorded at the desk's moment, and then writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from auditor.monitor import Monitor, Stoppable
from ui.kit.desk import Day, Desk
from ui.kit.edits import refusal
from ui.kit.problems import Problems
from ui.kit.tasks import Core, Handle, Tasks


class LookingCore:
    """Asks the core for what was recorded by the moment that the day looks back to; everything where it does not."""

    def __init__(self, tasks: Tasks, day: Day) -> None:
        self._tasks, self._day = tasks, day

    def ask(self, query: Any) -> Any:
        """A pure read."""
        known = None if getattr(query, "known_at", None) is not None else self._day.known
        return self._core.ask(query) if known is None else self._core.ask(query, known=known)

    def do(self, command: Any) -> Any:
        """One transaction."""
        return self._core.do(command)

    def run(self, job: Any, monitor: Monitor) -> Any:
        """Long work."""
        return self._core.run(job, monitor)

    def hasten(self) -> None:
        """What was told to stop is not waited for any longer."""
        self._core.hasten()

    @property
    def _core(self) -> Any:
        """Any: a core in tests need not look back."""
        return self._tasks.core


class Looking:
    """The tasks of the desk, but that reads look back and writes are refused while they do."""

    def __init__(self, tasks: Tasks, day: Day, problems: Problems) -> None:
        self._tasks, self._day, self._problems = tasks, day, problems
        self._seeing = LookingCore(tasks, day)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tasks, name)

    @property
    def core(self) -> Core | None:
        """What is asked; None where no workspace is open."""
        return None if self._tasks.core is None else self._seeing

    def ask(self, query: Any, then: Callable[[Any], None], failed: Any = None, **how: Any) -> int:
        """Ask what was recorded then."""
        seeing = self._seeing
        return self._tasks.read(lambda: seeing.ask(query), then, failed, **how)

    def do(self, command: Any, then: Any = None, failed: Any = None, *, owner: object) -> int:
        """Carry out a command, or say why not."""
        if not self._stopped(failed):
            return self._tasks.do(command, then, failed, owner=owner)
        return 0

    def run(self, job: Any, then: Any = None, failed: Any = None, *, owner: object, unasked: bool = False) -> Handle:
        """Start long work, or say why not; then it is as if it had been stopped."""
        if not self._stopped(failed):
            return self._tasks.run(job, then, failed, owner=owner, unasked=unasked)
        return Handle(0, Stoppable(), 0.0, unasked)

    def _stopped(self, failed: Callable[[Exception], None] | None) -> bool:
        error = refusal(self._day, self._problems)
        if error is not None and failed is not None:
            failed(error)
        return error is not None


def looking_back(desk: Desk) -> Desk:
    """The desk for a screen that obeys the moment as known."""
    made = replace(desk, tasks=cast("Tasks", Looking(desk.tasks, desk.day, desk.problems)))
    object.__setattr__(made, "edits", desk.edits)
    return made
