"""Keeps the answers of the lists up to date: looks after every change and every minute, and has them worked out."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from auditor.errors import Cancelled
from auditor.services.standing import RefreshStanding, StandingHolds, StandingNow, WarmStanding
from auditor.services.standing.state import KINDS
from ui.kit.settling import settle
from ui.kit.tasks import Lane, Tasks

LOOK_EVERY_MS = 60_000
"""The day may have turned, which nobody tells."""


class Keeper(QObject):
    """Starts the work when it is needed and not yet under way; its outcome outdates every screen by itself."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._busy = False
        self._made_way = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        tasks.changed.connect(self.look)
        tasks.jobs_changed.connect(self._perhaps_again)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self, _changed: object = None) -> None:
        """Ask whether the answers hold; a workspace that is busy or gone is told by whoever needs it next."""
        core = self._tasks.core
        if self._busy or core is None:
            return
        self._tasks.read(
            lambda: core.ask(StandingNow()),
            self._arrived,
            lambda _: None,
            owner=self,
            slot="standing",
            lane=Lane.JUDGE,
        )

    def _arrived(self, holds: StandingHolds) -> None:
        if holds.fresh:
            self._warm()
        elif not self._busy:
            self._busy = True
            self._tasks.run(RefreshStanding(), self._done, self._failed, owner=self, unasked=True)

    def _warm(self, first: int = 0, made: bool = False) -> None:
        """The job may have been done in another process; commands are carried out in this one. Costs seconds a day.

        One type of subject after the other: whoever closes the window waits for one of them at most.
        """
        core = self._tasks.core
        if core is not None and first < len(KINDS):
            self._tasks.read(
                lambda: core.ask(WarmStanding(KINDS[first])),
                lambda one: self._warm(first + 1, made or one),
                lambda _: None,
                owner=self,
                slot="warm",
                lane=Lane.LONG,
            )
        elif made:
            settle()

    def _done(self, holds: StandingHolds) -> None:
        self._busy = False
        if holds.fresh:
            self._warm()
        else:
            self.look()

    def _failed(self, error: Exception) -> None:
        # A file that can only be read keeps its old answers, and lists say for when they hold.
        self._busy = False
        self._made_way = isinstance(error, Cancelled) and bool(self._tasks.jobs)

    def _perhaps_again(self) -> None:
        """It made way for work that somebody waited for, and that has ended."""
        if self._made_way and not self._tasks.jobs:
            self._made_way = False
            self.look()
