"""How many each rule concerns: counted off the window's thread for small workspaces, else by the last stored run."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from auditor.errors import Cancelled
from auditor.services.coverage import Coverage, RulesCoverage
from auditor.services.runs import Runs, StoredRun
from ui.kit.desk import Desk
from ui.kit.tasks import Handle
from ui.rules.presenter import Counts, counts_of, counts_of_run

AT_ONCE = 20_000
"""Up to so many subjects everybody is counted whenever the room is read; beyond, when somebody asks."""
LOOKED_AT_MS = 150


class Counting(QObject):
    """Keeps the counts of the day."""

    changed = Signal()
    """There are other counts."""
    moved = Signal()
    """The count has come further, begun or ended."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._handle: Handle | None = None
        self._round = 0
        """Which count is wanted; the outcome of an earlier one is nobody's any more."""
        self.counts: Counts | None = None
        self.coverage: Coverage | None = None
        self._timer = QTimer(self, interval=LOOKED_AT_MS)
        self._timer.timeout.connect(self.moved.emit)

    @property
    def busy(self) -> bool:
        """Whether a count is under way."""
        return self._handle is not None

    @property
    def done(self) -> int:
        """How many pairs of rule and type are counted."""
        return 0 if self._handle is None else self._handle.monitor.done

    def refresh(self, subjects: int) -> None:
        """Count again, at once where few are concerned; else take the last run where nothing is known."""
        if subjects <= AT_ONCE:
            self.start()
        elif self.counts is None or self.counts.as_of != self._desk.day.value:
            self._desk.tasks.ask(Runs(limit=1), self._runs_read, owner=self, slot="runs")

    def start(self) -> None:
        """Judge everybody, in place of a count under way."""
        self.stop()
        self._round += 1
        job, now = RulesCoverage(self._desk.day.value), self._round
        self._handle = self._desk.tasks.run(
            job,
            lambda found: self._counted(now, found),
            lambda error: self._failed(now, error),
            owner=self,
            unasked=True,
        )
        self._timer.start()
        self.moved.emit()

    def stop(self) -> None:
        """Let the count under way be."""
        if self._handle is not None:
            self._handle.cancel()
            self._round += 1
            self._ended()

    def _runs_read(self, runs: tuple[StoredRun, ...]) -> None:
        self.counts = counts_of_run(runs[0]) if runs else None
        self.coverage = None
        self.changed.emit()

    def _counted(self, now: int, found: Coverage) -> None:
        if now != self._round:
            return
        self.coverage = found
        self.counts = counts_of(found)
        self._ended()
        self.changed.emit()

    def _failed(self, now: int, error: Exception) -> None:
        if now != self._round:
            return
        self._ended()
        if not isinstance(error, Cancelled):
            self._desk.problems.tell(error)

    def _ended(self) -> None:
        self._handle = None
        self._timer.stop()
        self.moved.emit()
