"""What a verification found: the first thing that differs, told so that it can be looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.i18n import Message
from auditor.storage.chain import LEAF_BYTES

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the chain says: the sentence, the table, the row by its codes, the change."""

    message: Message
    table: str
    row: str = ""
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the rows of a change first depart from its marks: ``altered``, ``added`` or ``removed``.

    Of a removed row only its neighbours are known: ``before`` it and ``after`` it in the order of keys.
    """

    how: str
    key: Key | None = None
    before: Key | None = None
    after: Key | None = None


def first_moved(marks: bytes, rows: Iterable[tuple[bytes, Key]]) -> Moved | None:
    """Compare the marks of a change's rows with the rows as they are now; None when they agree."""
    wanted = [marks[at : at + LEAF_BYTES] for at in range(0, len(marks), LEAF_BYTES)]
    found = list(rows)
    at = 0
    while at < min(len(wanted), len(found)) and wanted[at] == found[at][0]:
        at += 1
    if at == len(wanted) == len(found):
        return None
    before = found[at - 1][1] if at else None
    if at == len(found):
        return Moved("removed", before=before)
    leaf, key = found[at]
    if at == len(wanted):
        return Moved("added", key)
    if wanted[at] in {one for one, _ in found[at + 1 :]}:
        return Moved("added", key)
    if leaf in set(wanted[at + 1 :]):
        return Moved("removed", before=before, after=key)
    return Moved("altered", key)
