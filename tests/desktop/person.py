"""Somebody at the desk who reads with a screen reader and works with the keyboard, never with the mouse."""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.desktop.displays import ROOT, SYSTEM_PYTHON, Display, display, require

READER = ROOT / "tests" / "desktop" / "reader.py"
MARK = "> "
"""Begins the reader's lines; services of the bus write on the same stream."""
PATIENCE = 90.0
"""Seconds that anything may take on a machine that is busy with other tests."""
CLICK = 0.15
"""Seconds: Qt shows a pressed button as down for a tenth of a second before it counts as clicked."""
SHOTS = "AUDITOR_DESKTOP_SHOTS"
"""Names a folder for photographs of the screen, one after each thing that was waited for."""
CRASHES = ("-X", "faulthandler")
"""A program that the system ends tells where it was."""
PRESSED = ("push button", "check box", "toggle button", "radio button", "list item", "page tab", "menu item")
OF_QT = ("Could not find accessible", "QAccessible", "AtSpiAdaptor", "QSpiApplication")
"""How lines begin that Qt says while somebody reads the screen; they say nothing of ours."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Node:
    """What a screen reader says of one thing."""

    id: int
    role: str
    name: str
    states: frozenset[str]
    depth: int


class Person:
    """Waits for what is to be seen, presses, types and reads; every failure tells what the window showed instead."""

    def __init__(self, screen: Display, workspace: Path, home: Path) -> None:
        self.screen = screen
        self.workspace = workspace
        self.home = home
        self._said = home / "said.txt"
        self._shots = itertools.count(1)
        self._failed = ""
        self._reader = subprocess.Popen(
            ["dbus-run-session", "--", SYSTEM_PYTHON, str(READER)],
            cwd=ROOT,
            env={
                **screen.environment,
                "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                "HOME": str(home),
                "XDG_CONFIG_HOME": str(home / "config"),
                "LANG": "C.UTF-8",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    # the program ------------------------------------------------------------------------------------------------

    def opens(self, *arguments: str) -> None:
        """Start the program on the workspace and wait until its window is there."""
        command = [sys.executable, *CRASHES, "-m", "ui.main", "--workspace", str(self.workspace), *arguments]
        self._ask("start", command=command, said=str(self._said))
        self.waits("the window", self._window)
        self._focus()

    def leaves(self) -> None:
        """Let go of the program and of the bus."""
        if self._reader.stdin is not None:
            self._reader.stdin.close()
        try:
            self._reader.wait(20)
        except subprocess.TimeoutExpired:
            self._reader.kill()
            self._reader.wait(10)
        if self._reader.stdout is not None:
            self._reader.stdout.close()

    def ended(self) -> int:
        """Wait for the program to end; its exit code."""
        return int(self.waits("the program's end", lambda: [self._ask("ended")] if self._gone() else None)[0])

    def _gone(self) -> bool:
        return self._ask("ended") is not None

    @property
    def said(self) -> str:
        """What the program wrote on its standard streams."""
        lines = self._said.read_text(errors="replace").splitlines() if self._said.exists() else []
        return "\n".join([line for line in lines if not line.startswith(OF_QT)][-60:])

    @property
    def remembered(self) -> str:
        """What the window remembers of this person."""
        file = self.home / "config" / "auditor" / "window.ini"
        return file.read_text(errors="replace") if file.exists() else ""

    # reading ----------------------------------------------------------------------------------------------------

    def looks(self) -> list[Node]:
        """Everything that shows."""
        return [Node(**{**one, "states": frozenset(one["states"])}) for one in self._ask("look") or ()]

    def sees(
        self, name: str, role: str = "", *, part: bool = False, within: str = "", state: str = "", lacks: str = ""
    ) -> Node:
        """Wait for the first thing of this name (or with this ``part`` in it), of a role and in a state if named.

        ``within`` names what it lies in; ``lacks`` is a state it must not be in.
        """

        def found() -> Node | None:
            for one in self._inside(within):
                fits = name in one.name if part else one.name == name
                if fits and role in ("", one.role) and state in one.states | {""} and lacks not in one.states:
                    return one
            return None

        said = " ".join(word for word in (role, repr(name), within and f"in {within!r}", state) if word)
        return self.waits(said, found)

    def misses(self, name: str, role: str = "", *, part: bool = False) -> None:
        """Wait until there is no such thing."""

        def gone() -> bool:
            told = self.looks()
            return bool(told) and not any(
                (name in one.name if part else one.name == name) and role in ("", one.role) for one in told
            )

        self.waits(f"{role} {name!r} to go", gone)

    def reads(self, name: str, role: str = "text", *, within: str = "") -> str:
        """What stands in an editor."""
        return str(self._ask("text", id=self.sees(name, role, within=within).id))

    def cells(
        self, name: str, wanted: Callable[[list[list[str]]], object] = bool, *, role: str = "table", most: int = 60
    ) -> list[list[str]]:
        """Wait until the rows of a table are as wanted; a row that is still on the way is no row."""

        def found() -> list[list[str]] | None:
            table = next((one for one in self.looks() if one.role == role and one.name == name), None)
            if table is None:
                return None
            rows: list[list[str]] = self._ask("cells", id=table.id, most=most)["rows"]
            return rows if not any("…" in row[:1] for row in rows) and wanted(rows) else None

        return self.waits(f"the rows of {name!r}", found, lambda: self._rows(name, role))

    def focused(self) -> Node | None:
        """What has the keyboard; what only stands inside of it says so as well, but cannot be given it."""
        return next((one for one in self.looks() if {"focused", "focusable"} <= one.states), None)

    def hears(self, part: str, what: str = "") -> None:
        """Wait until something with this in its name gets the focus or is announced (``what`` says which)."""
        told: list[str] = []

        def heard() -> bool:
            for one in self._ask("heard"):
                told.append(f"{one['what']} {one['role']} {one['name']!r}")
                if part in one["name"] and what in ("", one["what"]):
                    return True
            return False

        self.waits(f"to hear {part!r}", heard, lambda: "; ".join(told[-12:]))

    def waits(self, what: str, found: Callable[[], Found | None], instead: Callable[[], str] | None = None) -> Found:
        """What ``found`` gives, once it gives something; else a failure that says what there was instead."""
        until, pause = time.monotonic() + PATIENCE, 0.1
        while time.monotonic() < until:
            if got := found():
                self._photograph(what)
                return got
            if self._gone() and what != "the program's end":
                break
            time.sleep(pause)
            pause = min(0.5, 1.5 * pause)  # who looks all the time takes the time of those who work
        self._photograph(f"missed {what}")
        shown = f"the program ended with {code}" if (code := self._ask("ended")) is not None else self._shown(instead)
        raise AssertionError(f"waited for {what}; instead: {shown}\n{self.said}")

    # acting -----------------------------------------------------------------------------------------------------

    def presses(self, name: str, role: str = "", *, part: bool = False, within: str = "") -> None:
        """Press what can be pressed, as a screen reader does, once it is there and enabled."""

        def pressed() -> bool:
            for one in self._inside(within):
                fits = name in one.name if part else one.name == name
                if fits and one.role in ((role,) if role else PRESSED) and "enabled" in one.states:
                    return self._ask("act", id=one.id) is True
            return False

        self.waits(f"to press {role} {name!r}", pressed)
        time.sleep(CLICK)

    def goes(self, name: str, role: str = "text", *, part: bool = False, within: str = "") -> None:
        """Put the keyboard into something."""
        self._focus()

        def find() -> Node | None:
            for one in self._inside(within):
                if one.role == role and (name in one.name if part else one.name == name):
                    return one
            return None

        def there() -> bool:
            one = find()
            if one is not None and "focused" not in one.states:
                self._ask("grab", id=one.id)
                one = find()
            return one is not None and "focused" in one.states

        self.waits(f"the focus on {role} {name!r}", there)

    def picks(self, table: str, row: int) -> None:
        """Go into a table and to one of its rows."""
        self.goes(table, "table")
        self.keys("ctrl+Home", *["Down"] * row)

    def keys(self, *keys: str) -> None:
        """Press keys, by xdotool's names."""
        self._focus()
        self.screen.key(*keys)

    def tabs(self, *, back: bool = False) -> Node:
        """Press Tab, and tell what has the focus then."""
        before = self.focused()
        self.keys("shift+Tab" if back else "Tab")
        return self.waits("the focus to move", lambda: None if (now := self.focused()) == before else now)

    def types(self, text: str) -> None:
        """Type into what has the focus."""
        self._focus()
        self.screen.type(text)

    def writes(self, text: str, name: str, role: str = "text", *, within: str = "") -> None:
        """Go into an editor, put a text in place of what stands there, and see it stand there."""
        self.goes(name, role, within=within)
        self.keys("ctrl+a")
        self.types(text)
        self.waits(f"{text!r} in {name!r}", lambda: self.reads(name, role, within=within) == text)

    def opens_profile(self, subject: str) -> None:
        """Find a subject (TYPE:CODE) by its code, as anybody does, and open it."""
        code = subject.partition(":")[2]
        self.keys("ctrl+k")
        self.sees("Find anything", "text", state="focused")
        self.types(code)
        self.sees(code, "list item", part=True)
        self.keys("Return")
        self.sees(f"({code}) — Auditor", "frame", part=True)

    def chooses(self, file: Path) -> None:
        """Type a file's name into the dialog that asks for one."""
        self.waits("a dialog", lambda: any(one.role in ("dialog", "file chooser") for one in self.looks()))
        self.types(str(file))
        self.keys("Return")

    # the command line -------------------------------------------------------------------------------------------

    def asks(self, *arguments: str | Path, ends: int = 0) -> Any:
        """What the command line says of the workspace: `auditor ARGUMENTS --json`; 1 tells of findings."""
        from auditor.cli.main import main

        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["--workspace", str(self.workspace), "--lang", "en", *map(str, arguments), "--json"])
        assert code in (ends, 1), f"auditor {' '.join(map(str, arguments))} ended with {code}: {err.getvalue()}"
        return json.loads(out.getvalue())

    @contextmanager
    def blocks_the_workspace(self) -> Iterator[None]:
        """Somebody else is writing all the while."""
        other = sqlite3.connect(self.workspace, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        finally:
            other.close()

    # inside -----------------------------------------------------------------------------------------------------

    def _inside(self, within: str) -> list[Node]:
        told = self.looks()
        if not within:
            return told
        for place, one in enumerate(told):
            if one.name == within and (below := _below(told, place)):
                return below
        return []

    def _shown(self, instead: Callable[[], str] | None) -> str:
        return instead() if instead else self._outline()

    def _rows(self, name: str, role: str) -> str:
        table = next((one for one in self.looks() if one.role == role and one.name == name), None)
        return self._outline() if table is None else str(self._ask("cells", id=table.id, most=12))

    def _outline(self) -> str:
        told = [f"{one.role} {one.name!r}" for one in self.looks() if one.name]
        return "; ".join(told) or f"nothing at all (the reader's last failure: {self._failed or 'none'})"

    def _ask(self, verb: str, **asked: object) -> Any:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps({"do": verb, **asked}) + "\n")
        self._reader.stdin.flush()
        line = next((line for line in self._reader.stdout if line.startswith(MARK)), "")
        assert line, f"the reader ended; the program said {self.said}"
        told = json.loads(line.removeprefix(MARK))
        if isinstance(told, dict) and "failed" in told:
            self._failed = f"{verb}: {told['failed']}"
            return None
        return told

    def _window(self) -> bool:
        return any(one.role == "frame" for one in self.looks())

    def _focus(self) -> None:
        self.screen.give_keyboard()

    def _photograph(self, what: str) -> None:
        folder = os.environ.get(SHOTS)
        if folder:
            name = "".join(letter if letter.isalnum() else "-" for letter in what)[:60]
            out = Path(folder) / f"{next(self._shots):03} {name}.png"
            subprocess.run(["import", "-window", "root", str(out)], env=self.screen.environment, check=False)


def _below(told: list[Node], place: int) -> list[Node]:
    """What lies in the thing at a place."""
    return list(itertools.takewhile(lambda one: one.depth > told[place].depth, told[place + 1 :]))


@contextmanager
def sitting(workspace: Path, home: Path) -> Iterator[Person]:
    """Somebody at a display of their own; gone afterwards with everything on it."""
    have_atspi = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    missing = [name for name in ("dbus-run-session",) if shutil.which(name) is None]
    if subprocess.run(have_atspi, capture_output=True, check=False).returncode:
        missing.append("AT-SPI for the system's Python")
    require(missing, "at-spi2-core dbus gir1.2-atspi-2.0 python3-gi")
    home.mkdir(parents=True, exist_ok=True)
    with display() as screen:
        person = Person(screen, workspace, home)
        try:
            yield person
        finally:
            person.leaves()
