"""Workspaces by names that mean something to an address, a shell or a query."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, cli

__all__ = ["cli"]


@pytest.mark.parametrize("name", ["a?b.auditor", "50%41.auditor", "a#b=c&d.auditor", "工作 区'.auditor"])
def test_that_a_workspace_stands_where_it_was_asked_for(name: str, cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "名 字"
    folder.mkdir()
    assert cli("--workspace", folder / name, "init").code == 0
    assert [path.name for path in folder.iterdir()] == [name]
    assert cli("verify", "--chain", "--workspace", folder / name).code == 0
