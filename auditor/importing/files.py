"""The files of one import, read one after the other."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import CallerMistake
from auditor.i18n import N_, said
from auditor.importing.archive import OLE2, ZIP, not_a_workbook, not_found, old_workbook
from auditor.importing.csvfile import open_table
from auditor.importing.grid import Grid, Source
from auditor.importing.header import find_header, sheet_named
from auditor.importing.read import OtherSheet, ReadFile, ReadFiles, ReadOptions
from auditor.importing.sheets import read_sheet
from auditor.importing.wording import refused_file
from auditor.importing.xlsx import open_workbook
from auditor.model.fields import Sheet

_TABLE_NAMES = frozenset({".csv", ".tsv", ".txt"})
_LARGEST_TABLE = 1 << 30
_HEAD = 64 * 1024


def read_files(paths: Sequence[Path], options: ReadOptions) -> ReadFiles:
    """Read every file; CallerMistake when one cannot be taken at all (absent, encrypted, broken, a bomb)."""
    with _uncollected():
        files = tuple(read_file(Path(path), options) for path in paths)
    if not any(file.sheets for file in files):
        names = "、".join(name for file in files for name in file.ignored) or "-"
        raise CallerMistake(
            said(N_("None of these sheets is one of the workbook's: {names}."), names=names),
            said(N_("Name a sheet as in the template: 主播, hosts, 商家, merchants ...")),
        )
    return ReadFiles(files)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: it would walk every row again and again, and rows hold no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def read_file(path: Path, options: ReadOptions) -> ReadFile:
    """Read one file; a workbook is told by its content, a table of text by its name as well."""
    opened = open_file(path, options)
    sheets = tuple(read_sheet(source.grid(), sheet, options) for source, sheet in opened.sources)
    return ReadFile(path, opened.sha256, sheets, opened.ignored, opened.others)


def raw_sheets(path: Path, options: ReadOptions) -> list[tuple[Grid, Sheet, int]]:
    """The sheets of a file as they stand in it, each with the row number of its header (0: it has none)."""
    found = []
    for source, sheet in open_file(path, options).sources:
        grid = source.grid()
        header = find_header(grid, sheet)
        found.append((grid, sheet, grid.numbers[header.index] if header else 0))
    return found


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file looked into, its rows not read yet: its hash, its sheets of ours, the names of the others."""

    sha256: str
    sources: tuple[tuple[Source, Sheet], ...]
    ignored: tuple[str, ...] = ()
    others: tuple[OtherSheet, ...] = ()


def open_file(path: Path, options: ReadOptions) -> OpenedFile:
    """Look into a file; CallerMistake when it cannot be taken."""
    head, digest = _looked_at(path)
    if head.startswith(OLE2):
        raise old_workbook(path, head)
    if head.startswith(ZIP):
        sources, ignored = open_workbook(path, lambda title: sheet_named(title) is not None)
        named = [(source, sheet_named(source.title)) for source in sources]
        ours = tuple((source, sheet) for source, sheet in named if sheet is not None)
        return OpenedFile(digest, ours, tuple(ignored))
    if not head or path.suffix.lower() not in _TABLE_NAMES or head.lstrip()[:1] == b"<":
        raise not_a_workbook(path)
    if path.stat().st_size > _LARGEST_TABLE:
        text, hint = N_("{file} is larger than 1 GiB."), N_("Split it into several files; import takes them together.")
        raise refused_file(path.name, text, hint)
    return OpenedFile(digest, (open_table(path, lambda: path.open("rb"), _asked_for(options)),))


def _asked_for(options: ReadOptions) -> Sheet | None:
    if not options.csv_sheet:
        return None
    sheet = sheet_named(options.csv_sheet)
    if sheet is None:
        raise CallerMistake(
            said(N_("The workbook has no sheet “{name}”."), name=options.csv_sheet),
            said(N_("Name a sheet as in the template: 主播, hosts, 商家, merchants ...")),
        )
    return sheet


def _looked_at(path: Path) -> tuple[bytes, str]:
    """The first bytes and the SHA-256 of a file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            return head, hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as cause:
        raise not_found(path) from cause
    except OSError as cause:
        text, hint = N_("{file} cannot be read: {why}."), N_("Check the file and your right to read it.")
        raise refused_file(path.name, text, hint, why=cause.strerror) from cause
