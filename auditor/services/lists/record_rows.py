"""The lines of a list of records: each with its subject, its dates, how it stands on the day, and its scans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.fields import Kind
from auditor.model.sheets import BY_TABLE
from auditor.model.tables import MAIN
from auditor.model.types import day_of
from auditor.services.lists.asked import ListRow
from auditor.services.lists.records import RECORDS, names_of, scans_of
from auditor.services.lists.subjects import listed_values
from auditor.services.lists.terms import stands
from auditor.services.shown import LONG_TERM

SUBJECT, SUBJECT_NAME, OTHER_NAME = "subject", "subject_name", "other_name"
"""Beside its fields a line tells whose it is: code and name; of a contract also the name of the other side."""
STANDS, SCANS, PLACE, WHOM = "stands", "scans", "place", "whom"
"""How it stands, how many scans it has, (type, code, table, id) of where it is shown, (type, id) of who is judged."""


def record_rows(connection: Connection, kind: str, ids: Sequence[int], day: date) -> tuple[ListRow, ...]:
    """Lines by id; one that is gone is left out."""
    record, spec = MAIN[kind], RECORDS[kind]
    word = stands(kind, record, day_of(day))
    extra = [] if word is None else [word.label(STANDS)]
    found = connection.execute(select(record, *extra).where(record.c.id.in_(ids))).mappings()
    rows = {row["id"]: dict(row) for row in found}
    whom = {row[one] for row in rows.values() for one in spec.owners if row[one]}
    people = names_of(connection, whom)
    if kind == "licence":
        people |= _products(connection, whom - {one for one, row in people.items() if row.type != "product"})
    scans = scans_of(connection, kind, tuple(ids))
    lists = listed_values(connection, kind, ids)
    return tuple(
        _line(kind, rows[one], people, {**{name: of.get(one, ()) for name, of in lists.items()}, SCANS: scans.get(one)})
        for one in ids
        if one in rows
    )


def _line(kind: str, row: Mapping[str, Any], people: Mapping[int, Any], beside: dict[str, Any]) -> ListRow:
    spec = RECORDS[kind]
    values = {**_values(kind, row), **beside}
    first = people.get(row[spec.owners[0]])
    values[STANDS] = row.get(STANDS)
    name = ""
    if first is not None:
        name = first.name or first.code
        values |= {
            SUBJECT: first.code,
            SUBJECT_NAME: name,
            WHOM: (first.type, first.id),
            "unit": first.unit,
            "owner": first.owner,
        }
        values[PLACE] = (first.type, first.code, kind, row["id"])
        if first.type == "product":  # it has no page of its own
            values[PLACE] = ("merchant", first.merchant, "product", first.id)
            values[WHOM] = ("merchant", first.merchant_id)
    if len(spec.owners) > 1:
        other = people.get(row[spec.owners[1]])
        values[OTHER_NAME] = None if other is None else other.name or other.code
    return ListRow(row["id"], str(row[spec.code]), name, row[spec.state] or "", values)


def _values(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row as they are stored; an end without end as the word for it, a word of one's own as it is."""
    made: dict[str, Any] = {}
    for one in BY_TABLE[kind].fields:
        if one.kind in (Kind.LIST, Kind.REF) or one.personal:
            continue
        value = row.get(one.name)
        if one.kind is Kind.END and row.get(f"{one.name}_long"):
            value = LONG_TERM
        made[one.name] = row.get(f"{one.name}_text") or value
    return made


def _products(connection: Connection, ids: set[int]) -> dict[int, Any]:
    """Goods as whose a licence stands: with their name and whose goods they are."""
    from sqlalchemy import literal, null

    from auditor.model.tables import subject

    if not ids:
        return {}
    goods, seller = MAIN["product"], subject.alias("seller")
    asked = select(
        goods.c.id,
        literal("product").label("type"),
        goods.c.code,
        goods.c.name,
        null().label("unit"),
        null().label("owner"),
        seller.c.code.label("merchant"),
        goods.c.merchant_id,
    ).join(seller, seller.c.id == goods.c.merchant_id)
    return {row.id: row for row in connection.execute(asked.where(goods.c.id.in_(ids)))}
