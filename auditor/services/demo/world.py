"""The made-up world as the rows of a workbook: sheet by sheet, in batches, never whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from auditor.model.sheets import SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow, Value
from auditor.services.demo import boundaries, deals, disputes, learning, papers, people, shows, trade
from auditor.services.demo.scale import Scale

BATCH = 5_000
"""Rows handed over at once at most."""

Values = dict[str, Value]
_MAKERS: tuple[tuple[str, Callable[[Scale], Iterable[Values]]], ...] = (
    ("agencies", trade.agencies),
    ("merchants", trade.merchants),
    ("hosts", people.hosts),
    ("rooms", trade.rooms),
    ("accounts", people.accounts),
    ("courses", learning.courses),
    ("products", trade.products),
    ("licences", papers.licences),
    ("authorisations", papers.authorisations),
    ("trainings", learning.trainings),
    ("contracts", deals.contracts),
    ("broadcasts", shows.broadcasts),
    ("cases", disputes.cases),
    ("reviews", disputes.reviews),
)


def demo_rows(hosts: int, seed: int, today: date) -> Iterator[tuple[str, list[ParsedRow]]]:
    """(sheet, rows) of a world with exactly that many hosts, in the order of the sheets, at most 5,000 rows at once.

    The same three arguments give the same rows. Most of it is in order, some of it is not, and ``boundaries`` adds
    one subject for each edge of each rule as it stands on ``today``; their note says which.
    """
    if hosts < 0:
        raise ValueError(hosts)
    edges = boundaries.edges(day_of(today), hosts)
    scale = Scale(hosts - edges.hosts, seed, day_of(today))
    makers = dict(_MAKERS)
    for sheet in SHEETS:
        made = makers[sheet.name](scale) if sheet.name in makers else ()
        yield from _batches(sheet.name, made, edges.rows.get(sheet.name, ()))


def _batches(sheet: str, ordinary: Iterable[Values], edge: Iterable[Values]) -> Iterator[tuple[str, list[ParsedRow]]]:
    batch: list[ParsedRow] = []
    number = 1
    for source in (ordinary, edge):
        for values in source:
            number += 1
            batch.append(ParsedRow(number, values))
            if len(batch) == BATCH:
                yield sheet, batch
                batch = []
    if batch:
        yield sheet, batch
