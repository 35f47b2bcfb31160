"""The combination as facts: the broadcast as if it were on file, and what of it counts as its hosts' and merchants'."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, LargeBinary, select

from auditor.model.catalogue import categories
from auditor.model.tables import LISTS, MAIN
from auditor.rulebook.supposed import Instead, Place, Supposed
from auditor.services.clearance.combination import Deal, Unmapped, seconds

EXACT = ("LI-02", "LI-03")
"""Rules that judge exactly the categories of the broadcast."""
BRANDS = "BR-02"
"""The rule that judges exactly its brands; for the others they count among the merchant's."""
LAPSING = "LI-04"
"""The rule that looks at the licences its categories need."""

_LISTED = ("hosts", "assistants", "merchants", "categories", "brands", "products")


def supposed(connection: Connection, deal: Deal) -> Supposed:
    """What the combination adds to the store, and what of the store it hides."""
    instead: dict[Place, Instead] = {}
    hidden = [deal.broadcast.id]
    for name, rows in _lists(connection, deal).items():
        instead[f"broadcast_{name}", ""] = Instead.of(hidden, rows)
    for kind, subjects in (("host", deal.hosts), ("merchant", deal.merchants)):
        ids = [one.id for one in subjects]
        instead[f"{kind}_categories", ""] = Instead.of((), _further(connection, kind, ids, deal.categories))
    merchants = [one.id for one in deal.merchants]
    exactly = Instead.of(merchants, each(merchants, deal.categories))
    for rule in EXACT:
        instead["merchant_categories", rule] = exactly
    instead["merchant_brands", ""] = Instead.of((), _further_brands(connection, merchants, deal.brands))
    instead["merchant_brands", BRANDS] = brands_of(dict.fromkeys(merchants, deal.brands) if deal.brands else {})
    instead["broadcast", ""] = _row(deal)
    platform = deal.platform or (None, None)
    return Supposed(instead, platform, {LAPSING: json.dumps(sorted(_kinds(deal.categories)))})


def moved(supposed_: Supposed, deal: Deal) -> Supposed:
    """The same for the combination on another day: only the broadcast's own row differs."""
    return Supposed({**supposed_.instead, ("broadcast", ""): _row(deal)}, supposed_.sanctions, supposed_.kinds)


def with_brands(supposed_: Supposed, brands: Mapping[int, Sequence[str]]) -> Supposed:
    """The same with exactly these brands for each merchant."""
    instead = {**supposed_.instead, ("merchant_brands", BRANDS): brands_of(brands)}
    return Supposed(instead, supposed_.sanctions, supposed_.kinds)


def brands_of(brands: Mapping[int, Sequence[str]]) -> Instead:
    """Exactly these brands for each merchant; whoever is not named keeps his own."""
    rows = [(owner, at, brand, 0) for owner, listed in brands.items() for at, brand in enumerate(listed)]
    return Instead.of(brands, rows)


def _row(deal: Deal) -> Instead:
    """The broadcast: as it is on file, else with nothing recorded of it yet; begun as asked."""
    table = MAIN["broadcast"]
    row = dict.fromkeys(column.name for column in table.columns)
    if deal.stored is None:
        row |= {"id": deal.broadcast.id, "code": deal.broadcast.code, "status": "planned", "change_id": 0}
        row["room_id"] = deal.room.id if deal.room else None
    else:
        row |= deal.stored
    if not deal.aired:
        row |= {"planned_start": seconds(deal.start), "planned_end": seconds(deal.end)}
    values = [None if isinstance(column.type, LargeBinary) else row[column.name] for column in table.columns]
    return Instead.of([deal.broadcast.id], [values])


def _lists(connection: Connection, deal: Deal) -> dict[str, list[tuple[object, ...]]]:
    number = deal.broadcast.id
    plain: dict[str, Iterable[object]] = {
        "hosts": [one.id for one in deal.hosts],
        "merchants": [one.id for one in deal.merchants],
        "brands": deal.brands,
        "products": deal.products,
        "assistants": _assistants(connection, deal),
    }
    found: dict[str, list[tuple[object, ...]]]
    found = {name: [(number, at, value, 0) for at, value in enumerate(values)] for name, values in plain.items()}
    found["categories"] = each([number], deal.categories)
    return found


def _assistants(connection: Connection, deal: Deal) -> list[int]:
    if not deal.on_file:
        return []
    listed = LISTS["broadcast", "assistants"].table
    statement = select(listed.c.target_id).where(listed.c.owner_id == deal.broadcast.id).order_by(listed.c.ordinal)
    return list(connection.execute(statement).scalars())


def each(owners: Iterable[int], listed: Sequence[Unmapped]) -> list[tuple[object, ...]]:
    """The categories as rows of each of these."""
    return [(owner, at, code, text, 0) for owner in owners for at, (code, text) in enumerate(listed)]


def _further(
    connection: Connection, kind: str, ids: Sequence[int], wanted: Sequence[Unmapped]
) -> list[tuple[object, ...]]:
    """The categories that are not on file with each of these yet."""
    table = LISTS[kind, "categories"].table
    statement = select(table.c.owner_id, table.c.value, table.c.text).where(table.c.owner_id.in_(ids))
    known = {(owner, code, text) for owner, code, text in connection.execute(statement)}
    return [
        (owner, 1_000_000 + at, code, text, 0)
        for owner in ids
        for at, (code, text) in enumerate(wanted)
        if (owner, code, text) not in known
    ]


def _further_brands(connection: Connection, ids: Sequence[int], wanted: Sequence[str]) -> list[tuple[object, ...]]:
    """The brands that are not on a merchant's list yet; who has no list sells what is authorised to him anyway."""
    table = LISTS["merchant", "brands"].table
    statement = select(table.c.owner_id, table.c.value).where(table.c.owner_id.in_(ids))
    known: dict[int, set[str]] = {}
    for owner, brand in connection.execute(statement):
        known.setdefault(owner, set()).add(brand)
    return [
        (owner, 1_000_000 + at, brand, 0)
        for owner, listed in known.items()
        for at, brand in enumerate(wanted)
        if brand not in listed
    ]


@cache
def _accepted() -> dict[str, frozenset[str]]:
    return {one.code: frozenset(one.accepted) for one in categories()}


def _kinds(wanted: Iterable[Unmapped]) -> set[str]:
    """The licence kinds accepted for these categories, and the business licence."""
    return {"business_licence"}.union(*(_accepted().get(code, frozenset()) for code, _text in wanted))
