"""Two subjects side by side: every field of both, masked where it is personal, and whose value a merge would keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import SUBJECT_SHEETS
from auditor.model.tables import MAIN, PERIODS
from auditor.services.context import Context
from auditor.services.duplicates.shared import KINDS
from auditor.services.duplicates.uniting import Side, chosen, columns_of
from auditor.services.profiles import Record, records_of, reference, subject_id
from auditor.services.records.stored import Entry, fetch, key_names
from auditor.services.verbs import Query


@dataclass(frozen=True, slots=True)
class PairField:
    """One field of both: values as a person may see them; ``side`` is whose a merge would keep by itself."""

    field: Field
    keep: Any
    drop: Any
    differs: bool
    """Of personal values too: two that look alike masked may differ."""
    side: Side


@dataclass(frozen=True, slots=True)
class PairShown:
    """The two by their codes and names, and their fields in the order of the sheet, but for the code."""

    kind: str
    keep: str
    drop: str
    keep_name: str
    drop_name: str
    fields: tuple[PairField, ...]


@dataclass(frozen=True, slots=True)
class PairOf(Query[PairShown]):
    """The two subjects (TYPE:CODE) side by side."""

    keep: str
    drop: str


def pair_of(context: Context, connection: Connection, query: PairOf) -> PairShown:
    """Read both; told when one is not there or they are of different types."""
    kind, code = reference(query.keep)
    other_kind, other_code = reference(query.drop)
    if kind != other_kind or kind not in KINDS:
        raise CallerMistake(
            said("{keep} and {drop} cannot be merged.", keep=query.keep, drop=query.drop),
            said("Name two hosts, two merchants or two agencies."),
        )
    sheet = SUBJECT_SHEETS[kind]
    ids = (subject_id(connection, kind, code), subject_id(connection, kind, other_code))
    main = MAIN[sheet.table]
    shown = {one.id: one for one in records_of(connection, sheet, select(main).where(main.c.id.in_(ids)))}
    keep, drop = (_entry(connection, sheet, number) for number in ids)
    fields = tuple(
        _field(one, keep, drop, shown[ids[0]], shown[ids[1]])
        for one in sheet.fields
        if one.name != "code" and one.name not in PERIODS
    )
    names = [str(shown[number].values.get(_NAME[kind]) or "") for number in ids]
    return PairShown(kind, code, other_code, names[0], names[1], fields)


_NAME = {"host": "stage_name", "merchant": "shop_name", "agency": "name"}


def _entry(connection: Connection, sheet: Sheet, number: int) -> Entry:
    main = MAIN[sheet.table]
    row = connection.execute(select(main).where(main.c.id == number)).mappings().one()
    key = tuple(row[name] for name in key_names(sheet))
    return fetch(connection, sheet, [key])[key]


def _field(one: Field, keep: Entry, drop: Entry, mine: Record, theirs: Record) -> PairField:
    if one.kind is Kind.LIST:
        differs = keep.lists.get(one.name, ()) != drop.lists.get(one.name, ())
        side: Side = "both"
    elif one.personal:
        differs = ((keep.vault or {}).get(one.name) or None) != ((drop.vault or {}).get(one.name) or None)
        side = chosen(one, keep, drop, None)
    else:
        differs = any(keep.row[name] != drop.row[name] for name in columns_of(one))
        side = "keep" if one.name in PERIODS.values() else chosen(one, keep, drop, None)
    return PairField(one, mine.values.get(one.name), theirs.values.get(one.name), differs, side)
