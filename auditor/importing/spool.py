"""What was read of a sheet, on disk between the reading process and ours: rows by column, problems, row numbers.

Each file is a row of pieces: four bytes of length, then JSON. The reader of a spool trusts nothing it finds there.
"""

from __future__ import annotations

import json
import re
import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from auditor.importing.wire import Unfit, from_wire, message_from_wire, message_to_wire, text, to_wire
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.lookups import Lookup, NewCode
from auditor.model.values import Mark, Other, ParsedRow, Problem, Value

BATCH = 2_000
"""Rows of a piece."""

_LENGTH = struct.Struct(">I")
_LARGEST = 128 << 20
_HANDY = 8 << 20
"""Bytes above which a piece is halved, as long as it has more than one row."""

_CELL = re.compile("[A-Z]{1,3}[0-9]{1,7}")
_PLAIN = frozenset({str, int, type(None)})
_DAYS = (-719_162, 2_932_896)
"""Day numbers of the years 1 to 9999."""
_INTS = {
    Kind.DATE: _DAYS,
    Kind.END: _DAYS,
    Kind.DATETIME: (_DAYS[0] * 86_400, _DAYS[1] * 86_400 + 86_399),
    Kind.BOOL: (0, 1),
    Kind.INT: (-(1 << 53), 1 << 53),
    Kind.DECIMAL: (-(1 << 60), 1 << 60),
}


class Pieces:
    """Writes pieces to a file, one after the other."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("xb")

    def put(self, value: Any) -> None:
        """Add one piece."""
        self._put(_dumped(value))

    def _put(self, data: bytes) -> None:
        if len(data) > _LARGEST:
            raise MemoryError
        self._stream.write(_LENGTH.pack(len(data)))
        self._stream.write(data)

    def rows(self, numbers: Sequence[int], columns: dict[str, Sequence[Value | None]]) -> None:
        """Add rows by column, halved until a piece is handy."""
        said = {name: _by_column(values) for name, values in columns.items() if any(v is not None for v in values)}
        data = _dumped({"n": numbers, "c": said})
        if len(data) <= _HANDY or len(numbers) == 1:
            self._put(data)
            return
        half = len(numbers) // 2
        for part in (slice(0, half), slice(half, len(numbers))):
            self.rows(numbers[part], {name: values[part] for name, values in columns.items()})

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _by_column(values: Sequence[Value | None]) -> Any:
    if set(map(type, values)) <= _PLAIN:
        return values
    places: dict[Value | None, int] = {}
    at = [places.setdefault(value, len(places)) for value in values]
    return {"of": [_told(value) for value in places], "at": at}


def _told(value: Value | None) -> Any:
    if isinstance(value, Mark):
        return ["mark", value.value]
    if isinstance(value, Other):
        return ["other", value.text]
    if isinstance(value, Lookup):
        return ["lookup", to_wire(value)]
    if isinstance(value, NewCode):
        return ["new", to_wire(value)]
    if isinstance(value, tuple):
        return ["list", [_told(element) for element in value]]
    return value


def pieces(path: Path) -> Iterator[Any]:
    """The pieces of a file; Unfit where it is not what ``Pieces`` writes."""
    with path.open("rb") as stream:
        while start := stream.read(_LENGTH.size):
            if len(start) != _LENGTH.size:
                raise Unfit("piece")
            (length,) = _LENGTH.unpack(start)
            data = stream.read(length) if length <= _LARGEST else b""
            if len(data) != length:
                raise Unfit("piece")
            yield _loaded(data)


def _loaded(data: bytes) -> Any:
    try:
        found = json.loads(data.decode())
        if b"\\ud" in data or b"\\uD" in data:
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as cause:
        raise Unfit("piece") from cause
    return found


@dataclass(frozen=True, slots=True)
class SpooledRows:
    """The rows of a sheet as they lie on disk, gone through as often as asked."""

    path: Path
    sheet: Sheet
    count: int
    repeats: bool

    def __len__(self) -> int:
        return self.count

    def batches(self) -> Iterator[list[ParsedRow]]:
        """All rows from the first on; Unfit where they are not rows of the sheet, or not as many as said."""
        seen = last = 0
        for piece in pieces(self.path):
            rows = self._rows(piece, last)
            last = rows[-1].number
            seen += len(rows)
            yield rows
        if seen != self.count:
            raise Unfit("rows")

    def _rows(self, piece: Any, last: int) -> list[ParsedRow]:
        if type(piece) is not dict or piece.keys() != {"n", "c"} or type(piece["c"]) is not dict:
            raise Unfit("rows")
        numbers = row_numbers(piece["n"], last)
        if not numbers:
            raise Unfit("rows")
        names = list(piece["c"])
        fields = [_field(self.sheet, name) for name in names]
        lists = [_column(field, piece["c"][field.name], len(numbers)) for field in fields]
        if not lists:
            return [ParsedRow(number, {}) for number in numbers]
        return [
            ParsedRow(number, {name: value for name, value in zip(names, values, strict=True) if value is not None})
            for number, values in zip(numbers, zip(*lists, strict=True), strict=True)
        ]


def _field(sheet: Sheet, name: str) -> Field:
    for field in sheet.fields:
        if field.name == name:
            return field
    raise Unfit("field")


def row_numbers(found: Any, last: int = 0) -> list[int]:
    """Row numbers that rise from above ``last``."""
    if type(found) is not list or not set(map(type, found)) <= {int}:
        raise Unfit("row numbers")
    if found and not (last < found[0] and found[-1] < 1 << 31 and all(a < b for a, b in pairwise(found))):
        raise Unfit("row numbers")
    return found


def _column(field: Field, found: Any, length: int) -> Sequence[Value | None]:
    if type(found) is list:
        if len(found) != length:
            raise Unfit(field.name)
        _check(field, found)
        return found
    if type(found) is not dict or found.keys() != {"of", "at"} or type(found["of"]) is not list:
        raise Unfit(field.name)
    values = [_value(field, one) for one in found["of"]]
    at = found["at"]
    if type(at) is not list or len(at) != length or set(map(type, at)) != {int}:
        raise Unfit(field.name)
    if min(at) < 0 or max(at) >= len(values):
        raise Unfit(field.name)
    return [values[place] for place in at]


def _check(field: Field, values: list[Any]) -> None:
    """Plain values must be of the field's kind and within its bounds."""
    kinds = set(map(type, values))
    kinds.discard(type(None))
    if field.kind in _INTS:
        least, most = _INTS[field.kind]
        said = values if len(kinds) == len(set(map(type, values))) else [one for one in values if one is not None]
        if kinds - {int} or (kinds and not least <= min(said) <= max(said) <= most):
            raise Unfit(field.name)
    elif kinds - {str} or field.kind is Kind.LIST:
        if kinds:
            raise Unfit(field.name)
    elif field.kind is Kind.ENUM and not _codes(field.words).issuperset(values):
        raise Unfit(field.name)


@cache
def _codes(name: str) -> frozenset[str | None]:
    return frozenset({None, *(word.code for word in words(name))})


def _value(field: Field, found: Any) -> Value | None:
    if type(found) is not list:
        _check(field, [found])
        return None if found is None else text(found) if field.kind not in _INTS else int(found)
    if len(found) != 2:
        raise Unfit(field.name)
    if found[0] == "list":
        if field.kind is not Kind.LIST or type(found[1]) is not list:
            raise Unfit(field.name)
        return tuple(_element(field, one) for one in found[1])
    return _marked(field, found)


def _marked(field: Field, found: list[Any]) -> Value:
    tag, said = found
    if tag == "mark":
        try:
            return Mark(said)
        except ValueError as cause:
            raise Unfit(field.name) from cause
    if field.kind in _INTS:
        raise Unfit(field.name)
    if tag == "other":
        return Other(text(said))
    if tag == "lookup":
        return from_wire(Lookup, said)
    if tag == "new":
        return from_wire(NewCode, said)
    raise Unfit(field.name)


def _element(field: Field, found: Any) -> str | Other | Lookup:
    if type(found) is str:
        if field.of is Kind.ENUM and found not in _codes(field.words):
            raise Unfit(field.name)
        return text(found)
    if type(found) is list and len(found) == 2 and found[0] in ("other", "lookup"):
        made = _marked(field, found)
        if isinstance(made, Other | Lookup):
            return made
    raise Unfit(field.name)


def problem_to_wire(problem: Problem) -> list[Any]:
    """A problem without its sheet, which its file stands for."""
    return [problem.cell, problem.level, problem.code, *message_to_wire(problem.message)]


@dataclass(frozen=True, slots=True)
class SpooledProblems:
    """The problems of a sheet as they lie on disk, in the order of the sheet."""

    path: Path
    title: str

    def __iter__(self) -> Iterator[Problem]:
        for piece in pieces(self.path):
            if type(piece) is not list:
                raise Unfit("problems")
            for found in piece:
                yield self._problem(found)

    def _problem(self, found: Any) -> Problem:
        if type(found) is not list or len(found) != 5:
            raise Unfit("problem")
        cell, level, code, pattern, params = found
        if level not in ("warning", "error") or type(cell) is not str or not _CELL.fullmatch(cell):
            raise Unfit("problem")
        return Problem(self.title, cell, level, text(code), message_from_wire([pattern, params]))


def spooled_numbers(path: Path) -> array[int]:
    """Row numbers as they lie on disk, rising."""
    numbers = array("q")
    for piece in pieces(path):
        numbers.extend(row_numbers(piece, numbers[-1] if numbers else 0))
    return numbers
