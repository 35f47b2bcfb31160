"""The near end of the annex: starts the process when it is needed, hands it errands, ends it when it has been idle."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from auditor.annex.wire import Errand, Outcome, Step, put, take
from auditor.errors import Cancelled, WorldFailed, reason_of
from auditor.i18n import N_, said
from auditor.monitor import Monitor

IDLE = 60.0
"""Seconds after its last errand in which the process waits for another one."""

_PATIENCE = 2.0
"""Seconds in which it may end by itself when it is sent away."""

_START = "import sys; sys.path[:] = sys.argv[1:]; from auditor.annex.process import main; main()"


class Annex:
    """One process for one errand at a time; whoever comes while it is at work does the job himself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._free: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._free.put(None)
        self._since = time.monotonic()
        self._closed = False

    def carry_out(self, errand: Errand, monitor: Monitor) -> Outcome | None:
        """Have it done there; None where it is at work already. WorldFailed when the process ended without a word."""
        try:
            self._free.get_nowait()
        except queue.Empty:
            return None
        try:
            return None if self._closed else self._told(errand, monitor)
        finally:
            self._since = time.monotonic()
            self._free.put(None)

    def rest(self) -> None:
        """Let the process go when nobody has needed it for a while; costs nothing before."""
        if self._process is None or time.monotonic() - self._since < IDLE:
            return
        with suppress(queue.Empty):
            self._free.get_nowait()
            self._dismiss()
            self._free.put(None)

    def close(self) -> None:
        """End it, whatever it does: a change that was not committed has not happened; whoever waits hears Cancelled."""
        self._closed = True
        try:
            self._free.get_nowait()
        except queue.Empty:  # whoever waits for its word hears that it ended, and tidies up
            process = self._process
            if process is not None:
                process.kill()
            return
        self._dismiss()
        self._free.put(None)

    def _told(self, errand: Errand, monitor: Monitor) -> Outcome:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
        try:
            outcome, halted = _conversation(process, errand, monitor)
        except (EOFError, OSError) as error:
            self._dismiss()
            raise (_sent_away() if self._closed else _ended(process)) from error
        except BaseException:
            self._dismiss()
            raise
        if outcome.leaves:
            self._dismiss()
        if halted is not None and outcome.fault is not None:
            raise halted
        return outcome

    def _dismiss(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process)


def _conversation(
    process: subprocess.Popen[bytes], errand: Errand, monitor: Monitor
) -> tuple[Outcome, Exception | None]:
    """Give the errand, answer each step as the monitor wills, until the outcome comes; also what the monitor raised."""
    assert process.stdin is not None, "asked for when it was started"
    assert process.stdout is not None, "asked for when it was started"
    put(process.stdin, errand)
    halted: Exception | None = None
    while True:
        told: Any = take(process.stdout)
        if not isinstance(told, Step):
            break
        try:
            monitor.step(told.done, told.total, told.what)
        except Exception as error:  # noqa: BLE001 - it is raised again once the work has come to rest
            halted = error
        put(process.stdin, halted is None)
    assert isinstance(told, Outcome)
    return told, halted


def _started() -> subprocess.Popen[bytes]:
    windows = ("CREATE_NO_WINDOW", "BELOW_NORMAL_PRIORITY_CLASS")
    try:
        return subprocess.Popen(
            # -P: nothing from the folder we happen to stand in is ever imported.
            [sys.executable, "-P", "-X", "utf8", "-c", _START, *filter(None, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=sum(getattr(subprocess, name, 0) for name in windows),
            start_new_session=os.name != "nt",
        )
    except OSError as cause:
        raise WorldFailed(
            said(N_("The process for long work cannot be started: {why}."), why=reason_of(cause)),
            said("Close other programs to free memory, then try again."),
        ) from cause


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close its ears; if that does not end it soon, end it."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _sent_away() -> Cancelled:
    return Cancelled(said("Stopped; nothing was changed."))


def _ended(process: subprocess.Popen[bytes]) -> WorldFailed:
    return WorldFailed(
        said(N_("The process for long work ended without a result ({why})."), why=str(process.returncode)),
        said(N_("What it had not finished was not stored. Try again; close other programs if memory is short.")),
    )
