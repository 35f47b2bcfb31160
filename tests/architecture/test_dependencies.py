"""What the packages import is what the project asks for, by name and not by luck."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
OWN = {"auditor", "ui", "tests"}
# Imported only where the setting or the library that brings it is present.
EXTRAS = {"psycopg", "pyhanko"}


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {canonicalize_name(Requirement(line).name) for line in project["project"]["dependencies"]}


@cache
def imported_by(source: str) -> frozenset[str]:
    """The top-level packages one source text imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def test_that_every_import_is_a_declared_dependency() -> None:
    declared, providers = _declared(), packages_distributions()
    undeclared = {}
    for path in [*(ROOT / "auditor").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        foreign = imported_by(path.read_text(encoding="utf-8")) - sys.stdlib_module_names - OWN - EXTRAS
        for name in foreign:
            if not {canonicalize_name(one) for one in providers.get(name, [])} & (declared | {"shiboken6"}):
                undeclared[str(path.relative_to(ROOT))] = name
    assert not undeclared


def test_that_every_declared_dependency_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for name in ("auditor", "ui") for path in (ROOT / name).rglob("*.py")]
    imported = {name for source in sources for name in imported_by(source)}
    imported |= {name for source in sources for name in re.findall(r'find_spec\("(\w+)"\)', source)}
    providers = packages_distributions()
    used = {canonicalize_name(one) for name in imported for one in providers.get(name, [])}
    assert not _declared() - used


def test_that_the_check_sees_an_import() -> None:
    assert imported_by("import click.exceptions\nfrom rich.table import Table\nfrom . import own") == {"click", "rich"}
