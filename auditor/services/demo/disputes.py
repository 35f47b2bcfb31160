"""Cases and reviews of the made-up world: few subjects have many cases, most have none."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.values import FOREVER, Value
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.people import Host, host
from auditor.services.demo.scale import Scale, at, room_code
from auditor.services.demo.trade import PLATFORMS, Merchant, merchant

Values = dict[str, Value]

_INFRACTIONS = (
    "false_publicity",
    "false_publicity",
    "absolute_terms",
    "absolute_terms",
    "medical_claim",
    "false_promotion",
    "vulgar",
    "conduct",
    "off_platform",
    "ai_unlabelled",
    "data_fraud",
    "food_safety",
)
_COMPLAINTS = ("refund", "quality", "mismatch", "shipping", "service", "order", "counterfeit")
_OUTCOMES = ("substantiated",) * 14 + ("unsubstantiated",) * 3 + ("malicious",) + ("overturned",) * 2
_SCHEME = {"douyin": "信用分", "kuaishou": "信用分", "taobao": "违规分"}
_STOPPING = ("suspend", "ban_live", "revoke_commerce")
_MILD = ("warning", "warning", "restrict", "throttle", "delist", "deposit")
_DAY = 86_400
_TEXTS = ("直播话术夸大功效", "口播出现绝对化用语", "价格对比无依据", "与下单页面描述不符", "未及时处理消费者来电")


def cases(scale: Scale) -> Iterator[Values]:
    """The rows of 违规投诉: about one for each host, about two for each merchant, a few for rooms."""
    for number in range(scale.hosts):
        draw = scale.dice(Stream.HOST_CASE, number)
        many = _how_many(draw, 0.62)
        if many:
            known = host(scale, number)
            for order in range(many):
                yield _host_case(scale, draw, known, f"W{number:07d}{order:02d}")
    for number in range(scale.merchants):
        draw = scale.dice(Stream.MERCHANT_CASE, number)
        many = _how_many(draw, 0.35)
        if many:
            selling = merchant(scale, number)
            for order in range(many):
                yield _merchant_case(scale, draw, selling, f"T{number:06d}{order:02d}")
        if draw.hit(0.02):
            yield _inspection(scale, draw, number)


def _how_many(draw: Dice, none: float) -> int:
    """Zipf's law cut at 40: a few have many."""
    luck = draw.random()
    if luck < none:
        return 0
    return min(40, int(((1 - none) / (1.0000001 - luck)) ** 0.62))


def _shared(draw: Dice, code: str, subject: tuple[str, str], when: int) -> Values:
    platform = draw.pick(PLATFORMS)
    return {
        "code": code,
        "subject_type": subject[0],
        "subject": subject[1],
        "platform": platform,
        "occurred_at": when,
        "severity": draw.pick(("minor", "minor", "minor", "major")),
        "handler": draw.pick(("闻专员", "苗专员", "岑专员")),
        "description": draw.pick(_TEXTS),
    }


def _host_case(scale: Scale, draw: Dice, known: Host, code: str) -> Values:
    since = max(1, scale.day - (known.first_live or known.onboarded))
    when = at(scale.day - draw.between(1, min(900, since)), draw.between(9, 22), draw.below(60))
    row = _shared(draw, code, ("host", known.code), when)
    if draw.hit(0.2):
        row |= {"kind": "complaint", "category": draw.pick(_COMPLAINTS), "source": "consumer"}
        return row | _answered(scale, draw, when)
    row |= {"kind": "infraction", "category": draw.pick(_INFRACTIONS), "source": "platform", "rule_name": "平台规范"}
    return row | _decided(scale, draw, when, str(row["platform"]))


def _decided(scale: Scale, draw: Dice, when: int, platform: str) -> Values:
    """Outcome, points and sanction of an infraction; a recent one may still be open."""
    decided = when // _DAY + draw.between(1, 12)
    if decided > scale.day:
        return {"outcome": "open", "appeal": "none"}
    outcome = draw.pick(_OUTCOMES)
    found: Values = {"outcome": outcome, "decided_on": decided, "appeal": draw.pick(("none",) * 8 + ("rejected",))}
    if outcome == "overturned":
        found["appeal"] = "granted"
    if draw.hit(0.7):
        found |= {"points": draw.pick((50, 50, 100, 100, 100, 200, 400)), "scheme": _SCHEME.get(platform, "违规分")}
    if draw.hit(0.05):
        start = decided + 1
        found |= {"sanction": draw.pick(_STOPPING), "sanction_from": start, "severity": "major"}
        found["sanction_until"] = FOREVER if draw.hit(0.06) else start + draw.pick((3, 7, 30, 90, 180))
    elif draw.hit(0.6):
        found |= {"sanction": draw.pick(_MILD), "sanction_from": decided, "sanction_until": decided + 7}
    if draw.hit(0.5):
        found |= {"corrective_action": "已下架话术并复训", "corrected_on": min(scale.day, decided + 5)}
        found["correct_by"] = decided + 10
    return found


def _answered(scale: Scale, draw: Dice, when: int) -> Values:
    """How a complaint was taken up, answered and closed; late or open now and then."""
    now = (scale.day + 1) * _DAY - 1
    accepted = min(now, when + draw.between(600, 40_000))
    found: Values = {"accepted_at": accepted, "outcome": "open"}
    hours = draw.between(49, 120) if draw.hit(0.1) else draw.between(1, 40)
    if accepted + hours * 3_600 > now or draw.hit(0.04):
        return found
    found["first_response_at"] = accepted + hours * 3_600
    closed = accepted + (hours + draw.between(4, 200)) * 3_600
    if closed > now:
        return found
    outcome = draw.pick(_OUTCOMES)
    found |= {"closed_at": closed, "outcome": outcome, "decided_on": closed // _DAY}
    if outcome == "substantiated" and draw.hit(0.4):
        found |= {"compensation": draw.between(10, 300) * 100, "compensated_on": min(scale.day, closed // _DAY + 3)}
    return found


def _merchant_case(scale: Scale, draw: Dice, known: Merchant, code: str) -> Values:
    since = max(1, scale.day - known.onboarded)
    when = at(scale.day - draw.between(1, min(700, since)), draw.between(9, 22), draw.below(60))
    row = _shared(draw, code, ("merchant", known.code), when)
    luck = draw.random()
    if luck < 0.5:
        row |= {"kind": "complaint", "category": draw.pick(_COMPLAINTS), "order_ref": f"D{code[1:]}"}
        row["source"] = draw.pick(("consumer", "consumer", "odr", "media"))
        return row | _answered(scale, draw, when)
    if luck < 0.68:
        row |= {"kind": "merchant_request", "category": "refund", "source": "consumer", "order_ref": f"D{code[1:]}"}
        return row | _refund(scale, draw, when // _DAY)
    if luck < 0.75:
        row |= {"kind": "penalty", "category": draw.pick(("false_publicity", "price", "quality"))}
        row |= {"source": "regulator", "sanction": "fine", "severity": "major"}
        return row | {"outcome": "substantiated", "decided_on": min(scale.day, when // _DAY + 20)}
    if luck < 0.82:
        return row | {"kind": "ip_report", "category": "ip_trademark", "source": "rights_holder", "outcome": "open"}
    row |= {"kind": "infraction", "category": draw.pick(_INFRACTIONS), "source": "platform", "rule_name": "平台规范"}
    return row | _decided(scale, draw, when, str(row["platform"]))


def _refund(scale: Scale, draw: Dice, day: int) -> Values:
    """Goods sent back and money returned: mostly within seven days, late or still owed now and then."""
    returned = min(scale.day, day + draw.between(1, 6))
    found: Values = {"outcome": "substantiated", "decided_on": returned, "goods_returned_on": returned}
    wait = draw.between(8, 20) if draw.hit(0.15) else draw.between(0, 7)
    if returned + wait <= scale.day and not draw.hit(0.06):
        found |= {"refunded_on": returned + wait, "compensation": draw.between(10, 300) * 100}
    return found


def _inspection(scale: Scale, draw: Dice, number: int) -> Values:
    when = at(scale.day - draw.between(1, 200), 10)
    row = _shared(draw, f"X{number:06d}", ("room", room_code(number)), when)
    return row | {"kind": "inspection", "category": "other", "source": "regulator", "outcome": "unsubstantiated"}


_WORDS = (
    "做工扎实，和直播间里说的一样",
    "物流快，包装完好",
    "颜色比画面浅一点",
    "客服回复有点慢",
    "分量足，会回购",
    "与描述不符",
)


def reviews(scale: Scale) -> Iterator[Values]:
    """The rows of 评价: up to six for each merchant, a few hidden."""
    for number in range(scale.merchants):
        draw = scale.dice(Stream.REVIEW, number)
        known = merchant(scale, number)
        for order in range(draw.below(7)):
            row: Values = {
                "merchant": known.code,
                "order_ref": f"D{number:07d}{order}",
                "rating": draw.pick((5, 5, 5, 4, 4, 3, 2, 1)),
                "text": draw.pick(_WORDS),
                "reviewed_at": at(scale.day - draw.between(1, 300), draw.between(8, 23), draw.below(60)),
                "buyer": f"买家{draw.below(10**6):06d}",
                "verified_purchase": int(draw.hit(0.97)),
                "hidden": 0,
            }
            if draw.hit(0.06):
                row["hidden"] = 1
                if not draw.hit(0.2):
                    row["hidden_reason"] = "含有联系方式"
            yield row
