"""The files of one import, read one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.importing.read import ReadFiles, ReadOptions


def read_files(paths: Sequence[Path], options: ReadOptions) -> ReadFiles:
    """Read every file; CallerMistake when one cannot be taken at all (absent, encrypted, broken, a bomb)."""
    raise NotImplementedError(paths, options)
