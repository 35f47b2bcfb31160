"""How many lines of a list have which category: who has which is read once, and counted for every filter anew."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress

from sqlalchemy import Connection, func, select

from auditor.model.tables import LISTS, MAIN
from auditor.services.context import Context
from auditor.services.lists.answering import in_order
from auditor.services.lists.categories import CATEGORISED, FOOD, categories_as_of, groups, members
from auditor.services.lists.filters import ListFilter
from auditor.services.lists.marked import Marked, as_stored, gathered, raw_rows


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Who has which categories together: per id the place of its combination; the first combination is none at all."""

    places: array[int]
    combinations: list[frozenset[str]]


def lines_left(context: Context, connection: Connection, kind: str, chosen: ListFilter, day: date) -> Marked | None:
    """The lines that a filter leaves, in no order; None: all of them."""
    if chosen == ListFilter():
        return None
    change = as_stored(connection, chosen)
    ids = in_order(context, connection, kind, chosen, "code", day)
    found: Marked = context.recent.of(("left", kind, chosen, day, change), lambda: gathered(ids))
    return found


def categories_counted(
    context: Context, connection: Connection, kind: str, chosen: ListFilter, day: date
) -> tuple[tuple[str, int], ...]:
    """How many of whom the other filters leave have which category (""; none), the most first; behind them the groups.

    Whoever has two categories of a group counts once in it. Food stands among the categories, as the one group that
    people speak of as if it were one.
    """
    if kind not in CATEGORISED:
        return ()
    others = replace(chosen, category=())
    left = lines_left(context, connection, kind, others, day)
    as_of = categories_as_of(connection, kind)
    shelf: _Shelf = context.recent.of(("categories", kind, as_of), lambda: _shelf(connection, kind))
    alike = _alike(shelf, left)
    if left is None:
        total: int = connection.execute(select(func.count()).select_from(MAIN[kind])).scalar_one()
    else:
        total = left.many.count(1) if left.few is None else len(left.few)
    single: Counter[str] = Counter()
    grouped: Counter[str] = Counter()
    picked = {one: members(connection, [one]) for one in chosen.category if one and one not in groups()}
    for place, count in alike.items():
        mine = shelf.combinations[place]
        for value in mine:
            single[value] += count
        for name, inside in ({**groups(), **picked}).items():
            if name not in single and not mine.isdisjoint(inside):
                grouped[name] += count
    single[""] = total - sum(count for place, count in alike.items() if place)
    single[FOOD] = grouped.pop(FOOD, 0)
    return (*_in_order(single), *_in_order(grouped))


def _in_order(found: Counter[str]) -> Iterator[tuple[str, int]]:
    return ((name, count) for name, count in sorted(found.items(), key=lambda one: (-one[1], one[0])) if count)


def _alike(shelf: _Shelf, left: Marked | None) -> Counter[int]:
    """How many of these lines have which combination; those without any only where they are few."""
    if left is None:
        return Counter(shelf.places)
    if left.few is not None:
        return Counter(shelf.places[one] if one < len(shelf.places) else 0 for one in left.few)
    return Counter(compress(shelf.places, left.many))


def _shelf(connection: Connection, kind: str) -> _Shelf:
    listed = LISTS[kind, "categories"].table
    places, combinations = array("I"), [frozenset[str]()]
    known = {combinations[0]: 0}
    more: dict[tuple[int, str], int] = {}
    for owner, value in raw_rows(connection, select(listed.c.owner_id, listed.c.value)):
        if owner >= len(places):
            places.extend(array("I", bytes(places.itemsize * max(owner + 1 - len(places), len(places)))))
        step = (places[owner], value)
        if step not in more:
            mine = combinations[step[0]] | {value}
            more[step] = known.setdefault(mine, len(combinations))
            if more[step] == len(combinations):
                combinations.append(mine)
        places[owner] = more[step]
    return _Shelf(places, combinations)
