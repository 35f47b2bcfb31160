"""An .xlsx workbook to its sheets: a pass over the bytes first, then the fast reader, for vast sheets the lean one."""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

from auditor.errors import CallerMistake
from auditor.importing.archive import broken, check_rest, chunks, opened
from auditor.importing.grid import Grid, Raw, Source, is_blank, put
from auditor.importing.scan import Scan, scan

VAST = 1_700_000_000
"""Bytes of a sheet from which on the fast reader, which holds it whole, is not used."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""The last that a worksheet can have."""

_CHOICES = ("选项", "choices")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class _Part:
    """A worksheet by its name, the part it stands in, and whether it is hidden."""

    title: str
    part: str
    hidden: bool


def open_workbook(path: Path) -> list[Source]:
    """The sheets of a workbook but for our own sheet of choices; CallerMistake when unreadable."""
    with opened(path) as archive:
        parts, from_1904 = _directory(path, archive)
        taken = [part for part in parts if not _is_ours(part)]
        scans = {part.title: scan(chunks(path, archive, part.part)) for part in taken}
        check_rest(path, archive, {part.part for part in taken})
    return [_source(path, part, scans[part.title], from_1904=from_1904) for part in taken]


def _is_ours(part: _Part) -> bool:
    """The hidden sheet of choices that the template and exports bring along holds no data."""
    return part.hidden and part.title in _CHOICES


def _directory(path: Path, archive: zipfile.ZipFile) -> tuple[list[_Part], bool]:
    """The worksheets in their order and whether the workbook counts its days from 1904."""
    book = _parsed(path, archive, _WORKBOOK)
    targets = {}
    for relation in _parsed(path, archive, _RELATIONS):
        target = relation.get("Target", "")
        if relation.get("Type", "").endswith("/worksheet") and relation.get("TargetMode") != "External":
            targets[relation.get("Id", "")] = _absolute(target)
    parts, from_1904 = [], False
    for node in book.iter():
        local = node.tag.rpartition("}")[2]
        if local == "workbookPr":
            from_1904 = node.get("date1904") in ("1", "true", "on")
        elif local == "sheet":
            key = next((value for name, value in node.items() if name.endswith("}id")), "")
            if key in targets and targets[key] in archive.NameToInfo:
                hidden = node.get("state", "visible") != "visible"
                parts.append(_Part(node.get("name", ""), targets[key], hidden))
    return parts, from_1904


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _parsed(path: Path, archive: zipfile.ZipFile, name: str) -> ET.Element:
    if name not in archive.NameToInfo:
        raise broken(path)
    try:
        return ET.fromstring(b"".join(chunks(path, archive, name)))  # noqa: S314 - chunks() refuses DTDs
    except ET.ParseError as cause:
        raise broken(path) from cause


def _rows(path: Path, title: str) -> Iterator[tuple[int, list[Raw]]]:
    """Rows with their numbers by the fast reader, whose errors of any kind mean a broken file."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_name(title)
            if sheet.start is None or sheet.end is None:
                return
            left: list[Raw] = [""] * sheet.start[1]
            rows: Iterator[list[Any]] = sheet.iter_rows()
            # Its rows start at the sheet's top, its columns at the first used one.
            for number, row in enumerate(rows, start=1):
                yield number, left + row if left else row
    except (CalamineError, OSError, ValueError, OverflowError) as cause:
        raise broken(path) from cause
    except BaseException as cause:
        if type(cause).__name__ == "PanicException":
            raise broken(path) from cause
        raise


def _vast_rows(path: Path, title: str) -> Iterator[tuple[int, list[Raw]]]:
    """Rows with their numbers by the reader that holds one row at a time."""
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            sheet = book[title]
            sheet.reset_dimensions()
            cells: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
            for number, row in enumerate(cells, start=1):
                if number > _LAST_ROW:
                    break  # the reader would count up to a number that the scan did not see
                if row and any(cell is not None for cell in row):
                    yield number, ["" if cell is None else cell for cell in row]
            book.close()
        except (MemoryError, CallerMistake):
            raise
        except Exception as cause:  # whatever a reader raises at a file means that the file is broken
            raise broken(path) from cause


def _source(path: Path, part: _Part, found: Scan, *, from_1904: bool) -> Source:
    empty = Grid(
        part.title,
        [],
        [],
        merges=found.merges,
        hidden_rows=frozenset(found.hidden_rows),
        hidden=part.hidden,
        from_1904=from_1904,
    )

    def rows() -> Iterator[tuple[int, list[Raw]]]:
        if found.last_row > _LAST_ROW or found.columns > _LAST_COLUMN:
            raise broken(path)  # places that no program writes: a reader would make room for all that lie between
        read = _vast_rows(path, part.title) if found.memory > VAST else _rows(path, part.title)
        return _filled(read, found)

    return Source(empty, rows, found.last_row)


def _filled(rows: Iterator[tuple[int, list[Raw]]], found: Scan) -> Iterator[tuple[int, list[Raw]]]:
    """The rows that hold anything, with the bad cells that the reader hid."""
    bad: dict[int, list[int]] = {}
    for at, column in found.bad:
        bad.setdefault(at, []).append(column)
    alone = deque(sorted(bad))
    for number, row in rows:
        while alone and alone[0] <= number:
            at = alone.popleft()
            if at < number:
                yield at, _bad_row(at, bad[at], found)
            else:
                _add_bad(row, number, bad[number], found)
        if not is_blank(row):
            yield number, row
    for at in alone:
        yield at, _bad_row(at, bad[at], found)


def _bad_row(number: int, columns: list[int], found: Scan) -> list[Raw]:
    """A row that holds nothing but errors: the reader left it out, or ended above it."""
    row: list[Raw] = []
    _add_bad(row, number, columns, found)
    return row


def _add_bad(row: list[Raw], number: int, columns: list[int], found: Scan) -> None:
    for column in columns:
        put(row, column, found.bad[number, column])
