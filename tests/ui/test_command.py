"""The console script opens the window without arguments and is the plain command line with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after running the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PATH": ""},
    )
    return set(done.stderr.splitlines()[-1].split())


def test_that_the_command_line_knows_no_qt() -> None:
    code = "import sys; sys.argv = ['auditor', '--help']\nfrom ui.command import main\ntry: main()\nexcept SystemExit: pass"
    loaded = loaded_after(code)
    assert "auditor.cli.main" in loaded
    assert not {name for name in loaded if name.startswith(("PySide6", "shiboken6"))}


def test_that_the_window_starts_without_what_only_reports_and_imports_need() -> None:
    loaded = loaded_after("import ui.main, ui.window, ui.lists.screen, ui.profiles.page")
    heavy = {
        "reportlab",
        "openpyxl",
        "python_calamine",
        "pikepdf",
        "celpy",
        "pypinyin",
        "cryptography",
        "typer",
        "rich",
    }
    assert "PySide6.QtWidgets" in loaded
    assert not {name for name in loaded if name.split(".")[0] in heavy}
    assert not {name for name in loaded if name.startswith("PySide6.") and name.split(".")[1] in ("QtQml", "QtNetwork")}


def test_that_the_first_paint_waits_for_no_database_library() -> None:
    loaded = loaded_after("import ui.main, ui.session, ui.window")
    assert "ui.session" in loaded
    assert not {name for name in loaded if name.split(".")[0] in ("sqlalchemy", "sqlcipher3", "alembic", "yaml")}
