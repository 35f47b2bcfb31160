"""What may be set in bulk, and who is chosen by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.fields import Field, Kind
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import UNSTORED, subject
from auditor.services.context import Context
from auditor.services.lists.chosen import Listed, ids_chosen
from auditor.services.verbs import Query

MOST_NAMED = 5_000
"""So many may be named one by one; for more there is the whole."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CodesChosen(Query[tuple[str, ...]]):
    """TYPE:CODE of the subjects chosen of a list; CallerMistake where they are more than can be named."""

    listed: Listed


def may_be_set(kind: str, one: Field) -> bool:
    """Whether one value can stand in this field of many rows."""
    sheet = BY_TABLE[kind]
    its_own = one.name in sheet.key or one.personal or (kind, one.name) in UNSTORED
    whose = one.name in sheet.owner or (one.kind is Kind.REF and bool(one.type_field))
    return not its_own and not whose and not (one.kind is Kind.LIST and one.of is Kind.REF) and not one.upper


def codes_chosen(context: Context, connection: Connection, query: CodesChosen) -> tuple[str, ...]:
    """In the order of the list."""
    ids = ids_chosen(context, connection, query.listed)
    if len(ids) > MOST_NAMED:
        raise CallerMistake(
            said("{n} are chosen; up to {most} can be named one by one.", n=f"{len(ids):,}", most=f"{MOST_NAMED:,}"),
            said("Narrow the list, or do it for everybody."),
        )
    codes: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = select(subject.c.id, subject.c.code).where(subject.c.id.in_(ids[start : start + _AT_ONCE].tolist()))
        codes |= {row.id: row.code for row in connection.execute(asked)}
    return tuple(f"{query.listed.type}:{codes[one]}" for one in ids if one in codes)
