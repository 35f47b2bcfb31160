"""Lists of records: licences, brand authorisations, products, contracts; by number or code, or as they were entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, subject
from auditor.model.types import date_of, day_of
from auditor.services.context import Context
from auditor.services.lapsing import Span
from auditor.services.lists.asked import Order
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import ENDS, Marked, as_stored, empty, ends_soon, gathered, raw, raw_rows, tagged
from auditor.services.lists.searching import searched
from auditor.services.lists.terms import stands
from auditor.services.standing.state import ANSWERS

AHEAD = 6_000
"""So many rows along the order are looked at for the first page before all are gone through."""


@dataclass(frozen=True, slots=True)
class Records:
    """A kind of record as a list: the columns that name subjects it belongs to, its code, and what filters it."""

    owners: tuple[str, ...]
    code: str
    kind: str
    state: str
    texts: tuple[str, ...] = ()
    """Columns in which typed text may stand anywhere; the code only begins with it."""
    index: str = ""
    """The index by whose order the list goes by code; none: it cannot."""


RECORDS: dict[str, Records] = {
    "licence": Records(("owner_id",), "number", "kind", "state", index="uq_licence_key"),
    "authorisation": Records(("merchant_id",), "brand", "brand", "state", ("brand", "grantor", "grantee")),
    "product": Records(("merchant_id",), "code", "category", "status", ("name", "brand"), "uq_product_key"),
    "contract": Records(("counterparty_id", "party_id"), "code", "kind", "state", index="uq_contract_key"),
}


LISTED = {
    ("authorisation", "platform"): "platforms",
    ("authorisation", "scope"): "categories",
    ("licence", "scope"): "scope",
}
"""The fields of records that hold several values, by the columns that filter them."""


def records_in_order(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, order: Order, day: date
) -> Iterator[int]:
    """The ids of a list of records, one after the other, in its order."""
    record, down = MAIN[kind], order.startswith("-")
    if chosen == ListFilter():
        return raw(connection, _walk(kind, order))
    left = _left(context, connection, kind, chosen, day)
    if order.removeprefix("-") == "until" and chosen.expires_within is not None:
        ends = _next_end(kind, day_of(day))
        many = left.few is None
        whom = ends_soon(connection, kind, _span(chosen, day)) if many else record.c.id.in_(sorted(left.few or ()))
        soon = select(record.c.id).where(whom).order_by(ends.desc() if down else ends, record.c.id)
        return left.only(raw(connection, soon))
    if left.few is not None:
        keys = _keys(kind, order)
        return raw(connection, select(record.c.id).where(record.c.id.in_(sorted(left.few))).order_by(*keys))
    return left.only(raw(connection, _walk(kind, order)))


def _left(context: Context, connection: Connection, kind: str, chosen: ListFilter, day: date) -> Marked:
    """Which records the filter leaves; gone through once, along an index where one says enough."""
    change = as_stored(connection, chosen)
    owners = owners_left(context, connection, chosen)
    wanted = conditions(connection, kind, chosen, day_of(day), owners, by_lookup=False)
    record = MAIN[kind]
    if owners is None or owners.few is not None:
        ids = raw(connection, select(record.c.id).where(*wanted))
    else:
        columns = [record.c[one] for one in RECORDS[kind].owners]
        ids = owners.owned(raw_rows(connection, select(record.c.id, *columns).where(*wanted)))
    found: Marked = context.recent.of(("records", kind, chosen, day, change), lambda: gathered(ids))
    return found


def first_records(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, order: Order, day: date, size: int
) -> list[int] | None:
    """The first ids where they stand near the beginning of the order; None where more has to be gone through."""
    if chosen == ListFilter() or order.removeprefix("-") == "until":
        return None
    # A join fixes the way: the order first, then each row's own values.
    record = MAIN[kind]
    walk = _walk(kind, order)
    if order.removeprefix("-") == "code" and _only_a_code(connection, kind, chosen.text.strip()):
        walk = walk.where(_begins(kind, chosen.text.strip()))
    ahead = walk.limit(AHEAD).subquery("ahead")
    owners = owners_left(context, connection, chosen)
    wanted = conditions(connection, kind, chosen, day_of(day), owners, by_lookup=True)
    near = select(record.c.id).where(record.c.id.in_(select(ahead.c.id)), *wanted).order_by(*_keys(kind, order))
    found = list(raw(connection, near.limit(size)))
    return found if len(found) == size else None


def _walk(kind: str, order: Order) -> Select[Any]:
    record, spec = MAIN[kind], RECORDS[kind]
    statement = select(record.c.id).order_by(*_keys(kind, order))
    if spec.index and order.removeprefix("-") == "code":
        return statement.with_hint(record, f"INDEXED BY {spec.index}", "sqlite")
    return statement


def _keys(kind: str, order: Order) -> list[Any]:
    """By code along the index of the key; else as they were entered, the newest first."""
    record, spec, down = MAIN[kind], RECORDS[kind], order.startswith("-")
    if spec.index and order.removeprefix("-") == "code":
        keys = [record.c[spec.code], *([record.c[spec.owners[0]]] if kind != "contract" else [])]
        return [key.desc() for key in keys] if down else list(keys)
    return [record.c.id if down else record.c.id.desc()]


def _next_end(kind: str, day: int) -> ColumnElement[Any]:
    record = MAIN[kind]
    ends = [case((record.c[name] >= day, record.c[name])) for name in ENDS[kind]]
    if len(ends) == 1:
        return ends[0]
    first, second = ends
    return case((first.is_(None), second), (second.is_(None), first), (first <= second, first), else_=second)


# conditions -----------------------------------------------------------------------------------------------------


def conditions(
    connection: Connection, kind: str, chosen: ListFilter, day: int, owners: Marked | None, *, by_lookup: bool
) -> list[ColumnElement[bool]]:
    """What a record has to fulfil to be shown; whose it is, where those are many, only ``by_lookup`` row by row."""
    record, spec = MAIN[kind], RECORDS[kind]
    found: list[ColumnElement[bool]] = []
    for column, values in ((spec.kind, chosen.kind), (spec.state, chosen.status)):
        if values:
            kept = record.c[column].in_([one for one in values if one])
            found.append(or_(kept, record.c[column].is_(None)) if "" in values else kept)
    for column, values in (("platform", chosen.platform), ("scope", chosen.scope)):
        if values:
            found.append(_names(kind, column, values))
    word = stands(kind, record, day)
    if chosen.stands and word is not None:
        found.append(word.in_(chosen.stands))
    if chosen.expires_within is not None:
        found.append(ends_soon(connection, kind, _span(chosen, date_of(day))))
    found += [empty(kind, name) for name in chosen.missing]
    if owners is not None and owners.few is not None:
        found.append(or_(*(record.c[one].in_(sorted(owners.few)) for one in spec.owners)))
    elif owners is not None and by_lookup:
        asked = _asked_of_owner(chosen)
        found.append(or_(*(exists().where(listing.c.id == record.c[one], *asked) for one in spec.owners)))
    if chosen.text.strip():
        found.append(_typed(connection, kind, chosen.text.strip()))
    return found


def _span(chosen: ListFilter, day: date) -> Span:
    return Span(day, day_of(day), day_of(day) + (chosen.expires_within or 0))


def _names(kind: str, column: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a record's list holds any of the values; "" among them: or none at all."""
    name = LISTED.get((kind, column))
    if name is None:
        return MAIN[kind].c.id.is_(None)
    listed = LISTS[kind, name].table
    own = listed.c.owner_id == MAIN[kind].c.id
    holds = exists().where(own, listed.c.value.in_([one for one in values if one]))
    return or_(holds, ~exists().where(own)) if "" in values else holds


def owners_left(context: Context, connection: Connection, chosen: ListFilter) -> Marked | None:
    """The subjects that a filter lets records belong to; None where it does not ask."""
    asked = _asked_of_owner(chosen)
    if not asked:
        return None
    change = as_stored(connection, chosen)
    question = ("owners", chosen.unit, chosen.owner, chosen.answer, chosen.tag, change)
    whom = select(listing.c.id).where(listing.c.type.in_(("host", "merchant", "agency")), *asked)
    if not chosen.tag:  # all that is asked stands in the index, side by side
        whom = whom.with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite")
    found: Marked = context.recent.of(question, lambda: gathered(raw(connection, whom)))
    return found


def _asked_of_owner(chosen: ListFilter) -> list[ColumnElement[bool]]:
    """What the subject has to be that a record belongs to; of several subjects one."""
    asked: list[ColumnElement[bool]] = []
    for name in ("unit", "owner", "answer"):
        values: Any = getattr(chosen, name)
        if values:
            wanted = [ANSWERS.index(one) for one in values if one] if name == "answer" else [v for v in values if v]
            kept = listing.c[name].in_(wanted)
            asked.append(or_(kept, listing.c[name].is_(None)) if "" in values else kept)
    if chosen.tag:
        asked.append(or_(*(listing.c.id.in_(tagged(kind, chosen.tag)) for kind in ("host", "merchant", "agency"))))
    return asked


def _begins(kind: str, text: str) -> ColumnElement[bool]:
    code = MAIN[kind].c[RECORDS[kind].code]
    return or_(*(and_(code >= one, code < one + "\U0010ffff") for one in dict.fromkeys((text, text.upper()))))


def _only_a_code(connection: Connection, kind: str, text: str) -> bool:
    """Whether the text can only be the beginning of a code, so that the order may be entered there."""
    return bool(text) and not RECORDS[kind].texts and searched(connection, text) == []


def _typed(connection: Connection, kind: str, text: str) -> ColumnElement[bool]:
    """The code begins with it, it stands in one of the texts, or it finds the subject that the record belongs to."""
    record, spec = MAIN[kind], RECORDS[kind]
    anywhere = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    holds = [record.c[name].like(anywhere, escape="\\") for name in spec.texts]
    whose = searched(connection, text)
    owned = [record.c[one].in_(whose) for one in spec.owners] if whose is not None and whose != [] else []
    return or_(_begins(kind, text), *holds, *owned)


# rows -----------------------------------------------------------------------------------------------------------


def scans_of(connection: Connection, kind: str, ids: tuple[int, ...]) -> dict[int, int]:
    """How many scans are attached to each of these records."""
    from auditor.model.tables import attachment

    if kind == "product":  # a subject: its scans lie on its own file
        where: ColumnElement[bool] = attachment.c.subject_id.in_(ids)
        key = attachment.c.subject_id
    else:
        where = and_(attachment.c.record_table == kind, attachment.c.record_id.in_(ids))
        key = attachment.c.record_id
    return {row[0]: row[1] for row in raw_rows(connection, select(key, func.count()).where(where).group_by(key))}


def names_of(connection: Connection, ids: set[int]) -> dict[int, Any]:
    """Type, code, name, team and who is in charge of subjects."""
    if not ids:
        return {}
    asked = (
        select(subject.c.id, subject.c.type, subject.c.code, listing.c.name, listing.c.unit, listing.c.owner)
        .outerjoin(listing, listing.c.id == subject.c.id)
        .where(subject.c.id.in_(ids))
    )
    return {row.id: row for row in connection.execute(asked)}
