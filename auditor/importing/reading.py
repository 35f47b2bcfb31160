"""Reading a foreign file into a folder: what the contained process does with it, sheet after sheet."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Any

from auditor.importing.blocks import read_blocks
from auditor.importing.files import open_file
from auditor.importing.grid import Source
from auditor.importing.read import HeaderCell, MatchedColumn, OtherSheet, ReadOptions
from auditor.importing.sheets import ByColumn
from auditor.importing.spool import BATCH, Pieces, problem_to_wire
from auditor.importing.wire import to_wire
from auditor.model.fields import Sheet
from auditor.model.values import Value

Tell = Callable[[int, int | None], None]
"""Progress: rows read, of about how many."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class SheetHead:
    """What is known of a sheet beside its rows; see ReadSheet. ``spool`` is the stem of its files in the folder."""

    sheet: str
    title: str
    header_row: int
    columns: dict[str, HeaderCell]
    spool: str
    extra_headers: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0
    matched: tuple[MatchedColumn, ...] = ()
    total_rows: list[int] = field(default_factory=list)
    rows: int = 0
    refused: int = 0
    problems: int = 0
    repeats: bool = False
    filled: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileHead:
    """What is known of a file beside its sheets' rows."""

    sha256: str
    sheets: tuple[SheetHead, ...]
    ignored: tuple[str, ...] = ()
    others: tuple[OtherSheet, ...] = ()


def read(request: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Read the file at ``path`` with ``options``; gives its FileHead as JSON, the spools lie in the folder."""
    gc.set_threshold(500_000, 100, 1_000)  # Rows hold no cycles; walking them all takes a third of the time.
    options = ReadOptions.from_json(request["options"])
    opened = open_file(Path(request["path"]), options)
    heads = []
    for number, (source, sheet) in enumerate(opened.sources):
        spool = _SheetSpool(folder, f"sheet-{number}")
        heads.append(spool.filled_from(source, sheet, options, tell))
    return dict(to_wire(FileHead(opened.sha256, tuple(heads), tuple(opened.ignored), tuple(opened.others))))


class _SheetSpool:
    """The files of one sheet: its rows, its problems, the numbers of refused rows and of rows warned of."""

    def __init__(self, folder: Path, stem: str) -> None:
        self._stem = stem
        self._rows, self._problems, self._refused, self._warned = (
            Pieces(folder / f"{stem}.{name}") for name in ("rows", "problems", "refused", "warned")
        )
        self._keys: set[int] = set()

    def filled_from(self, source: Source, sheet: Sheet, options: ReadOptions, tell: Tell) -> SheetHead:
        """Read the sheet and write it down."""
        head: SheetHead | None = None
        done = 0
        for part in read_blocks(source, sheet, options):
            head = head or self._head(part, sheet)
            self._put(part, head, source.empty.hidden_rows)
            done += len(part.numbers)
            tell(done, max(source.last_row, done) if source.last_row else None)
        assert head is not None, "there is always one part"
        head.repeats = len(self._keys) < head.rows
        for one in (self._rows, self._problems, self._refused, self._warned):
            one.close()
        return head

    def _head(self, part: ByColumn, sheet: Sheet) -> SheetHead:
        made = part.made
        head = SheetHead(sheet.name, made.title, made.header_row, made.columns, self._stem)
        head.extra_headers, head.hidden, head.matched = made.extra_headers, made.hidden, made.matched
        return head

    def _put(self, part: ByColumn, head: SheetHead, hidden: frozenset[int]) -> None:
        numbers, columns = part.numbers, part.columns
        for name, values in columns.items():
            head.filled[name] = head.filled.get(name, 0) + len(values) - values.count(None)
        head.hidden_rows += sum(number in hidden for number in numbers) if hidden else 0
        head.total_rows += part.made.total_rows
        self._put_problems(part, head)
        refused = sorted(part.refused)
        head.refused += len(refused)
        for start in range(0, len(refused), BATCH):
            self._refused.put([numbers[index] for index in refused[start : start + BATCH]])
        if refused:
            kept = [index not in part.refused for index in range(len(numbers))]
            numbers = list(compress(numbers, kept))
            columns = {name: list(compress(values, kept)) for name, values in columns.items()}
        head.rows += len(numbers)
        self._keys.update(_hashes(columns, head.sheet))
        for start in range(0, len(numbers), BATCH):
            batch = slice(start, start + BATCH)
            self._rows.rows(numbers[batch], {name: values[batch] for name, values in columns.items()})

    def _put_problems(self, part: ByColumn, head: SheetHead) -> None:
        problems = part.made.problems
        head.problems += len(problems)
        for start in range(0, len(problems), BATCH):
            self._problems.put([problem_to_wire(problem) for problem in problems[start : start + BATCH]])
        warned = {int(problem.cell.lstrip(_LETTERS)) for problem in problems if problem.level == "warning"}
        # A warning at the header is about no row.
        rows = sorted(warned.intersection(part.numbers)) if warned else []
        if rows:
            self._warned.put(rows)


def _hashes(columns: dict[str, list[Value | None]], sheet: str) -> Iterable[int]:
    """One number per row for what it says in its key columns."""
    from auditor.model.sheets import BY_NAME

    keys = [columns[name] for name in BY_NAME[sheet].key if name in columns]
    return map(hash, zip(*keys, strict=True))
