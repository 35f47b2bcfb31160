"""Licences of hosts, merchants and agencies, and brand authorisations, of the made-up world."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.values import FOREVER, Value
from auditor.services.demo import names
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.people import host
from auditor.services.demo.scale import Scale, agency_code, product_code
from auditor.services.demo.trade import Merchant, accepted, merchant

Values = dict[str, Value]

QUALIFICATION = {"medical": "physician", "finance": "securities", "law": "lawyer", "education": "teacher"}
NO_TERM = frozenset({"food_filing", "device_filing_2", "cosmetics_filing", "physician", "lawyer", "teacher"})
PRODUCT_KINDS = frozenset({"cosmetics_filing", "cosmetics_registration", "ccc_certificate", "trademark_certificate"})
_PREFIX = {"food_licence": "JY", "food_filing": "YB", "food_production": "SC", "alcohol_licence": "JL"}
_FIVE_YEARS = 1_826
EVERYWHERE = ("douyin", "kuaishou", "taobao", "weixin", "xiaohongshu")
"""The platforms that most authorisations name."""


def licences(scale: Scale) -> Iterator[Values]:
    """The rows of 证照: about three for each merchant, two for each agency, some qualifications of hosts."""
    for number in range(scale.agencies):
        yield from _agency(scale, number)
    for number in range(scale.merchants):
        yield from _merchant(scale, number)
    for number in range(scale.hosts):
        yield from _host(scale, number)


def _paper(scale: Scale, draw: Dice, owner: tuple[str, str], kind: str, number: str) -> Values:
    """A licence in order: of five years, between one hundred days and four years from its end."""
    start = scale.day - draw.between(60, _FIVE_YEARS - 100)
    row: Values = {
        "owner_type": owner[0],
        "owner": owner[1],
        "kind": kind,
        "number": number,
        "issuer": f"{draw.pick(names.TOWNS)}市场监督管理局",
        "issued_on": start,
        "valid_from": start,
        "checked_on": max(start, scale.day - draw.between(2, 170)),
        "evidence_grade": draw.pick(("original", "register", "register", "platform", "screenshot")),
    }
    if kind not in NO_TERM:
        row["valid_until"] = start + _FIVE_YEARS - 1
    return row


def _aged(scale: Scale, draw: Dice, row: Values) -> Iterator[Values]:
    """The licence, now and then run out, about to, suspended, or renewed in time."""
    luck = draw.random()
    if "valid_until" not in row or luck > 0.11:
        yield row
        return
    if luck < 0.035:
        end = scale.day - draw.between(1, 300)
    elif luck < 0.045:
        yield {**row, "state": "suspended"}
        return
    else:
        end = scale.day + draw.between(0, 89)
        if draw.hit(0.6):
            row["renewal_applied_on"] = scale.day - draw.between(1, 20)
    start = end - _FIVE_YEARS + 1
    row |= {"valid_until": end, "valid_from": start, "issued_on": start}
    yield row
    if luck > 0.08:
        renewed = min(scale.day, end)
        old = {name: value for name, value in row.items() if name != "renewal_applied_on"}
        yield old | {
            "number": _renewed(str(row["number"])),
            "renews": row["number"],
            "issued_on": renewed,
            "valid_from": end + 1,
            "valid_until": end + _FIVE_YEARS,
            "checked_on": renewed,
        }


def _renewed(number: str) -> str:
    """The number of the paper that follows; a food permit's keeps its form."""
    if number[:2] in _PREFIX.values() and number[2:].isdigit():
        return names.permit_number(number[:2], 500_000 + int(number[9:15]))
    return f"{number}R"


def _agency(scale: Scale, number: int) -> Iterator[Values]:
    draw = scale.dice(Stream.HOST_LICENCE, scale.hosts + number)
    owner = ("agency", agency_code(number))
    yield _paper(scale, draw, owner, "business_licence", f"YZJ{number:08d}") | {
        "valid_until": FOREVER,
        "holder_uscc": names.uscc(10_000_000 + number),
    }
    permit = _paper(scale, draw, owner, "performance_permit", f"YC{number:08d}")
    yield from _aged(scale, draw, permit)


def _merchant(scale: Scale, number: int) -> Iterator[Values]:
    known = merchant(scale, number)
    draw = scale.dice(Stream.MERCHANT_LICENCE, number)
    if known.entity != "person":
        yield from _business(scale, draw, known, number)
    held: set[str] = set()
    for category in known.categories:
        kinds = accepted(category) if isinstance(category, str) else ()
        if not kinds or draw.hit(0.04):
            continue
        kind = kinds[0] if draw.hit(0.75) else draw.pick(kinds)
        if kind not in held:
            held.add(kind)
            yield from _permit(scale, draw, known, kind, number)
    for order, brand in enumerate(known.brands):
        if draw.hit(0.15):
            paper = _own(scale, draw, known, "trademark_certificate", f"{40_000_000 + number * 10 + order}")
            yield paper | {"brand": brand, "valid_until": scale.day + draw.between(200, 3_000)}


def _own(scale: Scale, draw: Dice, known: Merchant, kind: str, paper_number: str) -> Values:
    row = _paper(scale, draw, ("merchant", known.code), kind, paper_number)
    row["holder_name"] = known.legal_name
    if known.uscc:
        row["holder_uscc"] = known.uscc
    return row


def _business(scale: Scale, draw: Dice, known: Merchant, number: int) -> Iterator[Values]:
    row = _own(scale, draw, known, "business_licence", known.uscc)
    if draw.hit(0.025):
        return
    if draw.hit(0.02):
        row["holder_uscc"] = names.uscc(30_000_000 + number)
    if known.entity == "sole_trader":
        del row["valid_until"]
        yield row
    elif draw.hit(0.7):
        row["valid_until"] = FOREVER
        yield row
    else:
        yield from _aged(scale, draw, row)


def _permit(scale: Scale, draw: Dice, known: Merchant, kind: str, number: int) -> Iterator[Values]:
    serial = number * 4 + draw.below(4)
    prefix = _PREFIX.get(kind)
    paper = names.permit_number(prefix, serial) if prefix else f"{kind[:2].upper()}{serial:09d}"
    row = _own(scale, draw, known, kind, paper)
    scope = tuple(one for one in known.categories if isinstance(one, str) and kind in accepted(one))
    row["scope"] = scope
    if kind in PRODUCT_KINDS:
        row["product_name"] = draw.pick(names.STAGE_FIRST) + "系列"
    yield from _aged(scale, draw, row)
    if kind in PRODUCT_KINDS and draw.hit(0.3):
        extra = _paper(scale, draw, ("product", f"{known.code}/{product_code(number, 0)}"), kind, f"{paper}P")
        yield extra


def _host(scale: Scale, number: int) -> Iterator[Values]:
    known = host(scale, number)
    draw = scale.dice(Stream.HOST_LICENCE, number)
    for domain in known.domains:
        kind = QUALIFICATION.get(domain)
        if kind is None or draw.hit(0.08):
            continue
        paper = _paper(scale, draw, ("host", known.code), kind, f"{kind[:2].upper()}{number:09d}")
        yield from _aged(scale, draw, paper)
    if draw.hit(0.12):
        paper = _paper(scale, draw, ("host", known.code), "livestream_marketer", f"YXS{number:09d}")
        yield from _aged(scale, draw, paper)


def authorisations(scale: Scale) -> Iterator[Values]:
    """The rows of 品牌授权: one for each brand of a merchant, now and then through a distributor."""
    for number in range(scale.merchants):
        known = merchant(scale, number)
        draw = scale.dice(Stream.AUTHORISATION, number)
        for brand in known.brands:
            yield from _authorised(scale, draw, known, brand)


def _authorised(scale: Scale, draw: Dice, known: Merchant, brand: str) -> Iterator[Values]:
    start = scale.day - draw.between(30, 600)
    luck = draw.random()
    end: Value = start + 730 if luck > 0.2 else FOREVER
    if luck < 0.02:
        return
    if luck < 0.045:
        start, end = scale.day - 500, scale.day - draw.between(1, 120)
    elif luck < 0.08:
        start, end = scale.day - 340, scale.day + draw.between(0, 29)
    owner = f"{brand}品牌管理有限公司"
    row: Values = {
        "merchant": known.code,
        "brand": brand,
        "trademark": f"{60_000_000 + draw.below(30_000_000)}",
        "grantor": owner,
        "grantee": known.legal_name,
        "level": 1,
        "may_sublicense": 0,
        "platforms": EVERYWHERE if draw.hit(0.9) else ("douyin", "taobao"),
        "territory": "中国大陆",
        "valid_from": start,
        "valid_until": end,
        "state": "in_force",
    }
    listed = tuple(one for one in known.categories if isinstance(one, str))
    if listed:
        row["categories"] = listed if draw.hit(0.93) else listed[:1]
    if draw.hit(0.2):
        distributor = f"{draw.pick(names.TOWNS)}{names.mark(draw.below(8_000))}供应链管理有限公司"
        yield row | {"grantee": distributor, "may_sublicense": int(draw.hit(0.92)), "valid_from": start - 30}
        row |= {"grantor": distributor, "level": 2}
    yield row
