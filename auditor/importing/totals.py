"""Rows that only sum up others (合计, 总计, 小计): no data rows, left out and counted aside."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.importing.grid import Raw
from auditor.importing.header import Header
from auditor.model.fields import Sheet
from auditor.model.folding import folded_name

_WORDS = frozenset(
    {
        "合计",
        "总计",
        "小计",
        "共计",
        "累计",
        "本页合计",
        "本页小计",
        "总合计",
        "total",
        "totals",
        "subtotal",
        "grandtotal",
    }
)
_LONGEST = 14


def total_columns(sheet: Sheet, header: Header) -> list[int]:
    """The columns in which such a row says so: those of the key, and the sheet's first."""
    keys = [header.fields[name] for name in sheet.key if name in header.fields]
    first = next((at for at, text in enumerate(header.all_texts) if text), 0)
    return list(dict.fromkeys((first, *keys)))


def is_total(rows: Sequence[list[Raw]], columns: Sequence[int]) -> set[int]:
    """The indexes of the rows that sum up others."""
    found: set[int] = set()
    for column in columns:
        said = {cell for row in rows if column < len(row) and isinstance(cell := row[column], str) and _may_say(cell)}
        words = {cell for cell in said if folded_name(cell).strip(":：*") in _WORDS}
        if words:
            found |= {n for n, row in enumerate(rows) if column < len(row) and row[column] in words}
    return found


def _may_say(cell: str) -> bool:
    return len(cell) <= _LONGEST and ("计" in cell or "otal" in cell or "OTAL" in cell)
