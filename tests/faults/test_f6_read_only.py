"""F6: a workspace that cannot be written is opened to be read, says why, and writes nothing anywhere else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.elsewhere import ROOT, Said, Step, steps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions and mounts are POSIX's")

READ: Step = ["find", "林小满", "--json", "-"]
WRITE: Step = ["import", str(ROOT / "tests" / "samples" / "workbook-clean-small.xlsx")]
DAMAGED = Said(-1, "", "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "w.auditor"
    told = steps([["init", "--demo", "20"]], path)
    assert told[0].code == 0, told[0].err
    return path


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy; its folder is made writable again at the end."""
    folder = tmp_path / "home"
    folder.mkdir()
    path = folder / "w.auditor"
    shutil.copy(made, path)
    path.chmod(0o644)
    yield path
    folder.chmod(0o755)


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def check(told: Said, wrote: Said, why: str) -> None:
    """Reading works and says why it is only reading; writing is refused with the same reason, in one line."""
    assert told.code == 0, told.err
    assert told.out
    assert why in told.err
    assert wrote.code == 8, wrote.err
    assert why in wrote.err
    assert "Traceback" not in wrote.err + told.err
    assert "ack" not in wrote.err


def test_that_a_file_without_write_permission_is_read(work: Path) -> None:
    work.chmod(0o444)
    before = held(work.parent)
    read, wrote = steps([READ, WRITE], work, powerless=True)
    check(read, wrote, "read-only")
    assert held(work.parent) == before


def test_that_a_file_in_a_folder_without_write_permission_is_read(work: Path) -> None:
    work.chmod(0o666)
    work.parent.chmod(0o555)
    before = held(work.parent)
    read, wrote = steps([READ, WRITE], work, powerless=True)
    check(read, wrote, "may not write in the folder")
    assert held(work.parent) == before
