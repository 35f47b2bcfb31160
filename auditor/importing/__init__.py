"""Reading files that others made: xlsx and csv to parsed rows with located problems."""

from __future__ import annotations

from auditor.importing.files import read_files, read_text
from auditor.importing.read import HeaderCell, ReadFile, ReadFiles, ReadOptions, ReadSheet

__all__ = ["HeaderCell", "ReadFile", "ReadFiles", "ReadOptions", "ReadSheet", "read_files", "read_text"]
