"""The two desks of the made-up world: a few dozen rows, however large the world is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from auditor.model.sheets import SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow
from auditor.services.demo.boundaries import edges
from auditor.services.demo.desk_cases import case_rows
from auditor.services.demo.desk_training import training_rows
from auditor.services.demo.scale import Scale

LEAST_HOSTS = 12
"""In smaller worlds there is nobody to fill the desks with."""


def desk_rows(hosts: int, seed: int, today: date) -> Iterator[tuple[str, list[ParsedRow]]]:
    """(sheet, rows) to store after ``demo_rows`` of the same arguments, in the order of the sheets."""
    ordinary = hosts - edges(day_of(today), hosts).hosts if hosts >= LEAST_HOSTS else 0
    if not ordinary:
        return
    scale = Scale(ordinary, seed, day_of(today))
    made = training_rows(scale) | case_rows(scale)
    for sheet in SHEETS:
        if sheet.name in made:
            yield sheet.name, [ParsedRow(number, values) for number, values in enumerate(made[sheet.name], start=2)]
