"""Facets of a list: how many of its lines have which answer, status, kind, team, person in charge, tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, false, func, literal, select

from auditor.model.ledger import listing
from auditor.model.tables import LISTS, MAIN
from auditor.model.types import day_of
from auditor.services.context import Context
from auditor.services.lists import FILTERS, ListFilter, searched
from auditor.services.lists.categories import left
from auditor.services.lists.counted import categories_counted, lines_left
from auditor.services.lists.marked import Marked, as_stored, raw_rows
from auditor.services.lists.records import LISTED, RECORDS, conditions, owners_left
from auditor.services.lists.terms import STANDS, stands
from auditor.services.standing.refresh import StandingHolds, StandingNow, standing_now
from auditor.services.standing.state import ANSWERS
from auditor.services.verbs import Query

_GROUPS = 50_000
"""More different lines than this are not counted by everything: then by answer and status alone."""

_LOUD = ("answer", "status")
_OF_RECORDS = ("stands", "status", "kind", "unit", "owner")


@dataclass(frozen=True, slots=True)
class FacetsOf:
    """Per column its values with how many lines the other filters leave of each, the most first.

    A column that is missing has too many values to be counted. ``holds`` says for when the answers hold.
    """

    counts: Mapping[str, tuple[tuple[str, int], ...]]
    holds: StandingHolds


@dataclass(frozen=True, slots=True)
class Facets(Query[FacetsOf]):
    """What a list could be filtered by next; ``as_of`` is the day of what depends on one (None: today)."""

    kind: str
    filter: ListFilter = field(default_factory=ListFilter)
    as_of: date | None = None


def facets(context: Context, connection: Connection, query: Facets) -> FacetsOf:
    """Count the lines once by all columns together, and add up."""
    holds = standing_now(context, connection, StandingNow())
    day = query.as_of or context.today
    if query.kind in RECORDS:
        groups = _groups_of_records(context, connection, query, day)
        counts = _added(query.filter, _OF_RECORDS, groups)
        return FacetsOf(counts | _listed(context, connection, query, day), holds)
    mark = left(context, connection, query.kind, query.filter, day)
    beside = {"category": categories_counted(context, connection, query.kind, query.filter, day)}
    beside |= _tags(context, connection, query, day)
    for columns in (FILTERS, _LOUD):
        lines = _groups(connection, query, columns, mark)
        if lines is not None:
            return FacetsOf(_added(query.filter, columns, lines) | beside, holds)
    return FacetsOf(beside, holds)


def _groups(
    connection: Connection, query: Facets, columns: tuple[str, ...], mark: Marked | None
) -> Iterable[Any] | None:
    """Lines by all columns with their number; None where they are too many different ones."""
    if mark is None or mark.few is not None:
        groups = connection.execute(_grouped(connection, query, columns, mark).limit(_GROUPS + 1)).all()
        return groups if len(groups) <= _GROUPS else None
    found = searched(connection, query.filter.text)
    statement = select(listing.c.id, *(listing.c[name] for name in columns)).where(listing.c.type == query.kind)
    if found is not None:
        statement = statement.where(false() if found == [] else listing.c.id.in_(found))
    many, size = mark.many, len(mark.many)
    counted = Counter(row[1:] for row in raw_rows(connection, statement) if row[0] < size and many[row[0]])
    return [(*values, count) for values, count in counted.items()] if len(counted) <= _GROUPS else None


def _grouped(connection: Connection, query: Facets, columns: tuple[str, ...], mark: Marked | None) -> Select[Any]:
    """Along the index of facets, which has the lines in groups already."""
    kept = [listing.c[name] for name in columns]
    found = searched(connection, query.filter.text)
    if mark is not None and mark.few is not None:
        found = sorted(mark.few.intersection(found) if isinstance(found, list) else mark.few)
    its_type = func.coalesce(listing.c.type, "") if isinstance(found, list) else listing.c.type
    statement = select(*kept, func.count()).where(its_type == query.kind).group_by(*kept)
    if found is None:
        return statement.with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite")
    return statement.where(false() if found == [] else listing.c.id.in_(found))


def _tags(context: Context, connection: Connection, query: Facets, day: date) -> dict[str, tuple[tuple[str, int], ...]]:
    """How many of whom the other filters leave bear which tag."""
    if (query.kind, "tags") not in LISTS:
        return {}
    listed = LISTS[query.kind, "tags"].table
    others = replace(query.filter, tag=())
    change = as_stored(connection, query.filter)

    def counted() -> Counter[str]:
        rows = raw_rows(connection, select(listed.c.owner_id, listed.c.value))
        left = lines_left(context, connection, query.kind, others, day)
        return Counter(value for _, value in rows) if left is None else Counter(left.beside(rows))

    found: Counter[str] = context.recent.of(("tags", query.kind, others, day, change), counted)
    return {"tag": _in_order("tag", found)} if found else {}


def _listed(
    context: Context, connection: Connection, query: Facets, day: date
) -> dict[str, tuple[tuple[str, int], ...]]:
    """How many of the records that the other filters leave name which platform, which scope; of those that name any."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    change = as_stored(connection, query.filter)
    for (kind, column), name in LISTED.items():
        if kind != query.kind:
            continue
        others = replace(query.filter, **{column: ()})  # type: ignore[arg-type] # each of these is a tuple of texts
        listed = LISTS[kind, name].table

        def counted(kind: str = kind, listed: Any = listed, others: ListFilter = others) -> Counter[str]:
            rows = raw_rows(connection, select(listed.c.owner_id, listed.c.value).distinct())
            left = lines_left(context, connection, kind, others, day)
            return Counter(value for _, value in rows) if left is None else Counter(left.beside(rows))

        many: Counter[str] = context.recent.of((column, kind, others, day, change), counted)
        if many:
            found[column] = _in_order(column, many)
    return found


def _groups_of_records(context: Context, connection: Connection, query: Facets, day: date) -> list[tuple[Any, ...]]:
    """Records by how they stand, their state and kind, and by who looks after whom they belong to."""
    kind, record, spec = query.kind, MAIN[query.kind], RECORDS[query.kind]
    # What the columns themselves let through is added up afterwards, so that picking another value costs nothing.
    asked = replace(query.filter, stands=(), status=(), kind=(), unit=(), owner=())
    change = as_stored(connection, query.filter)

    def counted() -> list[tuple[Any, ...]]:
        owners = owners_left(context, connection, asked)
        wanted = conditions(connection, kind, asked, day_of(day), owners, by_lookup=True)
        word = stands(kind, record, day_of(day))
        columns = [literal(None) if word is None else word, record.c[spec.state], record.c[spec.kind]]
        rows = (
            select(*columns, listing.c.unit, listing.c.owner)
            .select_from(record.outerjoin(listing, listing.c.id == record.c[spec.owners[0]]))
            .where(*wanted)
        )
        return [(*values, count) for values, count in Counter(raw_rows(connection, rows)).items()]

    found: list[tuple[Any, ...]] = context.recent.of(("record facets", kind, asked, day, change), counted)
    return found


def _added(
    chosen: ListFilter, columns: tuple[str, ...], groups: Iterable[Any]
) -> dict[str, tuple[tuple[str, int], ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in columns}
    wanted = {name: set(chosen.values(name)) for name in columns}
    for *values, count in groups:
        told = [_word(name, value) for name, value in zip(columns, values, strict=True)]
        out = [name for name, word in zip(columns, told, strict=True) if wanted[name] and word not in wanted[name]]
        if len(out) > 1:
            continue
        for name, word in zip(columns, told, strict=True):
            if not out or out == [name]:
                counts[name][word] += count
    return {name: _in_order(name, found) for name, found in counts.items()}


def _word(name: str, value: Any) -> str:
    if name == "answer":
        return "" if value is None else ANSWERS[value]
    return "" if value is None else str(value)


def _in_order(name: str, found: Counter[str]) -> tuple[tuple[str, int], ...]:
    order = {"answer": (*ANSWERS, ""), "stands": (*STANDS, "")}.get(name)
    if order is not None:
        return tuple((word, found[word]) for word in order if found[word])
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
