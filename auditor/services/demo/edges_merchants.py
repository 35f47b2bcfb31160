"""The edges of the rules for merchants."""

from __future__ import annotations

from auditor.model.values import FOREVER, Other, Value
from auditor.services.demo import names
from auditor.services.demo.edges import Edge, Record, Values, case, licence, shifted
from auditor.services.demo.scale import at

OWN = names.uscc(40_000_001)
"""The credit code that every merchant on an edge carries."""
LEGAL = "云州市岚汀禾商贸有限公司"
BRAND = "岚汀禾"
PERMIT = names.permit_number("JY", 900_001)
RENEWED = names.permit_number("JY", 900_003)
_HOUR = 3_600
_START = 900


def merchant_edges(day: int) -> list[Edge]:
    """All of them, the families interleaved so that a small world still has some of each."""
    families = [
        _in_order(day),
        _registered(day),
        _food_permit(day),
        _ending(day),
        _answers(day),
        _refunds(day),
        _brands(day),
        _penalties(day),
        _kept(day),
        _holders(day),
    ]
    longest = max(len(family) for family in families)
    return [family[turn] for turn in range(longest) for family in families if turn < len(family)]


def registered(day: int, until: Value | None = FOREVER, **more: Value) -> Record:
    """The business licence of a merchant on an edge."""
    return licence("business_licence", OWN, day - _START, until, owner_type="merchant", **{"holder_uscc": OWN, **more})


def _nameless(day: int) -> Record:
    sheet, row = registered(day)
    return sheet, {name: value for name, value in row.items() if name != "holder_uscc"}


def _food(day: int, number: str = PERMIT, start: int = _START, until: int = 500, **more: Value) -> Record:
    fields: Values = {"owner_type": "merchant", "holder_uscc": OWN, "scope": ("food_prepacked",), **more}
    kind = str(fields.pop("kind", "food_licence"))
    return licence(kind, number, day - start, day + until, **fields)


def _in_order(day: int) -> list[Edge]:
    return [Edge("样板：各项合规", {}, (registered(day),))]


def _registered(day: int) -> list[Edge]:
    person: Values = {"entity_type": "person", "legal_name": "柏知微", "shop_type": "personal"}
    masked = f"{OWN[:4]}**********{OWN[-4:]}"
    return [
        Edge("营业执照今日到期", {}, (registered(day, day),)),
        Edge("营业执照昨日到期", {}, (registered(day, day - 1),)),
        Edge("没有营业执照", {}, ()),
        Edge("信用代码校验位错误", {"uscc": names.spoiled(OWN)}, (registered(day, holder_uscc=names.spoiled(OWN)),)),
        Edge("信用代码已打码", {"uscc": masked}, (registered(day, holder_uscc=masked),)),
        Edge("未填信用代码", {}, (registered(day),), without=("uscc",)),
        Edge("自然人，自产农副产品免登记", {**person, "licence_exemption": "own_agri"}, (), without=("uscc",)),
        Edge("自然人，未说明免登记情形", person, (), without=("uscc",)),
        Edge("个体工商户，营业执照无期限", {"entity_type": "sole_trader"}, (registered(day, None),)),
        Edge("企业营业执照未写期限", {}, (registered(day, None),)),
    ]


def _food_permit(day: int) -> list[Edge]:
    selling: Values = {"categories": ("food_prepacked",)}
    alien = names.uscc(40_000_002)

    def edge(note: str, *papers: Record, **values: Value) -> Edge:
        return Edge(note, {**selling, **values}, (registered(day), *papers))

    filing = licence(
        "food_filing", names.permit_number("YB", 900_002), day - 500, None, owner_type="merchant", holder_uscc=OWN
    )
    return [
        edge("经营食品但无任何许可"),
        edge("食品许可今日到期", _food(day, until=0)),
        edge("食品许可昨日到期", _food(day, until=-1)),
        edge("食品许可暂扣", _food(day, state="suspended")),
        edge("食品许可今日吊销", _food(day, state="revoked", ended_on=day)),
        edge("食品许可明日吊销", _food(day, state="revoked", ended_on=day + 1)),
        edge("预包装备案，无期限", filing),
        edge("仅有他人的生产许可", _food(day, kind="food_production", holder_uscc=alien)),
        edge("关联主体的生产许可", _food(day, kind="food_production", holder_uscc=alien), linked_usccs=(alien,)),
        edge("许可明日才发证", ("licences", {**_food(day)[1], "issued_on": day + 1, "valid_from": day + 1})),
        edge("类目有无法对应的词", _food(day), categories=("food_prepacked", Other("城市周边文创"))),
        edge("经营烟草", categories=("tobacco",)),
    ]


def _ending(day: int) -> list[Edge]:
    selling: Values = {"categories": ("food_prepacked",)}

    def edge(note: str, *papers: Record) -> Edge:
        return Edge(note, selling, (registered(day), *papers))

    after = _food(day, RENEWED, 0, 1_800, valid_from=day + 31)
    late = _food(day, RENEWED, 0, 1_800, valid_from=day + 32)
    alien = _food(
        day, names.permit_number("SC", 900_004), 100, 1_800, kind="food_production", holder_uscc=names.uscc(40_000_002)
    )
    mark = licence("trademark_certificate", "40000000", day - 3_000, day + 20, owner_type="merchant", brand=BRAND)
    other = licence("trademark_certificate", "40000001", day - 10, day + 3_000, owner_type="merchant", brand=BRAND)
    renewed = ("licences", {**other[1], "renews": "40000000"})
    return [
        *(edge(f"食品许可{left}天后到期", _food(day, until=left)) for left in (30, 31, 60, 61, 90, 91)),
        edge("食品许可30天后到期，次日起有新证", _food(day, until=30), after),
        edge("食品许可30天后到期，新证隔一日", _food(day, until=30), late),
        edge("自有生产许可30天后到期，另有他人的", _food(day, until=30, kind="food_production"), alien),
        edge("商标证20天后到期，另有别的商标证", _food(day), mark, other),
        edge("商标证20天后到期，已续展", _food(day), mark, renewed),
    ]


def _holders(day: int) -> list[Edge]:
    linked = names.uscc(40_000_003)
    return [
        Edge("证照为他人所有", {}, (registered(day, holder_uscc=linked),)),
        Edge("证照为关联主体所有", {"linked_usccs": (linked,)}, (registered(day, holder_uscc=linked),)),
        Edge("证照未写持有人代码", {}, (_nameless(day),)),
    ]


def _answers(day: int) -> list[Edge]:
    end = (day + 1) * 86_400

    def edge(note: str, accepted: int, answered: int | None = None, **more: Value) -> Edge:
        fields: Values = {"accepted_at": accepted, "outcome": "open", **more}
        if answered is not None:
            fields["first_response_at"] = answered
        row = case("complaint", "quality", accepted - 600, **fields)
        return Edge(note, {}, (registered(day), row))

    when = at(day - 20, 10)
    return [
        edge("投诉恰在48小时答复", when, when + 48 * _HOUR),
        edge("投诉在48小时零1秒答复", when, when + 48 * _HOUR + 1),
        edge("投诉未答复，今日24时恰满48小时", end - 48 * _HOUR),
        edge("投诉未答复，今日24时已过48小时1秒", end - 48 * _HOUR - 1),
        edge("投诉未答复但经查为恶意", when, outcome="malicious"),
        edge("投诉未答复且不成立", when, outcome="unsubstantiated"),
        edge("未答复的投诉在90天前受理", at(day - 90, 10)),
        edge("未答复的投诉在89天前受理", at(day - 89, 10)),
        edge("未首次响应但按时办结", when, closed_at=when + 40 * _HOUR, outcome="unsubstantiated"),
    ]


def _refunds(day: int) -> list[Edge]:
    def edge(note: str, returned: int, refunded: int | None = None, **more: Value) -> Edge:
        fields: Values = {"goods_returned_on": returned, **more}
        if refunded is not None:
            fields["refunded_on"] = refunded
        row = case("merchant_request", "refund", at(returned - 5, 9), **fields)
        return Edge(note, {}, (registered(day), row))

    return [
        edge("退货签收第7天未退款", day - 7),
        edge("退货签收第8天未退款", day - 8),
        edge("退货签收第15天未退款", day - 15),
        edge("退货签收第16天未退款", day - 16),
        edge("签收后第7天退款", day - 40, day - 33),
        edge("签收后第8天退款", day - 40, day - 32),
        edge("迟退款在89天前", day - 109, day - 89),
        edge("迟退款在90天前", day - 110, day - 90),
        edge("未退款但经查不成立", day - 30, outcome="unsubstantiated"),
    ]


def _brands(day: int) -> list[Edge]:
    def granted(until: Value | None, **more: Value) -> Record:
        row: Values = {
            "brand": BRAND,
            "grantor": f"{BRAND}品牌管理有限公司",
            "grantee": LEGAL,
            "level": 1,
            "valid_from": day - 300,
            "state": "in_force",
        }
        if until is not None:
            row["valid_until"] = until
        return "authorisations", row | more

    def edge(note: str, *records: Record, listed: bool = True) -> Edge:
        return Edge(note, {"brands": (BRAND,)} if listed else {}, (registered(day), *records))

    mark = licence(
        "trademark_certificate", "40000000", day - 900, day + 900, owner_type="merchant", brand=BRAND, holder_uscc=OWN
    )
    return [
        edge("在售品牌无授权"),
        edge("品牌授权今日到期", granted(day)),
        edge("品牌授权昨日到期", granted(day - 1)),
        edge("品牌授权30天后到期", granted(day + 30)),
        edge("品牌授权31天后到期", granted(day + 31)),
        edge("品牌授权20天后到期，已接续", granted(day + 20), granted(day + 400, valid_from=day + 21)),
        edge("品牌授权未写止期", granted(None)),
        edge("自有商标，无需授权", mark),
        edge("被授权方写法带空格", granted(FOREVER, grantee=f"{LEGAL[:6]} {LEGAL[6:]}")),
        edge("授权给他人", granted(FOREVER, grantee="南屿市澄渡光商贸有限公司")),
        edge("未填品牌，180天内曾有授权", granted(day - 179), listed=False),
        edge("未填品牌，授权早已结束", granted(day - 181), listed=False),
        edge("品牌授权中止", granted(FOREVER, state="suspended")),
    ]


def _penalties(day: int) -> list[Edge]:
    two = shifted(day, -24)

    def edge(note: str, *days: int) -> Edge:
        rows = tuple(
            case("penalty", "false_publicity", at(on - 10, 9), decided_on=on, source="regulator", sanction="fine")
            for on in days
        )
        return Edge(note, {}, (registered(day), *rows))

    return [
        edge("两年内一次虚假宣传处罚", day - 100),
        edge("两年内两次虚假宣传处罚", day - 100, two + 1),
        edge("两次处罚，一次恰在两年前", day - 100, two),
        edge("两年内三次虚假宣传处罚", day - 100, day - 200, day - 300),
        Edge("已列入黑名单", {"status": "blacklisted", "status_from": day - 5}, (registered(day),)),
    ]


def _kept(day: int) -> list[Edge]:
    five, six = shifted(day, -5), shifted(day, -6)
    hidden: Values = {"rating": 1, "text": "与描述不符", "reviewed_at": at(day, 9), "verified_purchase": 1, "hidden": 1}
    return [
        Edge("资质核验恰满5个月", {"identity_verified_on": five}, (registered(day),)),
        Edge("资质核验满5个月零1天", {"identity_verified_on": five - 1}, (registered(day),)),
        Edge("资质核验满6个月零1天", {"identity_verified_on": six - 1}, (registered(day),)),
        Edge("从未核验资质", {}, (registered(day),), without=("identity_verified_on",)),
        Edge("未填经营类目", {}, (registered(day),), without=("categories",)),
        Edge("隐藏评价无理由", {}, (registered(day), ("reviews", hidden))),
        Edge("隐藏评价有理由", {}, (registered(day), ("reviews", {**hidden, "hidden_reason": "含有联系方式"}))),
        Edge("隐藏评价在明日", {}, (registered(day), ("reviews", {**hidden, "reviewed_at": at(day + 1, 9)}))),
    ]
