"""F12: named bombs end within ten seconds and two gigabytes, write nothing anywhere and reach no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.importing.scratch import scratch
from auditor.importing.spooled import read_contained
from auditor.monitor import Silent
from tests.faults.bombs import BOMBS, REFUSED, TAKEN
from tests.faults.harness import tiers
from tests.importing.books import OPTIONS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="measures children as POSIX does")

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 11, 2_048
"""Nine in the child, one to end it, and what a busy machine needs to start it."""


def _outcome(path: Path) -> str:
    with scratch() as folder:
        try:
            (file,) = read_contained([path], OPTIONS, folder, Silent())
            for sheet in file.sheets:
                for _ in sheet.batches():
                    pass
        except CallerMistake as told:
            return f"refused: {told.message}" if told.hint is not None else f"no hint: {told.message}"
    return TAKEN


@pytest.mark.parametrize("name", BOMBS)
def test_that_a_bomb_does_no_harm(tmp_path: Path, name: str) -> None:
    from resource import RUSAGE_CHILDREN, getrusage

    expected, make = BOMBS[name]
    path = tmp_path / name
    path.write_bytes(make())
    small = path.stat().st_size < 1 << 20
    before, started = getrusage(RUSAGE_CHILDREN), time.process_time()
    outcome = _outcome(path)
    after = getrusage(RUSAGE_CHILDREN)
    # Seconds of work, here and in the child: a busy machine makes anything last longer.
    took = time.process_time() - started + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # An honest large file may take its time; what is small has no excuse.
    assert took < SECONDS + (0 if small else 6 * path.stat().st_size / (1 << 20)), outcome
    assert expected != REFUSED or outcome.startswith(REFUSED), outcome
    assert expected != TAKEN or outcome == TAKEN, outcome
    assert getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024 < MEGABYTES
    assert [left.name for left in tmp_path.iterdir()] == [name]
    assert not (Path(tempfile.gettempdir()) / "climbed.xml").exists()
    tiers.count("F12", bombs=1, refused=outcome.startswith(REFUSED))


# --- what the system was asked for ------------------------------------------------------------------------------------

_READ = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from tests.faults.test_f12_bombs import _outcome
for path in sys.argv[3:]:
    _outcome(Path(path))
"""
_OUTWARD = re.compile(r"\b(socket|connect|bind|sendto|sendmsg|socketpair)\(")
_OPENED = re.compile(r'\b(?:open|openat|creat)\([^"]*"([^"]*)"[^)]*\b(?:O_WRONLY|O_RDWR|O_CREAT)\b[^)]*\)\s*=\s*\d')


def _traced(tmp_path: Path, program: str, *arguments: str | Path) -> str:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    trace = tmp_path / "trace"
    asked = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=network,open,openat,creat,execve", "-o", trace]
    subprocess.run(
        [*asked, sys.executable, "-B", "-c", program, ROOT, tmp_path, *arguments],  # else it writes what it compiles
        check=True,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        timeout=200,
    )
    return trace.read_text(encoding="utf-8", errors="replace")


def test_that_the_system_is_asked_for_no_network_and_no_file_elsewhere(tmp_path: Path) -> None:
    chosen = [
        name for name in BOMBS if any(word in name for word in ("entity", "dtd", "outside", "address", "climb", "link"))
    ]
    for name in chosen:
        (tmp_path / name).write_bytes(BOMBS[name][1]())
    trace = _traced(tmp_path, _READ, *(tmp_path / name for name in chosen))
    assert len(re.findall(r"execve\(", trace)) > len(chosen), "one process a file"
    assert not _OUTWARD.search(trace)
    # tempfile tries a folder by a file of eight letters before it believes that it may write there.
    own = re.compile(rf"/dev/null|{re.escape(str(tmp_path))}/[a-z0-9_]{{8}}")
    written = {path for path in _OPENED.findall(trace) if not own.fullmatch(path)}
    assert written, "at least the spools"
    assert {path for path in written if not path.startswith(f"{tmp_path}/auditor-read-")} == set()


def test_that_the_trace_would_show_a_socket_and_a_file(tmp_path: Path) -> None:
    """The control."""
    program = "import socket, sys; socket.socket().close(); open(sys.argv[2] + '/elsewhere', 'w').close()"
    trace = _traced(tmp_path, program)
    assert _OUTWARD.search(trace)
    assert f"{tmp_path}/elsewhere" in _OPENED.findall(trace)


_BARE = """
import sys, resource, openpyxl
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, (2, 3))
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
print(sum(1 for row in openpyxl.load_workbook(sys.argv[1]).active.values for cell in row))
"""


def test_that_a_reader_without_care_does_not_come_to_an_end(tmp_path: Path) -> None:
    """The control: what the reader here is done with at once is no harmless file."""
    path = tmp_path / "the last cell.xlsx"
    path.write_bytes(BOMBS[path.name][1]())
    began = time.process_time()
    assert _outcome(path)
    assert time.process_time() - began < 2
    bare = subprocess.run([sys.executable, "-c", _BARE, path], capture_output=True, check=False)
    assert bare.returncode != 0
    assert bare.stdout == b""
