"""Invented names and numbers: plausible to read, right in their check digits, belonging to nobody.

Identity numbers and credit codes carry a province's own area code (330000), which is issued to no person or firm;
phone numbers begin with 100, which no network has; towns, firms and brands do not exist.
"""

from __future__ import annotations

from auditor.model.identifiers import USCC_ALPHABET, id_check_character, uscc_check_character
from auditor.model.types import date_of
from auditor.services.demo.dice import Dice

SURNAMES = "沈虞池卓裴柏骆祁屈费项闻季宁佟尹苗柯祝邬庄岑戚邹褚俞冉桑蓝景"
GIVEN = "听一望砚若清知予南星遥溪禾舟岚霁沐瑶川朗语安棠苒澄屿初景然"
GIVEN_LAST = "澜苇舒秋禾川言宁歌白眠洲晚晴野桐渔笙微晗朔岸夏青竹羽帆诺"

STAGE_FIRST = ("海盐", "橘子", "麦穗", "青柠", "松果", "云朵", "豆沙", "栗子", "薄荷", "月牙", "米花", "芦苇", "葵园")
STAGE_SECOND = ("小满", "阿禾", "南风", "知夏", "晚星", "北北", "团子", "慢慢", "圆圆", "早早", "小雨", "拾光", "木木")
STAGE_LAST = ("", "", "", "严选", "直播间", "好物", "日记", "的铺子", "说穿搭", "爱生活")

TOWNS = ("云州市", "南屿市", "北麓市", "临澜市", "青渡市", "平汀市")
DISTRICTS = ("东浦区", "望溪区", "石桥区", "霞屿区", "松岭区", "新渡区")
AREAS = ("110000", "310000", "320000", "330000", "440000", "510000")
OCCUPATIONS = (
    "带货主播",
    "带货主播",
    "店铺主播",
    "服装搭配师",
    "厨师",
    "化妆师",
    "花艺师",
    "健身教练",
    "农场主",
    "教师",
)

_MARK_FIRST = "栖岚屿霁溯沐珩汀岫棠霂苓筠砚澄曦朔渺笙蘅芷茗苇茉栎"
_MARK_SECOND = "町序野原渡川涧坞里间集屿谷泊汐陌畔丘岸洲"
_MARK_THIRD = "禾光语物辰微森芽朵羽帆石木月集舟"
TRADES = ("商贸", "电子商务", "食品", "生物科技", "供应链管理", "日用品", "服饰", "文化传媒")

OWNERS = ("项经理", "卓经理", "费经纪", "池主管", "祁主管", "屈经理")


def real_name(draw: Dice) -> str:
    """Surname and a given name of one or two characters."""
    middle = draw.pick(GIVEN) if draw.hit(0.8) else ""
    return draw.pick(SURNAMES) + middle + draw.pick(GIVEN_LAST)


def stage_name(draw: Dice) -> str:
    """A name to go on air with."""
    return draw.pick(STAGE_FIRST) + draw.pick(STAGE_SECOND) + draw.pick(STAGE_LAST)


def mark(number: int) -> str:
    """The ``number``-th invented word of three characters: brands, shops and firms; repeats after 8,000."""
    # The multiplier has no factor in common with 8,000 (25 x 20 x 16), so neighbours differ in every character.
    shuffled = number * 3_331 % 8_000
    first, rest = divmod(shuffled, 320)
    second, third = divmod(rest, 16)
    again = number // 8_000
    return _MARK_FIRST[first] + _MARK_SECOND[second] + _MARK_THIRD[third] + (str(again + 1) if again else "")


def phone(number: int) -> str:
    """Eleven digits under a prefix that no network has."""
    return f"100{number % 100_000_000:08d}"


def id_number(area: str, born: int, sex: str, serial: int) -> str:
    """An 18-digit identity number for a birth day; the 17th digit says the sex, the 18th is the check."""
    order = serial % 500 * 2 + (1 if sex == "male" else 0)
    body = f"{area}{date_of(born):%Y%m%d}{order:03d}"
    return body + id_check_character(body)


def uscc(number: int, *, kind: str = "91") -> str:
    """The unified social credit code of the ``number``-th made-up firm (91 company, 92 sole trader)."""
    digits = []
    for _ in range(7):
        number, rest = divmod(number, 31)
        digits.append(USCC_ALPHABET[rest])
    body = f"{kind}330000MA{''.join(reversed(digits))}"
    return body + uscc_check_character(body)


def spoiled(number: str) -> str:
    """The same number with a wrong last character: it fails its check."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def permit_number(prefix: str, serial: int) -> str:
    """A food permit's number: prefix, 13 digits and their check digit (ISO 7064 MOD 11,10)."""
    digits = f"1330000{serial % 1_000_000:06d}"
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return f"{prefix}{digits}{(11 - rest) % 10}"
