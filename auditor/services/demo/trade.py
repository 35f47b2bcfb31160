"""Agencies, merchants, rooms and products of the made-up world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from auditor.model.catalogue import categories
from auditor.model.values import Element, Other, Value
from auditor.services.demo import names
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.proofs import proofs
from auditor.services.demo.scale import Scale, agency_code, merchant_code, product_code, room_code

Values = dict[str, Value]

PLATFORMS = ("douyin", "douyin", "douyin", "kuaishou", "kuaishou", "taobao", "taobao", "weixin", "xiaohongshu")

_SHARES = {
    "apparel": 18,
    "home": 12,
    "food_prepacked": 12,
    "cosmetics_ordinary": 11,
    "digital": 7,
    "food_agri": 6,
    "baby": 6,
    "general": 5,
    "jewellery": 4,
    "food_health": 3,
    "alcohol": 3,
    "food_bulk": 3,
    "publication": 3,
    "pet": 3,
    "virtual": 3,
    "cosmetics_special": 2,
    "ccc_product": 2,
    "device_2": 1,
}
CATEGORIES: tuple[str, ...] = tuple(code for code, share in _SHARES.items() for _ in range(share))
"""Categories of goods, each as often as its share."""

UNMAPPED = (Other("直播间福袋"), Other("城市周边文创"), Other("解忧盲盒"))
"""Trade words that no category claims."""

_STATUSES = ("active",) * 92 + ("candidate",) * 3 + ("suspended",) * 2 + ("blacklisted",) + ("left",) * 2


@cache
def food() -> frozenset[str]:
    """The categories that are food."""
    return frozenset(one.code for one in categories() if one.food)


@cache
def accepted(category: str) -> tuple[str, ...]:
    """The kinds of licence accepted for a category; none where nothing is needed."""
    return next(one.accepted for one in categories() if one.code == category)


def some_categories(draw: Dice) -> tuple[Element, ...]:
    """One to three different categories, rarely a word that no category claims."""
    chosen: dict[Element, None] = {draw.pick(CATEGORIES): None}
    while draw.hit(0.4) and len(chosen) < 3:
        chosen[draw.pick(CATEGORIES)] = None
    if draw.hit(0.012):
        chosen[draw.pick(UNMAPPED)] = None
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Merchant:
    """What other sheets need to know of a merchant."""

    code: str
    entity: str
    uscc: str
    legal_name: str
    shop_name: str
    categories: tuple[Element, ...]
    brands: tuple[str, ...]
    status: str
    onboarded: int


def merchant(scale: Scale, number: int) -> Merchant:
    """The ``number``-th merchant, the same each time."""
    draw = scale.dice(Stream.MERCHANT, number)
    entity = draw.pick(("company",) * 16 + ("sole_trader",) * 3 + ("person",))
    word = names.mark(number * 7 + 5)
    town = draw.pick(names.TOWNS)
    trade = draw.pick(names.TRADES)
    legal = f"{town}{word}{trade}有限公司"
    if entity != "company":
        legal = f"{town}{word}{trade}店" if entity == "sole_trader" else names.real_name(draw)
    brands = tuple(dict.fromkeys(names.mark(draw.below(scale.brands) * 11) for _ in range(draw.below(4))))
    return Merchant(
        code=merchant_code(number),
        entity=entity,
        uscc="" if entity == "person" else names.uscc(number + 1, kind="91" if entity == "company" else "92"),
        legal_name=legal,
        shop_name=word + draw.pick(("旗舰店", "专营店", "官方店", "严选店", "生活馆", "工厂店")),
        categories=() if draw.hit(0.03) else some_categories(draw),
        brands=brands,
        status=draw.pick(_STATUSES),
        onboarded=scale.day - draw.between(30, 1_400),
    )


def agencies(scale: Scale) -> Iterator[Values]:
    """The rows of 机构."""
    for number in range(scale.agencies):
        draw = scale.dice(Stream.AGENCY, number)
        yield {
            "code": agency_code(number),
            "name": f"{draw.pick(names.TOWNS)}{names.mark(number * 13 + 3)}文化传媒有限公司",
            "uscc": names.uscc(10_000_000 + number),
            "phone": names.phone(90_000_000 + number),
            "status": "suspended" if draw.hit(0.03) else "active",
            "identity_verified_on": scale.day - draw.between(5, 140),
            "agents": draw.between(3, 40),
            "signed_hosts": scale.hosts * 2 // 3 // scale.agencies,
            "unit": "机构合作部",
            "owner": draw.pick(names.OWNERS),
        }


def merchants(scale: Scale) -> Iterator[Values]:
    """The rows of 商家."""
    for number in range(scale.merchants):
        yield _merchant_row(scale, number, merchant(scale, number))


def _merchant_row(scale: Scale, number: int, known: Merchant) -> Values:
    draw = scale.dice(Stream.MERCHANT_ROW, number)
    late = draw.between(185, 300) if draw.hit(0.3) else draw.between(155, 180)
    row: Values = {
        "code": known.code,
        "shop_name": known.shop_name,
        "legal_name": known.legal_name,
        "entity_type": known.entity,
        "representative": names.real_name(draw),
        "phone": names.phone(50_000_000 + number),
        "address": f"{known.legal_name[:3]}{draw.pick(names.DISTRICTS)}澜桥路{draw.between(1, 300)}号",
        "roles": ("seller", "operator"),
        "shop_type": {"company": "company", "sole_trader": "sole", "person": "personal"}[known.entity],
        "status": known.status,
        "onboarded_on": known.onboarded,
        "identity_verified_on": scale.day - (late if draw.hit(0.05) else draw.between(3, 145)),
        "abnormal_listing": int(draw.hit(0.01)),
        "dishonest_listing": int(draw.hit(0.002)),
        "disclosure_checked_on": scale.day - draw.between(3, 200),
        "unit": draw.pick(("招商一组", "招商二组", "食品组")),
        "owner": draw.pick(names.OWNERS),
    }
    if known.uscc:
        row["uscc"] = names.spoiled(known.uscc) if draw.hit(0.015) else known.uscc
    elif draw.hit(0.7):
        row["licence_exemption"] = draw.pick(("own_agri", "handicraft", "petty"))
    if known.categories:
        row["categories"] = known.categories
    if known.brands:
        row["brands"] = known.brands
    if known.status not in ("active", "candidate"):
        row["status_from"] = max(known.onboarded, scale.day - draw.between(1, 200))
    if known.status == "left":
        row["left_on"] = row["status_from"]
    if draw.hit(0.08):
        row["linked_usccs"] = (names.uscc(20_000_000 + number),)
    if draw.hit(0.1):
        row["tags"] = (draw.pick(("重点", "复购", "新店")),)
    return row


def rooms(scale: Scale) -> Iterator[Values]:
    """The rows of 直播间: one for each merchant, run by it."""
    for number in range(scale.rooms):
        draw = scale.dice(Stream.ROOM, number)
        yield {
            "code": room_code(number),
            "platform": draw.pick(PLATFORMS),
            "account": f"room{100_000 + number}",
            "operator": merchant_code(number),
            "title": merchant(scale, number).shop_name + "直播间",
            "status": "suspended" if draw.hit(0.02) else "active",
            "unit": "直播运营",
        }


def products(scale: Scale) -> Iterator[Values]:
    """The rows of 商品: three to seven for each merchant."""
    for number in range(scale.merchants):
        known = merchant(scale, number)
        draw = scale.dice(Stream.PRODUCT, number)
        for order in range(draw.between(3, 7)):
            yield _product(scale, known, draw, product_code(number, order))


_GOODS = ("礼盒", "挂面", "润肤霜", "保温杯", "收纳箱", "针织衫", "帆布包", "坚果", "绘本", "台灯", "毛巾", "茶包")


def _product(scale: Scale, known: Merchant, draw: Dice, code: str) -> Values:
    price = draw.between(19, 399) * 100 + 90
    category = draw.pick(known.categories) if known.categories else "general"
    row: Values = {
        "merchant": known.code,
        "code": code,
        "name": draw.pick(names.STAGE_FIRST) + draw.pick(_GOODS),
        "category": category,
        "maker": f"{draw.pick(names.TOWNS)}{names.mark(draw.below(8_000))}制造有限公司",
        "test_report_until": scale.day + draw.between(-60, 700),
        "list_price": price + draw.between(5, 80) * 100,
        "live_price": price,
        "selection": draw.pick(("passed",) * 9 + ("pending",)),
        "selected_on": scale.day - draw.between(1, 400),
        "status": "delisted" if draw.hit(0.08) else "active",
    }
    if known.brands:
        row["brand"] = draw.pick(known.brands)
    row |= proofs(scale, draw, category, price + 8_000)
    return row
