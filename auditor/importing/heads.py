"""The headers of a file's sheets, no data: what mappings are guessed by, and what is said of sheets not taken."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from auditor.importing.grid import Grid, Raw, Source
from auditor.importing.header import LOOKED_AT, likely_header
from auditor.importing.matching import sheet_guesses
from auditor.importing.read import OtherSheet

_COLUMNS = 400


def head_of(title: str, rows: Iterable[tuple[int, list[Raw]]]) -> OtherSheet:
    """A sheet by its first rows: its header, and which of our sheets that speaks for."""
    grid = Grid(title, [], [])
    for number, row in islice(rows, LOOKED_AT):
        grid.numbers.append(number)
        grid.rows.append(row[:_COLUMNS])
    index = likely_header(grid)
    if index is None:
        return OtherSheet(title, 0)
    headers = tuple(" ".join(cell.split()) for cell in grid.rows[index] if isinstance(cell, str) and cell.strip())
    return OtherSheet(title, grid.numbers[index], headers, sheet_guesses(title, headers))


def source_head(source: Source) -> OtherSheet:
    """The same of a sheet that is taken."""
    return head_of(source.title, source.rows())


def heads(request: dict[str, Any], _folder: Path, _tell: object) -> dict[str, Any]:
    """The headers of all sheets of the file at ``path``: ``{"sheets": [{"title", "header_row", "headers"}]}``.

    CallerMistake when the file cannot be taken.
    """
    from auditor.importing.files import heads_of

    found = heads_of(Path(request["path"]))
    told = [{"title": one.title, "header_row": one.header_row, "headers": list(one.headers)} for one in found]
    return {"sheets": told}
