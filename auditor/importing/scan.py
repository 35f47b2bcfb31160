"""A pass over the bytes of a sheet's XML for what fast readers hide: errors, empty formulas, hidden rows, merges.

Cells are looked at only where one of these signs stands, so that the pass costs little more than inflating.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from auditor.importing.grid import BadCell, Merge, column_index

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>]")
_REF = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_ERROR = re.compile(rb"""\st=["']e["']""")
_STRING = re.compile(rb"""\st=["']str["']""")
_MERGE = re.compile(rb"""mergeCell\s[^>]*?ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
_A_CELL, _A_PLACE = 64, 40
"""Bytes of the fast reader: measured, 1.4 GB for 15 million cells."""

_LONGEST_ROW = 64 << 20


@dataclass(slots=True)
class Scan:
    """What stands in a sheet beside its values; cells by (row from 1, column from 0)."""

    bad: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    last_row: int = 0
    columns: int = 1
    """About how many: those beyond Z exactly, others as the last rows of the stretches show."""
    cells: int = 0

    @property
    def memory(self) -> int:
        """About the bytes that a reader takes which holds every cell, and the box around them as well."""
        return self.cells * _A_CELL + self.last_row * self.columns * _A_PLACE


def scan(parts: Iterable[bytes]) -> Scan:
    """Read a worksheet's bytes once."""
    found = Scan()
    stream = iter(parts)
    first = next(stream, b"")
    root = _ROOT.search(first)
    prefix = root[1] + b":" if root and root[1] else b""
    for block in _whole_rows(chain((first,), stream), prefix):
        _look(block, prefix, found)
    return found


def _whole_rows(parts: Iterable[bytes], prefix: bytes) -> Iterator[bytes]:
    """The bytes cut before the last row's start, so that no row (and behind the rows: no tag) is torn."""
    row, closing, none = b"<" + prefix + b"row", b"</" + prefix + b"sheetData", b"<" + prefix + b"sheetData/"
    kept = b""
    behind = False
    for part in parts:
        block = kept + part
        behind = behind or closing in block or none in block
        cut = block.rfind(b"<") if behind or len(block) > _LONGEST_ROW else block.rfind(row)
        if cut <= 0:
            kept = block
            continue
        kept = block[cut:]
        yield block[:cut]
    yield kept


def _look(block: bytes, prefix: bytes, found: Scan) -> None:
    _rows(block, prefix, found)
    if b't="e"' in block or b"t='e'" in block:
        for sign in (b't="e"', b"t='e'"):
            for inside in _starts(block, sign):
                _error_cell(block, block.rfind(b"<", 0, inside), prefix, found)
    if b"<" + prefix + b"f" in block:
        _formulas(block, prefix, found)
    if b"mergeCell " in block:
        for left, top, right, bottom in _MERGE.findall(block):
            merge = Merge(int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))
            found.merges.append(merge)


def _starts(block: bytes, sign: bytes) -> Iterator[int]:
    at = block.find(sign)
    while at >= 0:
        yield at
        at = block.find(sign, at + 1)


def _rows(block: bytes, prefix: bytes, found: Scan) -> None:
    sign = b"<" + prefix + b"row "
    found.cells += block.count(b"<" + prefix + b"c ")
    last = block.rfind(sign)
    if last < 0:
        return
    told = _ROW.search(block, last, _end(block, last))
    if told:
        found.last_row = max(found.last_row, int(told[1]))
    for letters, _ in _REF.findall(block, last)[-1:]:
        found.columns = max(found.columns, column_index(letters.decode()) + 1)
    quote = "'" if b" r='" in block else '"'
    _look_for(_wider(quote), block, found)
    _look_for(_deeper(quote, min(len(str(found.last_row)), 18)), block, found)
    if b"hidden=" in block:
        for at in _starts(block, sign):
            end = _end(block, at)
            row = _ROW.search(block, at, end)
            if row and _HIDDEN.search(block, at, end):
                found.hidden_rows.add(int(row[1]))


@cache
def _wider(quote: str) -> re.Pattern[bytes]:
    """References beyond column Z."""
    return re.compile(f" r={quote}([A-Za-z]{{2,9}})([0-9]{{1,19}})".encode())


@cache
def _deeper(quote: str, digits: int) -> re.Pattern[bytes]:
    """References far below the last row: rows and cells may claim to stand elsewhere than their neighbours."""
    return re.compile(f" r={quote}([A-Za-z]{{0,9}})([0-9]{{{digits + 1},19}})".encode())


def _look_for(pattern: re.Pattern[bytes], block: bytes, found: Scan) -> None:
    if not pattern.search(block):
        return
    for letters, number in set(pattern.findall(block)):
        found.columns = max(found.columns, column_index(letters.decode().upper()) + 1)
        found.last_row = max(found.last_row, int(number))


def _end(block: bytes, at: int) -> int:
    end = block.find(b">", at)
    return len(block) if end < 0 else end + 1


def _place(block: bytes, at: int, end: int, prefix: bytes) -> tuple[int, int] | None:
    """Where a cell stands: by its reference, else by its place among the cells of its row."""
    ref = _REF.search(block, at, end)
    if ref:
        return int(ref[2]), column_index(ref[1].decode())
    start = block.rfind(b"<" + prefix + b"row ", 0, at)
    row = _ROW.search(block, start, _end(block, start)) if start >= 0 else None
    if not row:
        return None
    before = re.findall(b"<" + re.escape(prefix) + rb"c[\s>/]", block[start:at])
    return int(row[1]), len(before)


def _error_cell(block: bytes, at: int, prefix: bytes, found: Scan) -> None:
    end = _end(block, at)
    place = _place(block, at, end, prefix)
    if place and _ERROR.search(block, at, end):
        found.bad[place] = BadCell("error_cell", _cached(block, at, prefix) or "#?")


def _cached(block: bytes, at: int, prefix: bytes) -> str | None:
    """The text of a cell's <v>; None where it has none."""
    close = block.find(b"</" + prefix + b"c>", at)
    start = block.find(b"<" + prefix + b"v>", at, close)
    if start < 0:
        return None
    start = _end(block, start)
    return block[start : block.find(b"<", start)].decode("utf-8", "replace")


def _formulas(block: bytes, prefix: bytes, found: Scan) -> None:
    """Cells with a formula whose result was never stored; an empty text result is one."""
    for sign in (b"f>", b"f ", b"f/>"):
        for formula in _starts(block, b"<" + prefix + sign):
            at = block.rfind(b"<" + prefix + b"c ", 0, formula)
            for other in (b"c>", b"c\n"):  # only behind the one found: each look from the start would cost the square
                at = max(at, block.rfind(b"<" + prefix + other, max(at, 0), formula))
            if at < 0:
                continue
            end = _end(block, at)
            place = _place(block, at, end, prefix)
            if place is None or place in found.bad:
                continue
            result = _cached(block, at, prefix)
            if not result and not (result == "" and _STRING.search(block, at, end)):
                found.bad[place] = BadCell("no_cached_value")
