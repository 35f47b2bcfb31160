"""The files of one import, read one after the other."""

from __future__ import annotations

import gc
import hashlib
import io
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from auditor.errors import reason_of
from auditor.i18n import N_
from auditor.importing.archive import (
    OLE2,
    ZIP,
    not_a_file,
    not_a_workbook,
    not_found,
    nothing_in,
    old_workbook,
)
from auditor.importing.choosing import named_sheet, sheets_of
from auditor.importing.csvfile import open_table
from auditor.importing.grid import Source
from auditor.importing.heads import source_head
from auditor.importing.instead import NoneOfOurs
from auditor.importing.mapping.attempts import numbered
from auditor.importing.matching import Sayings, sayings_of
from auditor.importing.mending import mended
from auditor.importing.read import OtherSheet, ReadFile, ReadFiles, ReadOptions
from auditor.importing.sheets import read_sheet
from auditor.importing.wording import refused_file
from auditor.importing.xlsx import open_workbook
from auditor.model.fields import Sheet
from auditor.model.sheets import SHEETS

CLIPBOARD = "剪贴板.tsv"
"""The name under which copied cells are read."""

_TABLE_NAMES = frozenset({".csv", ".tsv", ".txt"})
_LARGEST_TABLE = 1 << 30
_HEAD = 64 * 1024


def read_files(paths: Sequence[Path], options: ReadOptions) -> ReadFiles:
    """Read every file; CallerMistake when one cannot be taken at all (absent, encrypted, broken, a bomb)."""
    with _uncollected():
        files = tuple(read_file(Path(path), options) for path in paths)
    if not any(file.sheets for file in files):
        raise NoneOfOurs([(file.path.name, other) for file in files for other in file.others])
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


def read_text(text: str, options: ReadOptions, title: str = CLIPBOARD) -> ReadFiles:
    """Read cells between tabs, as spreadsheets copy them; what they are is told by ``csv_sheet`` or their columns.

    CallerMistake when they are nothing of ours.
    """
    data = text.encode()
    opened = _table(Path(title), lambda: io.BytesIO(data), hashlib.sha256(data).hexdigest(), options)
    sheets = tuple(read_sheet(source.grid(), sheet, options) for source, sheet in opened.sources)
    return ReadFiles((ReadFile(Path(title), opened.sha256, sheets),))


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
        return _chosen(digest, open_workbook(path), path.name, options)
    if path.suffix.lower() not in _TABLE_NAMES or head.lstrip()[:1] == b"<":
        raise not_a_workbook(path, head)
    if path.stat().st_size > _LARGEST_TABLE:
        text, hint = N_("{file} is larger than 1 GiB."), N_("Split it into several files; import takes them together.")
        raise refused_file(path.name, text, hint)
    return _table(path, lambda: path.open("rb"), digest, options)


def heads_of(path: Path) -> tuple[OtherSheet, ...]:
    """The headers of all sheets of a file; CallerMistake when it cannot be taken."""
    head, _ = _looked_at(path)
    if head.startswith(ZIP):
        return tuple(source_head(source) for source in open_workbook(path))
    opened = open_file(path, ReadOptions(0, csv_sheet=SHEETS[0].name))
    return tuple(source_head(source) for source, _ in opened.sources)


def _chosen(digest: str, sources: Sequence[Source], file: str, options: ReadOptions) -> OpenedFile:
    """The sheets of a workbook that are ours, as mended and mapped, and what the others look like."""
    sheets = sheets_of([source.title for source in sources], file, options)
    ours = [(source, sheet) for source in sources for sheet in sheets[source.title]]
    others = [source for source in sources if not sheets[source.title]]
    return OpenedFile(
        digest,
        tuple((_prepared(source, sheet, file, options), sheet) for source, sheet in ours),
        tuple(source.title for source in others),
        tuple(source_head(source) for source in others),
    )


def _prepared(source: Source, sheet: Sheet, file: str, options: ReadOptions) -> Source:
    mends = [one for one in options.mends if one.sheet == source.title and one.file in ("", file)]
    source = mended(source, mends) if mends else source
    return numbered(source, sheet, sayings_of(options, source.title, sheet))


def _table(path: Path, opened: Callable[[], BinaryIO], digest: str, options: ReadOptions) -> OpenedFile:
    """A table of text: what the options say it is, else what its columns speak for."""
    sheets = sheets_of([path.stem], path.name, options)[path.stem]
    if options.csv_sheet:
        sheets = (named_sheet(options.csv_sheet),)
    if len(sheets) > 1:
        source, _ = open_table(path, opened, sheets[0], sayings_of(options, path.stem, sheets[0]))
        return OpenedFile(digest, tuple((_prepared(source, one, path.name, options), one) for one in sheets))
    asked = sheets[0] if sheets else None
    sayings = sayings_of(options, path.stem, asked) if asked else Sayings()
    source, sheet = open_table(path, opened, asked, sayings)
    return OpenedFile(digest, ((_prepared(source, sheet, path.name, options), sheet),))


def _looked_at(path: Path) -> tuple[bytes, str]:
    """The first bytes and the SHA-256 of a file; CallerMistake where it is none, cannot be read or holds nothing."""
    try:
        if not S_ISREG(path.stat().st_mode):
            raise not_a_file(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            if not head.removeprefix(BOM_UTF8).strip() and len(head) < _HEAD:
                raise nothing_in(path)
            stream.seek(0)
            return head, hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as cause:
        raise not_found(path) from cause
    except OSError as cause:
        text, hint = N_("{file} cannot be read: {why}."), N_("Check the file and your right to read it.")
        raise refused_file(path.name, text, hint, why=reason_of(cause)) from cause
