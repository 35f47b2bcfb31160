"""The only threads of the desk: reads on two, commands and long work on one each; outcomes land on the GUI thread."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from auditor.errors import Cancelled
from auditor.monitor import Monitor, Stoppable
from ui.kit import staying
from ui.kit.settling import step_back
from ui.kit.tickets import Ticket, alive, ticket_for

BACK = 5
"""By so much threads that work step back behind the one that paints, where the processors do not suffice for all."""

GRACE = 2.0
"""Seconds that long work has to come to rest by itself when the window closes."""


class Lane(Enum):
    """Who may run beside whom: commands keep the order of clicks, long work blocks neither clicks nor reads."""

    READ = ("read", 2)
    JUDGE = ("judge", 1)
    """Reads that judge: pages of a list never wait behind them, and the rule book is loaded once."""
    WRITE = ("write", 1)
    LONG = ("long", 1)

    @property
    def width(self) -> int:
        """How many threads serve the lane."""
        return self.value[1]


class Core(Protocol):
    """What the desk needs of the headless side. Any: each query has its own answer type."""

    def ask(self, query: Any) -> Any:
        """A pure read."""

    def do(self, command: Any) -> Any:
        """One transaction; returns what changed."""

    def run(self, job: Any, monitor: Monitor) -> Any:
        """Long work that reports to the monitor and stops when told."""

    def hasten(self) -> None:
        """Long work that was told to stop is not waited for any longer: what it had not stored has not happened."""


class Lanes(Protocol):
    """Where work is carried out; tests bring one without threads."""

    def put(self, lane: Lane, number: int, work: Callable[[], object]) -> None:
        """Queue the work; its outcome goes to the landing under this number."""

    def close(self, seconds: float) -> bool:
        """Finish the queued commands, leave the rest; False when time ran out."""


@dataclass(frozen=True, slots=True)
class Handle:
    """Long work under way: what the person sees of it, and the way to stop it."""

    number: int
    monitor: Stoppable
    started: float
    unasked: bool = False
    """Nobody asked for it: it may be stopped without a word, and begins again by itself."""

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self.monitor.stop()


class Landing:
    """Collects outcomes from any thread; whoever owns it empties it on the GUI thread."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._arrived: deque[tuple[int, object, Exception | None]] = deque()
        self._wake = wake
        self.dropped: Callable[[int], bool] = lambda number: False

    def carry_out(self, number: int, work: Callable[[], object]) -> None:
        """Run the work unless nobody wants it any more, and hand in its outcome."""
        if self.dropped(number):
            return
        try:
            outcome: tuple[int, object, Exception | None] = (number, work(), None)
        except Exception as error:  # noqa: BLE001 - every failure is somebody's news; the lane must live on
            outcome = (number, None, error)
        self._arrived.append(outcome)
        self._wake()

    def take(self) -> tuple[int, object, Exception | None] | None:
        """The oldest outcome, None when there is none."""
        return self._arrived.popleft() if self._arrived else None


class Tasks(QObject):
    """Hands work to lanes and outcomes to their askers.

    An outcome is dropped when its owner is gone, or when the same owner has asked again in the same slot.
    """

    changed = Signal(object)
    """What left a change record, told to every screen."""
    busy = Signal(int)
    """How many asked-for outcomes are still on their way."""
    jobs_changed = Signal()
    _woken = Signal()

    def __init__(self, core: Core | None, lanes: Callable[[Landing], Lanes], told: Callable[[Exception], None]) -> None:
        super().__init__()
        self.core = core
        self._told = told
        self._numbers = count(1)
        self._tickets: dict[int, Ticket] = {}
        self._latest: dict[tuple[int, str], int] = {}
        self._jobs: dict[int, Handle] = {}
        self._closed = False
        self._landing = Landing(self._woken.emit)
        self._landing.dropped = lambda number: number not in self._tickets
        self._lanes = lanes(self._landing)
        self._woken.connect(self.land, Qt.ConnectionType.QueuedConnection)

    # asking -----------------------------------------------------------------------------------------------------

    def ask(
        self,
        query: Any,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: object,
        slot: str | None = None,
    ) -> int:
        """Ask the core; see ``read``."""
        core = self._core()
        return self.read(lambda: core.ask(query), then, failed, owner=owner, slot=slot)

    def read(
        self,
        work: Callable[[], object],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: object,
        slot: str | None = None,
        lane: Lane = Lane.READ,
    ) -> int:
        """Run a pure read off the GUI thread; its number serves to drop it. ``work`` must hold no widget."""
        return self._put(lane, work, ticket_for(owner, then, failed, slot, must_tell=False))

    def do(
        self,
        command: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: object,
    ) -> int:
        """Carry out a command; it is done even when its owner goes, and every screen hears of the change."""
        core = self._core()
        return self._put(Lane.WRITE, lambda: core.do(command), ticket_for(owner, then, failed, None, must_tell=True))

    def run(
        self,
        job: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: object,
        unasked: bool = False,
    ) -> Handle:
        """Start long work; the handle reports progress and cancels. What nobody asked for makes way for what is."""
        core = self._core()
        if not unasked:
            for other in self.jobs:
                if other.unasked:
                    other.cancel()
        monitor = Stoppable()
        work = lambda: core.run(job, monitor)  # noqa: E731 - one line among its like
        number = self._put(Lane.LONG, work, ticket_for(owner, then, failed, None, must_tell=True))
        handle = Handle(number, monitor, time.monotonic(), unasked)
        if number in self._tickets:
            self._jobs[number] = handle
            self.jobs_changed.emit()
        return handle

    def drop(self, number: int) -> None:
        """Nobody wants this outcome any more; if it has not begun, it never will."""
        self._tickets.pop(number, None)

    def waits_for(self, number: int) -> bool:
        """Whether this outcome is still on its way."""
        return number in self._tickets

    @property
    def jobs(self) -> tuple[Handle, ...]:
        """Long work under way, oldest first."""
        return tuple(self._jobs.values())

    @property
    def waiting(self) -> int:
        """Outcomes still on their way."""
        return len(self._tickets)

    # landing ----------------------------------------------------------------------------------------------------

    def land(self) -> None:
        """Deliver what has arrived; on the GUI thread."""
        while (arrived := self._landing.take()) is not None:
            number, result, error = arrived
            ticket = self._tickets.pop(number, None)
            if self._jobs.pop(number, None) is not None:
                self.jobs_changed.emit()
            if ticket is None:
                continue
            if ticket.key is not None and self._latest.get(ticket.key) == number:
                del self._latest[ticket.key]
            try:
                with staying.turn():
                    self._deliver(ticket, result, error)
            except Exception:  # noqa: BLE001 - one screen's fault must not swallow the outcomes of the others
                sys.excepthook(*sys.exc_info())
        self.busy.emit(len(self._tickets))

    def _deliver(self, ticket: Ticket, result: object, error: Exception | None) -> None:
        here = ticket.owner is None or alive(ticket.owner)
        if error is None:
            if ticket.must_tell and changed_something(result):
                self.changed.emit(result)
            then = ticket.then()
            if here and then is not None:
                then(result)
            return
        failed = ticket.failed()
        if here and failed is not None:
            failed(error)
        elif (here or ticket.must_tell) and not isinstance(error, Cancelled):
            self._told(error)

    def _put(self, lane: Lane, work: Callable[[], object], ticket: Ticket) -> int:
        number = next(self._numbers)
        if self._closed:
            return number
        if ticket.key is not None:
            older = self._latest.get(ticket.key)
            if older is not None:
                self.drop(older)
            self._latest[ticket.key] = number
        self._tickets[number] = ticket
        self.busy.emit(len(self._tickets))
        self._lanes.put(lane, number, work)
        return number

    def _core(self) -> Core:
        if self.core is None:
            raise RuntimeError("no workspace is open")
        return self.core

    # ending -----------------------------------------------------------------------------------------------------

    def shutdown(self, seconds: float = 10.0) -> bool:
        """Refuse new work, stop long work, finish queued commands, end the threads; False when time ran out."""
        self._closed = True
        for handle in self.jobs:
            handle.cancel()
        for number, ticket in list(self._tickets.items()):
            if not ticket.must_tell:
                self.drop(number)
        ended = self._lanes.close(min(GRACE, seconds))
        if not ended:
            if self.core is not None:
                self.core.hasten()
            ended = self._lanes.close(seconds - GRACE)
        self.land()
        return ended


def changed_something(result: object) -> bool:
    """Whether an outcome says that it left a change record (reports and previews leave none)."""
    return getattr(result, "change", None) is not None


class ThreadLanes:
    """Lanes of real threads; workers hold numbers and work, never a widget, so no widget dies on a foreign thread."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self._queues: dict[Lane, queue.SimpleQueue[tuple[int, Callable[[], object]] | None]] = {}
        self._threads: list[tuple[Lane, threading.Thread]] = []
        for lane in Lane:
            self._queues[lane] = queue.SimpleQueue()
            for place in range(lane.width):
                thread = threading.Thread(
                    target=self._serve, args=(lane,), name=f"{lane.name.lower()}-{place}", daemon=True
                )
                self._threads.append((lane, thread))
                thread.start()

    def put(self, lane: Lane, number: int, work: Callable[[], object]) -> None:
        self._queues[lane].put((number, work))

    def close(self, seconds: float) -> bool:
        for lane, _ in self._threads:
            self._queues[lane].put(None)
        until = time.monotonic() + seconds
        for _, thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for _, thread in self._threads)

    def _serve(self, lane: Lane) -> None:
        step_back(BACK)
        while (item := self._queues[lane].get()) is not None:
            self._landing.carry_out(*item)
            del item  # the work's references end here, not when the next one comes


class InlineLanes:
    """Lanes without threads, for tests: work waits until ``run_all`` is called."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self._queued: deque[tuple[Lane, int, Callable[[], object]]] = deque()

    def put(self, lane: Lane, number: int, work: Callable[[], object]) -> None:
        self._queued.append((lane, number, work))

    def run_one(self) -> bool:
        """Carry out the oldest work; False when there was none."""
        if not self._queued:
            return False
        _, number, work = self._queued.popleft()
        self._landing.carry_out(number, work)
        return True

    def close(self, seconds: float) -> bool:
        while self.run_one():
            pass
        return True


class InlineTasks(Tasks):
    """Tasks whose work is done on the caller's thread when ``run_all`` is called."""

    def __init__(self, core: Core | None = None, told: Callable[[Exception], None] | None = None) -> None:
        made: list[InlineLanes] = []

        def build(landing: Landing) -> InlineLanes:
            made.append(InlineLanes(landing))
            return made[0]

        super().__init__(core, build, told or _raise)
        self.lanes = made[0]

    def run_all(self) -> int:
        """Do and deliver everything queued, and what that queues in turn; how much it was."""
        done = 0
        while self.lanes.run_one():
            self.land()
            done += 1
        return done


def hear_thread_faults(told: Callable[[BaseException], None]) -> Callable[[], None]:
    """Lead what escapes any thread to ``told``; returns what undoes it."""
    before = threading.excepthook

    def uncaught(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            told(args.exc_value)

    def undo() -> None:
        threading.excepthook = before

    threading.excepthook = uncaught
    return undo


def _raise(error: Exception) -> None:
    raise error
