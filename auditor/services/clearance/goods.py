"""A pasted list of goods, answered line by line: which may be sold in this combination, and which not, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, LargeBinary, select

from auditor.i18n import Message, Translator, Twin, said
from auditor.model.folding import folded_name
from auditor.model.tables import MAIN
from auditor.rulebook.supposed import Instead, Supposed
from auditor.services.clearance.articles import Article, Reader, Row
from auditor.services.clearance.clearing import Clear, deal_asked
from auditor.services.clearance.combination import Deal
from auditor.services.clearance.judging import Judge, is_due
from auditor.services.clearance.lines import NO_GO, NOTE, Line, answer_of, once
from auditor.services.clearance.supposition import BRANDS, brands_of, each
from auditor.services.context import Context
from auditor.services.verbs import Query

UNKNOWN = "unknown"
MOST = 2_000
"""Lines of a paste that are answered."""
PLAIN = "general"
"""A category that needs nothing: what is wrong with it is not the goods' fault."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One line: as typed, what was recognised in it, its answer (GO, CONDITIONS, NO-GO, unknown) and why.

    ``number`` is the line of the paste; ``same_as`` the earlier line that says the same, 0 where none does.
    """

    number: int
    text: str
    name: str
    code: str
    brand: str
    category: str
    answer: str
    lines: tuple[Line, ...] = ()
    problem: Message | None = None
    same_as: int = 0

    def as_json(self, tr: Translator) -> dict[str, Any]:
        """For programs."""
        return {
            "line": self.number, "text": self.text, "name": self.name, "code": self.code, "brand": self.brand,
            "category": self.category, "answer": self.answer, "same_as": self.same_as or None,
            "problem": None if self.problem is None else tr.t(self.problem),
            "reasons": [line.as_json(tr) for line in self.lines],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoodsAnswered:
    """The lines answered; ``beside``: what stands against the combination whatever is sold.

    ``left_out``: lines beyond MOST, which nobody looked at.
    """

    goods: tuple[Goods, ...]
    beside: tuple[Line, ...]
    left_out: int = 0

    @property
    def answer(self) -> str:
        """What the combination gets whatever is sold."""
        return answer_of(self.beside)

    @property
    def stops(self) -> bool:
        """Whether anything may not be sold, or nothing may."""
        return NO_GO in (self.answer, *(one.answer for one in self.goods))

    def told(self) -> Message:
        """How many lines may be sold, and how many were not even looked at."""
        counts = {
            "n": len(self.goods),
            "stopped": sum(one.answer == NO_GO for one in self.goods),
            "unsure": sum(one.answer == UNKNOWN for one in self.goods),
        }
        told = said("{n} lines: {stopped} may not be sold, {unsure} not recognised", **counts)
        if not self.left_out:
            return told
        return said("{told}; {n} more lines were not looked at: paste them apart", told=told, n=self.left_out)

    def told_beside(self, word: Message | str) -> Message:
        """What the combination gets whatever is sold, ``word`` for the answer, and by which rules."""
        rules = list(dict.fromkeys(line.rule for line in self.beside))
        told = Twin("、".join(rules), ", ".join(rules))
        return said("Whatever is sold: {answer} ({rules})", answer=word, rules=told)


@dataclass(frozen=True, slots=True)
class CheckGoods(Query[GoodsAnswered]):
    """Answer each line (name / code / brand / category in any order, or below heads) for a combination."""

    asked: Clear
    text: str


def check_goods(context: Context, connection: Connection, query: CheckGoods) -> GoodsAnswered:
    """Recognise every line, judge each kind of goods once as if it alone were sold, tell what the goods add."""
    deal = deal_asked(connection, query.asked)
    articles = list(Reader(connection, deal).read(query.text))
    counter = _Counter(context, connection, deal)
    found: list[Goods] = []
    told: dict[tuple[str, ...], int] = {}
    for article in articles[:MOST]:
        goods = _answered(counter, article)
        key = goods.code, folded_name(goods.name), goods.brand, goods.category
        found.append(replace(goods, same_as=told.get(key, 0)))
        told.setdefault(key, goods.number)
    return GoodsAnswered(tuple(found), counter.beside, max(0, len(articles) - MOST))


def _answered(counter: _Counter, article: Article) -> Goods:
    goods = Goods(article.number, article.text, article.name, article.code, article.brand, article.category, UNKNOWN)
    stopped = [_stopped(row) for row in article.products]
    if stopped and all(stopped):
        return replace(goods, answer=NO_GO, problem=stopped[0])
    if not goods.category:
        return replace(
            goods, problem=said("No category is recognised: write one, or the code of a product of these merchants.")
        )
    if article.unsure:
        return replace(goods, problem=said("Whether a brand stands in it cannot be told: put tabs or commas between."))
    lines = counter.against(article, [row for row in article.products if not _stopped(row)])
    return replace(goods, answer=answer_of(lines), lines=lines)


def _stopped(row: Row) -> Message | None:
    """What keeps a product from being sold at all."""
    if row["status"] == "delisted":
        return said("The product is delisted.")
    if row["selection"] == "rejected":
        return said("Its selection was rejected.")
    return None


class _Counter:
    """Judges what is laid on the counter, each kind of goods once."""

    def __init__(self, context: Context, connection: Connection, deal: Deal) -> None:
        self._connection, self._book, self._deal = connection, context.book(connection), deal
        ids = [one.id for one in deal.merchants]
        self._hidden = {name: _ids(connection, name, ids) for name in ("product", "authorisation")}
        self._authorised = _authorised(connection, ids)
        self._known: dict[tuple[object, ...], tuple[Line, ...]] = {}
        self.beside = self._judged(PLAIN, "", ())
        self._already = {(line.rule, line.subject.reference) for line in self.beside}

    def against(self, article: Article, products: Sequence[Row]) -> tuple[Line, ...]:
        """What stands against these goods and not against the combination whatever it sells."""
        # No rule knows a brand that nobody here has papers for: all such brands get one answer.
        brand = article.brand if article.brand in self._authorised else "?" if article.brand else ""
        key = article.category, brand, tuple(row["id"] for row in products)
        if key not in self._known:
            found = self._judged(article.category, article.brand, products)
            self._known[key] = tuple(one for one in found if (one.rule, one.subject.reference) not in self._already)
        return self._known[key]

    def _judged(self, category: str, brand: str, products: Sequence[Row]) -> tuple[Line, ...]:
        owners = {row["merchant_id"] for row in products}
        merchants = tuple(one for one in self._deal.merchants if not owners or one.id in owners)
        deal = replace(
            self._deal,
            merchants=merchants,
            categories=((category, None),),
            brands=(brand,) if brand else (),
            products=tuple(dict.fromkeys(str(row["code"]) for row in products)),
        )
        judge = _Alone(self._connection, self._book, deal, hidden=self._hidden, rows=products)
        lines = once(line for day in deal.days for line in judge.lines(deal, day))
        return tuple(line for line in lines if line.weight != NOTE and not is_due(line, deal))


@dataclass
class _Alone(Judge):
    """Judges as if nothing else were sold: exactly these categories, brands and products, of hosts and merchants."""

    hidden: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """The products and authorisations on file, by table."""
    rows: Sequence[Row] = ()

    def supposed(self, deal: Deal) -> Supposed:
        """What the combination supposes, and nothing on the shelves beside it."""
        base = Judge.supposed(self, deal)
        merchants, hosts = ([one.id for one in listed] for listed in (deal.merchants, deal.hosts))
        brands = brands_of(dict.fromkeys(merchants, deal.brands))
        columns = MAIN["product"].columns
        rows = [[None if isinstance(c.type, LargeBinary) else row[c.name] for c in columns] for row in self.rows]
        return Supposed(
            {
                **base.instead,
                ("merchant_categories", ""): Instead.of(merchants, each(merchants, deal.categories)),
                ("host_categories", ""): Instead.of(hosts, each(hosts, deal.categories)),
                ("merchant_brands", ""): brands,
                ("merchant_brands", BRANDS): brands,
                ("product", ""): Instead.of(self.hidden["product"], rows),
                # Without a brand no authorisation plays a part, nor do the brands that one stands for.
                ("authorisation", ""): Instead.of(() if deal.brands else self.hidden["authorisation"], ()),
            },
            base.sanctions,
            base.kinds,
        )


def _ids(connection: Connection, name: str, merchants: Sequence[int]) -> list[int]:
    table = MAIN[name]
    return list(connection.execute(select(table.c.id).where(table.c.merchant_id.in_(merchants))).scalars())


def _authorised(connection: Connection, merchants: Sequence[int]) -> frozenset[str]:
    """The brands that any paper of these merchants names."""
    licence, authorisation = MAIN["licence"], MAIN["authorisation"]
    asked = (
        select(licence.c.brand).where(licence.c.owner_id.in_(merchants), licence.c.brand.is_not(None)),
        select(authorisation.c.brand).where(authorisation.c.merchant_id.in_(merchants)),
    )
    return frozenset(brand for one in asked for brand in connection.execute(one).scalars())
