"""The number that the next certificate bears: SERIES-YEAR-NNNNNN, and no number twice, whatever became of the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import HISTORY, MAIN

USUAL = "ORG"
_OWN = re.compile(r"([A-Z0-9]{1,12})-(\d{4})-(\d{6})")
_LAST = 999_999


def next_numbers(connection: Connection, year: int, series: str = "") -> Iterator[str]:
    """Numbers in order, beginning after the last one that was ever given in the series and year.

    Without a ``series`` it goes on with that of the certificate stored last, else ORG.
    """
    chosen = series.strip().upper() or _last_series(connection)
    if _OWN.fullmatch(f"{chosen}-{year:04}-000001") is None:
        raise CallerMistake(
            said("“{series}” cannot head a series of certificates.", series=series),
            said("Take 1 to 12 letters and digits without accents."),
        )
    head = f"{chosen}-{year:04}-"
    for count in range(_highest(connection, head) + 1, _LAST + 1):
        yield f"{head}{count:06}"
    raise CallerMistake(
        said("The series {series} is full for {year}.", series=chosen, year=year), said("Begin another series.")
    )


def _last_series(connection: Connection) -> str:
    award = MAIN["award"]
    for number in connection.execute(select(award.c.number).order_by(award.c.id.desc()).limit(100)).scalars():
        found = _OWN.fullmatch(number)
        if found is not None:
            return found[1]
    return USUAL


def _highest(connection: Connection, head: str) -> int:
    """The highest count under the head, of certificates on file and of those that an undo took away."""
    highest = 0
    for table in (MAIN["award"], HISTORY["award"]):
        wanted = select(table.c.number).where(table.c.number.like(f"{head}%")).distinct()
        for number in connection.execute(wanted).scalars():
            found = _OWN.fullmatch(number)
            highest = max(highest, int(found[3])) if found is not None else highest
    return highest
