"""The annex itself: opens the workspace it is told of and carries out one job after the other until nobody asks."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from typing_extensions import override

from auditor.annex.wire import Errand, Fault, Outcome, Step, put, take
from auditor.app import Auditor
from auditor.clock import system_clock
from auditor.errors import Cancelled
from auditor.i18n import Message, said
from auditor.services.context import Context
from auditor.storage.access import why_unwritable
from auditor.storage.chain import Link
from auditor.storage.store import Store
from auditor.storage.watch import Watch

GROWN = 192 << 20
"""Bytes of memory beyond which the process is not kept for the next errand."""

_SELDOM = 0.05
"""Seconds between two words about progress."""


BACK = 10
"""By so much it steps back where the processors do not suffice: the window of whoever waits for it comes first."""


def main() -> None:
    """Serve until the other end is closed."""
    _step_back()
    shop = _Shop(*_pipes())
    try:
        while not shop.serve():
            pass
    except _Abandoned:  # what was begun is taken back by the file's own log
        return
    finally:
        shop.close()


def _step_back() -> None:
    if hasattr(os, "nice"):  # under Windows whoever starts the process says so
        os.nice(BACK)


class _Abandoned(BaseException):
    """Whoever asked is gone."""


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our ends of the pipes; what any library prints goes where errors go."""
    come, go = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return come, go


class _Shop:
    """The open workspace, kept from errand to errand."""

    def __init__(self, come: IO[bytes], go: IO[bytes]) -> None:
        self._come = come
        self._go = go
        self._opened: Auditor | None = None
        self._place: tuple[object, ...] = ()

    def serve(self) -> bool:
        """One errand; whether it was the last."""
        errand: Errand = self._asked()
        noted = _Noted()
        try:
            auditor = self._auditor(errand)
            auditor.context.watch = noted
            told = self._outcome(short(auditor.run(errand.job, _Steps(self._say), who=errand.who)), None, noted)
        except Exception as error:  # noqa: BLE001 - every failure goes back to whoever asked
            told = self._outcome(None, Fault.of(error), noted)
        try:
            self._tell(told)
        except Exception as error:  # noqa: BLE001 - a result that cannot leave the process is our own mistake
            self._tell(self._outcome(None, Fault.of(error), noted))
        return told.leaves

    def _outcome(self, result: object, fault: Fault | None, noted: _Noted) -> Outcome:
        return Outcome(result, fault, tuple(noted.sealed), tuple(noted.recomputed), _size() > GROWN)

    def _asked(self) -> Any:
        try:
            return take(self._come)
        except (EOFError, OSError) as error:
            raise _Abandoned from error

    def _tell(self, told: object) -> None:
        try:
            put(self._go, told)
        except OSError as error:
            raise _Abandoned from error

    def _say(self, step: Step) -> bool:
        self._tell(step)
        return bool(self._asked())

    def _auditor(self, errand: Errand) -> Auditor:
        place = (errand.path, errand.key, errand.packs)
        if self._opened is None or place != self._place:
            self.close()
            self._opened, self._place = _open(errand), place
        return self._opened

    def close(self) -> None:
        """Let go of the workspace."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def _open(errand: Errand) -> Auditor:
    """Whoever asks has it open: it was examined and brought to this version's schema there."""
    from auditor.rulebook.register import register_functions

    store = Store(errand.path, system_clock, errand.key, register_functions, why_unwritable(errand.path))
    return Auditor(store, Context(store, system_clock, errand.packs))


def short(result: object) -> object:
    """What goes back of a result: of an audit not its marks, a byte for each of eighty million pairs."""
    from auditor.services.audits.job import Audited

    return result.in_short() if isinstance(result, Audited) else result


class _Steps:
    """Passes progress on and waits for leave to go on; in between the work goes its way."""

    def __init__(self, say: Any) -> None:
        self._say = say
        self._told = 0.0

    def step(self, done: int, total: int | None, what: Message) -> None:
        now = time.monotonic()
        if now - self._told < _SELDOM:
            return
        self._told = now
        if not self._say(Step(done, total, what)):
            raise Cancelled(said("Stopped; nothing was changed."))


class _Noted(Watch):
    """Collects what the witness is to know: it is kept by whoever asked, who goes on writing."""

    def __init__(self) -> None:
        self.sealed: list[Link] = []
        self.recomputed: list[tuple[int, str]] = []

    @override
    def note(self, links: Iterable[Link]) -> None:
        self.sealed += links

    @override
    def whole(self, number: int, digest: str) -> None:
        self.recomputed.append((number, digest))


def _size() -> int:
    """The memory of this process, bytes; 0 where the system has no simple word for it.

    Not the most it had: a process is born with what its parent had.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
