"""What keeps the sources small, single-threaded, keyset-paged and free of any one machine."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor import errors

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40
MAY_START_THREADS = {"ui/kit/tasks.py"}
THREADING = {"threading", "_thread", "concurrent.futures", "multiprocessing.pool", "multiprocessing.dummy"}
QT_THREADING = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}
REFUSALS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.AuditorError)
} - {"Cancelled"}  # who stopped the work himself needs no advice
WITHOUT_ADVICE = {
    "ui/gallery/start.py": "a picture of the message alone",
    "ui/gallery/today.py": "a picture of the message alone",
}


def _sources() -> list[Path]:
    return [
        path
        for package in ("auditor", "ui")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "_data" not in path.parts
    ]


def _published() -> list[Path]:
    """Every file of the project; what .gitignore names by folder is left out."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = {line.rstrip("/") for line in lines if line.endswith("/")} | {".git", "_data"}
    found: list[Path] = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in ignored and not name.endswith(".egg-info")]
        found.extend(Path(folder) / name for name in files)
    return found


def threads_in(tree: ast.Module) -> Iterator[str]:
    """The names by which a module could start a thread."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in THREADING)
        elif isinstance(node, ast.ImportFrom):
            if node.module in THREADING:
                yield node.module
            if node.module == "concurrent":
                yield from (alias.name for alias in node.names)
            yield from (alias.name for alias in node.names if alias.name in QT_THREADING)


def offsets_in(tree: ast.Module) -> Iterator[int]:
    """The lines that skip rows by OFFSET, in SQL text or through a select; docstrings do not count."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if re.search(r"\bOFFSET\b", node.value):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "offset":
            yield node.lineno


def hintless_in(tree: ast.Module) -> Iterator[int]:
    """The lines that refuse something without a hint, be it in the refusal's own constructor."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in REFUSALS and _lacks_hint(node):
            yield node.lineno
        elif isinstance(node, ast.ClassDef) and REFUSALS & {_called(base) for base in node.bases}:
            inside = (one for one in ast.walk(node) if isinstance(one, ast.Call))
            yield from (
                one.lineno for one in inside if ast.unparse(one.func) == "super().__init__" and _lacks_hint(one)
            )


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _lacks_hint(call: ast.Call) -> bool:
    hints = [*call.args[1:2], *(one.value for one in call.keywords if one.arg == "hint")]
    return not hints or isinstance(hints[0], ast.Constant)


def lengths_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each function and its own lines; those of functions inside it count for themselves."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds):
            inner = [one for one in ast.walk(node) if isinstance(one, kinds) and one is not node]
            inside = {line for one in inner for line in range(one.lineno, (one.end_lineno or 0) + 1)}
            yield node.name, sum(line not in inside for line in range(node.lineno, (node.end_lineno or 0) + 1))


@dataclass(frozen=True)
class Measured:
    """What the ceilings ask of one module."""

    name: str
    lines: int
    functions: tuple[tuple[str, int], ...]
    threads: tuple[str, ...]
    offsets: tuple[int, ...]
    hintless: tuple[int, ...]
    silent: bool


@cache
def _measured() -> tuple[Measured, ...]:
    """Every module, read once for all tests."""
    return tuple(map(_measure, [*_sources(), ROOT / "run.py"]))


def _measure(path: Path) -> Measured:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    return Measured(
        path.relative_to(ROOT).as_posix(),
        len(text.splitlines()),
        tuple(lengths_in(tree)),
        tuple(threads_in(tree)),
        tuple(offsets_in(tree)),
        tuple(hintless_in(tree)),
        bool(text.strip()) and ast.get_docstring(tree) is None,
    )


def test_that_a_function_is_measured_without_those_inside_it() -> None:
    source = "def outer():\n    def inner():\n        pass\n        pass\n    return inner\n"
    assert list(lengths_in(ast.parse(source))) == [("outer", 2), ("inner", 3)]


def test_that_no_function_outgrows_its_ceiling() -> None:
    assert not {
        f"{one.name}: {name}": lines for one in _measured() for name, lines in one.functions if lines > FUNCTION_LINES
    }


def test_that_no_file_outgrows_its_ceiling() -> None:
    # run.py stands alone: it has to work before anything is installed.
    assert not {one.name: one.lines for one in _measured() if one.lines > FILE_LINES and one.name != "run.py"}


def test_that_every_module_says_what_it_is_for() -> None:
    assert not [one.name for one in _measured() if one.silent]


def test_that_the_thread_check_sees_a_thread() -> None:
    assert list(threads_in(ast.parse("import threading\nfrom PySide6.QtCore import QThreadPool, Qt"))) == [
        "threading",
        "QThreadPool",
    ]


def test_that_only_the_task_runner_starts_threads() -> None:
    assert not {one.name: one.threads for one in _measured() if one.threads and one.name not in MAY_START_THREADS}


def test_that_the_paging_check_sees_an_offset() -> None:
    assert list(offsets_in(ast.parse('"""OFFSET is banned."""\na = "SELECT 1 OFFSET 5"\nb.offset(5)'))) == [2, 3]


def test_that_no_list_skips_rows_by_counting_them() -> None:
    assert not {one.name: one.offsets for one in _measured() if one.offsets}


def test_that_the_hint_check_sees_each_refusal_without_one() -> None:
    source = """
raise CallerMistake(said("a"))
raise errors.Busy(said("b"), None)
class Own(WorldFailed):
    def __init__(self):
        super().__init__(said("c"))
raise CallerMistake(said("d"), said("e"))
raise Forbidden(said("f"), hint=said("g"))
"""
    assert sorted(hintless_in(ast.parse(source))) == [2, 3, 6]


def test_that_every_refusal_says_how_to_go_on() -> None:
    without = {one.name: one.hintless for one in _measured() if one.hintless}
    assert {name: lines for name, lines in without.items() if name not in WITHOUT_ADVICE} == {}
    assert set(WITHOUT_ADVICE) <= set(without)


def test_that_nothing_published_names_a_machine_or_a_registry() -> None:
    # Put together here, so that this file does not name them itself.
    machine = [f"/{folder}/" for folder in ("work", "root", "opt/wheels", "opt/pypi")]
    registries = [".".join(parts) for parts in (("pypi", "org"), ("files", "pythonhosted"), ("registry", "npmjs"))]
    banned = re.compile("|".join(re.escape(word) for word in (*machine, *registries)).encode())
    named = {}
    for path in _published():
        content = path.read_bytes()
        if b"\0" not in content[:4096] and (found := banned.search(content)):
            named[str(path.relative_to(ROOT))] = found[0].decode()
    assert not named


def test_that_the_walk_sees_the_sources_and_not_the_environment() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in _published()}
    assert "auditor/__init__.py" in names
    assert not [name for name in names if name.startswith((".venv/", ".git/"))]
