"""Products on file by what is typed: what a combination may be made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from auditor.model.folding import folded_code
from auditor.model.ledger import listing
from auditor.model.tables import MAIN, subject
from auditor.services.context import Context
from auditor.services.records.names import search_words
from auditor.services.verbs import Query

LOOKED_THROUGH = 2_000
"""So many products are looked through for pinyin and initials where nothing is written so."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A product: its code, its name, and whose it is by code and public name."""

    code: str
    name: str
    merchant: str
    shop: str


@dataclass(frozen=True, slots=True)
class FindProducts(Query[tuple[Shelved, ...]]):
    """Products whose code begins with ``text`` or whose name or brand holds it, else by pinyin and initials.

    With ``merchants`` (codes) theirs alone. What is delisted or was rejected is not among them.
    """

    text: str
    merchants: tuple[str, ...] = ()
    limit: int = 10


def find_products(context: Context, connection: Connection, query: FindProducts) -> tuple[Shelved, ...]:
    """By code, the one of exactly that code first."""
    typed = query.text.strip()
    if not typed:
        return ()
    whose = _on_sale()
    if query.merchants:
        codes = [folded_code(one) for one in query.merchants]
        whose = whose.where(subject.c.type == "merchant", subject.c.code.in_(codes))
    found = list(connection.execute(whose.where(_holds(typed)).limit(query.limit)))
    if not found:
        rows = connection.execute(whose.limit(LOOKED_THROUGH))
        found = list(islice((row for row in rows if typed.casefold() in _said_of(row)), query.limit))
    shown = [Shelved(row.code, row.name, row.merchant, row.shop or row.merchant) for row in found]
    return tuple(sorted(shown, key=lambda one: one.code != folded_code(typed)))


def _on_sale() -> Select[Any]:
    product = MAIN["product"]
    wanted = product.c.code, product.c.name, product.c.brand, subject.c.code.label("merchant")
    return (
        select(*wanted, listing.c.name.label("shop"))
        .join(subject, subject.c.id == product.c.merchant_id)
        .outerjoin(listing, listing.c.id == product.c.merchant_id)
        .where(or_(product.c.status.is_(None), product.c.status != "delisted"))
        .where(or_(product.c.selection.is_(None), product.c.selection != "rejected"))
        .order_by(product.c.code, product.c.id)
    )


def _holds(typed: str) -> Any:
    product, code = MAIN["product"], folded_code(typed)
    anywhere = "%" + typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    holds = [product.c[name].like(anywhere, escape="\\") for name in ("name", "brand")]
    return or_(and_(product.c.code >= code, product.c.code < code + "\U0010ffff"), *holds)


def _said_of(row: Any) -> str:
    return search_words(row.code, [row.name, row.brand or ""]).casefold()
