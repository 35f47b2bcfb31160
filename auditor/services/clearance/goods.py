"""A pasted list of goods, answered line by line: which may be sold in this combination, and which not, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from auditor.i18n import Message, Translator, said
from auditor.model.folding import folded_name
from auditor.model.tables import MAIN, subject
from auditor.services.aliases import aliases_of
from auditor.services.clearance.clearing import Clear, deal_asked
from auditor.services.clearance.combination import Deal, word_of
from auditor.services.clearance.judging import Judge, is_due
from auditor.services.clearance.lines import GO, NO_GO, NOTE, Line, answer_of, once
from auditor.services.context import Context
from auditor.services.verbs import Query

UNKNOWN = "unknown"
MOST = 2_000
"""Lines of a paste that are answered."""

_SPLIT = re.compile(r"\s*(?:\t|[,，;；|｜/／])\s*")
PLAIN = "general"
"""A category that needs nothing: what is wrong with it is not the goods' fault."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One line: as typed, what was recognised in it, its answer (GO, CONDITIONS, NO-GO, unknown) and why."""

    number: int
    text: str
    name: str
    code: str
    brand: str
    category: str
    answer: str
    lines: tuple[Line, ...] = ()
    problem: Message | None = None

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {
            "line": self.number, "text": self.text, "name": self.name, "code": self.code, "brand": self.brand,
            "category": self.category, "answer": self.answer,
            "problem": None if self.problem is None else tr.t(self.problem),
            "reasons": [line.as_json(tr) for line in self.lines],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckGoods(Query[tuple[Goods, ...]]):
    """Answer each line (name / code / brand / category in any order, tab or comma between) for a combination."""

    asked: Clear
    text: str


def check_goods(context: Context, connection: Connection, query: CheckGoods) -> tuple[Goods, ...]:
    """Recognise every line, judge each pair of category and brand once, tell what the goods add to the combination."""
    deal = deal_asked(connection, query.asked)
    pasted = [line.strip() for line in query.text.splitlines() if line.strip()][:MOST]
    known = _Known(connection, deal)
    book = context.book(connection)
    judged: dict[tuple[str, str], tuple[Line, ...]] = {}
    bare = _lines(Judge(connection, book, replace(deal, categories=((PLAIN, None),), brands=())))
    already = {(line.rule, line.subject.reference) for line in bare if line.weight != NOTE}
    found = []
    for number, text in enumerate(pasted, start=1):
        goods = known.recognised(number, text)
        if goods.problem is None:
            pair = goods.category, goods.brand
            if pair not in judged:
                brands = (goods.brand,) if goods.brand else ()
                one = replace(deal, categories=((goods.category, None),), brands=brands)
                judged[pair] = tuple(
                    line
                    for line in _lines(Judge(connection, book, one))
                    if line.weight != NOTE and (line.rule, line.subject.reference) not in already
                )
            goods = replace(goods, answer=answer_of(judged[pair]) if judged[pair] else GO, lines=judged[pair])
        found.append(goods)
    return tuple(found)


def _lines(judge: Judge) -> list[Line]:
    deal = judge.deal
    lines = once(line for day in deal.days for line in judge.lines(deal, day))
    return [line for line in lines if not is_due(line, deal)]


class _Known:
    """The products and brands on file with the merchants, to recognise cells by."""

    def __init__(self, connection: Connection, deal: Deal) -> None:
        product, authorisation = MAIN["product"], MAIN["authorisation"]
        ids = [one.id for one in deal.merchants]
        statement = select(product, subject.c.code.label("merchant")).join(
            subject, subject.c.id == product.c.merchant_id
        )
        self._products = {
            row["code"]: row for row in connection.execute(statement.where(product.c.merchant_id.in_(ids))).mappings()
        }
        brands = connection.execute(
            select(authorisation.c.brand).distinct().where(authorisation.c.merchant_id.in_(ids))
        ).scalars()
        self._brands: dict[str, str] = {brand.casefold(): brand for brand in brands}
        self._brands |= {one.casefold(): one for one in deal.brands}
        self._own_words = aliases_of(connection)

    def _category(self, cell: str) -> str | None:
        return self._own_words.get(folded_name(cell)) or word_of("category", cell)

    def recognised(self, number: int, text: str) -> Goods:
        """What stands in a line; a problem where its category cannot be told or its product may not be sold at all."""
        cells = [cell for cell in _SPLIT.split(text) if cell]
        row = next((self._products[cell] for cell in cells if cell in self._products), None)
        # A name may be a trade word of a category too: the last cell that is one says the category.
        worded = [at for at, cell in enumerate(cells) if self._category(cell)]
        category = (self._category(cells[worded[-1]]) or "") if worded else ""
        rest = [cell for at, cell in enumerate(cells) if at not in worded[-1:] and cell not in self._products]
        brand = self._brand(rest)
        name = next((cell for cell in rest if cell != brand), rest[0] if rest else text)
        goods = Goods(number, text, name, "", brand, category, UNKNOWN)
        if row is not None:
            goods = replace(goods, name=row["name"], code=row["code"], brand=brand or row["brand"] or "",
                            category=category or row["category"])  # fmt: skip
            goods = replace(goods, problem=_stopped(row))
            if goods.problem is not None:
                return replace(goods, answer=NO_GO)
        if not goods.category:
            return replace(goods, problem=said("No category is recognised: write one, or the code of a product."))
        return goods

    def _brand(self, cells: Iterable[str]) -> str:
        """The cell that is a brand on file; else the third cell of a full line."""
        listed = list(cells)
        for cell in listed:
            if cell.casefold() in self._brands:
                return self._brands[cell.casefold()]
        return listed[-1] if len(listed) > 1 else ""


def _stopped(row: object) -> Message | None:
    """What keeps a product from being sold at all."""
    values: dict[str, object] = dict(row)  # type: ignore[call-overload]
    if values["status"] == "delisted":
        return said("The product is delisted.")
    if values["selection"] == "rejected":
        return said("Its selection was rejected.")
    return None
