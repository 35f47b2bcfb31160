"""The bench for faults, how much is tried (AUDITOR_FAULTS=push, night or release), and the figures at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import tiers
from tests.faults.harness.bench import Bench
from tests.faults.harness.forks import Forks


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Processes for jobs."""
    if sys.platform == "win32":
        pytest.skip("jobs are forked, which Windows does not do")
    server = Forks(tmp_path_factory.mktemp("jobs"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def bench(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A small workspace and the means to harm copies of it."""
    return Bench(forks, tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="session")
def image_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what a fault left is laid out to be looked at."""
    return tmp_path_factory.mktemp("image")


# --- the figures ------------------------------------------------------------------------------------------------------


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures of a worker process to the one that prints."""
    worker: Any = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["faults"] = {fault: dict(figures) for fault, figures in tiers.FIGURES.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over a worker's figures."""
    for fault, figures in getattr(node, "workeroutput", {}).get("faults", {}).items():
        tiers.count(fault, **figures)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line per fault: what was tried and what came of it."""
    if not tiers.FIGURES:
        return
    terminalreporter.section(f"faults tried: {tiers.TIER}, seed {tiers.SEED}")
    for fault, figures in sorted(tiers.FIGURES.items()):
        terminalreporter.write_line(f"{fault}: {_told(figures)}")


def _told(figures: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in figures.items())
