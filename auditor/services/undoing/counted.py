"""How many rows of which sheet an undo took away, put back as they were, or brought back."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, text

from auditor.model.sheets import SHEETS
from auditor.model.tables import LISTS, VAULTS
from auditor.services.records.stored import PAST
from auditor.services.undoing.versions import Versions, tables
from auditor.storage.work import Work


@dataclass(frozen=True, slots=True)
class Reversed:
    """Rows of one sheet: ``removed`` had been created, ``restored`` had been changed, ``returned`` taken away."""

    removed: int = 0
    restored: int = 0
    returned: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


_BESIDE: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
    ("attachments", "attachment", [("attachment_vault", "owner_id")]),
    ("settings", "setting", []),
)
"""What is no sheet: its name, its table, what hangs on its rows."""


def counted(work: Work) -> dict[str, Reversed]:
    """By the name of the sheet, those left as they were not among them; what is no sheet last."""
    made: dict[str, Reversed] = {}
    for sheet in SHEETS:
        one = tables()[sheet.table]
        beside = [(entry.table.name, "owner_id") for (owner, _), entry in LISTS.items() if owner == sheet.table]
        if sheet.table in VAULTS:
            beside.append((VAULTS[sheet.table].name, "owner_id"))
        fields = {field.name for field in sheet.fields} if sheet.subject else set()
        beside += [(past.name, "subject_id") for name, (past, _) in PAST.items() if name in fields]
        found = _rows(work.connection, work.change_id, one, beside)
        if found != Reversed():
            made[sheet.name] = found
    for name, table, hanging in _BESIDE:
        found = _rows(work.connection, work.change_id, tables()[table], hanging)
        if found != Reversed():
            made[name] = found
    return made


def _rows(connection: Connection, number: int, one: Versions, beside: list[tuple[str, str]]) -> Reversed:
    gone = f'FROM "{one.history}" h WHERE h.gone_by = :m'
    here = f'FROM "{one.name}" t WHERE t.change_id = :m'
    stays = f'EXISTS (SELECT 1 FROM "{one.name}" t WHERE {one.same("t", "h")})'
    known = f'EXISTS (SELECT 1 FROM "{one.history}" h WHERE {one.same("t", "h")} AND h.gone_by = :m)'

    def count(sql: str) -> int:
        return int(connection.execute(text(f"SELECT count(*) {sql}"), {"m": number}).scalar_one())

    both = count(f"{gone} AND {stays}")
    return Reversed(
        removed=count(gone) - both,
        restored=both + _beside(connection, number, one, beside),
        returned=count(f"{here} AND NOT {known}"),
    )


def _beside(connection: Connection, number: int, one: Versions, beside: list[tuple[str, str]]) -> int:
    """Rows that stayed as they are while a list, a period or a personal value of theirs changed."""
    if not beside:
        return 0
    parts = []
    for name, column in beside:
        stays = f'EXISTS (SELECT 1 FROM "{one.name}" t WHERE t.id = x.{column} AND t.change_id <> :m)'
        parts.append(f'SELECT x.{column} FROM "{name}" x WHERE x.change_id = :m AND {stays}')
        parts.append(f'SELECT x.{column} FROM "{tables()[name].history}" x WHERE x.gone_by = :m AND {stays}')
    sql = f"SELECT count(*) FROM ({' UNION '.join(parts)})"
    return int(connection.execute(text(sql), {"m": number}).scalar_one())
