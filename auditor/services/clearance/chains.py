"""Brand chains from the owner of a mark over agents to the merchant: what all allow, the weakest link, its last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, said
from auditor.model.folding import folded_name
from auditor.model.tables import LISTS, MAIN
from auditor.model.types import date_of
from auditor.services.clearance.clearing import Clear, deal_asked
from auditor.services.clearance.combination import Who
from auditor.services.context import Context
from auditor.services.verbs import Query

PATHS = 50
"""Ways from owners to a merchant that are looked at."""


@dataclass(frozen=True, slots=True)
class Link:
    """One authorisation, or an own trademark. ``until`` is None where it does not end; ``faults`` say what it lacks."""

    grantor: str
    grantee: str
    level: int | None
    may_sublicense: bool | None
    categories: tuple[str, ...]
    platforms: tuple[str, ...]
    begins: date | None
    until: date | None
    lasting: bool
    state: str
    faults: tuple[Message, ...] = ()
    record: tuple[str, int] = ("", 0)
    """(kind, id) of what is on file."""

    @property
    def order(self) -> tuple[int, date]:
        """The weaker first: faulty ones, then by their end."""
        return (0 if self.faults else 1), date.max if self.lasting or self.until is None else self.until

    def as_json(self, tr: Any) -> dict[str, Any]:
        """For programs."""
        return {
            "grantor": self.grantor,
            "grantee": self.grantee,
            "level": self.level,
            "may_sublicense": self.may_sublicense,
            "categories": list(self.categories),
            "platforms": list(self.platforms),
            "valid_from": None if self.begins is None else self.begins.isoformat(),
            "valid_until": "long-term" if self.lasting else None if self.until is None else self.until.isoformat(),
            "state": self.state,
            "faults": [tr.t(one) for one in self.faults],
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """A brand's way to a merchant: links from the owner on, what is common to all, the weakest, the day it breaks.

    Empty ``categories`` and ``platforms`` mean all. ``breaks_on`` is the first day without the chain; None: never, or
    not known, or it does not hold today.
    """

    brand: str
    merchant: Who
    links: tuple[Link, ...]
    categories: tuple[str, ...]
    platforms: tuple[str, ...]
    weakest: int | None
    breaks_on: date | None

    @property
    def holds(self) -> bool:
        """Whether every link holds on the day asked about."""
        return bool(self.links) and not any(link.faults for link in self.links)

    def as_json(self, tr: Any) -> dict[str, Any]:
        """For programs."""
        return {
            "brand": self.brand,
            "merchant": self.merchant.code,
            "holds": self.holds,
            "links": [link.as_json(tr) for link in self.links],
            "categories": list(self.categories),
            "platforms": list(self.platforms),
            "weakest": self.weakest,
            "breaks_on": None if self.breaks_on is None else self.breaks_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Chains(Query[tuple[Chain, ...]]):
    """The chains of a combination's brands to its merchants on its day; without brands of those the merchants sell."""

    asked: Clear


def chains(context: Context, connection: Connection, query: Chains) -> tuple[Chain, ...]:
    """The best way for each brand and merchant; the merchants that have none for a brand are left out if one has."""
    deal = deal_asked(connection, query.asked)
    day = deal.start.date()
    wanted = {code for code, _text in deal.categories}
    platform = deal.platform[0] if deal.platform else ""
    found = []
    for merchant in deal.merchants:
        rows = list(_rows(connection, merchant.id))
        names = names_of(connection, merchant.id)
        for brand in deal.brands or _sold(connection, merchant.id) or dict.fromkeys(row.brand for row in rows):
            ways = [_own(link) for link in _marks(connection, merchant, brand)]
            ways += _ways([row for row in rows if row.brand == brand], names)
            best = [_checked(way, day, wanted, platform) for way in ways[:PATHS]]
            found.append(_chain(brand, merchant, min(best, key=_badness, default=())))
    covered = {chain.brand for chain in found if chain.links}
    return tuple(chain for chain in found if chain.links or chain.brand not in covered)


@dataclass(frozen=True, slots=True)
class _Row:
    brand: str
    link: Link
    grantor: str
    grantee: str


def _rows(connection: Connection, merchant: int) -> Iterator[_Row]:
    main = MAIN["authorisation"]
    rows = list(connection.execute(select(main).where(main.c.merchant_id == merchant).order_by(main.c.id)).mappings())
    lists = {name: _lists(connection, name, [row["id"] for row in rows]) for name in ("categories", "platforms")}
    for row in rows:
        link = Link(
            row["grantor"],
            row["grantee"],
            row["level"],
            None if row["may_sublicense"] is None else bool(row["may_sublicense"]),
            lists["categories"].get(row["id"], ()),
            lists["platforms"].get(row["id"], ()),
            date_of(row["valid_from"]),
            None if row["valid_until"] is None else date_of(row["valid_until"]),
            bool(row["valid_until_long"]),
            row["state"],
            record=("authorisation", row["id"]),
        )
        yield _Row(row["brand"], link, folded_name(row["grantor"]), row["grantee_folded"])


def _lists(connection: Connection, name: str, ids: list[int]) -> dict[int, tuple[str, ...]]:
    table = LISTS["authorisation", name].table
    statement = select(table.c.owner_id, table.c.value, table.c.text).where(table.c.owner_id.in_(ids))
    made: dict[int, tuple[str, ...]] = {}
    for owner, value, text in connection.execute(statement.order_by(table.c.owner_id, table.c.ordinal)):
        made[owner] = (*made.get(owner, ()), text or value)
    return made


def names_of(connection: Connection, merchant: int) -> frozenset[str]:
    """What an authorisation to the merchant may call it."""
    main = MAIN["merchant"]
    row = connection.execute(
        select(main.c.code, main.c.legal_name_folded, main.c.shop_name_folded, main.c.uscc).where(main.c.id == merchant)
    ).one()
    return frozenset(name for name in (row[0].lower(), row[1], row[2], (row[3] or "").lower()) if name)


def _sold(connection: Connection, merchant: int) -> list[str]:
    """The brands a merchant lists as sold, in his order."""
    table = LISTS["merchant", "brands"].table
    statement = select(table.c.value).where(table.c.owner_id == merchant).order_by(table.c.ordinal)
    return list(connection.execute(statement).scalars())


def _marks(connection: Connection, merchant: Who, brand: str) -> Iterator[Link]:
    """The merchant's own trademark certificates for the brand."""
    main = MAIN["licence"]
    statement = select(main).where(
        main.c.owner_id == merchant.id, main.c.kind == "trademark_certificate", main.c.brand == brand
    )
    for row in connection.execute(statement).mappings():
        begins = None if row["valid_from"] is None else date_of(row["valid_from"])
        until = None if row["valid_until"] is None else date_of(row["valid_until"])
        yield Link(row["number"], merchant.name or merchant.code, 0, None, (), (), begins, until,
                   bool(row["valid_until_long"]), row["state"], record=("licence", row["id"]))  # fmt: skip


def _own(link: Link) -> tuple[Link, ...]:
    return (link,)


def _ways(rows: list[_Row], names: frozenset[str]) -> list[tuple[Link, ...]]:
    """Every way from an owner down to the merchant, each grantor once."""
    found: list[tuple[Link, ...]] = []

    def up(row: _Row, way: tuple[Link, ...], seen: frozenset[str]) -> None:
        whole = (row.link, *way)
        above = [one for one in rows if one.grantee == row.grantor and one.grantor not in seen]
        if not above or len(found) >= PATHS:
            found.append(whole)
            return
        for one in above:
            up(one, whole, seen | {one.grantor})

    for row in rows:
        if row.grantee in names and row.grantor not in names:
            up(row, (), frozenset((row.grantee, row.grantor)))
    return found


def _checked(way: Iterable[Link], day: date, wanted: set[str], platform: str) -> tuple[Link, ...]:
    links = list(way)
    last = len(links) - 1
    made = []
    for at, link in enumerate(links):
        faults = list(_faults(link, day, wanted, platform))
        if at < last and link.may_sublicense is not True:
            faults.append(
                said("It gives no right to authorise further.")
                if link.may_sublicense is False
                else said("Whether it may be passed on is not recorded.")
            )
        if at == 0 and (link.level or 0) > 1:
            faults.append(said("It is of level {level}, but nothing above it is on file.", level=link.level))
        made.append(replace(link, faults=tuple(faults)))
    return tuple(made)


def _faults(link: Link, day: date, wanted: set[str], platform: str) -> Iterator[Message]:
    if link.state != "in_force":
        yield said("It is not in force.")
    if link.begins is not None and link.begins > day:
        yield said("It begins on {day}.", day=link.begins.isoformat())
    if link.until is not None and link.until < day and not link.lasting:
        yield said("It ended on {day}.", day=link.until.isoformat())
    if link.until is None and not link.lasting:
        yield said("Its end is not recorded.")
    if link.categories and not wanted <= set(link.categories):
        yield said("It does not cover every category.")
    if link.platforms and platform and platform not in link.platforms:
        yield said("It does not cover the platform.")


def _badness(way: tuple[Link, ...]) -> tuple[int, int, int]:
    faults = sum(len(link.faults) for link in way)
    ends = min((link.order[1].toordinal() for link in way), default=0)
    return faults, -ends, len(way)


def _chain(brand: str, merchant: Who, links: tuple[Link, ...]) -> Chain:
    weakest = min(range(len(links)), key=lambda at: links[at].order) if links else None
    ends = [link.until for link in links if link.until is not None and not link.lasting]
    holds = bool(links) and not any(link.faults for link in links)
    return Chain(
        brand, merchant, links, _common([link.categories for link in links]),
        _common([link.platforms for link in links]), weakest,
        min(ends) + timedelta(days=1) if holds and ends else None,
    )  # fmt: skip


def _common(listed: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What all allow; empty where nothing is limited."""
    limits = [set(one) for one in listed if one]
    return tuple(sorted(set.intersection(*limits))) if limits else ()
