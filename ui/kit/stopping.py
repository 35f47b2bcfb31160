"""Questions that take long where there are many people: asked anew or given up, the one under way ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.monitor import Stoppable
from ui.kit.tasks import Lane, Tasks


@dataclass(slots=True)
class LongQuestions:
    """The long questions of one owner, one at a time in each slot; none of them holds up the pages of a list."""

    tasks: Tasks
    owner: object
    _under_way: dict[str, tuple[int, Stoppable]] = field(default_factory=dict)

    def ask(
        self,
        query: Any,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        slot: str,
    ) -> None:
        """Ask a query that has a monitor, instead of what was asked in the slot before."""
        self._end(slot)
        core, monitor = self.tasks.core, Stoppable()
        if core is None:
            raise RuntimeError("no workspace is open")
        asked = replace(query, monitor=monitor)
        number = self.tasks.read(
            lambda: core.ask(asked), then, failed, owner=self.owner, slot=slot, lane=Lane.JUDGE
        )  # fmt: skip
        self._under_way[slot] = (number, monitor)

    def stop(self) -> bool:
        """Nobody waits for any of them any more; whether an answer was still on its way."""
        waited = [self._end(slot) for slot in list(self._under_way)]
        return any(waited)

    def _end(self, slot: str) -> bool:
        number, monitor = self._under_way.pop(slot, (0, None))
        waited = self.tasks.waits_for(number)
        if monitor is not None:
            monitor.stop()
            self.tasks.drop(number)
        return waited
