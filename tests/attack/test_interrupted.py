"""Ctrl-C and sudden death: no half-done write, no traceback, the exit code of the contract."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.app import Auditor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and named pipes are POSIX's")


@pytest.fixture(autouse=True)
def interrupts_are_heard() -> Iterator[None]:
    """Where the tests themselves run in the background, what they start would be deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _blocked_import(workspace: Path, folder: Path) -> tuple[subprocess.Popen[str], int]:
    """An import that waits for what a pipe never says of its mapping, and the pipe's other end."""
    pipe, hosts = folder / "mapping.json", folder / "hosts.csv"
    os.mkfifo(pipe)
    hosts.write_text("主播编号,昵称\nH1,小王\n", encoding="utf-8")
    command = [sys.executable, "-m", "auditor", "--lang", "en", "--workspace", str(workspace), "import"]
    command += [f"--mapping={pipe}", str(hosts)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return process, os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.05)
    process.kill()
    raise AssertionError("the import never opened its file")


def test_that_an_interrupt_ends_with_130_and_one_line(tmp_path: Path) -> None:
    workspace = tmp_path / "w.auditor"
    Auditor.create(workspace)
    before = workspace.read_bytes()
    process, pipe = _blocked_import(workspace, tmp_path)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    os.close(pipe)
    assert (process.returncode, told) == (130, "Stopped.\n")
    assert workspace.read_bytes() == before


def test_that_a_reader_who_leaves_early_ends_a_dump_in_silence(tmp_path: Path) -> None:
    workspace = tmp_path / "w.auditor"
    command = [sys.executable, "-m", "auditor", "--workspace", str(workspace)]
    subprocess.run([*command, "init", "--demo", "60", "--quiet"], check=True, capture_output=True)
    dump = subprocess.Popen([*command, "dump", "--canonical"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert dump.stdout is not None
    assert dump.stderr is not None
    assert dump.stdout.read(1) == b"{"
    dump.stdout.close()
    said = dump.stderr.read()
    dump.stderr.close()
    assert dump.wait(60) in (0, 1)  # which of the two depends on who notices first; never the disk's 8 or our 70
    assert said == b""


def test_that_an_interrupt_after_a_change_was_stored_says_that_it_stays(tmp_path: Path) -> None:
    """The audit is stored; its document waits for somebody to read the pipe."""
    workspace, pipe = tmp_path / "w.auditor", tmp_path / "out.json"
    Auditor.create(workspace)
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "auditor", "--lang", "en", "--workspace", str(workspace), f"--json={pipe}"]
    process = subprocess.Popen([*command, "audit"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "ack 2\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == "Stopped. Change 2 had been stored before and stays; what was to follow was not done.\n"
