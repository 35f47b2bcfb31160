"""What an import has to say about many files takes no more memory than about one."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.services import imports
from auditor.services.imports import ImportFiles
from tests.importing.books import workbook


@pytest.mark.parametrize("files", [1, 3])
def test_that_all_files_together_keep_so_many_problems_in_memory(
    app: Auditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    monkeypatch.setattr(imports, "IN_MEMORY", 6)
    paths = []
    for number in range(files):
        rows: list[list[object]] = [[f"H{number}{at}", "麦", "许多"] for at in range(9)]
        paths.append(workbook(tmp_path / f"{number}.xlsx", ("主播", [["主播编号", "昵称", "粉丝数"], *rows])))
    done = app.run(ImportFiles(tuple(paths)))
    assert [len(file.problems) for file in done.files] == [9] * files
    assert [[problem.cell for problem in file.problems] for file in done.files] == [
        [f"C{at}" for at in range(2, 11)]
    ] * files
    assert sum(len(file.problems._near) for file in done.files) == 6
