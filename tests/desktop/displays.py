"""A virtual X display of its own for a test, and a hand on its keyboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool")
SYSTEM_PYTHON = "/usr/bin/python3"


def require(missing: list[str], packages: str) -> None:
    """Skip where the machine lacks something; under CI that is a failure."""
    if missing and os.environ.get("CI"):
        pytest.fail(f"missing on this machine: {', '.join(missing)}")
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (apt-get install {packages})")


class Display:
    """A display and the window that is tested on it."""

    def __init__(self, number: str) -> None:
        self.name = f":{number}"
        self.environment = {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "AUDITOR_ANNEX": "on"}
        self.process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, home: Path) -> None:
        """Start the program's window as a person would; what it remembers goes to a folder of the test."""
        environment = {**self.environment, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.main", *arguments],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def key(self, *keys: str) -> None:
        """Press keys (xdotool's names) in the window."""
        self._do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        self._do("type", "--delay", "20", text)

    def title(self) -> str:
        """The title of the window that is tested, empty while there is none."""
        window = self._window()
        return self._do("getwindowname", window).strip() if window else ""

    def wait_for(self, wanted: Callable[[str], bool], seconds: float = 30) -> str:
        """Wait for a title; fails with the last one and what the program said."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            title = self.title()
            if wanted(title):
                return title
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the window says {self.title()!r}; the program said {self._said()!r}")

    def focus(self) -> None:
        """Give the window the keyboard; there is no window manager to do it."""
        self._do("windowfocus", "--sync", self._window())

    def give_keyboard(self) -> None:
        """Give the keyboard back to the window where nothing of it has it: a dialog that closed leaves it nowhere."""
        if not self._do("getwindowfocus", "getwindowname", check=False).strip():
            self.focus()

    def leave(self, seconds: float = 20) -> int:
        """Wait for the program to end; its exit code."""
        assert self.process is not None
        return self.process.wait(seconds)

    def _window(self) -> str:
        found = self._do("search", "--onlyvisible", "--name", "合规审计|Auditor", check=False).split()
        return found[0] if found else ""

    def _said(self) -> str:
        if self.process is None or self.process.stderr is None:
            return ""
        self.process.kill()
        return self.process.stderr.read()[-2000:]

    def _do(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=check, timeout=30
        )
        return done.stdout


@contextmanager
def display() -> Iterator[Display]:
    """A display that nobody else uses, gone afterwards with everything on it."""
    require([name for name in NEEDED if shutil.which(name) is None], "xvfb xdotool")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        number = os.fdopen(read).readline().strip()
        assert number, "Xvfb did not start"
        made = Display(number)
        yield made
        if made.process is not None and made.process.poll() is None:
            made.process.kill()
            made.process.wait(10)
    finally:
        server.terminate()
        server.wait(10)
