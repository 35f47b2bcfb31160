"""A disk that refuses: one line, exit 8, nothing half-done."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, cli

__all__ = ["cli"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits on file sizes are POSIX's")


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> object:
    """No file of this process may grow beyond a limit; the system then says that it is too large."""
    import resource

    # Python does not see that it wrote only half of a compiled module: the next process would trip over it.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_that_a_template_that_does_not_fit_is_the_disks_fault(cli: Cli, tmp_path: Path, small_files: object) -> None:
    small_files(4_000)  # type: ignore[operator]
    told = cli("template", tmp_path / "t.xlsx")
    assert told.code == 8
    assert "Traceback" not in told.err
    assert list(tmp_path.iterdir()) == []


def test_that_a_workspace_that_does_not_fit_leaves_nothing(cli: Cli, tmp_path: Path, small_files: object) -> None:
    small_files(500_000)  # type: ignore[operator]
    assert cli("init").code == 8
    assert list(tmp_path.iterdir()) == []
