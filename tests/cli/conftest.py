"""The command line called in this process, with its exit code and both streams."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from auditor.clock import SHANGHAI
from tests.tidy import tidy_workspace

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command on a workspace in a temporary folder, in English unless told otherwise."""
    monkeypatch.setenv("AUDITOR_WORKSPACE", str(tmp_path / "w.auditor"))
    monkeypatch.setenv("AUDITOR_LANG", "en")

    def run(*arguments: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments], clock=lambda: NOW)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


@pytest.fixture
def filled(cli: Cli, tmp_path: Path) -> Cli:
    """The same on a workspace that holds the sample world."""
    tidy_workspace(tmp_path / "w.auditor")
    return cli
