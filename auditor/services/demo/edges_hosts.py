"""The edges of the rules for hosts."""

from __future__ import annotations

from auditor.model.types import date_of, day_of
from auditor.model.values import FOREVER, Other, Value
from auditor.services.demo import names
from auditor.services.demo.edges import Edge, Record, Values, born, case, learned, licence, passed, shifted
from auditor.services.demo.learning import ANNUAL, FOOD, ONBOARDING, STATUTORY
from auditor.services.demo.scale import at

DUTY_FROM = 20_485
"""2026-02-01, from which training before the first broadcast is a duty."""


def host_edges(day: int) -> list[Edge]:
    """All of them, the families interleaved so that a small world still has some of each."""
    families = [
        _in_order(day),
        _first_training(day),
        _yearly_training(day),
        _sanctions(day),
        _ages(day),
        _points(day),
        _numbers(day),
        _contracts(day),
        _food(day),
        _papers(day),
        _gaps(day),
        _checks(day),
    ]
    longest = max(len(family) for family in families)
    return [family[turn] for turn in range(longest) for family in families if turn < len(family)]


def _in_order(day: int) -> list[Edge]:
    return [Edge("样板：各项合规", {}, learned(day))]


def _first_training(day: int) -> list[Edge]:
    live = max(DUTY_FROM, day - 90)
    annual = passed(ANNUAL, max(day - 20, live + 1))
    return [
        Edge("首播当日完成岗前培训", {"first_live_on": live}, (passed(ONBOARDING, live),)),
        Edge("首播次日才完成岗前培训", {"first_live_on": live}, (passed(ONBOARDING, live + 1),)),
        Edge("首播前后均无合格培训", {"first_live_on": live}, ()),
        Edge("2026年2月1日首播，播前无培训", {"first_live_on": DUTY_FROM}, (annual,)),
        Edge("2026年1月31日首播，播前无培训", {"first_live_on": DUTY_FROM - 1}, (annual,)),
        Edge("明日首播，尚未培训", {"first_live_on": day + 1, "onboarded_on": day - 3}, ()),
        Edge("今日首播，昨日培训", {"first_live_on": day, "onboarded_on": day - 3}, (passed(ONBOARDING, day - 1),)),
    ]


def _yearly_training(day: int) -> list[Edge]:
    year = shifted(day, -12)
    first = passed(ONBOARDING, day - 405)
    lapsed = passed(ONBOARDING, day - 405, valid_until=day - 1)
    return [
        Edge("上次培训恰在一年前的今日", {}, (first, passed(ANNUAL, year))),
        Edge("上次培训在一年零一天前", {}, (first, passed(ANNUAL, year - 1))),
        Edge("年度培训未通过", {}, (first, passed(ANNUAL, day - 30, result="failed", score=5_900))),
        Edge("年度培训今日被撤销", {}, (first, passed(ANNUAL, day - 30, revoked_on=day))),
        Edge("年度培训明日撤销", {}, (first, passed(ANNUAL, day - 30, revoked_on=day + 1))),
        Edge("培训主题缺平台规则", {}, (lapsed, passed(ANNUAL, day - 30, topics=STATUTORY[:4]))),
        Edge("岗前培训昨日到期，仅余年度培训", {}, (lapsed, passed(ANNUAL, day - 30))),
    ]


def _food(day: int) -> list[Edge]:
    selling: Values = {"categories": ("food_prepacked", "apparel")}
    two = shifted(day, -24)
    return [
        Edge("食品培训满24个月，今日为最后一天", selling, (*learned(day), passed(FOOD, two))),
        Edge("食品培训昨日期满", selling, (*learned(day), passed(FOOD, two - 1))),
        Edge("食品培训有效期止于今日", selling, (*learned(day), passed(FOOD, day - 40, valid_until=day))),
        Edge("食品培训有效期止于昨日", selling, (*learned(day), passed(FOOD, day - 40, valid_until=day - 1))),
        Edge("带食品但从未参加食品培训", selling, learned(day)),
        Edge("带货类目有无法对应的词", {"categories": (Other("解忧盲盒"),)}, learned(day)),
    ]


def _sanctions(day: int) -> list[Edge]:
    def stopped(note: str, **more: Value) -> Edge:
        when = at(day - 40, 20)
        row = case("infraction", "vulgar", when, decided_on=day - 38, sanction="ban_live", **more)
        return Edge(note, {}, (*learned(day), row))

    start = day - 37
    return [
        stopped("停播处罚今日为最后一天", sanction_from=start, sanction_until=day),
        stopped("停播处罚昨日结束", sanction_from=start, sanction_until=day - 1),
        stopped("永久停播", sanction_from=start, sanction_until=FOREVER),
        stopped("停播未写期限", sanction_from=start),
        stopped("停播处罚明日开始", sanction_from=day + 1, sanction_until=day + 7),
        stopped("停播处罚已因申诉撤销", sanction_from=start, sanction_until=FOREVER, appeal="granted"),
        Edge("已列入黑名单", {"status": "blacklisted", "status_from": day - 5}, learned(day)),
        Edge("暂停合作但无处罚", {"status": "suspended", "status_from": day - 5}, learned(day)),
        Edge("仅有警示处罚", {}, (*learned(day), case("infraction", "vulgar", at(day - 9, 20), sanction="warning"))),
    ]


def _points(day: int) -> list[Edge]:
    new_year = day_of(date_of(day).replace(month=1, day=1))

    def counted(note: str, *points: int, on: int = day, **more: Value) -> Edge:
        rows = tuple(
            case("infraction", "absolute_terms", at(on - 1, 20), decided_on=on, points=each, scheme="信用分", **more)
            for each in points
        )
        return Edge(note, {}, (*learned(day), *rows))

    two_platforms = counted("两个平台各扣2分", 200)
    other = case(
        "infraction", "vulgar", at(day - 4, 20), decided_on=day, points=200, scheme="信用分", platform="taobao"
    )
    return [
        counted("今年累计扣2.99分", 150, 149),
        counted("今年累计扣3分", 150, 150),
        counted("今年累计扣5.99分", 400, 199),
        counted("今年累计扣6分", 400, 200),
        counted("今年累计扣11.99分", 600, 599),
        counted("今年累计扣12分", 600, 600),
        counted("12分均在去年最后一天认定", 1_200, on=new_year - 1),
        Edge("两个平台各扣2分", {}, (*two_platforms.records, other)),
        counted("扣6分的投诉经查为恶意", 600, outcome="malicious"),
    ]


def _ages(day: int) -> list[Edge]:
    def aged(note: str, birthday: int, **more: Value) -> Edge:
        return Edge(note, {**born(birthday), **more}, learned(day))

    sixteen, eighteen = shifted(day, -16 * 12), shifted(day, -18 * 12)
    leap = day_of(date_of(day).replace(year=_leap_year(day), month=2, day=29))
    return [
        aged("今日满16周岁，已有监护人同意", sixteen, guardian_consent_on=day - 1),
        aged("明日满16周岁", sixteen + 1, guardian_consent_on=day - 1),
        aged("今日满18周岁", eighteen),
        aged("明日满18周岁，无监护人同意", eighteen + 1),
        aged("17岁，监护人今日同意", shifted(day, -17 * 12), guardian_consent_on=day),
        aged("17岁，监护人同意日期在明日", shifted(day, -17 * 12), guardian_consent_on=day + 1),
        aged("生于2月29日", leap),
        Edge("出生日期与证件号均缺", {}, learned(day), without=("birth_date", "sex", "id_number")),
    ]


def _leap_year(day: int) -> int:
    """The last leap year but one at least 18 years back."""
    year = date_of(day).year - 19
    return year - year % 4


def _numbers(day: int) -> list[Edge]:
    birthday = day - 10_000
    good = str(born(birthday)["id_number"])
    impossible = good[:10] + "0231" + good[14:]
    return [
        Edge("证件号校验位错误", {"id_number": names.spoiled(good)}, learned(day)),
        Edge("证件号已打码", {"id_number": f"{good[:4]}**********{good[-4:]}"}, learned(day)),
        Edge("护照，号码不校验", {"id_type": "passport", "id_number": "E00000000"}, learned(day)),
        Edge("证件号为旧15位", {"id_number": good[:6] + good[8:17]}, learned(day)),
        Edge("证件号中的日期不存在", {"id_number": impossible}, learned(day)),
        Edge("出生日期与证件号不符", {**born(birthday), "birth_date": birthday + 1}, learned(day)),
        Edge("性别与证件号不符", {**born(birthday), "sex": "male"}, learned(day)),
        Edge("港澳居民居住证", {"id_number": names.id_number("810000", birthday, "female", 5)}, learned(day)),
    ]


def _contracts(day: int) -> list[Edge]:
    member: Values = {"agency": "J0001", "agency_from": day - 400, "engagement": "signed"}

    def bound(note: str, kind: str = "management", **more: Value) -> Edge:
        row: Values = {
            "party_type": "agency",
            "party": "J0001",
            "counterparty_type": "host",
            "kind": kind,
            "valid_from": day - 400,
            "valid_until": day + 300,
            "signed_on": day - 400,
            "state": "in_force",
            **more,
        }
        return Edge(note, member, (*learned(day), ("contracts", row)))

    return [
        bound("经纪合同今日到期", valid_until=day),
        bound("经纪合同昨日到期", valid_until=day - 1),
        bound("经纪合同昨日到期但自动续约", valid_until=day - 1, auto_renew=1),
        bound("经纪合同今日解约", terminated_on=day),
        bound("经纪合同明日解约", terminated_on=day + 1),
        bound("合同为带货而非经纪", "promotion"),
        bound("合同中止", state="suspended"),
        bound("合同明日生效", valid_from=day + 1, signed_on=day),
        Edge("已入机构但无合同", member, learned(day)),
    ]


def _papers(day: int) -> list[Edge]:
    def marketer(note: str, until: int, *more: Record) -> Edge:
        paper = licence("livestream_marketer", "YXS-B", day - 700, until, owner_type="host")
        return Edge(note, {}, (*learned(day), paper, *more))

    def qualified(note: str, kind: str, until: Value | None, **more: Value) -> Edge:
        paper = licence(kind, "ZG-B", day - 700, until, owner_type="host", **more)
        return Edge(note, {"domains": (_DOMAIN[kind],)}, (*learned(day), paper))

    renewal = licence("livestream_marketer", "YXS-C", day, day + 800, owner_type="host", renews="YXS-B")
    gap: Record = ("licences", {**renewal[1], "valid_from": day + 32})
    return [
        qualified("证券从业资格今日到期", "securities", day),
        qualified("证券从业资格昨日到期", "securities", day - 1),
        qualified("证券从业资格未写期限", "securities", None),
        qualified("执业医师证无期限", "physician", None),
        qualified("律师执业证暂扣", "lawyer", None, state="suspended"),
        *(marketer(f"互联网营销师证{left}天后到期", day + left) for left in (0, 30, 31, 60, 61, 90, 91)),
        marketer("互联网营销师证30天后到期，已续", day + 30, renewal),
        marketer("互联网营销师证30天后到期，续证隔一日", day + 30, gap),
    ]


_DOMAIN = {"securities": "finance", "physician": "medical", "lawyer": "law"}


def _gaps(day: int) -> list[Edge]:
    return [
        Edge("未填常住地", {}, learned(day), without=("residence",)),
        Edge("未填手机号", {}, learned(day), without=("phone",)),
        Edge("未填真实姓名", {}, learned(day), without=("real_name",)),
        Edge("财经领域但无任何资格证", {"domains": ("finance",)}, learned(day)),
        Edge("未填带货类目", {}, learned(day), without=("categories",)),
        Edge("未填内容领域", {}, learned(day), without=("domains",)),
        Edge("昨日退出", {"status": "left", "status_from": day - 1, "left_on": day - 1}, learned(day)),
    ]


def _checks(day: int) -> list[Edge]:
    five, six = shifted(day, -5), shifted(day, -6)
    return [
        Edge("身份核验恰满5个月", {"identity_verified_on": five}, learned(day)),
        Edge("身份核验满5个月零1天", {"identity_verified_on": five - 1}, learned(day)),
        Edge("身份核验恰满6个月", {"identity_verified_on": six}, learned(day)),
        Edge("身份核验满6个月零1天", {"identity_verified_on": six - 1}, learned(day)),
        Edge("从未核验身份", {}, learned(day), without=("identity_verified_on",)),
    ]
