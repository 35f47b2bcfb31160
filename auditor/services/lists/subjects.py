"""Lists of subjects: their ids in order, walked along an index or looked up where they are few; rows by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, union_all
from sqlalchemy.sql.expression import FromClause

from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN, subject
from auditor.services.context import Context
from auditor.services.lists.asked import ListRow, Order
from auditor.services.lists.categories import has_category, left
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import marked, raw
from auditor.services.lists.searching import FEW, searched
from auditor.services.records.names import FILTERED
from auditor.services.standing.state import ANSWERS

FILTERS = ("answer", *FILTERED)
"""Columns of a list's lines by which it is filtered."""

AHEAD = 6_000
"""So many lines along the order are looked at for the first page before all are gone through."""

CALLED = "called"
"""Among a row's values: what the subjects that its fields refer to are called, by field."""

_SHOWN: dict[str, tuple[str, ...]] = {
    "host": ("agency_id", "unit", "owner", "followers", "first_live_on", "identity_verified_on"),
    "merchant": ("legal_name", "entity_type", "uscc", "unit", "owner", "identity_verified_on"),
    "agency": ("uscc", "agents", "signed_hosts", "unit", "owner"),
    "room": ("platform", "account", "operator_id", "unit", "owner"),
    "broadcast": ("room_id", "planned_start", "started_at", "ended_at", "unit", "owner"),
}


def let_through(chosen: ListFilter, row: FromClause = listing) -> list[ColumnElement[bool]]:
    """The conditions on a list's lines, the typed text apart; ``row`` has the columns of such a line."""
    found: list[ColumnElement[bool]] = []
    for name in FILTERS:
        values = getattr(chosen, name)
        if not values:
            continue
        wanted: list[Any] = [ANSWERS.index(word) for word in values] if name == "answer" else [v for v in values if v]
        kept = row.c[name].in_(wanted)
        found.append(or_(kept, row.c[name].is_(None)) if "" in values else kept)
    return found


def _few_let_through(connection: Connection, kind: str, chosen: ListFilter) -> list[int] | None:
    """Whom the filter leaves, where that is few: looked up along the narrowest index, which has no order of its own.

    Otherwise a filter that leaves nobody would be walked along a whole order, and once more for each answer.
    """
    kept = let_through(chosen)
    if not kept:
        return None
    lines = (
        select(listing.c.id).with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite").where(listing.c.type == kind)
    )
    # Naming every answer lets the index be entered at the statuses of each.
    judged = listing.c.answer.in_(range(len(ANSWERS)))
    answers = [] if chosen.answer else [judged, listing.c.answer.is_(None)]
    parts = [lines.where(one, *kept) for one in answers] or [lines.where(*kept)]
    few = list(connection.execute(union_all(*parts).limit(FEW + 1)).scalars())
    return few if len(few) <= FEW else None


def subjects_in_order(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, order: Order, day: date
) -> Iterator[int]:
    """The ids of a list, one after the other, in its order."""
    found = searched(connection, chosen.text)
    if chosen.category and isinstance(found, list):  # few: what each has is looked up
        mark = marked(context, connection, kind, chosen, day)
        also = [has_category(connection, kind, chosen.category, listing)]
    else:
        mark, also = left(context, connection, kind, chosen, day), []
    few = None if mark is None else mark.few
    statements = _ordered(connection, kind, chosen, order, found, few)
    ids = chain.from_iterable(raw(connection, one.where(*also)) for one in statements)
    return ids if mark is None or few is not None else mark.only(ids)


def first_subjects(connection: Connection, kind: str, chosen: ListFilter, order: Order, size: int) -> list[int] | None:
    """The first ids by category where they stand near the beginning of the order; None where all are gone through."""
    marks = chosen.tag or chosen.missing or chosen.expires_within is not None
    name = order.removeprefix("-")
    if not chosen.category or marks or name == "answer" or chosen.text.strip():
        return None
    walk = _along(select(listing), order).where(listing.c.type == kind).order_by(*_keys(listing, order))
    ahead = walk.limit(AHEAD).subquery("ahead")
    has = has_category(connection, kind, chosen.category, ahead)
    near = select(ahead.c.id).where(*let_through(chosen, ahead), has).order_by(*_keys(ahead, order))
    found = list(raw(connection, near.limit(size)))
    return found if len(found) == size else None


def _keys(row: FromClause, order: Order) -> list[Any]:
    """What lines stand by in an order; one by answers has these beneath each answer."""
    keys: list[Any] = [row.c.code] if order.removeprefix("-") == "code" else [row.c.sort_key, row.c.id]
    return [key.desc() for key in keys] if order in ("-name", "-code") else keys


def _along(statement: Select[Any], order: Order) -> Select[Any]:
    """Made to go along the index of the order."""
    index = "ix_listing_code" if order.removeprefix("-") == "code" else "ix_listing_order"
    return statement.with_hint(listing, f"INDEXED BY {index}", "sqlite")


def _ordered(
    connection: Connection,
    kind: str,
    chosen: ListFilter,
    order: Order,
    found: Select[Any] | list[int] | None,
    among: frozenset[int] | None,
) -> list[Select[Any]]:
    """Selects whose ids, one after the other, are the list in its order.

    ``found`` is whom the typed text finds, ``among`` the few whom it is, if any.
    """
    name, down = order.removeprefix("-"), order.startswith("-")
    keys = _keys(listing, order)
    many = None if isinstance(found, list) else found
    if among is not None:
        found = sorted(among.intersection(found) if isinstance(found, list) else among)
    elif not isinstance(found, list) and (few := _few_let_through(connection, kind, chosen)) is not None:
        found = few
    # Few ids are looked up; a bare condition on types would let the planner walk the whole order instead.
    its_type = func.coalesce(listing.c.type, "") if isinstance(found, list) else listing.c.type
    statement = select(listing.c.id).where(its_type == kind, *let_through(chosen))
    if found is not None:
        statement = statement.where(false() if found == [] else listing.c.id.in_(found))
    if isinstance(found, list):
        if many is not None:
            statement = statement.where(listing.c.id.in_(many))
        worst = listing.c.answer.desc() if down else listing.c.answer
        return [statement.order_by(*([worst.nulls_last()] if name == "answer" else []), *keys)]
    # The planner cannot know how many lines a filter leaves: going along the order is never slow.
    statement = _along(statement, order).order_by(*keys)
    if name != "answer":
        return [statement]
    ranks = [rank for rank, word in enumerate(ANSWERS) if not chosen.answer or word in chosen.answer]
    parts = [statement.where(listing.c.answer == rank) for rank in (reversed(ranks) if down else ranks)]
    return parts if chosen.answer else [*parts, statement.where(listing.c.answer.is_(None))]


def subject_rows(connection: Connection, kind: str, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """Rows by id, at any depth alike."""
    main = MAIN[kind]
    shown = _SHOWN[kind]
    columns = [main.c[name] for name in shown]
    statement = (
        select(main.c.id, main.c.code, main.c.status, listing.c.name, *columns)
        .join(listing, listing.c.id == main.c.id)
        .where(main.c.id.in_(ids))
    )
    rows = {row["id"]: row for row in connection.execute(statement).mappings()}
    whom = {row[n] for row in rows.values() for n in shown if n.endswith("_id") and row[n]}
    codes, names = _called(connection, whom)
    lists = listed_values(connection, kind, ids)
    called = _called_in_lists(connection, kind, ids)
    made = []
    for number in ids:
        row = rows.get(number)
        if row is not None:
            values = {n.removesuffix("_id"): codes.get(row[n]) if n.endswith("_id") else row[n] for n in shown}
            values |= {name: found.get(number, ()) for name, found in lists.items()}
            told = {n.removesuffix("_id"): names.get(row[n], "") for n in shown if n.endswith("_id") and row[n]}
            values[CALLED] = told | {name: found.get(number, ()) for name, found in called.items()}
            made.append(ListRow(number, row["code"], row["name"], row["status"], values))
    return tuple(made)


def _called(connection: Connection, ids: set[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Codes and public names of subjects (the code where there is no name)."""
    if not ids:
        return {}, {}
    asked = select(subject.c.id, subject.c.code, listing.c.name).outerjoin(listing, listing.c.id == subject.c.id)
    found = connection.execute(asked.where(subject.c.id.in_(ids))).all()
    return {row.id: row.code for row in found}, {row.id: row.name or row.code for row in found}


def _called_in_lists(connection: Connection, kind: str, ids: Sequence[int]) -> dict[str, dict[int, tuple[str, ...]]]:
    """The public names of the subjects that the lists of these rows name."""
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for name in ("hosts", "merchants"):
        if (kind, name) not in LISTS:
            continue
        listed = LISTS[kind, name].table
        statement = (
            select(listed.c.owner_id, func.coalesce(listing.c.name, subject.c.code))
            .join(subject, subject.c.id == listed.c.target_id)
            .outerjoin(listing, listing.c.id == listed.c.target_id)
            .where(listed.c.owner_id.in_(ids))
            .order_by(listed.c.owner_id, listed.c.ordinal)
        )
        by_owner = found.setdefault(name, {})
        for owner, called in connection.execute(statement):
            by_owner[owner] = (*by_owner.get(owner, ()), called)
    return found


def listed_values(connection: Connection, kind: str, ids: Sequence[int]) -> dict[str, dict[int, tuple[str, ...]]]:
    """What the lists of these rows hold, by the list's name: codes, words of one's own, texts."""
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for name in ("categories", "hosts", "merchants", "tags", "scope", "platforms"):
        if (kind, name) not in LISTS:
            continue
        listed = LISTS[kind, name].table
        if "target_id" in listed.c:
            statement = select(listed.c.owner_id, subject.c.code).join(subject, subject.c.id == listed.c.target_id)
        else:
            shown = func.coalesce(listed.c.text, listed.c.value) if "text" in listed.c else listed.c.value
            statement = select(listed.c.owner_id, shown)
        by_owner: dict[int, tuple[str, ...]] = {}
        ordered = statement.where(listed.c.owner_id.in_(ids)).order_by(listed.c.owner_id, listed.c.ordinal)
        for owner, value in connection.execute(ordered):
            by_owner[owner] = (*by_owner.get(owner, ()), value)
        found[name] = by_owner
    return found
