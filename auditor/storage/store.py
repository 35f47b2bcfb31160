"""An open workspace: its engines, and the file under them watched for vanishing, being replaced or changing unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from auditor.clock import Clock
from auditor.errors import Busy, WorkspaceUnusable, WorldFailed, disk_said_no
from auditor.i18n import said
from auditor.storage.access import Footprint, Unwritable, failed_to_write, identity_of, why_unwritable
from auditor.storage.backup import copy_pages
from auditor.storage.chain import Link
from auditor.storage.drafts import make_private
from auditor.storage.engine import PLENTY, SMALL, Access, Registrar, make_engine
from auditor.storage.location import doubtful_place
from auditor.storage.past import reading_past, without_hints
from auditor.storage.told import told
from auditor.storage.work import Recorded, Work, change_of, reading


class Store:
    """An open workspace: a reader engine, a writer engine, where it is.

    ``unwritable`` says why it can only be read (None: it can be written). ``sealed`` are the changes that were written
    through this store and that nobody has taken note of yet, ``written`` is the last of all. ``kept_mb``: megabytes of
    pages a connection keeps.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        key: str | None,
        registrar: Registrar | None,
        unwritable: Unwritable | None,
        kept_mb: int = PLENTY,
    ) -> None:
        self.path = path
        self.clock = clock
        self.key = key
        self.unwritable = unwritable
        self.sealed: list[Link] = []
        self.written: int | None = None
        self._registrar = registrar
        self._kept_mb = kept_mb
        # On a network drive the number of a file may change while the file does not.
        self._identity = None if doubtful_place(path) == "network" else identity_of(path)
        self._footprint = Footprint.of(path)
        self._past: Engine | None = None
        self._make_engines()

    @property
    def access(self) -> Access:
        """How the file is opened."""
        return "write" if self.unwritable is None else self._footprint.access

    @property
    def past(self) -> Engine:
        """Connections that look back, made when somebody first does."""
        if self._past is None:
            made = make_engine(
                self.path, self.key, read_only=True, registrar=self._registrar, access=self.access, kept_mb=SMALL
            )
            self._past = without_hints(made)
        return self._past

    def _moment(self, change: int | None) -> AbstractContextManager[Connection]:
        return reading(self.reader) if change is None else reading_past(self.past, self.reader, change)

    def _make_engines(self) -> None:
        self.reader: Engine = self._engine(read_only=True)
        self.writer: Engine = self._engine(read_only=False)

    def _engine(self, *, read_only: bool) -> Engine:
        return make_engine(
            self.path,
            self.key,
            read_only=read_only,
            registrar=self._registrar,
            access=self.access,
            kept_mb=self._kept_mb,
        )

    @contextmanager
    def reading(self, change: int | None = None) -> Iterator[Connection]:
        """One moment of the store, on a connection that cannot write; its rows as they stood after a change."""
        if self.unwritable is None:
            with self._there(), self._moment(change) as connection:
                yield connection
            return
        self._check_there()
        begun = False
        try:
            with self._still(), self._moment(change) as connection:
                begun = True
                yield connection
        except WorldFailed as error:
            if begun or self.access != "read":
                raise
            raise WorldFailed(
                said("{path} holds changes in a log beside it that cannot be read here.", path=str(self.path)),
                said("Copy the workspace with the files beside it to a folder where you may write."),
            ) from error

    @contextmanager
    def writing(self, record: Recorded) -> Iterator[Work]:
        """One recorded change (auditor.storage.work)."""
        with self._there():
            if self.unwritable is not None:
                self._write_again()
            with change_of(self.writer, record, self.clock) as work:
                self._check_there()  # who waited to write may have waited for somebody who put another file there
                yield work
        if work.committed is not None:
            self.sealed.append(work.committed)
            self.written = work.committed.id

    @contextmanager
    def apart(self, folder: Path) -> Iterator[Store]:
        """A copy as of now in a private folder, under the same key, to try things on; closed at the end, not deleted.

        Whoever writes to the workspace goes on doing so. WorldFailed where the disk says no.
        """
        place = folder / f"apart{self.path.suffix}"
        make_private(place)
        with told(place):
            copy_pages(self.reader, place, self.key)
        made = Store(place, self.clock, self.key, self._registrar, None)
        try:
            yield made
        finally:
            made.close()

    def empty_journal(self) -> None:
        """Bring the journal into the file, where erased values are overwritten, and leave nothing in it.

        Where somebody reads at this moment, a part stays until the next time.
        """
        with self._still(), self.writer.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def only_read(self, why: Unwritable) -> None:
        """Go on reading what turned out not to be writable."""
        self._renew(why)

    def close(self) -> None:
        """Let go of every connection."""
        if self._past is not None:
            self._past.dispose()
            self._past = None
        self.reader.dispose()
        self.writer.dispose()

    @contextmanager
    def _there(self) -> Iterator[None]:
        self._check_there()
        try:
            yield
        except WorldFailed:
            self._check_there()  # moved while it was used: SQLite calls that a failed disk
            raise

    def _check_there(self) -> None:
        """An open file outlives its name: without this, work would go into a file that nobody finds again."""
        try:
            found = identity_of(self.path)
        except FileNotFoundError:
            raise WorkspaceUnusable(
                said("The workspace is no longer at {path}: it was moved, renamed or deleted.", path=str(self.path)),
                said("Put it back, or open it where it is now."),
            ) from None
        except OSError as error:
            raise disk_said_no(error) from error
        if self._identity is not None and found != self._identity:
            raise WorkspaceUnusable(
                said("Another file has taken the place of the workspace at {path}.", path=str(self.path)),
                said("Open it again."),
            )

    def _renew(self, why: Unwritable | None) -> None:
        # Readers of several threads may come here at once; each makes engines of its own, and the last ones stay.
        # Disposed engines close the connections that are still read from when these come back.
        self.close()
        self.unwritable = why
        self._footprint = Footprint.of(self.path)
        self._make_engines()

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Read a file that locks cannot be put on: whoever writes it meanwhile shows in its footprint."""
        with told(self.path):
            if Footprint.of(self.path) != self._footprint:
                self._renew(self.unwritable)
            before = self._footprint
        yield
        if before.access == "still" and Footprint.of(self.path) != before:
            raise Busy(said("The workspace was changed while it was read."), said("Try again."))

    def _write_again(self) -> None:
        """Whether it can be written by now: a disk has room again, a folder was opened."""
        assert self.unwritable is not None
        with told(self.path):
            why = why_unwritable(self.path)
        if why is not None:
            raise why.error()
        before = self.unwritable
        self._renew(None)
        try:
            with reading(self.reader):
                pass
        except WorldFailed as error:
            self._renew(failed_to_write(self.path, error))
            raise before.error() from error
