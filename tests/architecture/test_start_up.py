"""Starting loads what the first screen needs and no more: heavy libraries wait for their first use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {"openpyxl", "xlsxwriter", "python_calamine", "reportlab", "pikepdf", "pypdfium2", "PIL", "lxml", "segno"}
WORDS = {"pypinyin", "rapidfuzz", "babel"}
RULES = {"celpy", "lark", "re2", "pendulum"}
SECRETS = {"cryptography", "argon2"}
TERMINAL = {"typer", "rich"}
QT = {"PySide6", "shiboken6"}
HEAVY = DOCUMENTS | WORDS | RULES | SECRETS | {"alembic", "psycopg", "duckdb"}


def loaded_by(module: str) -> set[str]:
    """The top-level packages that importing a module brings in."""
    asked = f"import sys, {module}; print(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_that_the_probe_sees_what_is_loaded() -> None:
    assert "sqlalchemy" in loaded_by("sqlalchemy")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("auditor.app", HEAVY | TERMINAL | QT),
        ("auditor.cli", HEAVY | QT),
        ("ui.main", HEAVY | TERMINAL),
        ("ui.command", HEAVY | QT),
    ],
)
def test_that_heavy_libraries_wait_for_their_first_use(module: str, unwanted: set[str]) -> None:
    assert not loaded_by(module) & unwanted
