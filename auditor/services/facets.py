"""Facets of a list: how many of its subjects have which answer, status, team, person in charge and platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, false, func, select

from auditor.model.ledger import listing
from auditor.services.context import Context
from auditor.services.lists import FILTERS, ListFilter, searched
from auditor.services.standing.refresh import StandingHolds, StandingNow, standing_now
from auditor.services.standing.state import ANSWERS
from auditor.services.verbs import Query

_GROUPS = 50_000
"""More different lines than this are not counted by everything: then by answer and status alone."""

_LOUD = ("answer", "status")


@dataclass(frozen=True, slots=True)
class FacetsOf:
    """Per column its values with how many subjects the other filters leave of each, the most first.

    A column that is missing has too many values to be counted. ``holds`` says for when the answers hold.
    """

    counts: Mapping[str, tuple[tuple[str, int], ...]]
    holds: StandingHolds


@dataclass(frozen=True, slots=True)
class Facets(Query[FacetsOf]):
    """What a list could be filtered by next."""

    kind: str
    filter: ListFilter = field(default_factory=ListFilter)
    as_of: date | None = None


def facets(context: Context, connection: Connection, query: Facets) -> FacetsOf:
    """Count the lines once by all columns together, and add up."""
    holds = standing_now(context, connection, StandingNow())
    for columns in (FILTERS, _LOUD):
        groups = connection.execute(_grouped(connection, query, columns).limit(_GROUPS + 1)).all()
        if len(groups) <= _GROUPS:
            return FacetsOf(_added(query.filter, columns, groups), holds)
    return FacetsOf({}, holds)


def _grouped(connection: Connection, query: Facets, columns: tuple[str, ...]) -> Select[Any]:
    """Along the index of facets, which has the lines in groups already."""
    kept = [listing.c[name] for name in columns]
    found = searched(connection, query.filter.text)
    its_type = func.coalesce(listing.c.type, "") if isinstance(found, list) else listing.c.type
    statement = select(*kept, func.count()).where(its_type == query.kind).group_by(*kept)
    if found is None:
        return statement.with_hint(listing, "INDEXED BY ix_listing_facets", "sqlite")
    return statement.where(false() if found == [] else listing.c.id.in_(found))


def _added(
    chosen: ListFilter, columns: tuple[str, ...], groups: Iterable[Any]
) -> dict[str, tuple[tuple[str, int], ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in columns}
    wanted = {one.name: set(getattr(chosen, one.name)) for one in fields(chosen) if one.name in columns}
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
    if name == "answer":
        return tuple((word, found[word]) for word in (*ANSWERS, "") if found[word])
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
