"""The only place that opens a workspace for people and programs: ask (pure read), do (one change), run (long work)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from auditor.clock import Clock, system_clock
from auditor.i18n import N_
from auditor.monitor import Monitor, Silent
from auditor.services import handlers
from auditor.services.context import Context
from auditor.services.recent import Recent
from auditor.services.standing.within import follow
from auditor.services.verbs import Command, Job, Query
from auditor.storage.engine import SMALL
from auditor.storage.store import Store
from auditor.storage.suspicion import suspecting
from auditor.storage.work import Recorded
from auditor.storage.workspace import create, open_store

if TYPE_CHECKING:
    from auditor.annex.client import Annex
    from auditor.annex.wire import Outcome
    from auditor.storage.rekey import Rekeyed
    from auditor.storage.restore import Restored

T = TypeVar("T")

DEFAULT_WHO = N_("owner")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a command brought about: its result, its change number (None: nothing to change), the subjects touched."""

    result: T
    change: int | None
    touched: frozenset[int]


class Auditor:
    """An open workspace behind three verbs; the same objects serve the window and the command line."""

    def __init__(self, store: Store, context: Context, annex: Annex | None = None) -> None:
        self._store = store
        self._annex = annex
        self.context = context
        self._recent_then = Recent()

    @classmethod
    def create(cls, path: Path, *, title: str = "", clock: Clock = system_clock, passphrase: str | None = None) -> None:
        """Make a new, empty workspace; refused where a file stands already."""
        create(path, clock, title=title or path.stem, passphrase=passphrase)

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock = system_clock, passphrase: str | None = None, packs: Path | None = None
    ) -> Auditor:
        """Open a workspace; a file that cannot be used is told and left as it is."""
        from auditor.rulebook.register import register_functions

        store = open_store(path, clock, passphrase=passphrase, registrar=register_functions)
        return cls(store, Context(store, clock, packs))

    @classmethod
    def open_for_window(cls, path: Path, *, clock: Clock = system_clock, passphrase: str | None = None) -> Auditor:
        """Open a workspace for whoever must never wait: long work is done in a process of its own, pages kept are few.

        That process has the machine's clock and no other; under another one, or with AUDITOR_ANNEX=off, the work is
        done in this one.
        """
        from auditor.annex.client import Annex
        from auditor.rulebook.register import register_functions

        store = open_store(path, clock, passphrase=passphrase, registrar=register_functions, kept_mb=SMALL)
        away = clock is system_clock and os.environ.get("AUDITOR_ANNEX") != "off"
        return cls(store, Context(store, clock), Annex() if away else None)

    @classmethod
    def restore(
        cls,
        path: Path,
        source: Path,
        *,
        clock: Clock = system_clock,
        passphrase: str | None = None,
        monitor: Monitor | None = None,
        who: str = DEFAULT_WHO,
    ) -> Restored:
        """Put a verified backup in a workspace's place while nobody has it open; the replaced one is kept."""
        from auditor.storage.restore import restore
        from auditor.storage.watch import Watch
        from auditor.storage.witness import Witness, state_folder

        done = restore(path, source, clock, monitor or Silent(), who=who, passphrase=passphrase)
        folder = state_folder()
        if folder is not None:  # going back by this way is no alarm
            watch = Watch.accepted(Witness(folder, done.anchor.workspace, path), done.anchor)
            watch.whole(done.anchor.change, done.anchor.hash)
        return done

    @classmethod
    def rekey(
        cls,
        path: Path,
        *,
        present: str | None,
        new: str | None,
        keep: bool = False,
        clock: Clock = system_clock,
        monitor: Monitor | None = None,
        who: str = DEFAULT_WHO,
    ) -> Rekeyed:
        """Put a workspace that nobody has open under another passphrase (None: under none); all or nothing."""
        from auditor.storage.rekey import rekey

        with cls.open(path, clock=clock, passphrase=present):
            pass  # it can be used, and is of this version
        return rekey(path, clock, monitor or Silent(), who=who, present=present, new=new, keep=keep)

    @property
    def path(self) -> Path:
        """Where the workspace lies."""
        return self._store.path

    def ask(self, query: Query[T], *, known: datetime | None = None) -> T:
        """Answer a question on one moment of the store; nothing can be written.

        ``known`` (naive wall time in Asia/Shanghai): as everything was recorded at that instant.
        """
        if self._annex is not None:
            self._annex.rest()
        answer = handlers.answering(type(query))
        with suspecting(self._store):
            change = None if known is None else self._change(known)
            context = self.context if change is None else self._context_then()
            with self._store.reading(change) as connection:
                return cast("T", answer(context, connection, query))

    def _change(self, known: datetime) -> int | None:
        """The last change of an instant; None where nothing that rules or lists read was stored since."""
        from auditor.services.audits.knowledge import needed
        from auditor.storage.known import change_known_at

        with self._store.reading() as connection:
            return needed(connection, change_known_at(connection, known))

    def _context_then(self) -> Context:
        """The context of whoever looks back: what lists remember of now does not hold then."""
        self.context.published()
        return replace(self.context, recent=self._recent_then)

    def do(
        self, command: Command[T], *, who: str = DEFAULT_WHO, notify: Callable[[int], None] | None = None
    ) -> Done[T]:
        """Carry out a command in one transaction that ends in one change record, or in nothing."""
        kind = type(command).__name__
        with suspecting(self._store), self._store.writing(Recorded(who, kind)) as work:
            result = cast("T", handlers.commands()[type(command)](self.context, work, command))
            follow(self.context, work)
        change = work.committed.id if work.committed else None
        self._note()
        if change is not None and notify is not None:
            notify(change)
        return Done(result, change, frozenset(work.touched))

    def run(self, job: Job[T], monitor: Monitor | None = None, *, who: str = DEFAULT_WHO) -> T:
        """Do long work that reports and can be stopped; stopped before its one short write, nothing happened.

        Where there is an annex a result is only what goes back of it (``auditor.annex.process.short``).
        """
        outcome = None if self._annex is None else self._elsewhere(self._annex, job, monitor or Silent(), who)
        if outcome is not None:
            return cast("T", self._came(outcome))
        try:
            with suspecting(self._store):
                return cast("T", handlers.jobs()[type(job)](self.context, job, monitor or Silent(), who))
        finally:
            self._note()

    def _elsewhere(self, annex: Annex, job: Job[Any], monitor: Monitor, who: str) -> Outcome | None:
        from auditor.annex.errands import goes_away
        from auditor.annex.wire import Errand

        if not goes_away(job, self._store):
            return None
        return annex.carry_out(Errand(job, who, self._store.path, self._store.key, self.context.packs), monitor)

    def _came(self, outcome: Outcome) -> object:
        """Note here what was done there, and give or raise what came of it."""
        self._store.sealed += outcome.sealed
        self._note()
        if self.context.watch is not None:
            for number, digest in outcome.whole:
                self.context.watch.whole(number, digest)
        if outcome.fault is not None:
            raise outcome.fault.error()
        return outcome.result

    def _note(self) -> None:
        """Let this computer's witness know what was written."""
        links, self._store.sealed = self._store.sealed, []
        if links and self.context.watch is not None:
            self.context.watch.note(links)

    def hasten(self) -> None:
        """End what the annex is doing: whoever waits for its word hears that it ended."""
        if self._annex is not None:
            self._annex.close()

    def close(self) -> None:
        """Let go of the workspace."""
        if self._annex is not None:
            self._annex.close()
        self._store.close()

    def __enter__(self) -> Auditor:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
