"""A pasted list of goods read line by line: what is name, code, brand and category, whatever stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from auditor.model.folding import folded_code, folded_name
from auditor.model.sheets import BY_NAME
from auditor.model.tables import LISTS, MAIN
from auditor.services.aliases import category_words
from auditor.services.clearance.combination import Deal

_STRONG = re.compile(r"[\t,，;；|｜]")
_WEAK = (re.compile(r"[/／]"), re.compile(r"、"), re.compile(r"\s+"))
"""What may stand between the cells of a line in which nothing stronger does: it may also stand within a name."""
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,4}(?:[)）、]\s*|[.．]\s*(?=\D))(?=\S)")
"""The number of a line of a list: 1. 2、 (3)."""
_UNITS = "元|块|件|个|盒|箱|瓶|袋|包|套|双|条|支|片|斤|克|折|份|只|台|%|kg|g|ml|l|cm|mm|pcs"
_FIGURE = re.compile(rf"^[¥￥$]?\s*\d[\d.,:/年月日\s-]*\s*(?:{_UNITS})?$", re.IGNORECASE)
"""A price, a quantity, a day: no brand."""
_CODE = re.compile(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_.-]{4,}$")
"""What looks like an article's code: no brand either."""

_HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "品名", "商品", "商品名", "商品标题", "标题", "name", "product", "title", "article"),
    "code": ("编号", "编码", "商品编码", "商品ID", "货号", "款号", "SKU", "code"),
    "brand": ("品牌名称", "brand"),
    "category": ("品类", "分类", "类别", "商品类目", "所属类目", "category"),
}
"""What heads a column, beside the words of the workbook."""

_OUTER = " \t\r\n\u3000\u00a0\ufeff\u200b"
"""What may stand around a line and says nothing."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """One line: its number in what was pasted, its text, what was recognised, and the products on file that it is."""

    number: int
    text: str
    name: str
    brand: str
    category: str
    products: tuple[Row, ...] = ()
    unsure: bool = False
    """Whether a brand stands in it cannot be told: what is between its cells may stand within a name as well."""

    @property
    def code(self) -> str:
        """The code of the product on file; empty where none was recognised, or several of one name."""
        codes = {str(row["code"]) for row in self.products}
        return codes.pop() if len(codes) == 1 else ""


class Reader:
    """Reads lines by what is on file with the merchants of a combination: products, brands, words for categories."""

    def __init__(self, connection: Connection, deal: Deal) -> None:
        self._words = category_words(connection)
        ids = [one.id for one in deal.merchants]
        products = _products(connection, ids)
        self._by_code = _grouped((folded_code(row["code"]).casefold(), row) for row in products)
        self._by_name = _grouped((folded_name(row["name"]), row) for row in products)
        brands = (*_brands(connection, ids), *(row["brand"] for row in products if row["brand"]), *deal.brands)
        self._brands = {folded_name(brand): brand for brand in brands}

    def read(self, text: str) -> Iterator[Article]:
        """Every line that says something; a first line that heads columns is none."""
        lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip(_OUTER)]
        heads = _headed(lines[0][1]) if lines else {}
        for number, line in lines[1:] if heads else lines:
            below = self._in_columns(number, line, heads) if heads else None
            yield below if below and below.category else self._free(number, line.strip(_OUTER))

    def _in_columns(self, number: int, line: str, heads: Mapping[str, int]) -> Article:
        """A line below heads: each cell is what its column says."""
        cells = [cell.strip() for cell in _STRONG.split(line)]
        told = {role: cells[at] for role, at in heads.items() if at < len(cells)}
        name, code, brand = (told.get(role, "") for role in ("name", "code", "brand"))
        found = self._product([code] if code else [name])
        category = self._category(told.get("category", "")) or ""
        return self._article(number, line.strip(_OUTER), name or code, self._brand(brand) or brand, category, found)

    def _free(self, number: int, line: str) -> Article:
        """A line whose cells come in any order."""
        cells, sure = self._cells(_NUMBERED.sub("", line))
        found = self._product(cells)
        codes = {folded_code(row["code"]).casefold() for row in found}
        # A name may be a trade word of a category too: the last cell that is one says the category.
        worded = [at for at, cell in enumerate(cells) if self._category(cell)]
        at_category = worded[-1] if worded else len(cells)
        category = (self._category(cells[at_category]) or "") if worded else ""
        rest = [
            (at, cell)
            for at, cell in enumerate(cells)
            if at != at_category
            and folded_code(cell).casefold() not in codes
            and (self._brand(cell) or not _FIGURE.match(cell))
        ]
        brand_at, brand = self._brand_among(rest, at_category, guess=sure)
        names = [cell for at, cell in rest if at != brand_at] or [cell for _at, cell in rest] or [line]
        name = next((cell for cell in names if not _CODE.match(cell)), names[0])
        made = self._article(number, line, name, brand, category, found)
        several = sum(not _CODE.match(cell) for _at, cell in rest) > 1
        return replace(made, unsure=several and not sure and not brand and not found)

    def _article(self, number: int, line: str, name: str, brand: str, category: str, found: tuple[Row, ...]) -> Article:
        if not found:
            return Article(number, line, name, brand, category)
        row = found[0]
        return Article(number, line, row["name"], brand or row["brand"] or "", category or row["category"], found)

    def _cells(self, line: str) -> tuple[list[str], bool]:
        """The cells of a line, and whether what stands between them surely does."""
        for at, between in enumerate((_STRONG, *_WEAK)):
            cells = [cell.strip() for cell in between.split(line) if cell.strip()]
            # Blanks and the like separate only where a category or a product shows that they do.
            if len(cells) > 1 and (at < 2 or any(map(self._category, cells)) or self._product(cells)):
                return cells, at < 2
        return [line.strip()], False

    def _category(self, cell: str) -> str | None:
        return self._words.get(folded_name(cell))

    def _product(self, cells: Iterable[str]) -> tuple[Row, ...]:
        """The products on file that a cell names by code, else by name."""
        listed = list(cells)
        by_code = (self._by_code.get(folded_code(cell).casefold()) for cell in listed)
        by_name = (self._by_name.get(folded_name(cell)) for cell in listed)
        return next((found for found in (*by_code, *by_name) if found), ())

    def _brand(self, cell: str) -> str:
        return str(self._brands.get(folded_name(cell), ""))

    def _brand_among(self, rest: Sequence[tuple[int, str]], category: int, *, guess: bool) -> tuple[int, str]:
        """The cell that is a brand on file; else the one before the category, or the last, of a line of several."""
        for at, cell in rest:
            if self._brand(cell):
                return at, self._brand(cell)
        spoken = [(at, cell) for at, cell in rest if not _CODE.match(cell)][1:]
        before = [one for one in spoken if one[0] < category]
        return (before or spoken)[-1] if guess and spoken else (-1, "")


def _headed(line: str) -> dict[str, int]:
    """Role to column where a line heads at least two columns; else nothing."""
    sheet = BY_NAME["products"]
    found: dict[str, int] = {}
    for at, cell in enumerate(_STRONG.split(line)):
        said = folded_name(cell)
        for role, words in _HEADS.items():
            field = sheet.field(role)
            if said in {folded_name(word) for word in (field.zh, *field.aliases, *words)}:
                found.setdefault(role, at)
    return found if len(found) > 1 else {}


def _grouped(pairs: Iterable[tuple[str, Row]]) -> dict[str, tuple[Row, ...]]:
    made: dict[str, tuple[Row, ...]] = {}
    for key, row in pairs:
        made[key] = (*made.get(key, ()), row)
    return made


def _products(connection: Connection, merchants: Sequence[int]) -> list[Row]:
    product = MAIN["product"]
    found = select(product).where(product.c.merchant_id.in_(merchants)).order_by(product.c.id)
    return [dict(row) for row in connection.execute(found).mappings()]


def _brands(connection: Connection, merchants: Sequence[int]) -> Iterator[str]:
    """The brands of authorisations, trademarks and lists of these merchants, as they are written there."""
    authorisation, licence, listed = MAIN["authorisation"], MAIN["licence"], LISTS["merchant", "brands"].table
    for column, owner in (
        (listed.c.value, listed.c.owner_id),
        (licence.c.brand, licence.c.owner_id),
        (authorisation.c.brand, authorisation.c.merchant_id),
    ):
        asked = select(column).distinct().where(owner.in_(merchants), column.is_not(None))
        yield from connection.execute(asked).scalars()
