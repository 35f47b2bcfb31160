"""What a command works with: the open workspace, a translator, and ways to say things on the right stream."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from auditor.cli.common import Common
from auditor.clock import Clock, system_clock
from auditor.errors import CallerMistake, WorkspaceUnusable, unwritable
from auditor.i18n import Message, Translator, said
from auditor.monitor import Monitor, Silent

if TYPE_CHECKING:
    from auditor.app import Auditor


class Desk:
    """One command's surroundings; ``exit_code`` is what the process will end with when nothing goes wrong."""

    def __init__(self, common: Common, clock: Clock = system_clock) -> None:
        self.common = common
        self.clock = clock
        self.tr = Translator(common.language)
        self.exit_code = 0
        self.kept: int | None = None
        """The last change that this command has stored; said where it is interrupted."""

    @property
    def wants_json(self) -> bool:
        """Whether standard output is one JSON document (or a file takes it)."""
        return self.common.json is not None

    @property
    def workspace_path(self) -> Path:
        """The workspace as a path; a server's address is told as not for this edition."""
        where = self.common.workspace
        if "://" in where:
            raise WorkspaceUnusable(
                said("A server workspace needs the team edition: {where}", where=where.split("@")[-1]),
                said("Give the path of a workspace file."),
            )
        return Path(where).expanduser()

    def passphrase(self) -> str | None:
        """The passphrase from the environment, or from a file descriptor; never from the command line."""
        return self.secret("AUDITOR_PASSPHRASE")

    def secret(self, name: str) -> str | None:
        """A secret from the environment under this name, or from the file descriptor that NAME_FD numbers."""
        if name in os.environ:
            return os.environ[name]
        number = os.environ.get(f"{name}_FD")
        if number and number.isdigit():
            with os.fdopen(int(number), closefd=False) as stream:
                return stream.readline().rstrip("\n")
        return None

    @contextmanager
    def open(self) -> Iterator[Auditor]:
        """The workspace, opened and closed around a command."""
        from auditor.app import Auditor
        from auditor.services.opening import AtOpening

        with Auditor.open(self.workspace_path, clock=self.clock, passphrase=self.unlocked()) as app:
            for notice in app.ask(AtOpening()):
                self.warn(notice.message)
                if notice.hint is not None:
                    self.warn(said("Hint: {what}", what=notice.hint))
            try:
                yield app
            finally:
                self.kept = app.context.store.written or self.kept

    def unlocked(self) -> str | None:
        """The passphrase as given, else asked for where somebody can answer and the file looks encrypted."""
        given = self.passphrase()
        if given is None and sys.stdin.isatty() and _looks_encrypted(self.workspace_path):
            import getpass

            given = getpass.getpass(self.tr.t("Passphrase: "))
        return given

    @property
    def _people(self) -> TextIO:
        """Where people are told things: beside a JSON document, wherever it goes, standard error."""
        return sys.stderr if self.wants_json else sys.stdout

    def say(self, message: Message | str, **params: object) -> None:
        """A line for the person."""
        if not self.common.quiet:
            text = self.tr.t(message, **params) if isinstance(message, str) else self.tr.t(message)
            print(text, file=self._people)

    def warn(self, message: Message | str) -> None:
        """A line on standard error."""
        print(self.tr.t(message), file=sys.stderr)

    def ack(self, change: int | None) -> None:
        """An acknowledged change survives anything: said once it is on disk."""
        if change is not None:
            self.kept = change
            print(f"ack {change}", file=sys.stderr, flush=True)

    @contextmanager
    def json_stream(self) -> Iterator[TextIO]:
        """Where the JSON document goes."""
        target = self.common.json
        if target in (None, "-"):
            yield sys.stdout
            return
        path = Path(str(target))
        try:
            with open(path, "w", encoding="utf-8", opener=_for_its_owner) as stream:
                yield stream
        except OSError as error:
            raise unwritable(path, error) from error

    def document(self, value: Any) -> None:
        """One JSON document, when asked for."""
        if self.wants_json:
            with self.json_stream() as stream:
                json.dump(value, stream, ensure_ascii=False, indent=1, default=str)
                stream.write("\n")

    def table(self, headers: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        """A plain table for the person."""
        if self.common.quiet or self.common.json == "-":
            return
        from rich.console import Console
        from rich.table import Table

        shown = Table(box=None, pad_edge=False, header_style="bold")
        lines = [["" if cell is None else str(cell) for cell in row] for row in rows]
        for column, header in enumerate(headers):
            coded = all(_is_code(line[column]) for line in lines if column < len(line))
            shown.add_column(self.tr.t(header), no_wrap=coded, overflow="fold")  # what is cut off is no code
        for line in lines:
            shown.add_row(*line)
        # Names are data: brackets and colons in them are no markup of rich's.
        people = Console(
            file=self._people, highlight=False, markup=False, emoji=False, soft_wrap=False, width=_width(self._people)
        )
        people.print(shown)

    def sheet(self, name: str) -> str:
        """What the rows of a sheet are called."""
        from auditor.model.sheets import rows_called

        called = rows_called(name)
        return self.tr.both(called.zh, called.en)

    @contextmanager
    def progress(self) -> Iterator[Monitor]:
        """A bar on standard error where that is a terminal, else silence."""
        if self.common.quiet or not sys.stderr.isatty():
            yield Silent()
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            yield _Bar(bar, self.tr)

    def day(self, text: str | None) -> date:
        """An ISO day, today in Asia/Shanghai when none is given."""
        if text is None:
            from auditor.clock import today

            return today(self.clock)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CallerMistake(said("{text} is no day.", text=text), said("Write it as 2026-06-30.")) from None


PIPED = 160
"""Columns of a table that no terminal shows."""
CODE_AT_MOST = 24
"""Letters of the longest code that keeps its line."""


class _Bar:
    """A monitor that draws a bar."""

    def __init__(self, bar: Any, tr: Translator) -> None:
        self._bar, self._tr = bar, tr
        self._task: Any = None

    def step(self, done: int, total: int | None, what: Message) -> None:
        from rich.markup import escape

        if self._task is None:
            self._task = self._bar.add_task("", total=total)
        self._bar.update(self._task, completed=done, total=total, description=escape(self._tr.t(what)))


def _for_its_owner(path: str, flags: int) -> int:
    """A new document is read by whoever asked for it alone: it may hold personal values."""
    return os.open(path, flags, 0o600)


def _looks_encrypted(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return not stream.read(16).startswith(b"SQLite format 3")


def _width(people: TextIO) -> int | None:
    """Columns of a table: as many as the terminal has; what goes to a file or another program has room."""
    return None if people.isatty() or "COLUMNS" in os.environ else PIPED


def _is_code(cell: str) -> bool:
    """Codes, days and numbers, which break nowhere; names and sentences make room for them."""
    return cell.isascii() and " " not in cell and len(cell) <= CODE_AT_MOST
