"""The built wheel works in an empty environment, far from any checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("auditor", "ui", "rules", "resources", "pyproject.toml", "setup.py", "README.md", "LICENSE")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project built from a copy, so that nothing is left behind in the checkout."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "_data"))
        else:
            shutil.copy(ROOT / name, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "-w", str(out), str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(out.glob("auditor-*.whl"))


def test_that_the_wheel_carries_packs_fonts_and_catalogues(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert "auditor/_data/resources/fonts/NotoSansSC-Regular.ttf" in inside
    assert any(name.startswith("auditor/_data/rules/cn-livestream/") and name.endswith(".yaml") for name in inside)
    assert "auditor/_data/resources/mappings/violations-list.yaml" in inside
    assert any(name.endswith(".mo") for name in inside)
    assert not [name for name in inside if name.startswith(("tests", "rules", "resources", "benchmarks"))]


def test_that_the_installed_command_lists_the_rules(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True)
    # The libraries themselves come from this environment; a path file does not bring in its editable checkout.
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    target = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
    (Path(target) / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    environment = {**os.environ, "AUDITOR_LANG": "zh"}
    done = subprocess.run(
        [scripts / "auditor", "rules", "list"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "TR-02" in done.stdout.decode()
    where = subprocess.run(
        [python, "-c", "import auditor; print(auditor.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(home))
