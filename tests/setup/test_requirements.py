"""The hashed lists hold what the project asks for, and name no place to get it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LISTS = ("requirements.txt", "requirements-dev.txt")


def _pinned(name: str) -> list[Requirement]:
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("#")[0].strip() for line in joined.splitlines()]
    return [Requirement(line.split(" --hash")[0].strip()) for line in lines if line]


def _asked() -> dict[str, list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    return {
        "requirements.txt": [Requirement(line) for line in project["project"]["dependencies"] + groups["build"]],
        "requirements-dev.txt": [Requirement(line) for line in groups["dev"]],
    }


@pytest.mark.parametrize("name", LISTS)
def test_that_every_requirement_is_pinned_within_its_bounds(name: str) -> None:
    pinned: dict[str, set[str]] = {}
    for one in _pinned(name):
        pinned.setdefault(canonicalize_name(one.name), set()).update(spec.version for spec in one.specifier)
    for wanted in _asked()[name]:
        versions = pinned.get(canonicalize_name(wanted.name), set())
        assert any(wanted.specifier.contains(version) for version in versions), wanted


@pytest.mark.parametrize("name", LISTS)
def test_that_every_line_carries_hashes(name: str) -> None:
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    bare = [line for line in joined.splitlines() if "==" in line and not re.search(r"--hash=sha256:[0-9a-f]{64}", line)]
    assert not bare


@pytest.mark.parametrize("name", LISTS)
def test_that_the_lists_name_no_place(name: str) -> None:
    assert not re.search(
        r"://|^-[ifc]\b|--(extra-)?index|--find-links|@ ", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    )


def test_that_both_lists_agree() -> None:
    start = {
        canonicalize_name(one.name): str(one.specifier) for one in _pinned("requirements.txt") if one.marker is None
    }
    for one in _pinned("requirements-dev.txt"):
        assert start.get(canonicalize_name(one.name), str(one.specifier)) == str(one.specifier)


def test_that_each_dependency_is_justified_in_a_line() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    unsaid = {one.name for asked in _asked().values() for one in asked if f"| {one.name.lower()} |" not in told}
    assert not unsaid
