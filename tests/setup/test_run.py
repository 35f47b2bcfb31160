"""run.py says what stands in the way before it downloads anything, and sums up honestly."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["run_py"] = module
    spec.loader.exec_module(module)
    return module


run = _load()


def _in_a_copy(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """run.py alone in a folder, as someone would start it there."""
    (folder / "run.py").write_bytes((ROOT / "run.py").read_bytes())
    return subprocess.run(
        [sys.executable, str(folder / "run.py"), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_that_an_old_python_can_read_it_far_enough_to_say_no() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_that_it_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    assert imported <= set(sys.stdlib_module_names)


def test_that_a_library_that_is_not_there_is_seen() -> None:
    assert not run.loads("libnothing-of-the-kind.so.9")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library's floor is a matter of Linux")
def test_that_this_machine_is_above_the_floor() -> None:
    assert run.glibc() >= (2, 34)
    run.check_platform()


def test_that_everything_missing_is_mended_by_one_line() -> None:
    missing = {"libGL.so.1": "libgl1", "libEGL.so.1": "libegl1", "ensurepip": "python3.11-venv"}
    assert run.advice(missing, debian=True) == "sudo apt-get install -y libegl1 libgl1 python3.11-venv"


def test_that_another_system_is_told_the_libraries_names() -> None:
    assert "libGL.so.1" in run.advice({"libGL.so.1": "libgl1"}, debian=False)


def test_that_the_language_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for wanted, shown in (("zh_CN.UTF-8", "是"), ("en_GB", "yes"), ("C", "是 / yes")):
        monkeypatch.setenv("AUDITOR_LANG", wanted)
        assert run.both("是", "yes") == shown


def test_that_an_unknown_argument_gets_the_usage_and_nothing_else(tmp_path: Path) -> None:
    done = _in_a_copy(tmp_path, "nonsense", AUDITOR_LANG="en")
    assert done.returncode == 2
    assert done.stdout.startswith("Usage: run.py")
    assert {path.name for path in tmp_path.iterdir()} == {"run.py"}


def test_that_skipped_tests_are_named_in_the_last_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = tmp_path / "tests.xml"
    results.write_text(
        '<a><testcase><skipped type="pytest.skip" message="needs Xvfb"/></testcase></a>', encoding="utf-8"
    )
    assert "needs Xvfb" in run.not_found(results)
    run.verdict([], ["needs Xvfb"])
    assert "needs Xvfb" in capsys.readouterr().out.splitlines()[-1]


def test_that_a_test_that_does_not_apply_is_not_taken_for_something_missing(tmp_path: Path) -> None:
    results = tmp_path / "tests.xml"
    results.write_text('<a><skipped type="pytest.skip" message="a matter of Windows"/></a>', encoding="utf-8")
    assert "a matter of Windows" not in run.not_found(results)


@pytest.mark.parametrize(
    ("ci", "failed", "absent", "code"),
    [("", [], [], 0), ("", [], ["Xvfb"], 0), ("true", [], ["Xvfb"], 1), ("true", [], [], 0), ("", ["mypy"], [], 1)],
)
def test_that_only_ci_takes_a_missing_need_for_a_failure(
    ci: str, failed: list[str], absent: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    assert run.verdict(failed, absent) == code


def test_that_checks_keep_what_is_compiled_where_the_environment_says_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("AUDITOR_LANG", "zh")
    assert run.compiling() == {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    assert run.compiling()["AUDITOR_LANG"] == "zh"


def test_that_a_set_up_is_made_anew_when_the_lists_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyproject.toml", "setup.py", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(run, "HERE", tmp_path)
    before = run.fingerprint("start"), run.fingerprint("test")
    (tmp_path / "requirements-dev.txt").write_text("another", encoding="utf-8")
    assert run.fingerprint("start") == before[0]
    assert run.fingerprint("test") != before[1]


def test_that_a_damaged_stamp_means_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = tmp_path / "set-up.json"
    stamp.write_text("{not json", encoding="utf-8")
    monkeypatch.setattr(run, "STAMP", stamp)
    assert run.stamps() == {}
