"""A combination that was cleared put on file as a planned broadcast, through the one write path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.folding import folded_code
from auditor.model.sheets import BY_NAME
from auditor.model.tables import subject
from auditor.model.types import second_of
from auditor.model.values import ParsedRow, Value
from auditor.services.clearance.combination import Combination, Deal, found
from auditor.services.clearance.ticking import cell_of
from auditor.services.context import Context
from auditor.services.records import Counts, Problems, Recorder
from auditor.services.verbs import Command
from auditor.storage.work import Work

_SHEET = BY_NAME["broadcasts"]


@dataclass(frozen=True, slots=True)
class PlanBroadcast(Command[Counts]):
    """Put a combination on file as a planned broadcast with this code; an existing one is never overwritten."""

    combination: Combination
    code: str


def plan_broadcast(context: Context, work: Work, command: PlanBroadcast) -> Counts:
    """Read the code and the brands as a workbook's cells are read, then write the row.

    Raises CallerMistake where the combination cannot be found, has no room, or its code is taken or none.
    """
    deal = found(work.connection, command.combination)
    if deal.room is None:
        raise CallerMistake(
            said("No room is given."), said("A broadcast on file has a room: pick one, or give --room CODE.")
        )
    if not command.code.strip():
        raise CallerMistake(said("The broadcast needs a code."), said("Give one that is not taken yet."))
    code = folded_code(str(cell_of(_SHEET.field("code"), command.code, context.today_number)))
    taken = select(subject.c.id).where(subject.c.type == "broadcast", subject.c.code == code)
    if work.connection.execute(taken).scalar() is not None:
        raise CallerMistake(
            said("There is a broadcast {code} already.", code=code),
            said("Give another code; what is on file is changed on its own profile."),
        )
    values: dict[str, Value] = {"code": code, **_row(deal), "brands": tuple(_brands(deal, context.today_number))}
    problems = Problems(_SHEET.zh)
    counts = Recorder(work, context.today_number, origin="desk").apply(_SHEET, [ParsedRow(1, values)], problems)
    if counts.refused:
        first = next(one for one in problems.found if one.level == "error")
        raise CallerMistake(first.message, said("Nothing was stored."))
    return counts


def _row(deal: Deal) -> dict[str, Value]:
    assert deal.room is not None
    row: dict[str, Value] = {
        "room": deal.room.code,
        "hosts": tuple(one.code for one in deal.hosts),
        "merchants": tuple(one.code for one in deal.merchants),
        "categories": tuple(code for code, _text in deal.categories),
        "planned_start": second_of(deal.start),
        "status": "planned",
    }
    if deal.end is not None:
        row["planned_end"] = second_of(deal.end)
    if deal.products:
        row["products"] = deal.products
    return row


def _brands(deal: Deal, today: int) -> Iterator[str]:
    for brand in deal.brands:
        parts = cell_of(_SHEET.field("brands"), brand, today)
        assert isinstance(parts, tuple)
        yield from (str(part) for part in parts)
