"""A workspace that holds the tidy sample world, made once and copied."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.imports import ImportFiles
from tests.beginning import begun

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
SAMPLES = Path(__file__).parent / "samples"


@cache
def _bytes() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "w.auditor"
        begun(path, lambda: NOW, "测试")
        with Auditor.open(path, clock=lambda: NOW) as app:
            app.run(ImportFiles((SAMPLES / "workbook-clean-small.xlsx",)))
        return path.read_bytes()


def tidy_workspace(path: Path) -> Path:
    """Puts a workspace with the tidy sample world at the path."""
    path.write_bytes(_bytes())
    path.chmod(0o600)
    return path
