"""A whole column at once: equal cells are read once, clean text is hardly read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.importing.cells import Context, Read, Reader, reader_for
from auditor.importing.grid import Raw
from auditor.importing.wording import Fault
from auditor.model.fields import Field, Kind
from auditor.model.values import Value

_DIRT = "\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u00a0\r#"
_CLEAR_SIGNS = ("清空", "clear)", "CLEAR)", "Clear)", "lear）")
_APART = "\x1f"
_PHONE = 11
"""Digits of a mobile number; a longer one may begin with the country's."""
_CODE_SIGNS = (".0", "E+", "e+", "'", "`")


@dataclass(slots=True)
class ColumnRead:
    """A column's values, one a row (None: nothing stands there, or it is refused), and its faults by row index."""

    values: list[Value | None]
    faults: list[tuple[int, Fault]] = field(default_factory=list)


class _Memo(dict[Raw, Read]):
    """What cells were read to; a cell not met before is read and remembered."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Raw) -> Read:
        found = self[cell] = self._read(cell)
        return found


def read_column(cells: Sequence[Raw], column: Field, context: Context) -> ColumnRead:
    """Read every cell of a column."""
    kinds = set(map(type, cells))
    if column.kind is Kind.TEXT and kinds == {str}:
        texts = _clean_texts(cells, column)
        if texts is not None:
            return ColumnRead(texts)
    if bool in kinds:
        # True and 1.0 are one key of a dictionary.
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    memo = _Memo(reader_for(column, context))
    read = list(map(memo.__getitem__, cells))
    if Fault not in set(map(type, memo.values())):
        return ColumnRead([one for one in read if not isinstance(one, Fault)])
    return _sorted_out(read)


def _sorted_out(read: list[Read]) -> ColumnRead:
    made = ColumnRead([])
    for index, one in enumerate(read):
        if isinstance(one, Fault):
            made.faults.append((index, one))
            one = one.kept
        made.values.append(one)
    return made


def _clean_texts(cells: Sequence[Raw], column: Field) -> list[Value | None] | None:
    """The texts of a column of which no cell needs more than its outer blanks taken off; None when one does."""
    texts = list(map(str, cells))
    joined = _APART.join(texts)
    if any(sign in joined for sign in _DIRT) or any(sign in joined for sign in _CLEAR_SIGNS):
        return None
    if column.fold:
        if not joined.isascii() or any(sign in joined for sign in _CODE_SIGNS):
            return None
        if column.name == "phone" and not (joined.replace(_APART, "").isdigit() and max(map(len, texts)) <= _PHONE):
            return None
        if column.upper and " " in joined:
            return None
        if column.name == "number" and joined != joined.upper():
            return None
    texts = (joined.upper() if column.upper else joined).split(_APART)
    # A cell that holds the separator itself makes more texts than cells.
    return [text.strip() or None for text in texts] if len(texts) == len(cells) else None
